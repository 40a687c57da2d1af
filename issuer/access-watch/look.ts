/**
 * Who of those that are signed in has lost access, or ought to be in a worse group, by the owner's lists. Pure.
 */
import { decide } from '../membership/decide.js';
import type { Decision, Override } from '../membership/decision.js';
import type { Facts } from '../membership/facts.js';
import type { OwnerLists } from '../membership/known-lists.js';
import { ownerMembership } from '../membership/owner-membership.js';
import { plexIdOf } from '../membership/plex-subject.js';
import type { Policy } from '../membership/policy.js';
import type { ApiToken, SessionDetails } from '../state/state.js';

/** More than that part of the people who are signed in do not lose access at once, as a rule. */
const SUDDEN_PART = 1 / 5;

export type Loss = Readonly<{
  subject: string;
  /** Whether an operator has said so, and no list. */
  isByOverride: boolean;
  facts: Facts;
}> &
  (
    | Readonly<{ kind: 'access_lost'; because: 'not_a_member' | 'no_rule' | 'override_refuses' }>
    | Readonly<{
        kind: 'demoted';
        /** The best group of their sessions. */
        from: number;
        decision: Extract<Decision, { kind: 'group' }>;
      }>
  );

export type Look = Readonly<{
  /** Whose tokens are to end now. */
  losses: readonly Loss[];
  /** So many at once that it may be a half-empty answer: whoever is still among them at the next look. */
  suspects: readonly string[];
  /** How many people are signed in. */
  people: number;
}>;

export type LookInput = Readonly<{
  /** Those that have not ended. */
  sessions: readonly Pick<SessionDetails, 'subject' | 'groupId' | 'issuedAt'>[];
  /** Those that are good. Their groups are what an operator has given them. */
  apiTokens: readonly Pick<ApiToken, 'subject'>[];
  lists: OwnerLists;
  /** NumericDate: lists that are older do not count. */
  askedAt: number;
  policy: Policy;
  /** Those that have not ended. */
  overrides: readonly Override[];
  /** Suspects of the look before. */
  suspects: readonly string[];
  /** NumericDate */
  now: number;
}>;

/** What somebody holds. */
type Holder = Readonly<{
  subject: string;
  plexId: number;
  /** The best of their sessions that are older than the lists; of all, where none is. */
  group: number;
  /** Has a token that is older than the lists. */
  hasOlder: boolean;
  /** Has one that is newer, which was given by what was known then. */
  hasNewer: boolean;
}>;

/**
 * Nobody loses anything by a list that did not come. Who would gain is left alone until their next renewal. If more people
 * would lose something than usual, only those do who were suspects before.
 */
export function lookAround(input: LookInput): Look {
  const holders = holdersIn(input);
  const found = holders.map((holder) => ({ holder, result: judge(holder, input) }));
  const losses = found.map(({ result }) => result).filter((result) => typeof result === 'object');
  const isSettled = ({ subject, isByOverride }: Loss) =>
    isByOverride || input.suspects.includes(subject);
  const fresh = losses.filter((loss) => !isSettled(loss));
  const isSudden = fresh.length > holders.length * SUDDEN_PART;
  // Of whom nothing is known now, nothing has been confirmed or refuted.
  const open = found
    .filter(({ holder, result }) => result === 'unknown' && input.suspects.includes(holder.subject))
    .map(({ holder }) => holder.subject);
  return {
    losses: isSudden ? losses.filter(isSettled) : losses,
    suspects: [...open, ...(isSudden ? fresh.map(({ subject }) => subject) : [])],
    people: holders.length,
  };
}

function holdersIn({ sessions, apiTokens, askedAt, now }: LookInput): readonly Holder[] {
  const holders = new Map<string, Holder>();
  const all = [
    ...sessions,
    ...apiTokens.map(({ subject }) => ({ subject, groupId: Infinity, issuedAt: -Infinity })),
  ];
  for (const { subject, groupId, issuedAt } of all) {
    const plexId = plexIdOf(subject);
    if (plexId !== undefined) {
      // What claims to be of the future is no news of the present.
      const isNewer = issuedAt >= askedAt && issuedAt <= now;
      holders.set(subject, holding({ subject, plexId, groupId, isNewer }, holders.get(subject)));
    }
  }
  return [...holders.values()];
}

type Held = Readonly<{ subject: string; plexId: number; groupId: number; isNewer: boolean }>;

/** A new session, which anybody can have by signing in again, hides none of the older ones. */
function holding({ subject, plexId, groupId, isNewer }: Held, before?: Holder): Holder {
  const hasOlder = before?.hasOlder === true;
  const hides = !isNewer && !hasOlder;
  const best = hides ? Infinity : (before?.group ?? Infinity);
  return {
    subject,
    plexId,
    group: isNewer && hasOlder ? best : Math.min(best, groupId),
    hasOlder: hasOlder || !isNewer,
    hasNewer: before?.hasNewer === true || isNewer,
  };
}

/**
 * Of somebody with nothing but new tokens only an operator's word counts. Who came in after the lists were asked for may be a
 * member again by now; what they have from before is in no better group for that.
 */
function judge(holder: Holder, input: LookInput): Loss | 'unchanged' | 'unknown' {
  const result = judgeByLists(holder, input);
  if (typeof result !== 'object') {
    return holder.hasOlder ? result : 'unknown';
  }
  const isOutdated = holder.hasNewer && 'because' in result && result.because === 'not_a_member';
  return result.isByOverride || (holder.hasOlder && !isOutdated) ? result : 'unknown';
}

function judgeByLists(holder: Holder, input: LookInput): Loss | 'unchanged' | 'unknown' {
  const { lists, askedAt, policy, overrides, now } = input;
  const { subject, plexId } = holder;
  const membership = ownerMembership(lists, plexId, policy, askedAt);
  if (membership.kind === 'unknown') {
    return 'unknown';
  }
  if (membership.kind === 'not_a_member') {
    const facts = { subject, plexId, servers: [] };
    return { kind: 'access_lost', because: membership.kind, subject, facts, isByOverride: false };
  }
  const override = overrides.find((each) => each.subject === subject);
  return lossBy(holder, membership, decide(membership.facts, policy, override, now));
}

function lossBy(
  { subject, group }: Holder,
  { facts, isComplete }: Readonly<{ facts: Facts; isComplete: boolean }>,
  decision: Decision,
): Loss | 'unchanged' | 'unknown' {
  const isByOverride =
    decision.kind === 'override_refuses' ||
    (decision.kind === 'group' && decision.decidedBy.kind === 'override');
  if (!isComplete && !isByOverride) {
    return 'unknown';
  }
  const about = { subject, facts, isByOverride };
  if (decision.kind !== 'group') {
    return { kind: 'access_lost', because: decision.kind, ...about };
  }
  // Who holds API tokens alone has no group to lose.
  return decision.group > group
    ? { kind: 'demoted', from: group, decision, ...about }
    : 'unchanged';
}
