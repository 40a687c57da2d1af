/**
 * What is known from the lists of the servers' owner, each for itself. Types only.
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
