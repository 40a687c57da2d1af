/**
 * The public JWK Set behind /.well-known/jwks.json. Pure.
 */
import type { KeyRing, SigningKey } from './key-ring.js';

/**
 * What the world may know of a ring. An HS256 key is one secret for signing and verifying: it has no public half and
 * never appears, and with HS256 keys alone the set is empty, which is valid (RFC 7517, section 5).
 */
export function publicJwksOf(ring: KeyRing): PublicJwks {
  return { keys: ring.keys.flatMap((key) => PUBLIC_HALVES[key.alg](key)) };
}

export type PublicJwks = Readonly<{ keys: readonly Readonly<Record<string, string>>[] }>;

/** One entry per algorithm, so that a new one has to say what of it is public. */
const PUBLIC_HALVES: Readonly<Record<SigningKey['alg'], (key: SigningKey) => PublicJwks['keys']>> =
  {
    HS256: () => [],
  };
