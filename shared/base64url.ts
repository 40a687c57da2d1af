/**
 * Strict base64url (RFC 4648, section 5; RFC 7515, section 2: no padding). Pure.
 */

/**
 * Decodes one segment of a token to text.
 * Engines differ in what they do with bad input (njs 0.7 hands back the input itself), and all of them ignore
 * padding and stray bits; encoding the result again and comparing leaves only the one canonical spelling.
 * A BOM stays in the text, and JSON.parse refuses it. Never throws.
 * @param segment base64url text without padding
 * @returns the text, or undefined if the segment is not canonical base64url of valid UTF-8
 */
export function decodeBase64UrlText(segment: string): string | undefined {
  const bytes = Buffer.from(segment, 'base64url');
  if (segment === '' || bytes.toString('base64url') !== segment) {
    return undefined;
  }
  const text = bytes.toString();
  // As many bytes as characters: ASCII, which is the usual case and cheap to see.
  if (Buffer.byteLength(text) === text.length) {
    return text;
  }
  // toString() puts U+FFFD for what is not UTF-8. That character may also be meant: then the text gives the same
  // bytes again. (A strict TextDecoder says it by an exception, which costs njs 0.7 more than the whole verification,
  // and the header is decoded before its signature is known to hold.)
  return text.indexOf('\ufffd') === -1 || Buffer.from(text).toString('base64url') === segment
    ? text
    : undefined;
}
