/** Tokens that a public key verifies: the table through our verdict and through jose, and the published vectors. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compactVerify } from 'jose';
import { denyReasons } from '../deny-reason.js';
import type { DenyReason } from '../deny-reason.js';
import type { PublicKey } from '../gate-config.js';
import { isPublicKeySignature } from '../public-key-signature.js';
import { decide } from '../verdict.js';
import { verifyToken } from '../verify-token.js';
import { joseRefusal } from './jose-reference.js';
import { anyGateConfigFor, mintWith, publicKeyFor, sampleKeyPair } from './public-key-maker.js';
import { goodClaims, mint, testKeys, verifierOf } from './token-maker.js';
import { publicKeyVectors } from './vectors/public-key-vectors.js';

const NOW = 1_790_000_000;
const ALGS = ['ES256', 'RS256', 'EdDSA'] as const;
const PAIRS = ALGS.map(sampleKeyPair);
const [shared] = testKeys(1) as [ReturnType<typeof testKeys>[0]];
const RING = [shared, ...PAIRS.map(({ key }) => key)];
const CONFIG = anyGateConfigFor(RING);

describe('a ring of an HS256 key and three key pairs', () => {
  const vectors = publicKeyVectors({ nowSeconds: NOW, shared, pairs: PAIRS });

  test('has a table that names each token once', () => {
    const names = vectors.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.length).toBeGreaterThan(200);
  });

  test.each(vectors)('$name: $expect', async (vector) => {
    const { reason } = await decide([vector.token], verifierOf(CONFIG), NOW, vector.threshold);
    expect(reason).toBe(vector.expect);
    const passesOurs = ['allowed', 'group_above_threshold'].includes(vector.expect);
    const theirs = await joseRefusal(vector.token, CONFIG, NOW);
    expect({ jose: theirs, stricter: vector.stricter !== undefined }).toEqual({
      jose: theirs,
      stricter: theirs === undefined && !passesOurs,
    });
    if (passesOurs) {
      expect(theirs).toBeUndefined();
    }
  });

  test('finds whoever asks behind candidates of every kind', async () => {
    const scrap = ['a.b.c', '', `${mint(shared, goodClaims(NOW))}A`];
    for (const pair of PAIRS) {
      const forged = mintWith(
        { ...pair, privateKey: sampleKeyPair(pair.key.alg).privateKey },
        goodClaims(NOW),
        {
          alg: pair.key.alg,
          kid: 'nobody',
        },
      );
      const good = mintWith(pair, { ...goodClaims(NOW), sub: `plex:${pair.key.alg}` });
      const verdict = await decide([...scrap, forged, good], verifierOf(CONFIG), NOW, 4);
      expect(verdict).toMatchObject({ reason: 'allowed', claims: { sub: `plex:${pair.key.alg}` } });
    }
  });
});

describe.each(ALGS)('a ring of one key for %s', (alg) => {
  const pair = sampleKeyPair(alg);
  const config = anyGateConfigFor([pair.key]);

  test('takes a token without kid, of its own algorithm alone', async () => {
    const claims = goodClaims(NOW);
    expect(await verifyToken(mintWith(pair, claims, { alg }), config, NOW)).toMatchObject(claims);
    expect(await verifyToken(mintWith(pair, claims, { alg: 'HS256' }), config, NOW)).toBe(
      'alg_mismatch',
    );
  });

  test.each<[string, (key: PublicKey) => PublicKey]>([
    ['is cut', (key) => ({ ...key, spki: key.spki.slice(0, -8) })],
    ['is empty', (key) => ({ ...key, spki: '' })],
    [
      'is that of another algorithm',
      (key) => ({ ...key, spki: sampleKeyPair(alg === 'RS256' ? 'ES256' : 'RS256').key.spki }),
    ],
  ])('whose text %s is a fault of the configuration, not a verdict', async (_, spoil) => {
    const broken = anyGateConfigFor([spoil(pair.key)]);
    await expect(async () =>
      verifyToken(mintWith(pair, goodClaims(NOW)), broken, NOW),
    ).rejects.toThrow();
  });

  test('lets nobody in where it says a wrong length of its signatures', async () => {
    for (const more of [-1, 1]) {
      const key = { ...pair.key, signatureChars: pair.key.signatureChars + more };
      const token = mintWith(pair, goodClaims(NOW));
      expect(await verifyToken(token, anyGateConfigFor([key]), NOW)).toBe('signature_malformed');
      // And then the engine refuses a signature of such a length by an exception.
      const longer = more === 1 ? `${token}A` : token.slice(0, -1);
      expect(await verifyToken(longer, anyGateConfigFor([key]), NOW)).toBe('signature_mismatch');
    }
  });
});

type Published = Readonly<{
  id: string;
  key: string;
  expect: 'valid' | 'invalid';
  comment: string;
}> &
  (Readonly<{ jws: string }> | Readonly<{ input: string; signature: string }>);
type PublishedFile = Readonly<{
  keys: Readonly<Record<string, JsonWebKey & { alg: PublicKey['alg']; kid?: string }>>;
  vectors: readonly Published[];
}>;

/** Where our first look at the payload comes in the order of checks. */
const PAYLOAD = denyReasons().indexOf('payload_encoding');

describe.each(['rfc-public-key.json', 'wycheproof-public-key.json'])('%s', (file) => {
  const { keys, vectors } = JSON.parse(
    readFileSync(new URL(`vectors/${file}`, import.meta.url), 'utf8'),
  ) as PublishedFile;
  const keyOf = (name: string): PublicKey => {
    const { alg, kid = 'unnamed', ...jwk } = keys[name]!;
    return publicKeyFor(kid, alg, createPublicKey({ key: jwk, format: 'jwk' }));
  };

  test('has vectors of both kinds for every algorithm', () => {
    for (const alg of ALGS) {
      const kinds = vectors
        .filter((vector) => keys[vector.key]?.alg === alg)
        .map((vector) => vector.expect);
      expect([alg, new Set(kinds)]).toEqual([alg, new Set(['valid', 'invalid'])]);
    }
  });

  test.each(vectors)('$id is $expect: $comment', async (vector) => {
    const key = keyOf(vector.key);
    if ('jws' in vector) {
      // None of them carries our claims: one that holds has to get as far as its payload.
      const outcome = await verifyToken(vector.jws, anyGateConfigFor([key]), NOW);
      const checkedUpTo = denyReasons().indexOf(outcome as DenyReason);
      expect([outcome, checkedUpTo >= PAYLOAD]).toEqual([outcome, vector.expect === 'valid']);
      return;
    }
    const { input, signature } = vector;
    const holds =
      signature.length === key.signatureChars &&
      (await isPublicKeySignature(key, input, signature));
    expect(holds).toBe(vector.expect === 'valid');
  });

  test('jose thinks the same of those that hold', async () => {
    for (const vector of vectors) {
      if ('jws' in vector && vector.expect === 'valid') {
        const { alg, ...jwk } = keys[vector.key]!;
        await compactVerify(vector.jws, createPublicKey({ key: jwk, format: 'jwk' }), {
          algorithms: [alg],
        });
      }
    }
  });
});
