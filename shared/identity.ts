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
  const user = text(claims.preferred_username);
  const name = text(claims.name);
  const email = text(claims.email);
  const group = text(claims.group);
  const groupId = String(claims.group_id);
  // Almost always everything is fine as it stands, and one look settles that. (The text ends in a bar, because `$`
  // also matches before a last newline in njs.)
  const all = '|' + user + '|' + name + '|' + email + '|' + group + '|';
  if (
    user !== '' &&
    all.length <= MAX_IDENTITY_CHARS &&
    /^(?:\|(?:[!-$&-{}~]+(?: [!-$&-{}~]+)*)?)+\|$/.test(all)
  ) {
    return { user, name, email, group, groupId };
  }
  return {
    // A name of blanks alone would leave an app with a nameless, and so perhaps anonymous, visitor.
    user: headerValue(user) || headerValue(claims.sub),
    name: headerValue(name),
    email: headerValue(email),
    group: headerValue(group),
    groupId,
  };
}

function text(claim: unknown): string {
  return typeof claim === 'string' ? claim : '';
}

/**
 * A text as a header value.
 * What replace() sees is ASCII: on njs 0.7 it reads past the end of a text that is not ASCII and a multiple of 32
 * characters long, and may not come back from there.
 * @param value any text
 * @returns printable ASCII without leading or trailing blanks, at most MAX_IDENTITY_CHARS characters before encoding;
 *   '' for a text that is no valid Unicode (half a surrogate pair)
 */
export function headerValue(value: string): string {
  const cut = cutAt(value, MAX_IDENTITY_CHARS).trim();
  // A class that must not match, rather than a pattern that must: `$` also matches before a last newline in njs.
  if (!/[^ -$&-~]/.test(cut)) {
    return cut;
  }
  try {
    // eslint-disable-next-line no-restricted-syntax -- what is encoded is ASCII
    return encodeURIComponent(cut).replace(/%[2-7][0-9A-F]/g, printable);
  } catch (loneSurrogate) {
    return '';
  }
}

/** The first `length` characters; one less where that would halve a surrogate pair (which njs never shows). */
function cutAt(value: string, length: number): string {
  const last = value.charCodeAt(length - 1);
  return value.substring(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** Takes back the encoding of an ASCII character, but for the percent sign and DEL. */
function printable(escaped: string): string {
  return escaped === '%25' || escaped === '%7F' ? escaped : decodeURIComponent(escaped);
}
