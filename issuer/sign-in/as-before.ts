/**
 * A person whom nobody can be asked about: who they are by their token, and what they may by what was last known. Pure.
 */
import type { SessionClaims } from '../../shared/claims.js';
import type { GroupDecision } from '../membership/admission.js';
import { byOverride, decide } from '../membership/decide.js';
import type { Decision } from '../membership/decision.js';
import type { Person } from '../membership/person.js';
import { isOwnerSubject } from '../membership/plex-subject.js';
import type { Policy } from '../membership/policy.js';
import type { State } from '../state/state.js';

/** Who the token says they are. */
export function personIn(claims: SessionClaims): Person {
  const text = (claim: unknown) => (typeof claim === 'string' ? claim : undefined);
  const [name, preferredUsername, email, picture] = [
    claims.name,
    claims.preferred_username,
    claims.email,
    claims.picture,
  ].map(text);
  return {
    subject: claims.sub,
    name: name ?? claims.sub,
    ...(preferredUsername !== undefined && { preferredUsername }),
    ...(email !== undefined && { email }),
    ...(picture !== undefined && { picture }),
  };
}

/**
 * Overrides and rules, held against what was last known; in no better group than the token says.
 * @param now NumericDate, seconds
 */
export function decideAsBefore(
  { sub, group_id: group }: SessionClaims,
  {
    state,
    policy,
    now,
  }: Readonly<{
    state: Pick<State, 'person' | 'overrideOf'>;
    policy: Policy;
    now: number;
  }>,
): Decision | Pick<GroupDecision, 'kind' | 'group' | 'validUntil'> {
  const known = state.person(sub);
  const override = state.overrideOf(sub, now);
  const isOwner = isOwnerSubject(sub, policy.ownerId);
  // Of whom nothing is on record, no rule can tell; an operator may have.
  const decision =
    known === undefined
      ? ((override && byOverride(override, isOwner, now)) ?? { kind: 'group' as const, group })
      : decide(known.facts, policy, override, now);
  return decision.kind === 'group'
    ? { ...decision, group: Math.max(group, decision.group) }
    : decision;
}
