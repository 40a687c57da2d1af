/**
 * Whether a person meets the conditions of a rule, and by which of their facts. Pure; dates are for decide.ts.
 */
import type { Conditions, PlexFact } from '../config/usher-config.js';
import type { Because } from './decision.js';
import { sameLibrary } from './same-library.js';
import type { Facts, Library, ServerFacts } from './facts.js';

/** What a server is called, by its machine identifier; undefined: nothing of its own. */
export type NameOfServer = (machineIdentifier: string) => string | undefined;

/** Conditions that only somebody of Plex can meet. */
const OF_PLEX = ['plex', 'server', 'libraries', 'profile', 'plexId', 'username'] as const;

/** Whether the subject is a Plex account. */
export function isPlexSubject(subject: string): boolean {
  return subject.startsWith('plex:');
}

/** Whether the conditions leave out whoever is not of Plex. */
export function asksForPlex(when: Conditions): boolean {
  return OF_PLEX.some((member) => when[member] !== undefined);
}

/**
 * Holds a person against the conditions, from and until aside. No conditions at all are met by nobody: that is more
 * likely a slip than meant for everybody.
 * @returns what held, for each condition; undefined if one does not hold
 */
export function meetsConditions(
  when: Conditions,
  facts: Facts,
  nameOf: NameOfServer,
): readonly Because[] | undefined {
  if (Object.keys(when).length === 0 || (asksForPlex(when) && !isPlexSubject(facts.subject))) {
    return undefined;
  }
  const reasons = [
    ...onOneServer(when, facts, nameOf),
    when.profile && ofProfile(when.profile, facts),
    when.plexId && ofPlexId(when.plexId, facts),
    when.username && ofUsername(when.username, facts),
    when.subject && ofSubject(when.subject, facts),
  ].filter((reason) => reason !== undefined);
  return reasons.includes(false) ? undefined : reasons.filter((reason) => reason !== false);
}

/**
 * Whether the conditions would be met if a server whose libraries are not known shared the right ones, or if the person
 * may use a server of which that is not known.
 */
export function mightMeetConditions(when: Conditions, facts: Facts): boolean {
  return mightMeetByLibraries(when, facts) || mightMeetByServer(when, facts);
}

function mightMeetByServer(when: Conditions, facts: Facts): boolean {
  const { plex, server: asked, libraries, ...others } = when;
  const servers = (facts.unknownServers ?? []).map((server): ServerFacts => ({
    server,
    relations: plex ?? ['friend'],
    libraries: 'all',
  }));
  const isAsked = plex !== undefined || asked !== undefined || libraries !== undefined;
  const onOne = {
    ...(plex !== undefined && { plex }),
    ...(libraries !== undefined && { libraries }),
    server: asked ?? servers.map(({ server }) => server),
  };
  return (
    isAsked &&
    meetsConditions({ ...others, ...onOne }, { ...facts, servers }, () => undefined) !== undefined
  );
}

function mightMeetByLibraries(when: Conditions, facts: Facts): boolean {
  const { libraries: asked, ...others } = when;
  const servers = facts.servers.filter(({ libraries }) => libraries === undefined);
  if (asked === undefined || asked.length === 0 || servers.length === 0) {
    return false;
  }
  const server = others.server ?? servers.map((each) => each.server);
  return (
    meetsConditions({ ...others, server }, { ...facts, servers }, () => undefined) !== undefined
  );
}

/** A condition that does not hold is false, one that is not made undefined. */
type Reason = Because | false | undefined;

/** Relation and libraries have to hold on one and the same server. */
function onOneServer(when: Conditions, facts: Facts, nameOf: NameOfServer): readonly Reason[] {
  if (when.plex === undefined && when.server === undefined && when.libraries === undefined) {
    return [];
  }
  for (const server of facts.servers) {
    const relation = relationOn(server, when.plex);
    const libraries = librariesOn(server, when.libraries);
    const isAsked = when.server === undefined || when.server.includes(server.server);
    if (isAsked && relation !== false && libraries !== false) {
      const serverName = nameOf(server.server);
      const named = serverName === undefined ? {} : { serverName };
      return [{ fact: relation ?? 'access', server: server.server, ...named }, libraries];
    }
  }
  return [false];
}

function relationOn(
  { relations }: ServerFacts,
  asked: Conditions['plex'],
): PlexFact | false | undefined {
  return asked === undefined
    ? undefined
    : (relations.find((relation) => asked.includes(relation)) ?? false);
}

/** Who has all libraries has each. Those that are not known of count as none. */
function librariesOn({ libraries }: ServerFacts, asked: Conditions['libraries']): Reason {
  if (asked === undefined) {
    return undefined;
  }
  if (libraries === 'all') {
    return asked.length > 0 && { fact: 'all_libraries' };
  }
  const shared: Library | undefined =
    asked === 'all'
      ? undefined
      : libraries?.find((library) => asked.some((entry) => sameLibrary(entry, library)));
  return shared !== undefined && { fact: 'library', title: shared.title };
}

function ofProfile(asked: NonNullable<Conditions['profile']>, facts: Facts): Reason {
  const profile = facts.restrictionProfile;
  return profile !== undefined && asked.includes(profile) && { fact: 'profile', profile };
}

function ofPlexId(asked: readonly number[], { plexId }: Facts): Reason {
  return plexId !== undefined && asked.includes(plexId) && { fact: 'plex_id', plexId };
}

function ofUsername(asked: readonly string[], { username }: Facts): Reason {
  return (
    username !== undefined &&
    asked.includes(username.toLowerCase()) && { fact: 'username', username }
  );
}

function ofSubject(asked: readonly string[], { subject }: Facts): Reason {
  const isMeant = asked.some((entry) => covers(entry, subject));
  return isMeant && { fact: 'subject', subject };
}

/**
 * Whether an entry of `when.subject` is about a subject, or takes all of another entry.
 * @param subject `local:anna`, or a whole kind: `local:*`
 */
export function covers(entry: string, subject: string): boolean {
  return entry === subject || (entry.endsWith(':*') && subject.startsWith(entry.slice(0, -1)));
}
