/**
 * From the text of a token to its claims, or to the reason why not. Pure; `now` is given.
 *
 * Nothing is parsed before its signature holds. That is the safe order, and on njs 0.7 the fast one: a parser that
 * throws costs ten times the whole verification there.
 */
import { decodeBase64UrlText } from './base64url.js';
import { checkClaims } from './claims.js';
import type { SessionClaims } from './claims.js';
import type { DenyReason } from './deny-reason.js';
import type { GateConfig } from './gate-config.js';
import { isHmacSha256 } from './hmac-sha256.js';
import { checkJoseHeader } from './jose-header.js';
import { selectKey } from './select-key.js';
import { HS256_SIGNATURE_CHARS, MAX_TOKEN_CHARS } from './token-profile.js';

/**
 * Verifies a compact JWS (RFC 7515, 5.2; RFC 7519, 7.2; RFC 8725). In this order:
 * size, three segments, form of the signature, key by JOSE header, signature, the header's members (where the
 * header is not a text of our own issuer), encoding and syntax of the payload, claims.
 * @param token what a candidate holds
 * @param nowSeconds NumericDate
 */
export function verifyToken(
  token: string,
  config: GateConfig,
  nowSeconds: number,
): SessionClaims | DenyReason {
  if (token.length > MAX_TOKEN_CHARS) {
    return 'token_too_large';
  }
  const verified = verifySegments(token, config, nowSeconds);
  // A token of other than three segments fails in any case; whether that is why, is asked when it has. (njs 0.7 takes
  // 20 instructions per character to look for something in a text.)
  return typeof verified === 'string' && !hasThreeSegments(token) ? 'not_three_segments' : verified;
}

/** The last segment of a token that can be good has a known length, so two dots at their places are enough here. */
function verifySegments(
  token: string,
  config: GateConfig,
  nowSeconds: number,
): SessionClaims | DenyReason {
  const firstDot = token.indexOf('.');
  const lastDot = token.length - HS256_SIGNATURE_CHARS - 1;
  if (firstDot < 1 || firstDot >= lastDot || token[lastDot] !== '.') {
    return 'signature_malformed';
  }
  const header = token.substring(0, firstDot);
  // What every object inherits (`constructor`, `__proto__`) is no number.
  const index: unknown = config.headers[header];
  const known = typeof index === 'number';
  const key = known ? config.keys[index] : selectKey(header, config.keys);
  if (typeof key !== 'object') {
    return key || 'key_unknown';
  }
  if (!isHmacSha256(key.secret, token.substring(0, lastDot), token.substring(lastDot + 1))) {
    return 'signature_mismatch';
  }
  const refusal = known ? undefined : checkJoseHeader(header, key, config.keys.length);
  return refusal || readClaims(token.substring(firstDot + 1, lastDot), config, nowSeconds);
}

function hasThreeSegments(token: string): boolean {
  return token.indexOf('.') > 0 && token.split('.').length === 3;
}

function readClaims(
  segment: string,
  config: GateConfig,
  nowSeconds: number,
): SessionClaims | DenyReason {
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
  return checkClaims(payload, config, nowSeconds);
}
