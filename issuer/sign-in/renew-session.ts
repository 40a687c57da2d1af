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
import type { Outcome } from '../http/log-reason.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { Admission } from '../membership/admit.js';
import type { Person } from '../membership/person.js';
import { mintSession, type MintDeps, type SeenFrom, type Session } from '../token/mint-session.js';
import { findRefresh, renewableUntil, sealRefresh, type Refresh } from '../token/refresh-cookie.js';
import type { Sealer } from '../token/sealed-cookie.js';
import { sessionCookie, type SetCookie } from '../token/session-cookie.js';
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
  state: MintDeps['state'];
  verifier: Verifier;
  refreshSealer: Sealer;
  recheck: Recheck;
  /** NumericDate, seconds. */
  now: () => number;
}>;

/**
 * In this order: a session that is neither over nor revoked; past the half of its life; its refresh cookie; time left
 * since the sign-in; plex.tv's answer and the rules; and that nobody has ended the session meanwhile.
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
  if (!(now > renewableFrom(claims.iat, claims.exp))) {
    return kept({ reason: 'renewal_not_due', level: 'debug', ...known });
  }
  const refresh = await findRefresh(cookieHeader, claims, { config, sealer: refreshSealer, now });
  if (refresh === undefined) {
    return kept({ reason: 'renewal_without_cookie', ...known }, restSeconds);
  }
  const { admission, at } = await deps.recheck(refresh.sid, refresh.plexToken);
  const revoked = verifier.revocationOf(claims);
  if (revoked !== undefined) {
    return kept({ reason: revoked, ...known });
  }
  switch (admission.kind) {
    case 'admitted':
      return admission.person.subject === refresh.subject
        ? renewed(admission, { refresh: { ...refresh, checkedAt: at }, claims, from }, deps)
        : kept({ reason: 'plex_token_refused', ...known }, restSeconds);
    case 'not_a_member':
    case 'no_rule':
    case 'override_refuses':
      return kept({ reason: admission.kind, ...known });
    case 'token_refused':
      return kept({ reason: 'plex_token_refused', ...known }, restSeconds);
    case 'rate_limited':
    case 'plex_unavailable': {
      const { reason, plexStatus } = problemOfFailure(admission);
      const failed = { reason, ...known, ...(plexStatus !== undefined && { plexStatus }) };
      const unasked = await renewed(asBefore(claims, config), { refresh, claims, from }, deps);
      return unasked.cookies.length === 0
        ? kept(failed)
        : { ...unasked, outcome: { ...failed, reason: 'renewed_unasked' } };
    }
  }
}

function kept(outcome: Outcome, restSeconds?: number): Renewal {
  return { outcome, cookies: [], ...(restSeconds !== undefined && { restSeconds }) };
}

type Admitted = Pick<Extract<Admission, { kind: 'admitted' }>, 'person' | 'groupId' | 'groupName'>;

async function renewed(
  { person, groupId, groupName }: Admitted,
  { refresh, claims, from }: Readonly<{ refresh: Refresh; claims: SessionClaims; from: SeenFrom }>,
  deps: RenewalDeps,
): Promise<Renewal> {
  const { config, refreshSealer } = deps;
  const now = deps.now();
  const { subject, sid, authTime, amr } = refresh;
  const endsAtLatest = Math.min(renewableUntil(refresh, config), knownUntil(refresh, config));
  const outcome = { subject, sid, groupId };
  // Nothing would be gained.
  if (endsAtLatest <= claims.exp) {
    const restSeconds = Math.max(0, Math.ceil(claims.exp - now));
    return kept({ reason: 'renewal_over', ...outcome }, restSeconds);
  }
  const session: Session = {
    person,
    groupId,
    groupName,
    amr,
    from,
    continues: { sid, authTime, endsAtLatest },
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

/** What the token says, where nobody can be asked. */
function asBefore(claims: SessionClaims, config: UsherConfig): Admitted {
  const text = (claim: unknown) => (typeof claim === 'string' ? claim : undefined);
  const [name, preferredUsername, email, picture] = [
    claims.name,
    claims.preferred_username,
    claims.email,
    claims.picture,
  ].map(text);
  const person: Person = {
    subject: claims.sub,
    name: name ?? claims.sub,
    ...(preferredUsername !== undefined && { preferredUsername }),
    ...(email !== undefined && { email }),
    ...(picture !== undefined && { picture }),
  };
  return { person, groupId: claims.group_id, groupName: groupNameOf(config, claims.group_id) };
}
