/** Ends the sessions of somebody who has lost something, and says so: in the log, in the audit trail, on record. */
import type { Logger } from 'pino';
import { placeOf } from '../http/error-handler.js';
import type { Revoker } from '../revocation/revoker.js';
import type { KnownPerson, State } from '../state/state.js';
import type { Loss } from './look.js';

export type ActDeps = Readonly<{
  state: Pick<State, 'person' | 'recordPerson' | 'addAudit'>;
  revoker: Pick<Revoker, 'revokeSubject'>;
  logger: Pick<Logger, 'info' | 'error'>;
}>;

/**
 * @param now NumericDate, whole seconds
 * @throws StateError if the sessions could not be ended
 */
export function actOn(loss: Loss, now: number, { state, revoker, logger }: ActDeps): void {
  const { subject, kind } = loss;
  const { unpublished } = revoker.revokeSubject(subject, now);
  const detail =
    loss.kind === 'demoted'
      ? `group ${String(loss.from)} to ${String(loss.decision.group)}`
      : loss.because;
  if (unpublished === undefined) {
    logger.info({ reason: kind, subject, detail }, 'sessions ended');
  } else {
    // keep-published.ts puts the folder right.
    const error = placeOf(unpublished);
    logger.error({ reason: kind, subject, detail, error }, 'sessions ended, not published yet');
  }
  state.addAudit({ at: now, actor: 'portal', action: kind, subject, detail });
  state.recordPerson(personAfter(loss, now, state.person(subject)));
}

function personAfter(loss: Loss, at: number, known: KnownPerson | undefined): KnownPerson {
  const { subject, facts } = loss;
  // Lists that have them no more do not say what they were called, by which operators name them still.
  const username = facts.username ?? known?.facts.username;
  const about = {
    subject,
    name: known?.name ?? subject,
    facts: { ...facts, ...(username !== undefined && { username }) },
    at,
  };
  return loss.kind === 'demoted'
    ? { ...about, groupId: loss.decision.group, decidedBy: loss.decision.decidedBy }
    : { ...about, refused: loss.because };
}
