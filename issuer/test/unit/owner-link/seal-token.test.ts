import { describe, expect, test } from '@jest/globals';
import { openOwnerToken, sealOwnerToken } from '../../../owner-link/seal-token.js';
import { createSealer } from '../../../token/sealed-cookie.js';

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const OTHER_KEY = Uint8Array.from({ length: 32 }, (_, at) => at + 1);

describe('the token of the owner', () => {
  test('comes back as it was, however late', async () => {
    const sealed = await sealOwnerToken('tokenXYZ', KEY);
    expect(sealed).not.toContain('tokenXYZ');
    expect(await openOwnerToken(sealed, KEY)).toBe('tokenXYZ');
  });

  test('is not the same text twice', async () => {
    expect(await sealOwnerToken('a', KEY)).not.toBe(await sealOwnerToken('a', KEY));
  });

  test('stays closed to another key, to a changed text, and to nonsense', async () => {
    const sealed = await sealOwnerToken('tokenXYZ', KEY);
    expect(await openOwnerToken(sealed, OTHER_KEY)).toBeUndefined();
    expect(await openOwnerToken(`${sealed.slice(0, -8)}AAAAAAAA`, KEY)).toBeUndefined();
    expect(await openOwnerToken('', KEY)).toBeUndefined();
    expect(await openOwnerToken('tokenXYZ', KEY)).toBeUndefined();
  });

  test('is no cookie, and no cookie is it', async () => {
    const sealer = createSealer('owner link', KEY);
    const cookie = (await sealer.seal({ token: 'planted' }, 60, 1_700_000_000)) ?? '';
    expect(await openOwnerToken(cookie, KEY)).toBeUndefined();
    const sealed = await sealOwnerToken('tokenXYZ', KEY);
    expect(await sealer.unseal(sealed, 1_700_000_000)).toBeUndefined();
  });
});
