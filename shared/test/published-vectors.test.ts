/**
 * The published HS256 vectors (vectors/README.md), at the level of signatures: none of them carries our claims, so a
 * token whose signature holds has to get as far as its payload, and one whose signature does not must not get there.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { denyReasons } from '../deny-reason.js';
import type { DenyReason } from '../deny-reason.js';
import { MIN_HS256_KEY_BYTES } from '../token-profile.js';
import { verifyToken } from '../verify-token.js';
import { gateConfigFor } from './token-maker.js';

type Published = Readonly<{
  id: string;
  keys: readonly Readonly<{ kid?: string; k: string }>[];
  jws: string;
  expect: 'valid' | 'invalid' | 'acceptable';
  comment: string;
}>;

const NOW = 1_790_000_000;

/** Where our first look at the payload comes in the order of checks. */
const PAYLOAD = denyReasons().indexOf('payload_encoding');

/** The MAC covers the text as it stands, and holds; that the text is not canonical base64url shows afterwards. */
const MAC_OVER_BAD_SPELLING = [368, 369, 371, 375].map((number) => `wy-jw_signature-${number}`);

function load(file: string): Published[] {
  return JSON.parse(
    readFileSync(new URL(`vectors/${file}`, import.meta.url), 'utf8'),
  ) as Published[];
}

function reasonFor(vector: Published): DenyReason | 'allowed' {
  const keys = vector.keys.map(({ kid, k }) => ({
    kid: kid ?? 'unnamed',
    alg: 'HS256' as const,
    secret: k,
  }));
  const outcome = verifyToken(vector.jws, gateConfigFor(keys), NOW);
  return typeof outcome === 'string' ? outcome : 'allowed';
}

const hasShortKey = (vector: Published): boolean =>
  vector.keys.some(({ k }) => Buffer.from(k, 'base64url').length < MIN_HS256_KEY_BYTES);

describe.each(['rfc-jws.json', 'wycheproof-jws.json'])('%s', (file) => {
  const vectors = load(file);
  const usable = vectors.filter((vector) => !hasShortKey(vector));

  test('has vectors of both kinds', () => {
    expect(usable.filter((vector) => vector.expect === 'valid').length).toBeGreaterThan(2);
    expect(usable.filter((vector) => vector.expect === 'invalid').length).toBeGreaterThan(20);
    expect(usable.filter((vector) => vector.expect === 'acceptable')).toEqual([]);
  });

  test.each(usable)('$id is $expect: $comment', (vector) => {
    const reason = reasonFor(vector);
    const checkedUpTo = (denyReasons() as readonly string[]).indexOf(reason);
    expect(checkedUpTo).not.toBe(-1);
    if (MAC_OVER_BAD_SPELLING.includes(vector.id)) {
      expect(reason).toBe('payload_encoding');
    } else {
      expect([reason, checkedUpTo >= PAYLOAD]).toEqual([reason, vector.expect === 'valid']);
    }
  });
});

test('a key that is empty or too short is a fault of the configuration, not a verdict', () => {
  const refused = load('wycheproof-jws.json').filter(hasShortKey);
  expect(refused.map((vector) => vector.comment)).toEqual(['key_too_short', 'empty_key']);
  for (const vector of refused) {
    expect(() => reasonFor(vector)).toThrow('too short');
  }
});
