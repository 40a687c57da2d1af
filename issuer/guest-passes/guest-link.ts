/**
 * What the link of a guest pass holds: a secret, of which the portal keeps nothing but the hash.
 */
import { createHash, randomBytes } from 'node:crypto';

/** Nobody guesses 192 bits, and the QR code stays small. */
const SECRET_BYTES = 24;

const SECRET = /^[A-Za-z0-9_-]{32}$/;

export function newGuestSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** It is random, so that no slow hash is needed. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

export function isGuestSecret(value: unknown): value is string {
  return typeof value === 'string' && SECRET.test(value);
}

/** @param issuerUrl without a slash at its end */
export function guestLink(issuerUrl: string, secret: string): string {
  return `${issuerUrl}/guest/${secret}`;
}

/** A path without what may be a secret in it, for logs. */
export function withoutSecret(path: string): string {
  return path.replace(/\/guest\/[^/]+/g, '/guest/…');
}
