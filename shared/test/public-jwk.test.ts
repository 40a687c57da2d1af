/** From JWK to what the gate verifies with, against OpenSSL's own writing of the same keys. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { publicKeysOf } from '../public-jwk.js';
import { publicKeyFor } from './public-key-maker.js';

const PAIRS = [
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['EdDSA', generateKeyPairSync('ed25519')],
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2050 })],
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 4096 })],
] as const;
const jwkOf = (at: number, changes: object = {}) => ({
  ...PAIRS[at]![1].publicKey.export({ format: 'jwk' }),
  kid: `key-${String(at)}`,
  alg: PAIRS[at]![0],
  use: 'sig',
  ...changes,
});
const read = (...keys: unknown[]) => publicKeysOf(JSON.stringify({ keys }));

test('keys of every kind are what OpenSSL makes of them', () => {
  const expected = PAIRS.map(([alg, { publicKey }], at) =>
    publicKeyFor(`key-${String(at)}`, alg, publicKey),
  );
  const keys = read(...PAIRS.map((_, at) => jwkOf(at)));
  expect(keys).toEqual(expected);
  for (const { spki } of keys as typeof expected) {
    const der = Buffer.from(spki, 'base64url');
    expect(createPublicKey({ key: der, format: 'der', type: 'spki' }).type).toBe('public');
  }
});

test('an empty set is one', () => {
  expect(read()).toEqual([]);
});

test('members that nobody knows are passed over', () => {
  expect(read(jwkOf(0, { iat: 1, x5t: 'a' }))).toHaveLength(1);
});

describe('no key comes out of', () => {
  test.each([
    ['a page', '<!doctype html>'],
    ['null', 'null'],
    ['no keys', '{}'],
    ['keys that are no list', '{"keys":{}}'],
    [
      'too many',
      JSON.stringify({ keys: Array.from({ length: 33 }, (_, at) => jwkOf(0, { kid: at })) }),
    ],
  ])('%s', (_what, text) => {
    expect(publicKeysOf(text)).toBe('it is no JWK Set');
  });

  test('too much', () => {
    expect(publicKeysOf(' '.repeat(65_537))).toBe('it is too large');
  });

  test.each([
    ['nothing', null],
    ['a number', 5],
    ['no kid', jwkOf(0, { kid: undefined })],
    ['an odd kid', jwkOf(0, { kid: 'a"b' })],
    ['a kid with a line feed', jwkOf(0, { kid: 'a\n' })],
    ['a long kid', jwkOf(0, { kid: 'a'.repeat(65) })],
    ['another use', jwkOf(0, { use: 'enc' })],
    ['a private half', jwkOf(0, { d: 'AAAA' })],
    ['a secret', { kid: 'a', kty: 'oct', alg: 'HS256', use: 'sig', k: 'AAAA' }],
    ['an unknown alg', jwkOf(0, { alg: 'ES384' })],
    ['another alg', jwkOf(2, { alg: 'PS256' })],
    ['another type', jwkOf(0, { kty: 'RSA' })],
    ['another type for RS256', jwkOf(2, { kty: 'EC' })],
    ['another curve', jwkOf(0, { crv: 'P-384' })],
    ['another curve for EdDSA', jwkOf(1, { crv: 'X25519' })],
    ['a type that is not its curve’s', jwkOf(1, { kty: 'EC' })],
    ['a short x', jwkOf(0, { x: 'AAAA' })],
    ['no y', jwkOf(0, { y: undefined })],
    ['a y too many', jwkOf(1, { y: 'AAAA' })],
    ['a short x for EdDSA', jwkOf(1, { x: 'AAAA' })],
    ['padding', jwkOf(0, { x: `${String(jwkOf(0).x)}=` })],
    ['another exponent', jwkOf(2, { e: 'Aw' })],
    ['a short modulus', jwkOf(2, { n: String(jwkOf(2).n).slice(0, 300) })],
    ['a long modulus', jwkOf(2, { n: Buffer.alloc(513, 255).toString('base64url') })],
    ['a modulus beyond all bounds', jwkOf(2, { n: 'A'.repeat(5000) })],
    ['a modulus with zeros in front', jwkOf(2, { n: Buffer.alloc(300).toString('base64url') })],
  ])('a set with a good key and one with %s', (_what, jwk) => {
    expect(read(jwkOf(4), jwk)).toBe('it has a key that cannot be used');
  });

  test('a set with one name twice', () => {
    expect(read(jwkOf(0, { kid: 'a' }), jwkOf(1, { kid: 'a' }))).toBe(
      'it has a key that cannot be used',
    );
  });
});
