/**
 * The end of every sign-in: somebody is identified; give them a session, or say why not. No Express here.
 */
import { CLOCK_SKEW_SECONDS } from '../../shared/token-profile.js';
import type { UsherConfig } from '../config/usher-config.js';
import type { Admission } from '../membership/admission.js';
import {
  mintSession,
  type AuthMethod,
  type MintDeps,
  type SeenFrom,
} from '../token/mint-session.js';
import { sealRefresh } from '../token/refresh-cookie.js';
import type { Sealer } from '../token/sealed-cookie.js';
import { sessionCookie, type SetCookie } from '../token/session-cookie.js';
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

/**
 * Mints a session for who was admitted; always a new one, whatever the browser had before.
 * @param deps `now`: NumericDate, seconds
 */
export async function finishSignIn(
  admission: Admission,
  { amr, plexToken, from }: Proof,
  deps: MintDeps & Readonly<{ config: UsherConfig; refreshSealer: Sealer }>,
): Promise<FinishedSignIn> {
  switch (admission.kind) {
    case 'admitted': {
      const { person, groupId, groupName } = admission;
      const { subject } = person;
      const { validUntil } = admission.decision;
      if (deps.state.earliestIssueOf(subject) > deps.now + CLOCK_SKEW_SECONDS) {
        return { kind: 'problem', problem: CLOCK_SET_BACK };
      }
      const { token, sid, expiresAt } = await mintSession(
        {
          person,
          groupId,
          groupName,
          amr,
          from,
          ...(validUntil !== undefined && { endsAtLatest: validUntil }),
        },
        deps,
      );
      const now = Math.floor(deps.now);
      const refresh = { plexToken, subject, sid, authTime: now, amr, checkedAt: now };
      return {
        kind: 'signed_in',
        cookies: [
          sessionCookie(token, deps.config, Math.max(0, expiresAt - now)),
          ...(await sealRefresh(refresh, deps.refreshSealer, deps)),
        ],
        subject,
        groupId,
        sid,
      };
    }
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
