/**
 * The JOSE header: what our issuer writes, and what is asked of one that was written elsewhere. Pure.
 */
import { decodeBase64UrlText } from './base64url.js';
import type { DenyReason } from './deny-reason.js';
import type { VerifyingKey } from './gate-config.js';

/**
 * Checks the header of a token whose signature holds but whose header is not one of our issuer's texts:
 * JSON object, alg equal to the key's, kid equal to the key's (it may be left out when the ring has one key),
 * typ absent or JWT, none of the forbidden members.
 * @param header the first segment; canonical base64url, as select-key.ts has seen
 * @returns the reason of the first check that failed
 */
export function checkJoseHeader(
  header: string,
  key: VerifyingKey,
  ringSize: number,
): DenyReason | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(decodeBase64UrlText(header) as string);
  } catch (notJson) {
    return 'header_not_json';
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return 'header_not_json';
  }
  const members = parsed as {
    readonly alg?: unknown;
    readonly kid?: unknown;
    readonly typ?: unknown;
  };
  if (members.alg !== key.alg) {
    return 'alg_mismatch';
  }
  if (members.kid !== key.kid && !(members.kid === undefined && ringSize === 1)) {
    return 'kid_mismatch';
  }
  if (members.typ !== undefined && members.typ !== 'JWT' && members.typ !== 'jwt') {
    return 'typ_mismatch';
  }
  return hasForbiddenMember(parsed) ? 'header_forbidden' : undefined;
}

/**
 * Members that change what the signature covers (crit, b64), how the payload is packed (zip, enc), or that bring a
 * key of the sender's choice (jku, jwk, x5u, x5c). RFC 7515, 4.1; RFC 7797; RFC 8725, 3.5, 3.10.
 */
function hasForbiddenMember(header: object): boolean {
  return ['crit', 'b64', 'zip', 'enc', 'jku', 'jwk', 'x5u', 'x5c'].some((name) =>
    Object.prototype.hasOwnProperty.call(header, name),
  );
}
