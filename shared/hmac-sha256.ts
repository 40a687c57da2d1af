/**
 * HMAC-SHA256 over text and the comparison of its result. The only file of `shared` that touches crypto; the
 * default import is the one form that njs and Node both know.
 */
import cryptoModule from 'crypto';
import { MIN_HS256_KEY_BYTES } from './token-profile.js';

const HMAC_SHA256_BYTES = 32;

type Bytes = Readonly<{ buffer: ArrayBufferLike; byteOffset: number }>;

/**
 * Whether `signature` is the HMAC-SHA256 of `signingInput` (RFC 7515, 5.2; RFC 7518, 3.2), in a time that does not
 * depend on how much of it is right.
 * @param secret the key, base64url
 * @param signingInput the first two segments with their dot
 * @param signature the third segment; padding, the other alphabet and stray bits are refused
 * @throws Error if the key is shorter than MIN_HS256_KEY_BYTES: createHmac would take even an empty one
 */
export function isHmacSha256(secret: string, signingInput: string, signature: string): boolean {
  const key = Buffer.from(secret, 'base64url');
  if (key.length < MIN_HS256_KEY_BYTES) {
    throw new Error('a key of the ring is too short for HS256');
  }
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== HMAC_SHA256_BYTES || given.toString('base64url') !== signature) {
    return false;
  }
  return isSame(cryptoModule.createHmac('sha256', key).update(signingInput).digest(), given);
}

/** njs has no timing-safe comparison, so: all words of both are looked at, whatever they hold. */
function isSame(one: Bytes, other: Bytes): boolean {
  const a = new Int32Array(one.buffer, one.byteOffset, HMAC_SHA256_BYTES / 4);
  const b = new Int32Array(other.buffer, other.byteOffset, HMAC_SHA256_BYTES / 4);
  let difference = 0;
  for (let i = 0; i < HMAC_SHA256_BYTES / 4; i++) {
    difference |= (a[i] as number) ^ (b[i] as number);
  }
  return difference === 0;
}
