import { expect, test } from '@jest/globals';
import type { AccountOutcome, ResourcesOutcome } from '../../../plex/outcomes.js';
import { heldClient } from '../../../sign-in/held-client.js';
import { createHold } from '../../../sign-in/hold.js';

const REFUSED = { kind: 'token_refused' } as const;

test('nobody asks while plex.tv wants to be left alone', async () => {
  const clock = { now: 1000 };
  const asked: string[] = [];
  const accounts: AccountOutcome[] = [{ kind: 'rate_limited', retryAfterSeconds: 20 }];
  const client = heldClient(
    {
      account: (token) => {
        asked.push(`account ${token}`);
        return Promise.resolve(accounts.shift() ?? REFUSED);
      },
      resources: (token): Promise<ResourcesOutcome> => {
        asked.push(`resources ${token}`);
        return Promise.resolve(REFUSED);
      },
    },
    createHold(() => clock.now),
  );
  expect(await client.account('t1')).toMatchObject({ kind: 'rate_limited' });
  clock.now += 19;
  expect([(await client.account('t2')).kind, (await client.resources('t2')).kind]).toEqual([
    'rate_limited',
    'rate_limited',
  ]);
  expect(asked).toEqual(['account t1']);
  clock.now += 1;
  expect([(await client.account('t2')).kind, (await client.resources('t2')).kind]).toEqual([
    'token_refused',
    'token_refused',
  ]);
  expect(asked).toEqual(['account t1', 'account t2', 'resources t2']);
});
