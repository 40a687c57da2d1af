/**
 * When a session is renewed, and where one comes back to afterwards. Pure. All times are NumericDates.
 */
import { MAX_RETURN_ADDRESS_BYTES } from './token-profile.js';

/**
 * The half of a token's life: from then on, a page that is opened shows the browser where to fetch another.
 * @param iat when the token was issued
 * @param exp when it ends
 */
export function renewableFrom(iat: number, exp: number): number {
  return exp - (exp - iat) / 2;
}

/** The last tenth of its life: from then on, a page that is opened goes by way of the issuer. */
export function renewalDueFrom(iat: number, exp: number): number {
  return exp - (exp - iat) / 10;
}

/**
 * Whether a text is path and query of a page on the very origin that it is used on. Browsers drop tabs and newlines in
 * an address, take a backslash for a slash, and two slashes for the start of a host name: none of these is let through.
 * Nor is an address of the gate's own, so that no renewal leads to another.
 */
export function isOwnPage(text: string): boolean {
  return (
    text.length <= MAX_RETURN_ADDRESS_BYTES &&
    text[0] === '/' &&
    text[1] !== '/' &&
    !text.startsWith('/_usher/') &&
    !/[^!-[\]-~]/.test(text)
  );
}
