/**
 * What an app is told about a signed-in person: claims made safe for header values. Pure.
 */
import type { SessionClaims } from './claims.js';
import { MAX_IDENTITY_CHARS } from './token-profile.js';

/** Values of Remote-User, Remote-Name, Remote-Email, Remote-Groups, Remote-Group-Id. */
export type Identity = Readonly<{
  user: string;
  name: string;
  email: string;
  group: string;
  groupId: string;
}>;

/**
 * Names come from plex.tv and so from anybody: whatever is not printable ASCII, and the percent sign itself, is
 * percent-encoded as UTF-8 (RFC 3986, 2.1), so no value can end a header, and decodeURIComponent gives it back.
 */
export function identityOf(claims: SessionClaims): Identity {
  return {
    user: headerValue(text(claims.preferred_username) || claims.sub),
    name: headerValue(text(claims.name)),
    email: headerValue(text(claims.email)),
    group: headerValue(text(claims.group)),
    groupId: String(claims.group_id),
  };
}

function text(claim: unknown): string {
  return typeof claim === 'string' ? claim : '';
}

/**
 * A text as a header value.
 * @param value any text
 * @returns printable ASCII without leading or trailing blanks, at most MAX_IDENTITY_CHARS characters before encoding
 */
export function headerValue(value: string): string {
  const cut = value.substring(0, MAX_IDENTITY_CHARS).trim();
  // A class that must not match, rather than a pattern that must: `$` also matches before a last newline in njs.
  return /[^ -$&-~]/.test(cut) ? cut.replace(/[^ -$&-~]+/g, percentEncode) : cut;
}

function percentEncode(run: string): string {
  try {
    return encodeURIComponent(run);
  } catch (loneSurrogate) {
    return '%EF%BF%BD';
  }
}
