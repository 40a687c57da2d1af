/** GET and POST /logout */
import type { RequestHandler } from 'express';
import type { SessionClaims } from '../../shared/claims.js';
import { placeOf } from '../http/error-handler.js';
import { noteOutcome, type Outcome } from '../http/log-reason.js';
import { sessionsOf } from '../http/visitor.js';
import { renderLogoutPage } from '../views/logout-page.js';
import { renderMessagePage } from '../views/message-page.js';
import {
  clearPortalCookies,
  clearSession,
  cookiesOf,
  currentVisitor,
  type Portal,
} from './portal.js';

/** Only asks: a link or a picture on another page must not sign anybody out. */
export function askToSignOut(portal: Portal): RequestHandler {
  return function askToSignOutHandler(req, res) {
    res.send(renderLogoutPage(portal.view, currentVisitor(portal, req)?.name));
  };
}

/** Ends the session, wherever its cookie was copied to, and removes every cookie of ours. */
export function signOut(portal: Portal): RequestHandler {
  return async function signOutHandler(req, res) {
    const sessions = await sessionsOf(req, portal.verifier, portal.now());
    noteOutcome(res, endSessions(portal, sessions));
    clearSession(portal, res);
    clearPortalCookies(portal, res, [
      portal.cookies.code,
      ...portal.cookies.pinsToDrop(cookiesOf(req), Infinity),
    ]);
    res.send(
      renderMessagePage(portal.view, {
        title: 'You are signed out',
        message: [
          'Plex itself still knows you in this browser. On a shared computer, sign out there too.',
        ],
        links: [{ label: 'Sign in again', href: `${portal.view.base}/login`, main: true }],
      }),
    );
  };
}

/** What cannot be ended now ends when it expires: the cookies go all the same, and the log says so. */
function endSessions(portal: Portal, sessions: readonly SessionClaims[]): Outcome {
  const [first] = sessions;
  const who = first && { subject: first.sub };
  try {
    const ended = sessions.flatMap(({ sub, sid, exp }) =>
      typeof sid === 'string'
        ? [portal.revoker.endSession({ sid, subject: sub, expiresAt: exp }, portal.now())]
        : [],
    );
    const unpublished = ended.find((one) => one.unpublished !== undefined)?.unpublished;
    const sid = typeof first?.sid === 'string' ? { sid: first.sid } : {};
    return unpublished === undefined
      ? { reason: 'signed_out', ...who, ...sid }
      : { reason: 'revocation_unpublished', level: 'error', ...who, error: placeOf(unpublished) };
  } catch (thrown) {
    return { reason: 'revocation_failed', level: 'error', ...who, error: placeOf(thrown) };
  }
}
