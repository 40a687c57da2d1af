/** What people end of their own: put on record, said in the log and the audit trail, or said to have failed. */
import type { Response } from 'express';
import { placeOf } from '../http/error-handler.js';
import { noteOutcome } from '../http/log-reason.js';
import type { Published } from '../revocation/revoker.js';
import { StateError } from '../state/state-error.js';
import { renderMessagePage } from '../views/message-page.js';
import { viewFor, type Portal } from './portal.js';

export type Ending = Readonly<{
  subject: string;
  /** Of the session or token that ends; absent: all of them. */
  sid?: string;
  reason: 'own_session_ended' | 'signed_out_everywhere' | 'api_token_revoked';
  /** For the audit trail. */
  action: 'session_ended' | 'signed_out_everywhere' | 'token_revoked';
  detail: string;
}>;

/**
 * @param end records it; what it throws means that nothing was recorded, so that nothing has ended
 * @returns whether it has ended; if not, the page that says so has been sent
 */
export function endOwn(
  portal: Portal,
  res: Response,
  ending: Ending,
  end: (now: number) => Published,
): boolean {
  const now = portal.now();
  let published: Published;
  try {
    published = end(now);
  } catch (thrown) {
    if (!(thrown instanceof StateError)) {
      throw thrown;
    }
    noteOutcome(res, { reason: 'revocation_failed', error: placeOf(thrown) });
    sendFailed(portal, res);
    return false;
  }
  const { subject, sid, reason, action, detail } = ending;
  addAudit(portal, { subject, action, detail });
  const outcome = { reason, subject, ...(sid !== undefined && { sid }) };
  const { unpublished } = published;
  // Where it could not be published, the portal refuses all the same, and nginx as soon as it can be told.
  noteOutcome(
    res,
    unpublished === undefined
      ? outcome
      : {
          ...outcome,
          reason: 'revocation_unpublished',
          level: 'error',
          error: placeOf(unpublished),
        },
  );
  return true;
}

/** It has happened, whether this can be written or not; the log says it too. */
export function addAudit(
  { state, now }: Portal,
  { subject, action, detail }: Readonly<{ subject: string; action: string; detail: string }>,
): void {
  try {
    state.addAudit({ at: Math.floor(now()), actor: subject, action, subject, detail });
  } catch (thrown) {
    if (!(thrown instanceof StateError)) {
      throw thrown;
    }
  }
}

function sendFailed(portal: Portal, res: Response): void {
  const view = viewFor(portal, res);
  res.status(500).send(
    renderMessagePage(view, {
      title: view.t('account.failed.title'),
      message: [view.t('account.failed.message')],
      links: [{ label: view.t('account.back'), href: `${portal.view.base}/account`, main: true }],
    }),
  );
}
