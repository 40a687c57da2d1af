/**
 * From Organizr's secret to the key of its tokens. Pure.
 */
import { createHash } from 'node:crypto';
import { MIN_HS256_KEY_BYTES } from '../../shared/token-profile.js';

/**
 * `raw`: the bytes of the secret, as Organizr itself has it. `sha256-hex`: of a secret under 32 bytes the SHA-256, as
 * lower-case hexadecimal digits; its fork Londerland does that.
 */
export type KeyDerivation = 'raw' | 'sha256-hex';

/** Organizr's secrets are typed by people. A shorter one can be guessed from a single cookie. */
export const WEAK_SECRET_BYTES = 32;

/**
 * @param secret value of organizrHash, not empty
 * @returns base64url; filled up with zero bytes to the length that every key of the gate has. HMAC fills up a key in
 *   the same way (RFC 2104, section 2), so the result is the same
 */
export function organizrKeyOf(secret: string, derivation: KeyDerivation): string {
  const bytes = Buffer.from(secret);
  const key =
    derivation === 'raw' || bytes.length >= WEAK_SECRET_BYTES
      ? bytes
      : Buffer.from(createHash('sha256').update(bytes).digest('hex'));
  const filling = Buffer.alloc(Math.max(0, MIN_HS256_KEY_BYTES - key.length));
  return Buffer.concat([key, filling]).toString('base64url');
}
