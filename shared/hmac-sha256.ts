/**
 * HMAC-SHA256 over text and the comparison of its result. The only file of `shared` that touches crypto; the
 * default import is the one form that njs and Node both know.
 */
import cryptoModule from 'crypto';
import { MIN_HS256_KEY_BYTES } from './token-profile.js';

/**
 * Whether `signature` is the HMAC-SHA256 of `signingInput` (RFC 7515, 5.2; RFC 7518, 3.2).
 *
 * njs has no timing-safe comparison. Both texts are hashed once more before they are compared, so that what the
 * comparison's time could give away is a prefix of a hash of the right value, which is of no use for making it.
 * Comparing texts rather than bytes also refuses padding, the other alphabet and stray bits in the signature.
 * @param secret the key, base64url
 * @param signingInput the first two segments with their dot
 * @param signature the third segment
 * @throws Error if the key is shorter than MIN_HS256_KEY_BYTES: createHmac would take even an empty one
 */
export function isHmacSha256(secret: string, signingInput: string, signature: string): boolean {
  const key = Buffer.from(secret, 'base64url');
  if (key.length < MIN_HS256_KEY_BYTES) {
    throw new Error('a key of the ring is too short for HS256');
  }
  const expected = cryptoModule.createHmac('sha256', key).update(signingInput).digest('base64url');
  return sha256(expected) === sha256(signature);
}

function sha256(text: string): string {
  return cryptoModule.createHash('sha256').update(text).digest('base64url');
}
