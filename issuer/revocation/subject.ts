/**
 * Subjects as an operator writes them. Pure.
 */
import { MAX_SUBJECT_CHARS } from '../../shared/token-profile.js';
import { localNameOf, localSubject } from '../local-accounts/account-name.js';

/** A kind, and what is its own business; of Plex accounts the number. */
const SUBJECT = /^(?!plex:)[a-z][a-z0-9]*:[^\p{C}\s]+$|^plex:[1-9]\d*$/u;

/**
 * @param text `plex:1234567`, `1234567` for the same, `local:backup`, …
 * @returns undefined for what is no subject of ours; of a local account the one spelling that its tokens have, so that nothing
 * is said of somebody who does not exist
 */
export function parseSubject(text: string): string | undefined {
  const subject = /^[1-9]\d*$/.test(text) ? `plex:${text}` : text;
  if (subject.length > MAX_SUBJECT_CHARS || !SUBJECT.test(subject)) {
    return undefined;
  }
  const local = localNameOf(subject);
  return local === undefined ? subject : localSubject(local);
}
