/**
 * What one of the two routes to membership says of somebody. Types only.
 */
import type { PlexFact, RestrictionProfile } from '../config/usher-config.js';
import type { ServerFacts } from './facts.js';

/** Of one server. */
export type Standing =
  | Readonly<{
      kind: 'yes';
      /** undefined: that they may use it is known, what they are to it is not. */
      relations?: readonly PlexFact[];
      /** undefined: not known. */
      libraries?: NonNullable<ServerFacts['libraries']>;
    }>
  | Readonly<{
      kind:
        /** They may not use it. */
        | 'no'
        /** Nobody could be asked, or the answer does not settle it. */
        | 'unknown';
    }>;

export type RouteAnswer = Readonly<{
  /** By machine identifier; a server that is missing is unknown. */
  servers: ReadonlyMap<string, Standing>;
  username?: string;
  restrictionProfile?: RestrictionProfile;
}>;

/** A route that nobody could take. */
export const NO_ANSWER: RouteAnswer = { servers: new Map() };
