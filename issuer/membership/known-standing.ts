/**
 * What somebody on record would get now, by what was last known of them. Pure.
 */
import type { Message } from '../languages/message.js';
import type { KnownPerson } from '../state/state.js';
import { decide, type DecisionPolicy } from './decide.js';
import type { Override } from './decision.js';
import { explainDecision } from './explain-decision.js';
import { isOwnerSubject } from './plex-subject.js';

export type KnownStanding = Readonly<{
  /** 0–999; absent: they are refused. */
  groupId?: number;
  /** For operators. */
  why: readonly [Message, ...Message[]];
}>;

/** @param now NumericDate, seconds */
export function knownStanding(
  { facts, refused }: KnownPerson,
  policy: DecisionPolicy & Parameters<typeof explainDecision>[1],
  override: Override | undefined,
  now: number,
): KnownStanding {
  const isOwner = isOwnerSubject(facts.subject, policy.ownerId);
  if (refused === 'not_a_member' && !isOwner) {
    return { why: ['why.no_access'] };
  }
  const decision = decide(facts, policy, override, now);
  return {
    ...(decision.kind === 'group' && { groupId: decision.group }),
    why: explainDecision(decision, policy, 'operator'),
  };
}
