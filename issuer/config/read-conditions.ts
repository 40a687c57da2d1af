/**
 * What a rule asks of people: `when`. Pure.
 */
import { parseSubject } from '../revocation/subject.js';
import { parseMoment } from './moment.js';
import type { RawRule, Report } from './raw-config.js';
import { isMachineIdentifier } from './read-plex.js';
import type { SettingPath } from './setting-path.js';
import type { Conditions } from './usher-config.js';

type RawConditions = RawRule['when'];

type Surroundings = Readonly<{
  /** Of the rule. */
  path: SettingPath;
  /** Machine identifiers that are configured; none: the owner's link says which. */
  servers: readonly string[];
  /** NumericDate */
  now: number;
}>;

/** @returns members that the file has, even after a problem, so that a rule never loses one of its conditions */
export function readConditions(
  raw: RawConditions,
  around: Surroundings,
  report: Report,
): Conditions {
  const { plex, server, profile, plexId, username, subject } = raw;
  return {
    ...(plex === undefined ? {} : { plex: [plex].flat() }),
    ...(server === undefined ? {} : { server: readServers([server].flat(), around, report) }),
    ...readLibraries(raw, around, report),
    ...(profile === undefined ? {} : { profile: [profile].flat() }),
    ...(plexId === undefined ? {} : { plexId: [plexId].flat() }),
    ...(username === undefined
      ? {}
      : { username: readUsernames([username].flat(), around, report) }),
    ...(subject === undefined ? {} : { subject: readSubjects([subject].flat(), around, report) }),
    ...readDates(raw, around, report),
  };
}

/** A wrong entry is not quoted: it may be a Plex token that was taken for the identifier. */
function readServers(
  entries: readonly string[],
  { path, servers }: Surroundings,
  report: Report,
): readonly string[] {
  const identifiers = entries.map((entry) => entry.toLowerCase());
  const at = [...path, 'when', 'server'];
  if (!identifiers.every(isMachineIdentifier)) {
    report.problem(
      at,
      'this is not a machine identifier: 40 hexadecimal digits',
      'plex.servers has those of your servers',
    );
  } else if (servers.length > 0 && !identifiers.every((entry) => servers.includes(entry))) {
    report.problem(
      at,
      'this server is not in plex.servers, so nobody of it could sign in',
      'add it there, or correct it here',
    );
  }
  return identifiers;
}

/** Which one is meant is for the server to say: a number, or a title, may be on several. */
function readLibraries(
  { libraries, server }: RawConditions,
  { path, servers }: Surroundings,
  report: Report,
): Pick<Conditions, 'libraries'> {
  if (libraries === undefined || libraries === 'all') {
    return libraries === undefined ? {} : { libraries };
  }
  const at = [...path, 'when', 'libraries'];
  const entries = [libraries].flat();
  if (entries.includes('all')) {
    report.warning(
      at,
      'this asks for a library that is called "all"',
      'libraries: all, without brackets, asks for all of them',
    );
  }
  if ((server === undefined ? servers : [server].flat()).length > 1) {
    report.warning(
      at,
      'this does not say on which server, and whoever has all libraries of any of them counts as having these',
      'name the server with server, in a rule for each',
    );
  }
  return { libraries: entries };
}

/** Plex tells names apart without regard to capitals. */
function readUsernames(
  names: readonly string[],
  { path }: Surroundings,
  report: Report,
): readonly string[] {
  report.warning(
    [...path, 'when', 'username'],
    'user names can be changed, and whoever takes a name that was given up is then taken for its former bearer',
    'use plexId; "usher explain" shows the id of whoever has signed in once',
  );
  return names.map((name) => name.toLowerCase());
}

function readSubjects(
  subjects: readonly string[],
  { path }: Surroundings,
  report: Report,
): readonly string[] {
  const isGood = (subject: string): boolean =>
    /^(plex|local|guest|oidc):\*$/.test(subject) ||
    (/^(plex|local|guest|oidc):/.test(subject) && parseSubject(subject) === subject);
  if (!subjects.every(isGood)) {
    report.problem(
      [...path, 'when', 'subject'],
      'this is not a subject: a kind (plex, local, guest, oidc), a colon, and who it is',
      'for example local:anna, or guest:* for every guest',
    );
  }
  return subjects;
}

function readDates(
  raw: RawConditions,
  { path, now }: Surroundings,
  report: Report,
): Pick<Conditions, 'from' | 'until'> {
  const at = [...path, 'when', 'until'];
  const from = readMoment('from', raw.from, path, report);
  const until = readMoment('until', raw.until, path, report);
  if (from !== undefined && until !== undefined && from >= until) {
    report.problem(at, 'until is not after from, so the rule never counts');
  } else if (until !== undefined && until <= now) {
    report.warning(at, 'that time has come: the rule does not count any more', 'remove the rule');
  }
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}

function readMoment(
  edge: 'from' | 'until',
  text: string | undefined,
  path: SettingPath,
  report: Report,
): number | undefined {
  const moment = text === undefined ? undefined : parseMoment(text, edge);
  if (text !== undefined && moment === undefined) {
    report.problem(
      [...path, 'when', edge],
      `${edge} must be a day, or a day with a time`,
      'for example 2027-12-31, or 2027-12-31T18:00+01:00; without a zone it is UTC',
    );
  }
  return moment;
}
