/**
 * GET /renew: gives a session a fresh token. nginx passes it on from `/_usher/renew` of each protected server, where the
 * browser has its refresh cookie; the answer is the app's, as far as the browser knows.
 */
import type { Request, RequestHandler, Response } from 'express';
import { isOwnPage } from '../../shared/renewal.js';
import { RENEWED_COOKIE, RENEWED_SECONDS } from '../../shared/token-profile.js';
import { seenFrom } from '../http/address.js';
import { placeOf } from '../http/error-handler.js';
import { noteOutcome } from '../http/log-reason.js';
import { renewSession } from '../sign-in/renew-session.js';
import { StateError } from '../state/state-error.js';
import { seeOther, setSessionCookies, type Portal } from './portal.js';

/**
 * With `rd`, path and query of a page of the app: 303 back there, and a cookie that keeps the page from being sent here
 * again at once, whatever came of it. Without: 204, for a browser that fetches ahead. None of the portal's other headers:
 * a strict transport security, say, would be the app's.
 */
export function renew(portal: Portal): RequestHandler {
  return async function renewHandler(req, res) {
    res.set({ 'Cache-Control': 'no-store', 'Cross-Origin-Resource-Policy': 'same-origin' });
    if (isPartOfForeignPage(req)) {
      noteOutcome(res, { reason: 'cross_site_request' });
      res.status(403).end();
      return;
    }
    try {
      await answer(portal, req, res);
    } catch (thrown) {
      const isState = thrown instanceof StateError;
      const reason = isState ? 'state_failed' : 'internal_error';
      noteOutcome(res, { reason, level: 'error', error: placeOf(thrown) });
      // nginx shows the page all the same.
      res.status(isState ? 503 : 500).end();
    }
  };
}

async function answer(portal: Portal, req: Request, res: Response): Promise<void> {
  const { rd } = req.query;
  const { outcome, cookies, restSeconds } = await renewSession(
    { cookieHeader: req.headers.cookie ?? '', from: seenFrom(req) },
    portal,
  );
  noteOutcome(res, outcome);
  setSessionCookies(res, cookies);
  if (rd === undefined) {
    res.status(204).end();
    return;
  }
  res.cookie(RENEWED_COOKIE, '1', {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: portal.config.issuer.url.startsWith('https:'),
    maxAge: Math.max(RENEWED_SECONDS, restSeconds ?? 0) * 1000,
  });
  seeOther(res, typeof rd === 'string' && isOwnPage(rd) ? rd : '/');
}

/**
 * An image or a frame of another site's page. A link from there is no such thing: it opens a page of the app, which may
 * lead here.
 */
function isPartOfForeignPage({ headers }: Request): boolean {
  return (
    headers['sec-fetch-site'] === 'cross-site' &&
    !(headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document')
  );
}
