/**
 * Finds the values of all cookies of one name. Pure.
 */
import { MAX_COOKIE_CANDIDATES } from './token-profile.js';

/**
 * A sibling host may have planted a cookie of the same name that comes first, so every one of them is a candidate
 * (nginx's own `$cookie_name` sees the first only, takes any letter case, and splits at commas).
 * Linear in the length of the header. Blanks before a name are skipped; the value is taken as it stands, neither
 * decoded nor unquoted nor trimmed.
 * @param header the Cookie header; several lines joined by "; " (RFC 9113, 8.2.3)
 * @param name exact name, case matters (RFC 6265, 5.4)
 * @returns at most MAX_COOKIE_CANDIDATES values, in the order sent, empty ones left out
 */
export function findCookies(header: string, name: string): string[] {
  const found: string[] = [];
  const wanted = name + '=';
  let at = header.indexOf(wanted);
  while (at !== -1 && found.length < MAX_COOKIE_CANDIDATES) {
    let end = header.indexOf(';', at);
    if (end === -1) {
      end = header.length;
    }
    const value = header.substring(at + wanted.length, end);
    if (value !== '' && startsPair(header, at)) {
      found.push(value);
    }
    at = header.indexOf(wanted, end);
  }
  return found;
}

/** Whether a cookie pair begins at `at`: only blanks between it and the start or the last semicolon. */
function startsPair(header: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (header[before] === ' ' || header[before] === '\t')) {
    before--;
  }
  return before < 0 || header[before] === ';';
}
