/**
 * New keys, and keys as JWK (RFC 7517; RFC 7518, section 6; RFC 8037).
 */
import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { MIN_HS256_KEY_BYTES } from '../../shared/token-profile.js';
import type { KeyPair, SharedSigningKey, SigningKey } from './key-ring.js';

const KID_BYTES = 8;

/** Its signatures are 256 bytes; longer ones fill the cookie. */
const RSA_BITS = 2048;

/**
 * Makes a key out of the system's randomness. The kid is random too: a thumbprint (RFC 7638) of an HS256 key would be a
 * hash of the secret that travels in every token.
 * @param now NumericDate, seconds
 */
export function generateKey(now: number, alg?: 'HS256'): SharedSigningKey;
export function generateKey(now: number, alg: SigningKey['alg']): SigningKey;
export function generateKey(now: number, alg: SigningKey['alg'] = 'HS256'): SigningKey {
  const common = { kid: newKid(), createdAt: Math.floor(now) };
  return alg === 'HS256'
    ? { ...common, alg, secret: new Uint8Array(randomBytes(MIN_HS256_KEY_BYTES)) }
    : { ...common, alg, privateKey: generatePrivateKey(alg) };
}

/** A kid that no other key has. */
export function newKid(): string {
  return randomBytes(KID_BYTES).toString('hex');
}

function generatePrivateKey(alg: KeyPair['alg']): KeyObject {
  switch (alg) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'EdDSA':
      return generateKeyPairSync('ed25519').privateKey;
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: RSA_BITS }).privateKey;
  }
}

/**
 * The key as it stands in keys.json. `iat`, `signs_from` and `dropped_after` are no members of RFC 7517, which allows
 * others (section 4); OpenID Federation has the first.
 */
export function privateJwkOf(key: SigningKey): Readonly<Record<string, unknown>> {
  const { kid, alg, createdAt, signsFrom, droppedAfter } = key;
  const { kty, ...members } =
    key.alg === 'HS256'
      ? { kty: 'oct', k: Buffer.from(key.secret).toString('base64url') }
      : key.privateKey.export({ format: 'jwk' });
  return {
    kty,
    kid,
    alg,
    use: 'sig',
    ...(createdAt === undefined ? {} : { iat: createdAt }),
    ...(signsFrom === undefined ? {} : { signs_from: signsFrom }),
    ...(droppedAfter === undefined ? {} : { dropped_after: droppedAfter }),
    ...members,
  };
}
