import { describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { goodClaims, verifierOf } from '../../../../shared/test/token-maker.js';
import { decide } from '../../../../shared/verdict.js';
import { gateConfigOf } from '../../../keys/gate-config.js';
import { generateKey, privateJwkOf } from '../../../keys/generate-key.js';
import {
  joseHeaderOf,
  parseKeys,
  ringAt,
  signerOf,
  type SigningKey,
} from '../../../keys/key-ring.js';
import { appended, rotated } from '../../../keys/rotation.js';
import { GOOD_YAML, goodConfig } from '../config/sample-config.js';

const NOW = 1_700_000_000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const TIMES = { now: NOW, leadSeconds: HOUR, keepSeconds: DAY };

function keysIn(entries: readonly object[]): readonly SigningKey[] {
  const outcome = parseKeys(JSON.stringify({ keys: entries }));
  if (outcome.kind === 'problems') {
    throw new Error(outcome.problems.join());
  }
  return outcome.keys;
}

describe('a rotation', () => {
  const [old, older, fresh] = [generateKey(NOW), generateKey(NOW), generateKey(NOW)];

  test('publishes the new key first, lets it sign later, and then drops the old ones', () => {
    const keys = keysIn(rotated([old, older].map(privateJwkOf), fresh, TIMES));
    const at = (now: number) => {
      const { signing, keys: verifying } = ringAt(keys, now);
      return [signing.kid, verifying.map(({ kid }) => kid)];
    };
    const all = [fresh.kid, old.kid, older.kid];
    expect(at(NOW)).toEqual([old.kid, all]);
    expect(at(NOW + HOUR - 1)).toEqual([old.kid, all]);
    expect(at(NOW + HOUR)).toEqual([fresh.kid, all]);
    expect(at(NOW + HOUR + DAY)).toEqual([fresh.kid, all]);
    expect(at(NOW + HOUR + DAY + 1)).toEqual([fresh.kid, [fresh.kid]]);
  });

  test('keeps every member of the old entries, and an end that is nearer', () => {
    const entries = [
      { ...privateJwkOf(old), 'x-note': 'mine' },
      { ...privateJwkOf(older), dropped_after: NOW + 60 },
    ];
    expect(rotated(entries, fresh, TIMES)).toEqual([
      { ...privateJwkOf(fresh), signs_from: NOW + HOUR },
      { ...entries[0], dropped_after: NOW + HOUR + DAY },
      entries[1],
    ]);
  });

  test('forgets keys that were dropped before', () => {
    const ended = { ...privateJwkOf(older), dropped_after: NOW - 1 };
    expect(rotated([privateJwkOf(old), ended], fresh, TIMES)).toHaveLength(2);
    expect(appended([ended, { ...ended, dropped_after: NOW }], [fresh], NOW)).toEqual([
      { ...ended, dropped_after: NOW },
      privateJwkOf(fresh),
    ]);
  });

  test('on the heels of another leaves a key to sign at any time', () => {
    const first = rotated([privateJwkOf(old)], older, TIMES);
    const keys = keysIn(rotated(first, fresh, { ...TIMES, now: NOW + 600 }));
    const signsAt = (now: number) => ringAt(keys, now).signing.kid;
    expect(signsAt(NOW + 600)).toBe(old.kid);
    expect(signsAt(NOW + HOUR)).toBe(older.kid);
    expect(signsAt(NOW + HOUR + 600)).toBe(fresh.kid);
  });

  test.each(['HS256', 'ES256', 'EdDSA', 'RS256'] as const)(
    'to %s signs nobody out, and at no time a gate refuses what the portal signs',
    async (alg) => {
      const { config } = goodConfig(GOOD_YAML);
      const lifetime = config.session.lifetimeSeconds;
      const times = { now: NOW, leadSeconds: HOUR, keepSeconds: lifetime };
      const keys = keysIn(rotated([privateJwkOf(old)], generateKey(NOW, alg), times));
      const algs = new Set<unknown>();
      for (let minted = NOW; minted < NOW + lifetime + 2 * HOUR; minted += HOUR / 2) {
        const ring = ringAt(keys, minted);
        algs.add(ring.signing.alg);
        const token = await new SignJWT({ ...goodClaims(minted), exp: minted + lifetime })
          .setProtectedHeader(joseHeaderOf(ring.signing))
          .sign(signerOf(ring.signing));
        for (const asked of [minted, minted + lifetime - 1]) {
          // The files of the gate: written before the key signed, or anew.
          for (const written of [Math.min(asked, NOW + 60), asked]) {
            const gateConfig = gateConfigOf(config, ringAt(keys, written));
            const { reason } = await decide([token], verifierOf(gateConfig), asked, 4);
            expect([minted - NOW, asked - NOW, reason]).toEqual([
              minted - NOW,
              asked - NOW,
              'allowed',
            ]);
          }
        }
      }
      expect(algs).toEqual(new Set(['HS256', alg]));
    },
  );
});
