/**
 * Ends the tokens that people made for themselves and that say more of them than they may now: by rules and overrides as
 * they are, by what they had at their last sign-in, and by what the owner's lists have said since.
 */
import type { Logger } from 'pino';
import type { Revoker } from '../revocation/revoker.js';
import { endBetterTokens } from '../sign-in/better-than-now.js';
import { createOwnStanding, type OwnStandingDeps } from '../sign-in/own-standing.js';
import { tokenStanding } from '../sign-in/token-standing.js';
import type { State } from '../state/state.js';

export type UnearnedDeps = Omit<OwnStandingDeps, 'state'> &
  Readonly<{
    state: OwnStandingDeps['state'] & Pick<State, 'sessions' | 'ownTokens' | 'addAudit'>;
    revoker: Pick<Revoker, 'endSession'>;
    logger: Pick<Logger, 'info'>;
  }>;

/** @throws StateError */
export function endUnearnedTokens(deps: UnearnedDeps): void {
  const { state, now, logger } = deps;
  const at = now();
  const holders = new Set(state.ownTokens(at).map(({ subject }) => subject));
  const ownStanding = createOwnStanding(deps);
  for (const subject of holders) {
    const standing = tokenStanding(subject, { ...deps, ownStanding }, at);
    const group = standing.kind === 'group' ? standing.group : undefined;
    for (const { sid, name } of endBetterTokens(subject, group, { ...deps, now: at })) {
      logger.info({ reason: 'api_token_unearned', subject, sid, name }, 'API token ended');
    }
  }
}
