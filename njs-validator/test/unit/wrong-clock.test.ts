/** A clock that was wrong for a while, on a gate that fetches what is revoked. */
import { expect, test } from '@jest/globals';
import { REVOCATION_LIST_TYPE } from '../../../shared/revocation-list.js';
import { gateConfigFor, ISSUER, mint, testKeys } from '../../../shared/test/token-maker.js';
import type { Outside, State } from '../../gate-request.js';
import { refresh } from '../../refresh.js';
import { STATE_CONFIRMED_AT } from '../../state-keys.js';
import { gateFileOf } from './support/gate-file.js';

const NOW = 1_790_000_000;
const YEAR = 365 * 24 * 60 * 60;
const keys = testKeys(1);
const list = (iat: number) =>
  mint(
    keys[0]!,
    { iss: ISSUER, iat, epoch: 0, subjects: {} },
    { alg: 'HS256', typ: REVOCATION_LIST_TYPE, kid: keys[0]!.kid },
  );

test('a list from a year ahead does not keep out those of today', async () => {
  const revocationsUrl = 'http://127.0.0.1/list';
  const file = gateFileOf({
    ...gateConfigFor(keys),
    refresh: { revocationsUrl, keysUrl: '', intervalSeconds: 3 },
  });
  const held = new Map<string, string>();
  const state: State = {
    get: (name) => held.get(name),
    set: (name, value) => held.set(name, value),
    delete: (name) => held.delete(name),
    keys: () => [...held.keys()],
  };
  let time = NOW;
  const outside: Outside = {
    shared: { usher_state: state },
    fetch: () => Promise.resolve({ status: 200, text: () => Promise.resolve(list(time)) }),
    log: () => undefined,
    ERR: 4,
    WARN: 5,
  };
  const confirmedAt = async (now: number) => {
    time = now;
    await refresh().answer({}, file, outside, now);
    return Number(held.get(STATE_CONFIRMED_AT));
  };
  expect(await confirmedAt(NOW)).toBe(NOW);
  // Portal and gate on one machine, say, whose clock is then put right.
  expect(await confirmedAt(NOW + YEAR)).toBe(NOW + YEAR);
  expect(await confirmedAt(NOW + 10)).toBe(NOW + 10);
});
