/**
 * Ends sessions of people who are no Plex accounts when they have lost something since: their pass is no more, whoever made
 * it has no access any more, or less of it.
 */
import type { Logger } from 'pino';
import { placeOf } from '../http/error-handler.js';
import type { LogReason } from '../http/log-reason.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
import type { Revoker } from '../revocation/revoker.js';
import type { OwnStanding } from '../sign-in/own-standing.js';
import type { State } from '../state/state.js';

/** What somebody has lost is void so much later, at most. */
const EVERY_MS = 15_000;

export type SettleDeps = Readonly<{
  state: Pick<State, 'sessions' | 'addAudit'>;
  revoker: Pick<Revoker, 'revokeSubject'>;
  ownStanding: (subject: string) => OwnStanding;
  /** NumericDate, seconds. */
  now: () => number;
  logger: Pick<Logger, 'info' | 'error'>;
}>;

/**
 * Looks every few seconds. What fails is logged, and tried again.
 * @returns stops it
 */
export function keepSettled(deps: SettleDeps): () => void {
  const timer = setInterval(() => {
    try {
      settleOwn(deps);
    } catch (error) {
      const reason: LogReason = 'state_failed';
      deps.logger.error({ reason, error: placeOf(error) }, 'nobody knows who has lost access');
    }
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** @throws StateError */
export function settleOwn(deps: SettleDeps): void {
  const best = new Map<string, number>();
  for (const { subject, groupId } of deps.state.sessions(deps.now())) {
    if (!isPlexSubject(subject)) {
      best.set(subject, Math.min(groupId, best.get(subject) ?? Infinity));
    }
  }
  for (const [subject, group] of best) {
    const standing = deps.ownStanding(subject);
    if (standing.kind === 'gone') {
      end(subject, { action: 'access_lost', detail: standing.reason }, deps);
    } else if (standing.group > group) {
      const detail = `group ${String(group)} to ${String(standing.group)}`;
      end(subject, { action: 'demoted', detail }, deps);
    }
  }
}

function end(
  subject: string,
  { action, detail }: Readonly<{ action: 'access_lost' | 'demoted'; detail: string }>,
  { state, revoker, now, logger }: SettleDeps,
): void {
  const at = now();
  const { unpublished } = revoker.revokeSubject(subject, at);
  if (unpublished === undefined) {
    logger.info({ reason: action, subject, detail }, 'sessions ended');
  } else {
    // keep-published.ts puts the folder right.
    const error = placeOf(unpublished);
    logger.error({ reason: action, subject, detail, error }, 'sessions ended, not published yet');
  }
  state.addAudit({ at: Math.floor(at), actor: 'portal', action, subject, detail });
}
