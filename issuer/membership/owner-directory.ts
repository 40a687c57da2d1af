/**
 * Asks plex.tv in the name of the servers' owner who has access, and remembers the answers.
 */
import type { OwnerLists } from './known-lists.js';

export type OwnerDirectory = Readonly<{
  /** What is remembered; undefined while no owner's account is linked. */
  lists: () => OwnerLists | undefined;
  /** Asks all lists anew, at once; who asks meanwhile waits for the same answers. Never rejects for what plex.tv does. */
  refresh: () => Promise<OwnerLists | undefined>;
  close: () => void;
}>;

/** Where nobody's account is linked. */
export const NO_DIRECTORY: OwnerDirectory = {
  lists: () => undefined,
  refresh: () => Promise.resolve(undefined),
  close: () => undefined,
};
