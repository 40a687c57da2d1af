/** What was last decided of somebody, for pages that say it to themselves. */
import type { Decided } from '../membership/explain-own.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
import type { Portal } from './portal.js';

/** It may be newer than the session; undefined: nothing is on record, or they may not come in any more. */
export function lastDecided(
  { state, ownStanding }: Pick<Portal, 'state' | 'ownStanding'>,
  subject: string,
): Decided | undefined {
  if (isPlexSubject(subject)) {
    return state.person(subject);
  }
  const standing = ownStanding(subject);
  return standing.kind === 'gone' ? undefined : { ...standing, groupId: standing.group };
}
