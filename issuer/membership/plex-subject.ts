/**
 * How somebody of Plex is named within tokens and records: `plex:<numeric account id>`. Pure.
 */

/** The subject of a Plex account. */
export function plexSubject(plexId: number): string {
  return `plex:${String(plexId)}`;
}

/** @returns the numeric account id; undefined for whoever is not of Plex */
export function plexIdOf(subject: string): number | undefined {
  const digits = /^plex:([0-9]+)$/.exec(subject)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** @param ownerId undefined: not known, so that nobody is */
export function isOwnerSubject(subject: string, ownerId: number | undefined): boolean {
  return ownerId !== undefined && subject === plexSubject(ownerId);
}
