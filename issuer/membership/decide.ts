/**
 * From what is known of somebody to the group they are in, and why. Pure.
 */
import type { Conditions, Rule } from '../config/usher-config.js';
import type { Because, Decision, Override } from './decision.js';
import type { Facts } from './facts.js';
import { isPlexSubject, meetsConditions, mightMeetConditions } from './meets-conditions.js';
import { isOwnerSubject } from './plex-subject.js';

export type DecisionPolicy = Readonly<{
  rules: readonly Rule[];
  /** Numeric Plex id of the servers' owner, from the configuration or from the owner's link. */
  ownerId?: number | undefined;
  /** Machine identifiers of those that are configured. */
  servers?: readonly string[] | undefined;
  /** What the one server is called that has no name in serverNames. */
  serverName: string;
  /** By machine identifier. */
  serverNames?: Readonly<Record<string, string>> | undefined;
}>;

/**
 * In this order: what an operator has said of the person, which takes nothing from the owner; the first rule that matches;
 * group 0 for the owner, whom no rule is about.
 * Nobody becomes a member by this: of a Plex account without any server the answer is no_rule, unless it is the owner.
 * @param facts of the owner, too, at least one server, unless it is not known what they can reach
 * @param override of this very subject
 * @param now NumericDate
 */
export function decide(
  facts: Facts,
  policy: DecisionPolicy,
  override: Override | undefined,
  now: number,
): Decision {
  const isPlex = isPlexSubject(facts.subject);
  const isOwner = isOwnerSubject(facts.subject, policy.ownerId);
  const isMember = !isPlex || facts.servers.length > 0;
  if (!isMember && !isOwner) {
    return { kind: 'no_rule' };
  }
  const overridden = override && byOverride(override, isOwner, now);
  if (overridden !== undefined) {
    return overridden;
  }
  const { decision, changesAt } = byRules(facts, isMember ? policy : { ...policy, rules: [] }, now);
  if (decision !== undefined) {
    return decision;
  }
  return isOwner
    ? { kind: 'group', group: 0, decidedBy: { kind: 'owner' }, ...until(changesAt) }
    : { kind: 'no_rule' };
}

/**
 * What an operator has said, whatever the rules say. The owner is in group 0 or where the rules put them, and nowhere else:
 * one admin must not lock the owner out of /admin.
 * @param now NumericDate
 * @returns undefined where it has ended, and where it would take something from the owner
 */
export function byOverride(
  override: Override,
  isOwner: boolean,
  now: number,
): Decision | undefined {
  const hasEnded = override.until !== undefined && override.until <= now;
  if (hasEnded || (isOwner && override.group !== 0)) {
    return undefined;
  }
  if (override.group === 'refused') {
    return { kind: 'override_refuses' };
  }
  const end = override.until === undefined ? {} : { until: override.until };
  return {
    kind: 'group',
    group: override.group,
    decidedBy: { kind: 'override', note: override.note, ...end },
    ...until(override.until ?? Infinity),
  };
}

/**
 * While it is not known which libraries somebody has, or whether they may use a server, a rule about that does not match,
 * and nobody gets more by a later rule than by that one.
 * @returns no decision if no rule matches now; changesAt: NumericDate of the first change that time alone brings,
 * Infinity for none
 */
function byRules(
  facts: Facts,
  policy: DecisionPolicy,
  now: number,
): Readonly<{ decision?: Decision; changesAt: number }> {
  const nameOf = (server: string): string | undefined =>
    policy.serverNames?.[server] ??
    ((policy.servers?.length ?? 1) > 1 ? undefined : policy.serverName);
  let changesAt = Infinity;
  let atBest = -Infinity;
  for (const [index, { when, group }] of policy.rules.entries()) {
    const reasons = meetsConditions(when, facts, nameOf);
    const { from = -Infinity, until: end = Infinity } = when;
    const mightMatch = reasons === undefined && mightMeetConditions(when, facts);
    if (end <= now || (reasons === undefined && !mightMatch)) {
      continue;
    }
    if (now < from) {
      changesAt = Math.min(changesAt, from);
      continue;
    }
    changesAt = Math.min(changesAt, end);
    if (reasons === undefined) {
      atBest = Math.max(atBest, group);
      continue;
    }
    const because: readonly Because[] = [
      ...reasons,
      ...datesOf(when),
      ...(group < atBest ? [{ fact: 'partly_known' } as const] : []),
    ];
    const decidedBy = { kind: 'rule', index, because } as const;
    const decision = { kind: 'group', group: Math.max(group, atBest), decidedBy } as const;
    return { decision: { ...decision, ...until(changesAt) }, changesAt };
  }
  return { changesAt };
}

function datesOf({ from, until: end }: Conditions): readonly Because[] {
  return [
    ...(from === undefined ? [] : [{ fact: 'from', at: from } as const]),
    ...(end === undefined ? [] : [{ fact: 'until', at: end } as const]),
  ];
}

function until(changesAt: number): Readonly<{ validUntil?: number }> {
  return changesAt === Infinity ? {} : { validUntil: changesAt };
}
