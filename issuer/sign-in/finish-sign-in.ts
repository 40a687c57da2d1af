/**
 * The end of every sign-in: somebody is identified; give them a session, or say why not. No Express here.
 */
import { CLOCK_SKEW_SECONDS } from '../../shared/token-profile.js';
import { groupNameOf } from '../config/group-names.js';
import type { UsherConfig } from '../config/usher-config.js';
import { accountNameOf, type Admission } from '../membership/admission.js';
import { decide } from '../membership/decide.js';
import type { Policy } from '../membership/policy.js';
import type { Revoker } from '../revocation/revoker.js';
import type { State } from '../state/state.js';
import {
  mintSession,
  type AuthMethod,
  type MintDeps,
  type SeenFrom,
} from '../token/mint-session.js';
import { sealRefresh } from '../token/refresh-cookie.js';
import type { Sealer } from '../token/sealed-cookie.js';
import { sessionCookie, type SetCookie } from '../token/session-cookie.js';
import { endBetterSessions } from './better-than-now.js';
import { CLOCK_SET_BACK, problemOfFailure, type Problem } from './problem.js';

export type FinishedSignIn =
  | Readonly<{
      kind: 'signed_in';
      /** The session, and what it is renewed with. */
      cookies: readonly SetCookie[];
      subject: string;
      groupId: number;
      sid: string;
    }>
  | Readonly<{
      kind: 'no_access';
      reason: 'not_a_member' | 'no_rule' | 'override_refuses';
      accountName: string;
      subject: string;
    }>
  | Readonly<{ kind: 'problem'; problem: Problem }>;

/** How somebody proved who they are. */
export type Proof = Readonly<{
  amr: readonly AuthMethod[];
  /** Plex auth token: a secret. It is asked with again when the session is renewed. */
  plexToken: string;
  /** Where they are. */
  from: SeenFrom;
}>;

type FinishDeps = MintDeps &
  Readonly<{
    config: UsherConfig;
    refreshSealer: Sealer;
    state: Pick<State, 'overrideOf' | 'sessions' | 'ownTokens' | 'addAudit'>;
    revoker: Pick<Revoker, 'revokeSubject' | 'endSession'>;
    policy: () => Policy;
  }>;

/**
 * Mints a session for who was admitted; always a new one, whatever the browser had before.
 * @param deps `now`: NumericDate, seconds
 */
export async function finishSignIn(
  admission: Admission,
  proof: Proof,
  deps: FinishDeps,
): Promise<FinishedSignIn> {
  switch (admission.kind) {
    case 'admitted':
      return begin(admission, proof, deps);
    case 'not_a_member':
    case 'no_rule':
    case 'override_refuses': {
      const { kind, accountName, subject } = admission;
      return { kind: 'no_access', reason: kind, accountName, subject };
    }
    case 'token_refused':
    case 'rate_limited':
    case 'plex_unavailable':
      return { kind: 'problem', problem: problemOfFailure(admission) };
  }
}

async function begin(
  { person, facts, isPartial }: Extract<Admission, { kind: 'admitted' }>,
  { amr, plexToken, from }: Proof,
  deps: FinishDeps,
): Promise<FinishedSignIn> {
  const { state, config } = deps;
  const { subject } = person;
  const now = Math.floor(deps.now);
  // Something was asked since they were admitted; an operator may have said something meanwhile.
  const decision = decide(facts, deps.policy(), state.overrideOf(subject, now), now);
  if (decision.kind !== 'group') {
    const accountName = accountNameOf(person);
    return { kind: 'no_access', reason: decision.kind, accountName, subject };
  }
  const { group: groupId, validUntil } = decision;
  const isClockBack = () => state.earliestIssueOf(subject) > deps.now + CLOCK_SKEW_SECONDS;
  if (!isClockBack()) {
    // What lists that did not come would tell is nobody's loss.
    if (!isPartial || decision.decidedBy.kind !== 'rule') {
      endBetterSessions(subject, groupId, deps);
    }
  }
  if (isClockBack()) {
    return { kind: 'problem', problem: CLOCK_SET_BACK };
  }
  const { token, sid, expiresAt } = await mintSession(
    {
      person,
      groupId,
      groupName: groupNameOf(config, groupId),
      amr,
      from,
      ...(validUntil !== undefined && { endsAtLatest: validUntil }),
    },
    deps,
  );
  const refresh = { plexToken, subject, sid, authTime: now, amr, checkedAt: now };
  return {
    kind: 'signed_in',
    cookies: [
      sessionCookie(token, config, Math.max(0, expiresAt - now)),
      ...(await sealRefresh(refresh, deps.refreshSealer, deps)),
    ],
    subject,
    groupId,
    sid,
  };
}
