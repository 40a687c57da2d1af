/**
 * What is known from the lists of the servers' owner, each for itself. Pure.
 */
import type { HomeUser, ListedUser, Share } from '../plex/owner-lists.js';

/** The last complete answer; later ones that failed take nothing from it. */
export type Known<Row> = Readonly<{
  /** NumericDate: when it was asked for; what happened since may be missing. */
  at: number;
  rows: readonly Row[];
}>;

/** A list that never came complete is undefined. */
export type OwnerLists = Readonly<{
  users: Known<ListedUser> | undefined;
  /** By machine identifier. */
  shares: ReadonlyMap<string, Known<Share>>;
  homeUsers: Known<HomeUser> | undefined;
}>;

/**
 * Leaves out what was asked for after `now` (NumericDate): a clock that was ahead and has been set right must not make old
 * lists look new.
 */
export function notOfTheFuture({ users, homeUsers, shares }: OwnerLists, now: number): OwnerLists {
  const isPast = ({ at }: Readonly<{ at: number }>) => at <= now;
  return {
    users: users && isPast(users) ? users : undefined,
    homeUsers: homeUsers && isPast(homeUsers) ? homeUsers : undefined,
    shares: new Map([...shares].filter(([, list]) => isPast(list))),
  };
}
