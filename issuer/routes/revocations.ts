/** GET /.well-known/usher-revocations */
import type { RequestHandler } from 'express';
import { noteOutcome } from '../http/log-reason.js';
import { signRevocationList } from '../revocation/revocation-list.js';
import type { Portal } from './portal.js';

/**
 * The signed list of what is revoked, as text. It is made anew once a second at most: gates on many machines ask every few
 * seconds, and so may anybody else.
 */
export function showRevocations(portal: Portal): RequestHandler {
  let made: Readonly<{ at: number; text: Promise<string | undefined> }> | undefined;
  return async function showRevocationsHandler(_req, res) {
    const { config, ring, state } = portal;
    const now = Math.floor(portal.now());
    if (made?.at !== now) {
      made = { at: now, text: signRevocationList(state, { issuer: config.issuer.url, ring, now }) };
    }
    const text = await made.text;
    if (text === undefined) {
      noteOutcome(res, { reason: 'revocations_too_large', level: 'error' });
      res.status(503).json({ error: 'revocations_too_large' });
      return;
    }
    res.type('application/jose').send(text);
  };
}
