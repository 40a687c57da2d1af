import { expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Revoked } from '../../../../shared/revocation.js';
import { keyRingOf } from '../../../keys/key-ring.js';
import { signRevocationList } from '../../../revocation/revocation-list.js';
import { MAX_REVOCATION_LIST_CHARS } from '../../../../shared/token-profile.js';

const NOW = 1_700_000_000;
const ring = keyRingOf([{ kid: 'k', alg: 'HS256', secret: new Uint8Array(32).fill(7) }]);
const issuer = 'https://auth.example.com';

function listOf(many: number) {
  const subjects = Array.from({ length: many }, (_, at): [string, Revoked] => [
    `plex:${String(10_000_000 + at)}`,
    { notBefore: NOW, endedSessions: [] },
  ]);
  const state = { epoch: () => 0, allRevoked: () => new Map(subjects) };
  return signRevocationList(state, { issuer, ring, now: NOW });
}

test('a list of ten thousand people is made', async () => {
  const text = (await listOf(10_000)) ?? '';
  expect(text.length).toBeLessThan(MAX_REVOCATION_LIST_CHARS);
  expect(Object.keys(decodeJwt(text)['subjects'] as object)).toHaveLength(10_000);
});

test('a list that no gate would take is not made', async () => {
  expect(await listOf(20_000)).toBeUndefined();
});
