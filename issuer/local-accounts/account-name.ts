/**
 * What accounts of the portal's own are called. Pure.
 */

const MAX_DISPLAY_NAME_CHARS = 64;

const PREFIX = 'local:';

/**
 * One spelling for each name: it is typed to sign in, and apps may take it for an identity.
 * @param text as typed
 * @returns undefined for what is no name of ours
 */
export function parseAccountName(text: string): string | undefined {
  const name = text.trim().normalize('NFKC').toLowerCase();
  return /^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/.test(name) ? name : undefined;
}

/** @returns undefined for nothing, for too much, and for what cannot be seen */
export function parseDisplayName(text: string): string | undefined {
  const name = text.trim().replace(/\s+/g, ' ');
  return name !== '' && name.length <= MAX_DISPLAY_NAME_CHARS && !/\p{C}/u.test(name)
    ? name
    : undefined;
}

/** How an account is named within tokens and records. */
export function localSubject(name: string): string {
  return PREFIX + name;
}

/** @returns the name of the account; undefined for whoever is of somewhere else */
export function localNameOf(subject: string): string | undefined {
  return subject.startsWith(PREFIX) ? parseAccountName(subject.slice(PREFIX.length)) : undefined;
}
