/** What somebody holds that says more than they may now: it ends. */
import type { Revoker } from '../revocation/revoker.js';
import type { ApiToken, State } from '../state/state.js';

type Deps = Readonly<{
  state: Pick<State, 'sessions' | 'ownTokens' | 'addAudit'>;
  revoker: Pick<Revoker, 'revokeSubject' | 'endSession'>;
  /** NumericDate, seconds. */
  now: number;
}>;

/**
 * Who is in a worse group now than one of their sessions says, or one of the tokens that they made themselves, has been
 * demoted: all that they had is void.
 * @param group 0–999, the one they are in now
 */
export function endBetterSessions(
  subject: string,
  group: number,
  { state, revoker, now }: Deps,
): void {
  const at = Math.floor(now);
  const held = [...state.sessions(at, subject), ...state.ownTokens(at, subject)];
  const best = Math.min(...held.map(({ groupId }) => groupId));
  if (best >= group) {
    return;
  }
  // What could not be published is published as soon as it can be.
  revoker.revokeSubject(subject, now);
  const detail = `group ${String(best)} to ${String(group)}, at sign-in`;
  state.addAudit({ at, actor: 'portal', action: 'demoted', subject, detail });
}

/**
 * Ends the tokens that somebody made themselves and that say more than they may now; sessions stay as they are.
 * @param group 0–999, the one they are in now; undefined: in none
 * @returns those that ended
 */
export function endBetterTokens(
  subject: string,
  group: number | undefined,
  {
    state,
    revoker,
    now,
  }: Omit<Deps, 'revoker'> & Readonly<{ revoker: Pick<Revoker, 'endSession'> }>,
): readonly ApiToken[] {
  const at = Math.floor(now);
  const better = state
    .ownTokens(at, subject)
    .filter(({ groupId }) => group === undefined || groupId < group);
  for (const token of better) {
    revoker.endSession(token, now);
    const to = group === undefined ? 'no group any more' : `group ${String(group)} now`;
    const detail = `${token.name}; ${to}`;
    state.addAudit({ at, actor: 'portal', action: 'token_revoked', subject, detail });
  }
  return better;
}
