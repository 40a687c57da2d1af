/**
 * Who an operator means. Pure.
 */
import { parseSubject } from '../revocation/subject.js';
import type { KnownPerson } from '../state/state.js';

export type FoundPerson =
  | Readonly<{
      kind: 'found';
      subject: string;
      /** Undefined for somebody who never tried to sign in. */
      known: KnownPerson | undefined;
    }>
  /** User names change hands: two people may have been seen under one. */
  | Readonly<{ kind: 'ambiguous'; people: readonly KnownPerson[] }>
  | Readonly<{ kind: 'unknown' }>;

/**
 * @param text a subject (`plex:1234567`, `1234567` for the same), or the user name of somebody who is on record; what people
 * call themselves names nobody
 */
export function findPerson(text: string, people: readonly KnownPerson[]): FoundPerson {
  const subject = parseSubject(text);
  if (subject !== undefined) {
    return { kind: 'found', subject, known: people.find((each) => each.subject === subject) };
  }
  const [known, ...others] = people.filter(({ facts }) => isSameName(facts.username, text));
  if (known === undefined) {
    return { kind: 'unknown' };
  }
  return others.length === 0
    ? { kind: 'found', subject: known.subject, known }
    : { kind: 'ambiguous', people: [known, ...others] };
}

/** Plex takes user names for the same in whatever case. */
export function isSameName(username: string | null | undefined, text: string): boolean {
  return typeof username === 'string' && username.toLowerCase() === text.toLowerCase();
}
