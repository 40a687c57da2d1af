/**
 * From the text of a token to its claims, or to the reason why not. Pure; `now` is given.
 *
 * Nothing is parsed before its signature holds. That is the safe order, and on njs 0.7 the fast one: a parser that
 * throws costs ten times the whole verification there.
 */
import { checkClaims, readPayload } from './claims.js';
import type { SessionClaims } from './claims.js';
import type { DenyReason } from './deny-reason.js';
import type { GateConfig, SharedKeyGateConfig, VerifyingKey } from './gate-config.js';
import { isHmacSha256 } from './hmac-sha256.js';
import { checkJoseHeader } from './jose-header.js';
import { isPublicKeySignature } from './public-key-signature.js';
import { selectKey } from './select-key.js';
import { HS256_SIGNATURE_CHARS, MAX_TOKEN_CHARS } from './token-profile.js';

/** What became of a token. */
export type Verified = SessionClaims | DenyReason;

/**
 * Verifies a compact JWS (RFC 7515, 5.2; RFC 7519, 7.2; RFC 8725). In this order:
 * size, three segments, form of the signature, key by JOSE header, signature, the header's members (where the
 * header is not a text of our own issuer), encoding and syntax of the payload, claims.
 * @param token what a candidate holds
 * @param nowSeconds NumericDate
 * @returns a promise where a public key is asked, because engines have no other way to ask one; it does not reject
 *   because of the token
 */
export function verifyToken(
  token: string,
  config: SharedKeyGateConfig,
  nowSeconds: number,
): Verified;
export function verifyToken(
  token: string,
  config: GateConfig,
  nowSeconds: number,
): Verified | Promise<Verified>;
export function verifyToken(
  token: string,
  config: GateConfig,
  nowSeconds: number,
): Verified | Promise<Verified> {
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
): Verified | Promise<Verified> {
  const firstDot = token.indexOf('.');
  const lastDot = token.length - HS256_SIGNATURE_CHARS - 1;
  if (firstDot < 1 || firstDot >= lastDot || token[lastDot] !== '.') {
    return config.hasPublicKeys && hasThreeSegments(token)
      ? verifyWithPublicKey(token, config, nowSeconds)
      : 'signature_malformed';
  }
  const header = token.substring(0, firstDot);
  const known = knownKey(header, config);
  const key = known || selectKey(header, config.keys);
  if (typeof key !== 'object') {
    return key;
  }
  if (key.alg !== 'HS256') {
    return 'signature_malformed';
  }
  if (!isHmacSha256(key.secret, token.substring(0, lastDot), token.substring(lastDot + 1))) {
    return 'signature_mismatch';
  }
  const refusal = known ? undefined : checkJoseHeader(header, key, config.keys.length);
  return refusal || checkPayload(token.substring(firstDot + 1, lastDot), config, nowSeconds);
}

function verifyWithPublicKey(
  token: string,
  config: GateConfig,
  nowSeconds: number,
): Verified | Promise<Verified> {
  const firstDot = token.indexOf('.');
  const lastDot = token.lastIndexOf('.');
  const header = token.substring(0, firstDot);
  const signature = token.substring(lastDot + 1);
  const known = knownKey(header, config);
  const key = known || selectKey(header, config.keys);
  if (typeof key !== 'object') {
    return key;
  }
  if (key.alg === 'HS256' || key.signatureChars !== signature.length) {
    return 'signature_malformed';
  }
  return isPublicKeySignature(key, token.substring(0, lastDot), signature).then((holds) => {
    if (!holds) {
      return 'signature_mismatch';
    }
    const refusal = known ? undefined : checkJoseHeader(header, key, config.keys.length);
    return refusal || checkPayload(token.substring(firstDot + 1, lastDot), config, nowSeconds);
  });
}

/**
 * The key of a header that our own issuer wrote: that is one known text per key. (What every table inherits,
 * `constructor` and `__proto__`, has no `kid`.)
 */
function knownKey(header: string, config: GateConfig): VerifyingKey | undefined {
  const key = config.headers[header];
  return key && typeof key.kid === 'string' ? key : undefined;
}

function hasThreeSegments(token: string): boolean {
  return token.indexOf('.') > 0 && token.split('.').length === 3;
}

/** The signature holds. */
function checkPayload(segment: string, config: GateConfig, nowSeconds: number): Verified {
  const payload = readPayload(segment);
  return typeof payload === 'object' ? checkClaims(payload, config, nowSeconds) : payload;
}
