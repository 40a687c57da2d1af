/**
 * THE table of tokens and cookies, hostile and good, that every ring of tests runs: our verdict in Node, jose, and the
 * gate in a real nginx. Nothing is recorded; tokens are made for a time and a key ring.
 */
import type { DenyReason } from '../deny-reason.js';
import type { SharedKey } from '../gate-config.js';
import { claimVectors } from './vectors/claim-vectors.js';
import { cookieHeaders } from './vectors/cookie-vectors.js';
import type { CookieVector } from './vectors/cookie-vectors.js';
import { encodingVectors } from './vectors/encoding-vectors.js';
import { headerVectors } from './vectors/header-vectors.js';
import { toVector } from './vectors/token-vector.js';
import type { Making, TokenVector } from './vectors/token-vector.js';

export type { CookieVector, TokenVector };

/** Reasons that lie outside a token, in the order of denyReasons(). */
export const REASONS_WITHOUT_TOKEN: readonly DenyReason[] = [
  'revoked',
  'session_ended',
  'renewal_due',
  'threshold_malformed',
  'revocations_stale',
  'gate_error',
];

/**
 * All tokens, for a verifier configured as gateConfigFor(keys) in token-maker.ts says: its issuer, audience, skew.
 * What a token without `kid` gives depends on the size of the ring, so both a ring of one and of several is worth a run.
 * @param nowSeconds NumericDate; on another clock than this, leave out the vectors with `exactClock`
 * @param keys the ring; the first key signs
 */
export function tokenVectors(
  nowSeconds: number,
  keys: readonly SharedKey[],
): readonly TokenVector[] {
  const making = makingOf(nowSeconds, keys);
  return [...encodingVectors(making), ...headerVectors(making), ...claimVectors(making)].map(
    toVector,
  );
}

/**
 * Cookie headers for a session cookie of the given name.
 * @param nowSeconds NumericDate
 * @param keys the ring; the first key signs
 */
export function cookieVectors(
  nowSeconds: number,
  keys: readonly SharedKey[],
  cookieName: string,
): readonly CookieVector[] {
  return cookieHeaders(makingOf(nowSeconds, keys), cookieName);
}

function makingOf(nowSeconds: number, keys: readonly SharedKey[]): Making {
  const key = keys[0];
  if (key === undefined) {
    throw new Error('vectors need a key');
  }
  return { nowSeconds, keys, key };
}
