/**
 * What is known of a person, as far as rules ask. Types only.
 */
import type { PlexFact, RestrictionProfile } from '../config/usher-config.js';

export type Library = Readonly<{
  /** The number that the server itself gives it; it stays. */
  key: number;
  /** What the owner calls it; that changes. */
  title: string;
}>;

/** One of the configured servers that the person may use. */
export type ServerFacts = Readonly<{
  /** Machine identifier. */
  server: string;
  /** In the order owner, homeAdmin, homeAdult, home, managed, friend; never empty. */
  relations: readonly PlexFact[];
  /** What is shared of it; undefined: not known, so that no condition about libraries holds. */
  libraries?: 'all' | readonly Library[];
}>;

export type Facts = Readonly<{
  /** `plex:<numeric id>`, `local:<…>`, `guest:<…>`, `oidc:<…>` */
  subject: string;
  /** Numeric account id, where the subject is of Plex. */
  plexId?: number;
  /** As Plex spells it. */
  username?: string;
  restrictionProfile?: RestrictionProfile;
  /** In the order of the configuration; none: no member of any. */
  servers: readonly ServerFacts[];
  /** Machine identifiers of those of which nobody knows whether they may use them; absent for none. */
  unknownServers?: readonly string[];
}>;
