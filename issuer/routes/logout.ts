/** GET and POST /logout */
import type { RequestHandler } from 'express';
import { noteOutcome } from '../http/log-reason.js';
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

/** Removes every cookie of ours. */
export function signOut(portal: Portal): RequestHandler {
  return function signOutHandler(req, res) {
    const visitor = currentVisitor(portal, req);
    noteOutcome(res, {
      reason: 'signed_out',
      ...(visitor === undefined ? {} : { subject: visitor.subject }),
    });
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
