/**
 * What somebody is to the configured servers by what plex.tv tells their owner. Pure. People are found by their numeric id
 * alone.
 */
import type { PlexFact } from '../config/usher-config.js';
import type { HomeUser, ListedServer, ListedUser, Share } from '../plex/owner-lists.js';
import type { ServerFacts } from './facts.js';
import type { Known, OwnerLists } from './known-lists.js';
import { homeRelations, restrictionProfileOf } from './plex-facts.js';
import { NO_ANSWER, type RouteAnswer, type Standing } from './standing.js';

/** NumericDates: when a list must have been asked for, at the earliest. */
export type HowFresh = Readonly<{
  /** To prove that somebody has access. */
  yesSince: number;
  /** To prove that they have none; not before the other. Infinity: nothing proves that. */
  noSince: number;
}>;

/** What the lists have of one person; undefined where a list is missing or too old. */
type Found = Readonly<{
  user: Known<ListedUser> | undefined;
  share: Known<Share> | undefined;
  home: Known<HomeUser> | undefined;
}>;

/**
 * A share that is pending, and one that somebody else has given to the owner, is none. One list proves access, whatever
 * became of the others; that there is none takes the users and the shares of that server, both complete.
 * @param lists undefined: nobody's account is linked
 * @param plexId numeric account id
 * @returns the guest profile of the Plex Home may use nothing
 */
export function ownerRoute(
  lists: OwnerLists | undefined,
  plexId: number,
  servers: readonly string[],
  fresh: HowFresh,
): RouteAnswer {
  if (lists === undefined) {
    return NO_ANSWER;
  }
  const user = about(lists.users, ({ id }) => id === plexId, fresh);
  const home = about(lists.homeUsers, ({ id }) => id === plexId, fresh);
  const standings = servers.map((server) => {
    const share = about(lists.shares.get(server), ({ userId }) => userId === plexId, fresh);
    return [server, standingOn(server, { user, share, home }, fresh)] as const;
  });
  const [listed] = user?.rows ?? [];
  const [member] = home?.rows ?? [];
  const username = listed?.username ?? member?.username ?? undefined;
  const profile =
    member?.restricted === true ? restrictionProfileOf(member.restrictionProfile) : undefined;
  return {
    servers: new Map(standings),
    ...(username !== undefined && { username }),
    ...(profile !== undefined && { restrictionProfile: profile }),
  };
}

/** The rows about one person. */
function about<Row>(
  list: Known<Row> | undefined,
  isTheirs: (row: Row) => boolean,
  { yesSince }: HowFresh,
): Known<Row> | undefined {
  return list === undefined || list.at < yesSince
    ? undefined
    : { at: list.at, rows: list.rows.filter(isTheirs) };
}

function standingOn(server: string, found: Found, { noSince }: HowFresh): Standing {
  const { user, share, home } = found;
  if (home?.rows.some(({ guest }) => guest) === true) {
    return { kind: 'no' };
  }
  const listed = user?.rows
    .flatMap(({ servers }) => servers)
    .find((each) => each.machineIdentifier === server && each.owned && !each.pending);
  const accepted = share?.rows.find((each) => each.accepted);
  if (listed === undefined && accepted === undefined) {
    const isComplete = [user, share].every((list) => list !== undefined && list.at >= noSince);
    return { kind: isComplete ? 'no' : 'unknown' };
  }
  const relations = relationsBy(found);
  const libraries = librariesBy(accepted, listed);
  return {
    kind: 'yes',
    ...(relations !== undefined && { relations }),
    ...(libraries !== undefined && { libraries }),
  };
}

/**
 * Who is in the Home by its own list, is; who is in neither list, of which one is enough, is a friend.
 * @returns undefined if the lists that came do not settle it, or contradict each other
 */
function relationsBy({ user, home }: Found): readonly PlexFact[] | undefined {
  const [listed] = user?.rows ?? [];
  const [member] = home?.rows ?? [];
  if (member !== undefined) {
    return homeRelations(member);
  }
  if (listed === undefined) {
    return home === undefined ? undefined : ['friend'];
  }
  // Only the Home's own list tells its admin, and whom it restricts.
  return listed.home ? undefined : ['friend'];
}

function librariesBy(
  share: Share | undefined,
  listed: ListedServer | undefined,
): ServerFacts['libraries'] {
  if (share !== undefined) {
    return share.allLibraries ? 'all' : share.libraries;
  }
  return listed?.allLibraries === true ? 'all' : undefined;
}

/** What the owner is in their own Plex Home; undefined: not known. */
export function ownHomeBy(
  ownerId: number,
  lists: OwnerLists | undefined,
): readonly PlexFact[] | undefined {
  const members = lists?.homeUsers?.rows;
  const own = members?.find(({ id }) => id === ownerId);
  return own === undefined ? members && [] : homeRelations(own);
}
