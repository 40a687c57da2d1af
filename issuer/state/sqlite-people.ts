/**
 * What was last known of people, in the SQLite file. It is there to be shown, and decides nothing by itself: a row that is
 * not what we wrote is left out, and made anew when its person signs in.
 */
import { numberIn, numberOrNoneIn, jsonIn, textIn, textOrNoneIn, type Row } from './row.js';
import type { SqliteFile } from './sqlite-file.js';
import type { KnownPerson, State } from './state.js';
import { isDecidedBy, isFacts } from './stored-json.js';

const DAY_SECONDS = 24 * 60 * 60;
/** So long after they last tried. */
const KEEP_SECONDS = 400 * DAY_SECONDS;
/** Anybody with a Plex account can try. */
const KEEP_REFUSED_SECONDS = 30 * DAY_SECONDS;
export const MAX_REFUSED_PEOPLE = 2_000;

type People = Pick<State, 'recordPerson' | 'person' | 'people'>;

export function peopleIn(file: SqliteFile): People {
  return {
    recordPerson: (person) => {
      recordPerson(file, person);
    },
    person: (subject) =>
      file.rows('SELECT * FROM people WHERE subject = ?', subject).flatMap(personOf)[0],
    people: () =>
      file.rows('SELECT * FROM people ORDER BY name COLLATE NOCASE, subject').flatMap(personOf),
  };
}

function recordPerson(
  file: SqliteFile,
  { subject, name, facts, groupId, decidedBy, refused, at }: KnownPerson,
): void {
  file.run(
    `INSERT INTO people (subject, name, facts, group_id, decided_by, refused, at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (subject) DO UPDATE SET name = excluded.name, facts = excluded.facts,
       group_id = excluded.group_id, decided_by = excluded.decided_by, refused = excluded.refused,
       at = excluded.at`,
    ...[subject, name, JSON.stringify(facts), groupId ?? null],
    ...[
      decidedBy === undefined ? null : JSON.stringify(decidedBy),
      refused ?? null,
      Math.floor(at),
    ],
  );
}

/** One or none. */
function personOf(row: Row): KnownPerson[] {
  const facts = jsonIn(row, 'facts', isFacts);
  const isDecided = textOrNoneIn(row, 'decided_by') !== undefined;
  const decidedBy = isDecided ? jsonIn(row, 'decided_by', isDecidedBy) : undefined;
  if (facts === undefined || (isDecided && decidedBy === undefined)) {
    return [];
  }
  const groupId = numberOrNoneIn(row, 'group_id');
  const refused = textOrNoneIn(row, 'refused');
  return [
    {
      subject: textIn(row, 'subject'),
      name: textIn(row, 'name'),
      facts,
      ...(groupId !== undefined && { groupId }),
      ...(decidedBy !== undefined && { decidedBy }),
      ...(refused !== undefined && { refused }),
      at: numberIn(row, 'at'),
    },
  ];
}

/** Forgets those who have not been here for long, and strangers where there are too many. */
export function removeOldPeople(file: SqliteFile, now: number): void {
  const [many] = file.rows('SELECT count(*) AS refused FROM people WHERE refused IS NOT NULL');
  const tooMany = numberIn(many, 'refused') > MAX_REFUSED_PEOPLE;
  const old = file.rows(
    'SELECT 1 FROM people WHERE at <= ? OR (refused IS NOT NULL AND at <= ?) LIMIT 1',
    now - KEEP_SECONDS,
    now - KEEP_REFUSED_SECONDS,
  );
  // Looks first: a change is a write to the disk, and mostly there is nothing to change.
  if (tooMany || old.length > 0) {
    file.run(
      `DELETE FROM people WHERE at <= ? OR (refused IS NOT NULL AND (at <= ? OR subject NOT IN (
         SELECT subject FROM people WHERE refused IS NOT NULL ORDER BY at DESC LIMIT ?)))`,
      now - KEEP_SECONDS,
      now - KEEP_REFUSED_SECONDS,
      MAX_REFUSED_PEOPLE,
    );
  }
}
