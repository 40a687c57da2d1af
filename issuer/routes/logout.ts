/** GET and POST /logout */
import type { RequestHandler } from 'express';
import { noteOutcome } from '../http/log-reason.js';
import type { MessageKey } from '../languages/english.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
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
const NOT_EVERYWHERE: Readonly<Record<EndFailure['reason'], MessageKey>> = {
  revocation_failed: 'logout.not_recorded',
  revocation_unpublished: 'logout.not_yet_known',
};

/**
 * Ends the session, wherever its cookie was copied to, and removes our cookies. What some pages keep for minutes (sealed-step.ts)
 * is worth nothing without that session; the look stays.
 */
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
      portal.cookies.link,
      portal.cookies.probe,
      ...portal.cookies.pinsToDrop(cookiesOf(req), Infinity),
    ]);
    const view = viewFor(portal, res);
    res.send(
      renderMessagePage(view, {
        title: view.t(failure === undefined ? 'logout.done.title' : 'logout.done.here'),
        message: [
          ...(failure === undefined ? [] : [view.t(NOT_EVERYWHERE[failure.reason])]),
          ...(first === undefined || isPlexSubject(first.subject)
            ? [view.t('logout.done.plex')]
            : []),
        ],
        links: [{ label: view.t('logout.again'), href: `${portal.view.base}/login`, main: true }],
      }),
    );
  };
}
