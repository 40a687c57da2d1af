/**
 * Who somebody is, as the session token says it. Pure.
 */
import { parseUrl } from '../parse-url.js';
import type { PlexAccount } from '../plex/plex-account.js';
import { plexSubject } from './plex-subject.js';

/** Texts are short and hold no control characters, see {@link personOf}. */
export type Person = Readonly<{
  /** `plex:<numeric id>` */
  subject: string;
  /** For people to read; anybody can be called anything. */
  name: string;
  preferredUsername?: string;
  email?: string;
  /** https */
  picture?: string;
}>;

/** Limits in bytes as JSON writes them, so that no token outgrows its cookie: see mint-session.ts. */
export const MAX_NAME_BYTES = 192;
const MAX_USERNAME_BYTES = 128;
/** RFC 5321, 4.5.3.1.3, as corrected by erratum 1690. */
const MAX_EMAIL_BYTES = 254;
const MAX_PICTURE_BYTES = 256;

/**
 * Makes a person out of a Plex account.
 * A name is for reading: it is cleaned and cut to fit. What an app may take for an identity is left out rather than
 * changed, because the changed text could be somebody else's: a user name or address that is too long or has odd
 * characters, a user name that looks like one of our subjects, an e-mail address that was never confirmed.
 */
export function personOf(account: PlexAccount): Person {
  const subject = plexSubject(account.id);
  const username = account.username ?? '';
  const email = account.email ?? '';
  const picture = pictureOf(account.thumb ?? '');
  return {
    subject,
    name:
      [account.friendlyName, account.title, account.username]
        .map((text) => nameOf(text ?? ''))
        .find((text) => text !== '') ?? `Plex account ${String(account.id)}`,
    ...(isUsername(username) ? { preferredUsername: username } : {}),
    ...(account.confirmed && isEmail(email) ? { email } : {}),
    ...(picture === undefined ? {} : { picture }),
  };
}

/** A name for reading: cleaned, and cut to fit into a token; '' if nothing is left. */
export function nameOf(text: string): string {
  return cutText(cleanText(text), MAX_NAME_BYTES);
}

/** Control characters, marks that turn the direction of what follows, and halves of surrogate pairs. */
const UNFIT = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

function cleanText(text: string): string {
  return text.replace(new RegExp(UNFIT, 'gu'), ' ').replace(/\s+/g, ' ').trim();
}

/** Cuts between characters. */
function cutText(text: string, maxBytes: number): string {
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > maxBytes) {
      return cut.trimEnd();
    }
    cut += character;
  }
  return cut;
}

function isUsername(text: string): boolean {
  return (
    text !== '' &&
    text === cleanText(text) &&
    jsonBytes(text) <= MAX_USERNAME_BYTES &&
    !/^(plex|guest|oidc|local|token):/i.test(text)
  );
}

function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text) && !UNFIT.test(text) && jsonBytes(text) <= MAX_EMAIL_BYTES;
}

function pictureOf(text: string): string | undefined {
  const url = parseUrl(text);
  const isFit =
    url?.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    jsonBytes(url.href) <= MAX_PICTURE_BYTES;
  return isFit ? url.href : undefined;
}

/** Bytes of a text within a JSON string, quotes left out. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
