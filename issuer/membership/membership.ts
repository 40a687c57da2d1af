/**
 * Whether somebody is a member, by what both routes say: the table of docs/membership.md. Pure.
 */
import type { PlexFact } from '../config/usher-config.js';
import type { Facts, ServerFacts } from './facts.js';
import { plexSubject } from './plex-subject.js';
import type { Policy } from './policy.js';
import type { RouteAnswer, Standing } from './standing.js';

export type Membership =
  | Readonly<{
      kind: 'member';
      facts: Facts;
      /** Nothing is missing that the owner's lists would tell. */
      isComplete: boolean;
    }>
  /** Of none of the servers, by answers that count. */
  | Readonly<{ kind: 'not_a_member' }>
  /** Of none as far as is known, and nobody can be sure. */
  | Readonly<{ kind: 'unknown' }>;

/** Whose word counts for one server. */
export type Verdict = 'member by owner' | 'member by visitor' | 'not a member' | 'unknown';

type Kind = Standing['kind'];

const TABLE: Readonly<Record<Kind, Readonly<Record<Kind, Verdict>>>> = {
  yes: { yes: 'member by owner', no: 'not a member', unknown: 'member by visitor' },
  no: { yes: 'not a member', no: 'not a member', unknown: 'not a member' },
  unknown: { yes: 'member by owner', no: 'not a member', unknown: 'unknown' },
};

/** One row of the table. */
export function verdictOf(visitor: Kind, owner: Kind): Verdict {
  return TABLE[visitor][owner];
}

const UNKNOWN: Standing = { kind: 'unknown' };

/**
 * Puts both routes together, server by server. Who has the owner's id is a member of all servers, whatever either route
 * says. While it is not known which servers there are, because the link that named them was removed, nobody is called a
 * stranger.
 * @param plexId numeric account id
 * @param ownerHome what the owner is in their Plex Home, where that is known; counts only if the person is the owner
 */
export function membershipOf(
  plexId: number,
  { visitor, owner }: Readonly<{ visitor: RouteAnswer; owner: RouteAnswer }>,
  policy: Pick<Policy, 'servers' | 'ownerId'>,
  ownerHome: readonly PlexFact[] | undefined,
): Membership {
  const isOwner = plexId === policy.ownerId;
  const judged = policy.servers.map((server) =>
    isOwner
      ? ownersServer(server, ownerHome ?? [])
      : judge(server, visitor.servers.get(server), owner.servers.get(server)),
  );
  const servers = judged.filter((server) => typeof server === 'object');
  if (servers.length === 0 && !isOwner) {
    const isSettled = judged.length > 0 && !judged.includes('unknown');
    return { kind: isSettled ? 'not_a_member' : 'unknown' };
  }
  const unknownServers = policy.servers.filter((_, index) => judged[index] === 'unknown');
  const username = visitor.username ?? owner.username;
  const restrictionProfile = visitor.restrictionProfile ?? owner.restrictionProfile;
  return {
    kind: 'member',
    facts: {
      subject: plexSubject(plexId),
      plexId,
      ...(username !== undefined && { username }),
      ...(restrictionProfile !== undefined && { restrictionProfile }),
      servers,
      ...(unknownServers.length > 0 && { unknownServers }),
    },
    isComplete: isOwner
      ? ownerHome !== undefined
      : !judged.includes('unknown') && servers.every(({ libraries }) => libraries !== undefined),
  };
}

function ownersServer(server: string, ownerHome: readonly PlexFact[]): ServerFacts {
  return { server, relations: ['owner', ...ownerHome], libraries: 'all' };
}

function judge(
  server: string,
  visitor: Standing = UNKNOWN,
  owner: Standing = UNKNOWN,
): ServerFacts | 'not a member' | 'unknown' {
  const verdict = verdictOf(visitor.kind, owner.kind);
  if (verdict === 'not a member' || verdict === 'unknown') {
    return verdict;
  }
  const relations =
    (owner.kind === 'yes' ? owner.relations : undefined) ??
    (visitor.kind === 'yes' ? visitor.relations : undefined);
  if (relations === undefined) {
    return 'unknown';
  }
  const libraries = librariesBy(owner, relations);
  return { server, relations, ...(libraries !== undefined && { libraries }) };
}

/** Only the owner's lists name libraries; an owner has them all. */
function librariesBy(owner: Standing, relations: readonly PlexFact[]): ServerFacts['libraries'] {
  if (relations.includes('owner')) {
    return 'all';
  }
  return owner.kind === 'yes' ? owner.libraries : undefined;
}
