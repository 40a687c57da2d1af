/**
 * The end of every sign-in: somebody is identified; give them a session, or say why not. No Express here.
 */
import type { UsherConfig } from '../config/usher-config.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { Admission } from '../membership/admit.js';
import { mintSession, type AuthMethod } from '../token/mint-session.js';
import { sessionCookie, type SetCookie } from '../token/session-cookie.js';
import { problemOfFailure, type Problem } from './problem.js';

export type FinishedSignIn =
  | Readonly<{
      kind: 'signed_in';
      cookie: SetCookie;
      subject: string;
      groupId: number;
      sid: string;
    }>
  | Readonly<{
      kind: 'no_access';
      reason: 'not_a_member' | 'no_rule';
      accountName: string;
      subject: string;
    }>
  | Readonly<{ kind: 'problem'; problem: Problem }>;

/**
 * Mints a session for who was admitted; always a new one, whatever the browser had before.
 * @param amr how they signed in
 * @param deps `now`: NumericDate, seconds
 */
export async function finishSignIn(
  admission: Admission,
  amr: readonly AuthMethod[],
  deps: Readonly<{ config: UsherConfig; ring: KeyRing; now: number }>,
): Promise<FinishedSignIn> {
  switch (admission.kind) {
    case 'admitted': {
      const { person, groupId, groupName } = admission;
      const { token, sid } = await mintSession({ person, groupId, groupName, amr }, deps);
      return {
        kind: 'signed_in',
        cookie: sessionCookie(token, deps.config),
        subject: person.subject,
        groupId,
        sid,
      };
    }
    case 'not_a_member':
    case 'no_rule': {
      const { kind, accountName, subject } = admission;
      return { kind: 'no_access', reason: kind, accountName, subject };
    }
    case 'token_refused':
    case 'rate_limited':
    case 'plex_unavailable':
      return { kind: 'problem', problem: problemOfFailure(admission) };
  }
}
