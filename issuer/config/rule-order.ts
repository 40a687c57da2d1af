/**
 * Which rules leave nothing for a later one. Pure. In doubt a rule is taken to leave something.
 */
import { asksForPlex, covers, isPlexSubject } from '../membership/meets-conditions.js';
import { plainTitle } from '../membership/same-library.js';
import type { Conditions, PlexFact, Rule } from './usher-config.js';

/**
 * The rules that together take everybody of a later one: for each relation that it is about, one does.
 * @param ownerId numeric Plex id of the owner, if it is configured: nobody else is ever taken for the owner then
 * @returns indexes, ascending; none if somebody may be left
 */
export function takersOf(
  later: Conditions,
  earlier: readonly Rule[],
  ownerId?: number,
): readonly number[] {
  const takers = partsOf(later).map((part) =>
    earlier.findIndex(({ when }) => takesAllOf(when, part, ownerId)),
  );
  return takers.includes(-1) ? [] : [...new Set(takers)].sort((a, b) => a - b);
}

/** Everybody who can use a server is one of these to it. */
const RELATIONS: readonly PlexFact[] = ['owner', 'home', 'friend'];

/** Conditions that together are met by whoever meets these. */
function partsOf(when: Conditions): readonly Conditions[] {
  return isOfPlex(when)
    ? (when.plex ?? RELATIONS).map((fact) => ({ ...when, plex: [fact] }))
    : [when];
}

function isOfPlex(when: Conditions): boolean {
  return asksForPlex(when) || (when.subject?.every(isPlexSubject) ?? false);
}

/** Whether everybody who meets `later` also meets `earlier`. */
function takesAllOf(earlier: Conditions, later: Conditions, ownerId?: number): boolean {
  return (
    takesRelations(earlier, later) &&
    isWithin(later.server, earlier.server) &&
    takesLibraries(earlier.libraries, later.libraries) &&
    isWithin(later.profile, earlier.profile) &&
    isWithin(plexIdsOf(later, ownerId), earlier.plexId) &&
    isWithin(later.username, earlier.username) &&
    takesSubjects(earlier, later, ownerId) &&
    (earlier.from ?? -Infinity) <= (later.from ?? -Infinity) &&
    (earlier.until ?? Infinity) >= (later.until ?? Infinity)
  );
}

/** A list that is not given holds everything. */
function isWithin<T>(list: readonly T[] | undefined, of: readonly T[] | undefined): boolean {
  return of === undefined || (list?.every((entry) => of.includes(entry)) ?? false);
}

function takesRelations({ plex }: Conditions, later: Conditions): boolean {
  return (
    plex === undefined ||
    (later.plex?.every((fact) => IMPLIED[fact].some((other) => plex.includes(other))) ?? false)
  );
}

/** What else somebody is to the same server. */
const IMPLIED: Readonly<Record<PlexFact, readonly PlexFact[]>> = {
  owner: ['owner'],
  homeAdmin: ['homeAdmin', 'homeAdult', 'home'],
  homeAdult: ['homeAdult', 'home'],
  home: ['home'],
  managed: ['managed', 'home'],
  friend: ['friend'],
};

/** Who has all libraries has each. */
function takesLibraries(earlier: Conditions['libraries'], later: Conditions['libraries']): boolean {
  if (earlier === undefined || later === 'all') {
    return true;
  }
  return earlier !== 'all' && isWithin(later?.map(plainEntry), earlier.map(plainEntry));
}

function plainEntry(entry: string | number): string | number {
  return typeof entry === 'number' ? entry : plainTitle(entry);
}

/** The only ids that can meet the conditions; undefined: any. */
function plexIdsOf({ plex, plexId, subject }: Conditions, ownerId?: number) {
  if (plexId !== undefined) {
    return plexId;
  }
  if (subject?.every((entry) => isPlexSubject(entry) && !entry.endsWith(':*')) === true) {
    return subject.map((entry) => Number(entry.slice('plex:'.length)));
  }
  return ownerId !== undefined && plex?.every((fact) => fact === 'owner') === true
    ? [ownerId]
    : undefined;
}

function takesSubjects(earlier: Conditions, later: Conditions, ownerId?: number): boolean {
  const { subject } = earlier;
  if (subject === undefined) {
    return true;
  }
  const possible =
    later.subject ??
    plexIdsOf(later, ownerId)?.map((id) => `plex:${String(id)}`) ??
    (isOfPlex(later) ? ['plex:*'] : undefined);
  return possible?.every((entry) => subject.some((other) => covers(other, entry))) ?? false;
}
