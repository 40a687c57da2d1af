/** A person as an operator names them on the command line. */
import { findPerson, type FoundPerson } from '../membership/find-person.js';
import type { KnownPerson } from '../state/state.js';
import type { CommandIo } from './command-io.js';
import { formatTable, printable, safeText } from './print.js';

/** @returns undefined, and a word on stderr, if it is not clear who is meant */
export function requirePerson(
  text: string,
  people: readonly KnownPerson[],
  io: CommandIo,
): Extract<FoundPerson, { kind: 'found' }> | undefined {
  const found = findPerson(text, people);
  switch (found.kind) {
    case 'found':
      return found;
    case 'ambiguous':
      io.stderr(
        `error: several people have had the user name ${safeText(text)}; name one by id:\n${peopleTable(found.people)}`,
      );
      return undefined;
    case 'unknown':
      io.stderr(
        `error: nobody with the user name ${safeText(text)} is on record; name them by id: plex:1234567, or 1234567\n`,
      );
      return undefined;
  }
}

function peopleTable(people: readonly KnownPerson[]): string {
  return formatTable(
    people.map(({ subject, name, at }) => [
      `  ${subject}`,
      printable(name),
      `last seen ${new Date(at * 1000).toISOString().slice(0, 10)}`,
    ]),
  );
}

/** `plex:1234567 (Frankie)` */
export function personText(subject: string, known: KnownPerson | undefined): string {
  return known === undefined ? subject : `${subject} (${printable(known.name)})`;
}
