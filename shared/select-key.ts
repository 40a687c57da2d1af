/**
 * Which key of the ring a token of a foreign issuer may have been signed with. Pure.
 */
import { decodeBase64UrlText } from './base64url.js';
import type { DenyReason } from './deny-reason.js';
import type { VerifyingKey } from './gate-config.js';

/**
 * The JOSE header may not be parsed yet, so its `kid` is only looked for as a text: a hint which key to try, worth
 * nothing until the signature holds and {@link checkJoseHeader} has read the header properly. One key is tried per
 * token, however many there are.
 * @param header the first segment
 * @returns the key; or why there is none: the segment is not base64url, or names no key of a ring of several
 */
export function selectKey(
  header: string,
  keys: readonly VerifyingKey[],
): VerifyingKey | DenyReason {
  const text = decodeBase64UrlText(header);
  if (text === undefined) {
    return 'header_encoding';
  }
  const named = keys.filter((key) => text.indexOf('"' + key.kid + '"') !== -1);
  const only = keys.length === 1 && text.indexOf('"kid"') === -1 ? keys[0] : undefined;
  return named[0] || only || 'key_unknown';
}
