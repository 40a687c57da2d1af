/**
 * What a token that somebody makes for themselves may say of them. Nobody renews it, and so nobody asks plex.tv about its
 * person: somebody else has to be able to tell when their access ends.
 */
import { passIdOf } from '../guest-passes/guest-pass.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
import { isOwnerSubject } from '../membership/plex-subject.js';
import type { Policy } from '../membership/policy.js';
import type { State } from '../state/state.js';
import { plexStanding, type OwnStanding } from './own-standing.js';

export type TokenStanding =
  | Readonly<{
      kind: 'group';
      /** 0–999: no token of theirs is in a better one. */
      group: number;
      /** NumericDate: from then on it may be another. */
      validUntil?: number;
    }>
  | Readonly<{
      kind:
        /** A guest has what the pass says, and nothing that outlives it. */
        | 'guest'
        /** Of Plex, and no owner's account is attached whose lists would say when they lose access. */
        | 'not_watched'
        /** They may not come in at all any more. */
        | 'gone';
    }>;

export type TokenStandingDeps = Readonly<{
  state: Pick<State, 'overrideOf' | 'person'>;
  policy: () => Policy;
  ownStanding: (subject: string) => OwnStanding;
}>;

/** @param now NumericDate, seconds */
export function tokenStanding(
  subject: string,
  deps: TokenStandingDeps,
  now: number,
): TokenStanding {
  if (passIdOf(subject) !== undefined) {
    return { kind: 'guest' };
  }
  if (!isPlexSubject(subject)) {
    const own = deps.ownStanding(subject);
    // What is restricted has no tokens that are not.
    return own.kind === 'gone' || own.resources !== undefined
      ? { kind: 'gone' }
      : { kind: 'group', group: own.group, ...until(own.validUntil) };
  }
  const { isLinked, ownerId } = deps.policy();
  if (!isLinked && !isOwnerSubject(subject, ownerId)) {
    return { kind: 'not_watched' };
  }
  const standing = plexStanding(subject, deps, now);
  return standing.kind === 'gone'
    ? standing
    : { kind: 'group', group: standing.group, ...until(standing.validUntil) };
}

function until(validUntil: number | undefined): Readonly<{ validUntil?: number }> {
  return validUntil === undefined ? {} : { validUntil };
}
