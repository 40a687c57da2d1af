/**
 * Rules that nobody can match. Pure.
 */
import { asksForPlex, isPlexSubject } from '../membership/meets-conditions.js';
import type { Conditions, PlexFact } from './usher-config.js';

/** A managed account is one of these. */
const MAY_BE_MANAGED: readonly PlexFact[] = ['home', 'managed'];

/**
 * @param ownerId numeric Plex id of the owner, if it is configured
 * @returns why nobody meets the conditions; undefined: somebody may
 */
export function contradictionOf(when: Conditions, ownerId?: number): string | undefined {
  const { plex, plexId, subject, profile } = when;
  if (asksForPlex(when) && subject?.some(isPlexSubject) === false) {
    return 'its subject is nobody of Plex, and what else it asks for only a Plex account can have';
  }
  if (plexId !== undefined && subject !== undefined && !subject.some(isOneOf(plexId))) {
    return 'plexId and subject name different accounts';
  }
  if (profile !== undefined && plex?.some((fact) => MAY_BE_MANAGED.includes(fact)) === false) {
    return 'only managed accounts have a restriction profile (plex: managed)';
  }
  const isOwner = plex?.every((fact) => fact === 'owner') === true;
  if (isOwner && ownerId !== undefined && plexId?.includes(ownerId) === false) {
    return 'plexId is not plex.ownerId, so it is not the owner';
  }
  return undefined;
}

function isOneOf(ids: readonly number[]): (subject: string) => boolean {
  return (subject) => subject === 'plex:*' || ids.some((id) => subject === `plex:${String(id)}`);
}
