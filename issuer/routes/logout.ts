/** GET and POST /logout */
import type { RequestHandler } from 'express';
import { noteOutcome } from '../http/log-reason.js';
import { renderLogoutPage } from '../views/logout-page.js';
import { renderMessagePage } from '../views/message-page.js';
import { endSessions, type EndFailure } from './end-sessions.js';
import {
  clearPortalCookies,
  clearSession,
  cookiesOf,
  currentVisitor,
  forgetHome,
  type Portal,
  viewFor,
} from './portal.js';

/** Only asks: a link or a picture on another page must not sign anybody out. */
export function askToSignOut(portal: Portal): RequestHandler {
  return function askToSignOutHandler(req, res) {
    res.send(renderLogoutPage(viewFor(portal, res), currentVisitor(portal, req)?.name));
  };
}

/** What somebody ought to know who has shared their cookie, or lost it. */
const NOT_EVERYWHERE: Readonly<Record<EndFailure['reason'], string>> = {
  revocation_failed:
    'It could not be made sure everywhere: the portal cannot write to its records. If somebody has copied your session, tell whoever runs this portal.',
  revocation_unpublished:
    'It could not be made sure everywhere yet: the portal obeys it, the apps will as soon as they can be told.',
};

/** Ends the session, wherever its cookie was copied to, and removes every cookie of ours. */
export function signOut(portal: Portal): RequestHandler {
  return async function signOutHandler(req, res) {
    const { first, failure } = await endSessions(portal, req);
    noteOutcome(
      res,
      failure === undefined
        ? { reason: 'signed_out', ...first }
        : { level: 'error', ...failure, ...(first && { subject: first.subject }) },
    );
    clearSession(portal, res);
    forgetHome(portal, res);
    clearPortalCookies(portal, res, [
      portal.cookies.code,
      portal.cookies.profile,
      ...portal.cookies.pinsToDrop(cookiesOf(req), Infinity),
    ]);
    res.send(
      renderMessagePage(viewFor(portal, res), {
        title: failure === undefined ? 'You are signed out' : 'You are signed out here',
        message: [
          ...(failure === undefined ? [] : [NOT_EVERYWHERE[failure.reason]]),
          'Plex itself still knows you in this browser. On a shared computer, sign out there too.',
        ],
        links: [{ label: 'Sign in again', href: `${portal.view.base}/login`, main: true }],
      }),
    );
  };
}
