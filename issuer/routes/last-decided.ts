/** What is decided of somebody by now, for pages that say it to themselves. */
import { decide } from '../membership/decide.js';
import type { Decided } from '../membership/explain-own.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
import type { Portal } from './portal.js';
import { readablePolicy } from './standing-of.js';

/**
 * By what was last known of them, and what the rules and an override make of it now. It may be newer than the session.
 * @returns undefined: nothing is on record, or they may not come in any more
 */
export function lastDecided(portal: Portal, subject: string): Decided | undefined {
  const { state, ownStanding, now } = portal;
  if (!isPlexSubject(subject)) {
    const standing = ownStanding(subject);
    return standing.kind === 'gone' ? undefined : { ...standing, groupId: standing.group };
  }
  const known = state.person(subject);
  if (known === undefined || known.refused === 'not_a_member') {
    return undefined;
  }
  const override = state.overrideOf(subject, now());
  const decision = decide(known.facts, readablePolicy(portal), override, now());
  return decision.kind === 'group'
    ? { groupId: decision.group, decidedBy: decision.decidedBy }
    : undefined;
}
