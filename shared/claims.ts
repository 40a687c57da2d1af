/**
 * The claims of a session token and their checks (RFC 7519, section 4.1; group_id is ours). Pure; `now` is given.
 */
import { decodeBase64UrlText } from './base64url.js';
import type { DenyReason } from './deny-reason.js';
import { isGroupId, isNegativeZero } from './group.js';
import { isResources } from './resources.js';
import { MAX_SUBJECT_CHARS, MAX_TOKEN_LIFETIME_SECONDS } from './token-profile.js';

/** Claims that passed {@link checkClaims}. Members that are not checked there stay `unknown`. */
export type SessionClaims = Readonly<{
  iss: string;
  sub: string;
  /** NumericDate, seconds. */
  iat: number;
  /** NumericDate, seconds. */
  exp: number;
  group_id: number;
  /** Present: the token opens this and nothing else (resources.ts). */
  resources?: readonly string[];
  jti?: unknown;
  sid?: unknown;
  name?: unknown;
  preferred_username?: unknown;
  email?: unknown;
  picture?: unknown;
  group?: unknown;
}>;

type UncheckedClaims = {
  readonly [
    claim in 'iss' | 'aud' | 'sub' | 'exp' | 'nbf' | 'iat' | 'group_id' | 'resources'
  ]?: unknown;
};

/** What the claims are held against. */
export type Expected = Readonly<{ issuer: string; audience: string; clockSkewSeconds: number }>;

/**
 * Reads a payload (RFC 7519, 7.2: a JSON object).
 * @param segment of a token whose signature has been verified
 */
export function readPayload(segment: string): object | DenyReason {
  const text = decodeBase64UrlText(segment);
  if (text === undefined) {
    return 'payload_encoding';
  }
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch (notJson) {
    return 'payload_not_json';
  }
  // What begins so is an object; njs 0.7 pays for every further look.
  const isObject =
    text[0] === '{' || (typeof payload === 'object' && payload !== null && !Array.isArray(payload));
  return isObject ? (payload as object) : 'payload_not_json';
}

/**
 * Checks a payload: iss, aud, exp, nbf, iat, life time, sub, group_id, resources, in this order.
 * A value that is missing on the side of `expected` refuses everybody; undefined never equals undefined here.
 * @param payload what {@link readPayload} gave
 * @param nowSeconds NumericDate, may have a fraction
 * @returns the claims, or the reason of the first check that failed
 */
export function checkClaims(
  payload: object,
  expected: Expected,
  nowSeconds: number,
): SessionClaims | DenyReason {
  const claims: UncheckedClaims = payload;
  if (typeof claims.iss !== 'string' || claims.iss !== expected.issuer) {
    return 'iss_mismatch';
  }
  if (!isAudience(claims.aud, expected.audience)) {
    return 'aud_mismatch';
  }
  const refusal =
    checkTimes(claims, nowSeconds, expected.clockSkewSeconds) ||
    checkSubject(claims.sub) ||
    checkGroup(claims.group_id);
  if (refusal) {
    return refusal;
  }
  return claims.resources === undefined || isResources(claims.resources)
    ? (payload as SessionClaims)
    : 'resources_malformed';
}

/** RFC 7519, 4.1.3: a string, or an array of strings one of which is ours. */
function isAudience(aud: unknown, audience: string): boolean {
  if (typeof aud === 'string') {
    return aud === audience;
  }
  return (
    Array.isArray(aud) && aud.every((one) => typeof one === 'string') && aud.includes(audience)
  );
}

/**
 * `exp` and `iat` must be there (revocation needs `iat`), `nbf` may. Each comparison asks for what must be true, so
 * that a clock or a skew that is no number refuses instead of letting a token live for ever.
 */
function checkTimes(
  claims: UncheckedClaims,
  nowSeconds: number,
  skewSeconds: number,
): DenyReason | undefined {
  if (!isNumericDate(claims.exp)) {
    return 'exp_not_number';
  }
  if (!(claims.exp > nowSeconds - skewSeconds)) {
    return 'expired';
  }
  if (claims.nbf !== undefined) {
    if (!isNumericDate(claims.nbf)) {
      return 'nbf_not_number';
    }
    if (!(claims.nbf <= nowSeconds + skewSeconds)) {
      return 'not_yet_valid';
    }
  }
  if (!isNumericDate(claims.iat)) {
    return 'iat_not_number';
  }
  if (!(claims.iat <= nowSeconds + skewSeconds)) {
    return 'issued_in_future';
  }
  return claims.exp - claims.iat > MAX_TOKEN_LIFETIME_SECONDS ? 'lifetime_too_long' : undefined;
}

/** JSON has no NaN, but 1e400 parses to Infinity. What is finite less itself is 0; Infinity less itself is NaN. */
function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && value - value === 0;
}

function checkSubject(sub: unknown): DenyReason | undefined {
  return typeof sub === 'string' && sub !== '' && sub.length <= MAX_SUBJECT_CHARS
    ? undefined
    : 'sub_malformed';
}

/** `null <= 4`, `"0" <= 4` and `[] <= 4` are true in JavaScript, so the type comes first. */
function checkGroup(groupId: unknown): DenyReason | undefined {
  if (groupId === undefined) {
    return 'group_missing';
  }
  if (typeof groupId !== 'number') {
    return 'group_not_number';
  }
  if (groupId % 1 !== 0) {
    return 'group_not_integer';
  }
  if (isNegativeZero(groupId)) {
    return 'group_negative_zero';
  }
  return isGroupId(groupId) ? undefined : 'group_out_of_range';
}
