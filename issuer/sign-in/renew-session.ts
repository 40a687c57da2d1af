/**
 * A session goes on: who has a usable one, and the refresh cookie of the same sign-in, gets a fresh token, after plex.tv
 * was asked again who that is. No Express here.
 */
import type { SessionClaims } from '../../shared/claims.js';
import { findCookies } from '../../shared/cookie-candidates.js';
import { GROUP_GUEST } from '../../shared/group.js';
import { renewableFrom } from '../../shared/renewal.js';
import { decide, type Verifier } from '../../shared/verdict.js';
import { groupNameOf } from '../config/group-names.js';
import type { UsherConfig } from '../config/usher-config.js';
import { placeOf } from '../http/error-handler.js';
import type { LogReason, Outcome } from '../http/log-reason.js';
import type { KeyRing } from '../keys/key-ring.js';
import { decide as decideGroup } from '../membership/decide.js';
import type { Person } from '../membership/person.js';
import type { Policy } from '../membership/policy.js';
import type { Revoker } from '../revocation/revoker.js';
import type { State } from '../state/state.js';
import { mintSession, type MintDeps, type SeenFrom, type Session } from '../token/mint-session.js';
import { findRefresh, renewableUntil, sealRefresh, type Refresh } from '../token/refresh-cookie.js';
import type { Sealer } from '../token/sealed-cookie.js';
import { sessionCookie, type SetCookie } from '../token/session-cookie.js';
import { decideAsBefore, personIn } from './as-before.js';
import { endBetterTokens } from './better-than-now.js';
import { groupNow, type OwnStanding } from './own-standing.js';
import { problemOfFailure } from './problem.js';
import type { Recheck } from './recheck.js';

/** While plex.tv cannot be asked, what it said last counts this much longer than a token lives, and never twice that. */
const MAX_GRACE_SECONDS = 24 * 60 * 60;

export type Renewal = Readonly<{
  /** For the log. */
  outcome: Outcome;
  /** None: what the browser has stays as it is, and ends when it ends. */
  cookies: readonly SetCookie[];
  /** For so many seconds it makes no sense to ask again; undefined: try again soon. */
  restSeconds?: number;
}>;

type Visit = Readonly<{ cookieHeader: string; from: SeenFrom }>;

export type RenewalDeps = Readonly<{
  config: UsherConfig;
  ring: KeyRing;
  state: MintDeps['state'] &
    Pick<State, 'person' | 'overrideOf' | 'addAudit' | 'sessions' | 'ownTokens'>;
  revoker: Pick<Revoker, 'revokeSubject' | 'endSession'>;
  policy: () => Policy;
  verifier: Verifier;
  refreshSealer: Sealer;
  recheck: Recheck;
  /** Of people who are no Plex accounts. */
  ownStanding: (subject: string) => OwnStanding;
  /** NumericDate, seconds. */
  now: () => number;
}>;

/**
 * In this order: a session that is neither over nor revoked; past the half of its life, or of somebody who is in a better
 * group by now as far as is known here; its refresh cookie; time left since the sign-in; plex.tv's answer and the rules, or
 * what is on record of people whom Plex does not know; and that nobody has ended the session meanwhile.
 * @param visit `cookieHeader` as the browser sent it, and where from
 */
export async function renewSession(
  { cookieHeader, from }: Visit,
  deps: RenewalDeps,
): Promise<Renewal> {
  const { config, verifier, refreshSealer } = deps;
  const now = deps.now();
  const candidates = findCookies(cookieHeader, verifier.config.cookieName);
  const { claims } = await decide(candidates, verifier, now, GROUP_GUEST);
  if (claims === undefined) {
    return kept({ reason: 'renewal_without_session' });
  }
  const known = { subject: claims.sub, ...(typeof claims.sid === 'string' && { sid: claims.sid }) };
  const restSeconds = Math.max(0, Math.ceil(claims.exp - now));
  const isBetterOff = (groupNow(claims.sub, deps, now) ?? Infinity) < claims.group_id;
  if (!isBetterOff && !(now > renewableFrom(claims.iat, claims.exp))) {
    return kept({ reason: 'renewal_not_due', level: 'debug', ...known });
  }
  const refresh = await findRefresh(cookieHeader, claims, { config, sealer: refreshSealer, now });
  if (refresh === undefined) {
    return kept({ reason: 'renewal_without_cookie', ...known }, restSeconds);
  }
  const { plexToken } = refresh;
  if (plexToken === undefined) {
    return renewOwn({ refresh, claims, from }, known, deps);
  }
  const who = { plexToken, person: personIn(claims) };
  const { admission, at } = await deps.recheck(refresh.sid, who);
  const revoked = verifier.revocationOf(claims);
  if (revoked !== undefined) {
    return kept({ reason: revoked, ...known });
  }
  const visit = { refresh, claims, from };
  switch (admission.kind) {
    case 'admitted': {
      const { person, facts, isPartial } = admission;
      if (person.subject !== refresh.subject) {
        return kept({ reason: 'plex_token_refused', ...known }, restSeconds);
      }
      // The answer may be a minute old; rules and overrides are looked at anew.
      const decidedAt = deps.now();
      const overridden = deps.state.overrideOf(person.subject, decidedAt);
      const decision = decideGroup(facts, deps.policy(), overridden, decidedAt);
      if (decision.kind !== 'group') {
        return lost(decision.kind, known, deps);
      }
      // What the lists do not tell now is no promotion; what an operator says needs no lists.
      const isUnsure = isPartial && decision.decidedBy.kind === 'rule';
      const group = isUnsure ? Math.max(decision.group, claims.group_id) : decision.group;
      const renewing = { ...visit, refresh: { ...refresh, checkedAt: at } };
      return goOn({ person, ...decision, group }, renewing, deps);
    }
    case 'not_a_member':
    case 'no_rule':
    case 'override_refuses':
      return admission.subject === refresh.subject
        ? lost(admission.kind, known, deps)
        : kept({ reason: 'plex_token_refused', ...known }, restSeconds);
    case 'token_refused':
      return kept({ reason: 'plex_token_refused', ...known }, restSeconds);
    case 'rate_limited':
    case 'plex_unavailable': {
      const { reason, plexStatus } = problemOfFailure(admission);
      const failed = { reason, ...known, ...(plexStatus !== undefined && { plexStatus }) };
      const decision = decideAsBefore(claims, { state: deps.state, policy: deps.policy(), now });
      if (decision.kind !== 'group') {
        return lost(decision.kind, known, deps);
      }
      const unasked = await goOn({ person: who.person, ...decision }, visit, deps);
      if (unasked.outcome.reason !== 'renewed') {
        return unasked.outcome.reason === 'demoted' ? unasked : kept(failed);
      }
      return { ...unasked, outcome: { ...failed, reason: 'renewed_unasked' } };
    }
  }
}

function kept(outcome: Outcome, restSeconds?: number): Renewal {
  return { outcome, cookies: [], ...(restSeconds !== undefined && { restSeconds }) };
}

/**
 * Whoever has lost access, or is in a worse group than their token says: all of their tokens are void from now on, so that
 * no copy of one outlives it.
 */
function lost(
  reason: LogReason,
  known: Readonly<{ subject: string; sid?: string }>,
  { revoker, state, now: clock }: RenewalDeps,
): Renewal {
  const { subject } = known;
  const now = clock();
  const { unpublished } = revoker.revokeSubject(subject, now);
  const action = reason === 'demoted' ? 'demoted' : 'access_lost';
  const detail = reason === 'demoted' ? 'at renewal' : `${reason}, at renewal`;
  state.addAudit({ at: Math.floor(now), actor: 'portal', action, subject, detail });
  return kept({
    reason,
    ...known,
    ...(unpublished !== undefined && { level: 'error', error: placeOf(unpublished) }),
  });
}

type Admitted = Readonly<{
  person: Person;
  /** 0–999 */
  group: number;
  /** NumericDate */
  validUntil?: number;
  resources?: readonly string[];
}>;

type Going = Readonly<{ refresh: Refresh; claims: SessionClaims; from: SeenFrom }>;

/** Nobody but ourselves has to be asked, so that there is always an answer. */
async function renewOwn(
  { refresh, claims, from }: Going,
  known: Readonly<{ subject: string; sid?: string }>,
  deps: RenewalDeps,
): Promise<Renewal> {
  const revoked = deps.verifier.revocationOf(claims);
  if (revoked !== undefined) {
    return kept({ reason: revoked, ...known });
  }
  const standing = deps.ownStanding(refresh.subject);
  return standing.kind === 'gone'
    ? lost(standing.reason, known, deps)
    : goOn(standing, { refresh: { ...refresh, checkedAt: deps.now() }, claims, from }, deps);
}

async function goOn(
  { person, group, validUntil = Infinity, resources }: Admitted,
  { refresh, claims, from }: Going,
  deps: RenewalDeps,
): Promise<Renewal> {
  const { config, refreshSealer } = deps;
  const now = deps.now();
  const { subject, sid, authTime, amr } = refresh;
  if (group > claims.group_id) {
    return lost('demoted', { subject, sid }, deps);
  }
  endBetterTokens(subject, group, { ...deps, now });
  const endsAtLatest = Math.min(
    renewableUntil(refresh, config),
    knownUntil(refresh, config),
    validUntil,
  );
  const outcome = { subject, sid, groupId: group };
  // Nothing would be gained: no time, and no better group.
  if (endsAtLatest <= (group < claims.group_id ? now : claims.exp)) {
    const restSeconds = Math.max(0, Math.ceil(claims.exp - now));
    return kept({ reason: 'renewal_over', ...outcome }, restSeconds);
  }
  const session: Session = {
    person,
    groupId: group,
    groupName: groupNameOf(config, group),
    amr,
    from,
    continues: { sid, authTime },
    endsAtLatest,
    ...(resources !== undefined && { resources }),
  };
  const { token, expiresAt } = await mintSession(session, { ...deps, now });
  return {
    outcome: { reason: 'renewed', ...outcome },
    cookies: [
      sessionCookie(token, config, Math.ceil(expiresAt - now)),
      ...(await sealRefresh(refresh, refreshSealer, { config, now })),
    ],
  };
}

/** NumericDate: until when an answer of plex.tv may let somebody in. */
function knownUntil({ checkedAt }: Refresh, { session }: UsherConfig): number {
  const { lifetimeSeconds } = session;
  return checkedAt + lifetimeSeconds + Math.min(lifetimeSeconds, MAX_GRACE_SECONDS);
}
