/**
 * The end of a sign-in of somebody who is no Plex account. No Express here.
 */
import { CLOCK_SKEW_SECONDS } from '../../shared/token-profile.js';
import { groupNameOf } from '../config/group-names.js';
import type { UsherConfig } from '../config/usher-config.js';
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
import { sessionCookie } from '../token/session-cookie.js';
import { endBetterSessions } from './better-than-now.js';
import type { FinishedSignIn } from './finish-sign-in.js';
import type { OwnStanding } from './own-standing.js';
import { CLOCK_SET_BACK } from './problem.js';

type FinishOwnDeps = MintDeps &
  Readonly<{
    config: UsherConfig;
    refreshSealer: Sealer;
    state: Pick<State, 'sessions' | 'ownTokens' | 'addAudit'>;
    revoker: Pick<Revoker, 'revokeSubject' | 'endSession'>;
  }>;

/**
 * Mints a session; always a new one, whatever the browser had before.
 * @param standing asked for just now
 * @param proof how they proved who they are, and where they are
 * @param deps `now`: NumericDate, seconds
 */
export async function finishOwnSignIn(
  { person, group, validUntil, resources }: Extract<OwnStanding, { kind: 'admitted' }>,
  { amr, from }: Readonly<{ amr: readonly AuthMethod[]; from: SeenFrom }>,
  deps: FinishOwnDeps,
): Promise<Extract<FinishedSignIn, { kind: 'signed_in' | 'problem' }>> {
  const { state, config } = deps;
  const { subject } = person;
  const now = Math.floor(deps.now);
  const isClockBack = () => state.earliestIssueOf(subject) > deps.now + CLOCK_SKEW_SECONDS;
  if (!isClockBack()) {
    endBetterSessions(subject, group, deps);
  }
  if (isClockBack()) {
    return { kind: 'problem', problem: CLOCK_SET_BACK };
  }
  const { token, sid, expiresAt } = await mintSession(
    {
      person,
      groupId: group,
      groupName: groupNameOf(config, group),
      amr,
      from,
      ...(validUntil !== undefined && { endsAtLatest: validUntil }),
      ...(resources !== undefined && { resources }),
    },
    deps,
  );
  const refresh = { subject, sid, authTime: now, amr, checkedAt: now };
  return {
    kind: 'signed_in',
    cookies: [
      sessionCookie(token, config, Math.max(0, Math.floor(expiresAt - now))),
      ...(await sealRefresh(refresh, deps.refreshSealer, deps)),
    ],
    subject,
    groupId: group,
    sid,
  };
}
