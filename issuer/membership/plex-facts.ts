/**
 * What plex.tv's own words for people mean here. Pure.
 */
import type { PlexFact, RestrictionProfile } from '../config/usher-config.js';

const PROFILES: readonly RestrictionProfile[] = ['little_kid', 'older_kid', 'teen'];

/** @returns undefined for none, and for one that is not known here */
export function restrictionProfileOf(text: string | null): RestrictionProfile | undefined {
  return PROFILES.find((profile) => profile === text);
}

/** What somebody of the owner's Plex Home is, in the order of Facts. */
export function homeRelations({
  admin,
  restricted,
}: Readonly<{
  admin: boolean;
  /** A managed account. */
  restricted: boolean;
}>): readonly PlexFact[] {
  if (restricted) {
    return ['home', 'managed'];
  }
  return admin ? ['homeAdmin', 'homeAdult', 'home'] : ['homeAdult', 'home'];
}
