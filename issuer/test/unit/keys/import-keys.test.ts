import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { generateKey, privateJwkOf } from '../../../keys/generate-key.js';
import { parseForeignKeys } from '../../../keys/import-keys.js';

const NOW = 1_700_000_000;

const PAIRS: readonly [string, KeyObject][] = [
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  ['EdDSA', generateKeyPairSync('ed25519').privateKey],
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
];

function read(text: string) {
  const outcome = parseForeignKeys(text, NOW);
  return outcome.kind === 'keys' ? outcome.keys : outcome.problems;
}

describe.each(PAIRS)('a private key for %s', (alg, privateKey) => {
  const jwk = privateKey.export({ format: 'jwk' });

  test('is taken as PEM and as JWK, and gets the same name each time', async () => {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const kid = await calculateJwkThumbprint(jwk);
    const expected = [expect.objectContaining({ kid, alg, createdAt: NOW })];
    expect(read(pem)).toEqual(expected);
    expect(read(`Some words in front\n${pem}\n`)).toEqual(expected);
    expect(read(JSON.stringify(jwk))).toEqual(expected);
    expect(read(JSON.stringify({ keys: [jwk] }))).toEqual(expected);
  });

  test('keeps the name that it has, and comes without times', () => {
    const given = { ...jwk, kid: 'mine', signs_from: 5, dropped_after: 6, iat: 7 };
    expect(read(JSON.stringify(given))).toEqual([
      { kid: 'mine', alg, createdAt: NOW, privateKey: expect.anything() },
    ]);
  });

  test('is refused as PEM where it is encrypted, or public', () => {
    const encrypted = privateKey
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString();
    expect(read(encrypted)).toEqual([expect.stringContaining('decrypt it first')]);
    const { d, ...publicHalf } = jwk;
    expect(d).toBeDefined();
    expect(read(JSON.stringify(publicHalf))).toEqual([
      expect.stringContaining('a public key alone cannot sign'),
    ]);
  });

  test('is held to what it says of itself', () => {
    expect(read(JSON.stringify({ ...jwk, use: 'enc' }))).toEqual([
      expect.stringContaining('use must be "sig"'),
    ]);
    expect(read(JSON.stringify({ ...jwk, alg: 'none' }))).toEqual([
      expect.stringContaining('alg must be one of'),
    ]);
  });
});

test.each([
  [
    'PKCS #1',
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      format: 'pem',
      type: 'pkcs1',
    }),
    'RS256',
  ],
  [
    'SEC 1',
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      format: 'pem',
      type: 'sec1',
    }),
    'ES256',
  ],
])('a PEM of the form %s is read', (_, pem, alg) => {
  expect(read(pem.toString())).toMatchObject([{ alg }]);
});

test('a secret gets a random name: nothing of it may be told', () => {
  const jwk = JSON.stringify({ kty: 'oct', k: randomBytes(32).toString('base64url') });
  const [one, other] = [read(jwk), read(jwk)];
  expect(one).toMatchObject([{ alg: 'HS256', kid: expect.stringMatching(/^[0-9a-f]{16}$/) }]);
  expect(one).not.toEqual(other);
});

test('the name of the curve is as good as EdDSA', () => {
  const jwk = { ...privateJwkOf(generateKey(1, 'EdDSA')), alg: 'Ed25519' };
  expect(read(JSON.stringify(jwk))).toMatchObject([{ alg: 'EdDSA' }]);
});

test.each([
  ['', 'neither JSON nor PEM'],
  ['hunter2', 'neither JSON nor PEM'],
  ['7', 'neither a JWK nor a JWK Set'],
  ['[]', 'neither a JWK nor a JWK Set'],
  ['{"keys":[]}', 'empty'],
  ['{"keys":[7]}', 'not a JSON object'],
  ['{}', 'alg must be one of'],
  ['-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----', 'no private key'],
  [
    generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    'no private key',
  ],
  [
    generateKeyPairSync('ed448').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    'crv "Ed25519"',
  ],
  [
    generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })
      .privateKey.export({ format: 'pem', type: 'pkcs8' })
      .toString(),
    'of type dsa cannot be used',
  ],
])('%j is refused, and not shown', (text, problem) => {
  const problems = read(text);
  expect(problems).toEqual([expect.stringContaining(problem)]);
  expect(JSON.stringify(problems)).not.toContain('hunter2');
});
