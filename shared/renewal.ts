/**
 * When a session is renewed, and where one comes back to afterwards. Pure.
 */
import { MAX_RETURN_ADDRESS_BYTES } from './token-profile.js';

/**
 * `none`: the token is young. `offer`: past the half of its life; the browser is shown where to fetch another.
 * `due`: in its last tenth; a page that is opened now goes by way of the issuer.
 */
export type RenewalStage = 'none' | 'offer' | 'due';

/**
 * All three are NumericDates. What is no number is `none`.
 * @param iat when the token was issued
 * @param exp when it ends
 */
export function renewalStage(iat: number, exp: number, now: number): RenewalStage {
  const life = exp - iat;
  const left = exp - now;
  if (!(left * 2 < life)) {
    return 'none';
  }
  return left * 10 < life ? 'due' : 'offer';
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
