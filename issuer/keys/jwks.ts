/**
 * The public JWK Set behind /.well-known/jwks.json. Pure.
 */
import type { KeyRing } from './key-ring.js';

/**
 * What the world may know of a ring. An HS256 key is one secret for signing and verifying, so it has no public half
 * and never appears; with HS256 keys alone the set is empty, and valid (RFC 7517, section 5).
 */
export function publicJwksOf(ring: KeyRing): { keys: readonly Readonly<Record<string, string>>[] } {
  return { keys: ring.keys.flatMap(({ alg }) => (alg === 'HS256' ? [] : [])) };
}
