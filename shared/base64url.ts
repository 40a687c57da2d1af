/**
 * Strict base64url (RFC 4648, section 5; RFC 7515, section 2: no padding). Pure.
 */

/**
 * Decodes one segment of a token to text.
 * Engines differ in what they do with bad input (njs 0.7 hands back the input itself), all of them ignore padding and
 * stray bits, and what is not UTF-8 becomes U+FFFD. Going all the way back and comparing leaves only the one canonical
 * spelling of valid UTF-8. (A strict TextDecoder says it by an exception, which costs njs 0.7 more than the whole
 * verification, and the header is decoded before its signature is known to hold.)
 * A BOM stays in the text, and JSON.parse refuses it. Never throws.
 * @param segment base64url text without padding
 * @returns the text, or undefined if the segment is not canonical base64url of valid UTF-8
 */
export function decodeBase64UrlText(segment: string): string | undefined {
  const text = Buffer.from(segment, 'base64url').toString();
  return segment !== '' && Buffer.from(text).toString('base64url') === segment ? text : undefined;
}
