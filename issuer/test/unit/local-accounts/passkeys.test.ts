/** What browsers are told of an account when they are asked for a passkey. */
import { expect, test } from '@jest/globals';
import { createPasskeys } from '../../../local-accounts/passkeys.js';

const ANNA = { name: 'anna', displayName: 'Anna', groupId: 4, madeAt: 1_700_000_000 };

async function userIdOf(account: typeof ANNA, secret: number): Promise<string> {
  const sealingKey = new Uint8Array(32).fill(secret);
  const passkeys = createPasskeys('https://auth.example.com', 'Home', sealingKey);
  const { options = '{}' } = (await passkeys?.askToAdd(account, [])) ?? {};
  return (JSON.parse(options) as { user: { id: string } }).user.id;
}

test('a device has one id for an account, which nobody tells the name from by trying names', async () => {
  const id = await userIdOf(ANNA, 1);
  expect(Buffer.from(id, 'base64url')).toHaveLength(32);
  expect(await userIdOf({ ...ANNA, displayName: 'Another' }, 1)).toBe(id);
  const others = [userIdOf({ ...ANNA, name: 'ben' }, 1), userIdOf({ ...ANNA, madeAt: 1 }, 1)];
  expect(await Promise.all([...others, userIdOf(ANNA, 2)])).not.toContain(id);
});
