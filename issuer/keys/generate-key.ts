/**
 * New keys, and keys as JWK (RFC 7517; RFC 7518, 6.4).
 */
import { randomBytes } from 'node:crypto';
import { MIN_HS256_KEY_BYTES } from '../../shared/token-profile.js';
import type { SigningKey } from './key-ring.js';

const KID_BYTES = 8;

/**
 * Makes an HS256 key out of the system's randomness. The kid is random too: a thumbprint (RFC 7638) would be a hash
 * of the secret that travels in every token.
 * @param now NumericDate, seconds
 */
export function generateKey(now: number): SigningKey {
  return {
    kid: randomBytes(KID_BYTES).toString('hex'),
    alg: 'HS256',
    secret: new Uint8Array(randomBytes(MIN_HS256_KEY_BYTES)),
    createdAt: Math.floor(now),
  };
}

/** The key as it stands in keys.json. `iat` is no member of RFC 7517, which allows others; OpenID Federation has it. */
export function privateJwkOf({ kid, alg, secret, createdAt }: SigningKey) {
  return {
    kty: 'oct',
    kid,
    alg,
    use: 'sig',
    ...(createdAt === undefined ? {} : { iat: createdAt }),
    k: Buffer.from(secret).toString('base64url'),
  };
}
