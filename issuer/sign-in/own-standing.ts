/**
 * People who are no Plex accounts, by what is on record here: nobody else has to be asked.
 */
import { passIdOf } from '../guest-passes/guest-pass.js';
import { guestStanding, type MakerStanding } from '../guest-passes/guest-standing.js';
import type { LogReason } from '../http/log-reason.js';
import { localNameOf } from '../local-accounts/account-name.js';
import { localStanding } from '../local-accounts/local-standing.js';
import { byOverride, decide } from '../membership/decide.js';
import type { DecidedBy, Decision } from '../membership/decision.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
import type { Person } from '../membership/person.js';
import { isOwnerSubject } from '../membership/plex-subject.js';
import type { Policy } from '../membership/policy.js';
import type { State } from '../state/state.js';

export type OwnStanding =
  | Readonly<{
      kind: 'admitted';
      person: Person;
      /** 0–999 */
      group: number;
      /** NumericDate: from then on it may be another. */
      validUntil?: number;
      /** Absent for guests: their pass. */
      decidedBy?: DecidedBy;
      /** What they may open, `host/path` each; absent: whatever the group may. */
      resources?: readonly string[];
    }>
  | Readonly<{ kind: 'gone'; reason: LogReason }>;

export type OwnStandingDeps = Readonly<{
  state: Pick<State, 'guestPass' | 'localAccount' | 'overrideOf' | 'person'>;
  policy: () => Policy;
  /** NumericDate, seconds. */
  now: () => number;
}>;

/** What somebody may now who is no Plex account; Plex has to be asked about all others, so that they are `gone` here. */
export function createOwnStanding(deps: OwnStandingDeps): (subject: string) => OwnStanding {
  const { state, now } = deps;
  const ownStanding = (subject: string): OwnStanding => {
    const at = now();
    const passId = passIdOf(subject);
    if (passId !== undefined) {
      const pass = state.guestPass(passId);
      const maker = pass === undefined ? GONE : makerStanding(pass.madeBy, at);
      return guestStanding(pass, { maker, decision: aboutGuest(subject, deps, at) }, at);
    }
    const name = localNameOf(subject);
    const account = name === undefined ? undefined : state.localAccount(name);
    const override = state.overrideOf(subject, at);
    return localStanding(account, { override, policy: deps.policy() }, at);
  };

  /** As last known: who made a pass is not asked about at Plex when somebody else uses it. */
  const makerStanding = (maker: string, at: number): MakerStanding => {
    if (maker === COMMAND_LINE) {
      return { kind: 'group', group: 0 };
    }
    // No guest makes passes.
    if (passIdOf(maker) !== undefined) {
      return GONE;
    }
    const own = isPlexSubject(maker) ? undefined : ownStanding(maker);
    if (own !== undefined) {
      return own.kind === 'admitted' ? { ...own, kind: 'group' } : GONE;
    }
    return whileSeen(maker, plexStanding(maker, deps, at), deps, at);
  };
  return ownStanding;
}

/**
 * While no owner's account is attached, nobody tells when somebody of Plex loses access but Plex itself, when they sign in or
 * have their session renewed. So long after that their guests may come in.
 */
const UNWATCHED_SECONDS = 7 * 24 * 60 * 60;

function whileSeen(
  maker: string,
  standing: MakerStanding,
  { state, policy }: OwnStandingDeps,
  now: number,
): MakerStanding {
  const { isLinked, ownerId } = policy();
  const known = state.person(maker);
  if (standing.kind === 'gone' || known === undefined || isLinked) {
    return standing;
  }
  const ownsOne = known.facts.servers.some(({ relations }) => relations.includes('owner'));
  if (ownerId === undefined ? ownsOne : isOwnerSubject(maker, ownerId)) {
    return standing;
  }
  const until = known.at + UNWATCHED_SECONDS;
  return until > now
    ? { ...standing, validUntil: Math.min(until, standing.validUntil ?? Infinity) }
    : GONE;
}

/** Who makes what is made by a command. */
export const COMMAND_LINE = 'command line';

const GONE = { kind: 'gone' } as const;

/** Rules that name no subjects are about others. */
function aboutGuest(subject: string, { state, policy }: OwnStandingDeps, now: number): Decision {
  const rules = policy().rules.filter(({ when }) => when.subject !== undefined);
  const override = state.overrideOf(subject, now);
  return decide({ subject, servers: [] }, { ...policy(), rules }, override, now);
}

/** As last known of somebody of Plex, who is not asked about there. */
export function plexStanding(
  subject: string,
  {
    state,
    policy,
  }: Readonly<{ state: Pick<State, 'overrideOf' | 'person'>; policy: () => Policy }>,
  now: number,
): MakerStanding {
  const rules = policy();
  const isOwner = isOwnerSubject(subject, rules.ownerId);
  const known = state.person(subject);
  const override = state.overrideOf(subject, now);
  if (known?.refused === 'not_a_member' && !isOwner) {
    return GONE;
  }
  const facts = known?.facts;
  const decision =
    facts === undefined
      ? ((override && byOverride(override, isOwner, now)) ??
        (isOwner ? ({ kind: 'group', group: 0 } as const) : GONE))
      : decide(facts, rules, override, now);
  return decision.kind === 'group' ? decision : GONE;
}

/**
 * In which group anybody is now, by what is on record here alone: plex.tv is not asked, and may say something else.
 * @param now NumericDate, seconds
 * @returns undefined: in none, as far as is known
 */
export function groupNow(
  subject: string,
  deps: Parameters<typeof plexStanding>[1] &
    Readonly<{ ownStanding: (subject: string) => OwnStanding }>,
  now: number,
): number | undefined {
  if (isPlexSubject(subject)) {
    const standing = plexStanding(subject, deps, now);
    return standing.kind === 'group' ? standing.group : undefined;
  }
  const standing = deps.ownStanding(subject);
  return standing.kind === 'admitted' ? standing.group : undefined;
}
