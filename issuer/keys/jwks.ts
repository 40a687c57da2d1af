/**
 * The public JWK Set behind /.well-known/jwks.json. Pure.
 */
import type { KeyRing } from './key-ring.js';
import { publicJwkOf } from './public-half.js';

export type PublicJwks = Readonly<{ keys: readonly Readonly<Record<string, unknown>>[] }>;

/**
 * What the world may know of a ring, keys that do not sign yet among it. An HS256 key is one secret for signing and
 * verifying: it has no public half and never appears, and with HS256 keys alone the set is empty, which is valid
 * (RFC 7517, section 5).
 */
export function publicJwksOf(ring: KeyRing): PublicJwks {
  return { keys: ring.keys.flatMap((key) => (key.alg === 'HS256' ? [] : [publicJwkOf(key)])) };
}
