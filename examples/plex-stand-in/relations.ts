/**
 * Who is what to whom: Homes, shares, and who is on whose list. Everything that plex.tv answers about access comes from
 * here, so a change shows in all answers at once. Pure.
 */
import type { Person } from './people.js';
import type { MediaServer, Section, Share } from './servers.js';

/** All that access hangs on. */
export type Relations = Readonly<{
  people: readonly Person[];
  servers: readonly MediaServer[];
  shares: readonly Share[];
  pictures: () => string;
}>;

/** A share and what it is of. */
export type Granted = Readonly<{ share: Share; server: MediaServer }>;

/** Everybody in the Plex Home of somebody, themselves among them; nobody if they are in none. */
export function homeMembers(relations: Relations, person: Person): readonly Person[] {
  return relations.people.filter((each) => inSameHome(each, person));
}

export function inSameHome(one: Person, other: Person): boolean {
  return one.home !== null && one.home.of === other.home?.of;
}

export function serversOwnedBy(relations: Relations, person: Person): readonly MediaServer[] {
  return relations.servers.filter((server) => server.owner === person.key);
}

export function ownerOf(relations: Relations, server: MediaServer): Person | undefined {
  return relations.people.find((each) => each.key === server.owner);
}

/** What somebody was given, invitations among it; not what was taken away again. */
export function sharesTo(relations: Relations, person: Person): readonly Granted[] {
  return relations.shares
    .filter((share) => share.person === person.key && share.state !== 'removed')
    .flatMap((share) => withServer(relations, share));
}

/** What one person has of the servers of another, invitations among it. */
export function sharesBetween(
  relations: Relations,
  owner: Person,
  person: Person,
): readonly Granted[] {
  return sharesTo(relations, person).filter(({ server }) => server.owner === owner.key);
}

/**
 * Who is on somebody's list of users: the Home without its guest, and everybody with whom there is or was a share, in
 * whichever direction. Never who asks.
 */
export function listedUsers(relations: Relations, asking: Person): readonly Person[] {
  return relations.people.filter(
    (each) =>
      each.key !== asking.key &&
      each.home?.role !== 'guest' &&
      (inSameHome(each, asking) || areFriends(relations, each, asking)),
  );
}

/** Which libraries a share opens. */
export function sharedSections({ share, server }: Granted): readonly Section[] {
  const { libraries } = share;
  return server.sections.filter(({ key }) => libraries === 'all' || libraries.includes(key));
}

/** A share that was taken away leaves two people friends. */
function areFriends(relations: Relations, one: Person, other: Person): boolean {
  return relations.shares
    .flatMap((share) => withServer(relations, share))
    .some(
      ({ share, server }) =>
        (share.person === one.key && server.owner === other.key) ||
        (share.person === other.key && server.owner === one.key),
    );
}

function withServer(relations: Relations, share: Share): readonly Granted[] {
  const server = relations.servers.find((each) => each.key === share.server);
  return server === undefined ? [] : [{ share, server }];
}
