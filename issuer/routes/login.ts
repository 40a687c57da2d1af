/** GET /login */
import type { RequestHandler } from 'express';
import type { Portal } from './portal.js';
import { sendLoginPage, setProbe } from './sign-in-pages.js';

/**
 * Who is signed in is told so, and not sent on by itself: where gate and portal disagree about a session (two
 * clocks, two configurations), each would send the browser to the other for ever.
 */
export function showLogin(portal: Portal): RequestHandler {
  return function showLoginHandler(req, res) {
    setProbe(portal, req, res);
    sendLoginPage(portal, req, res, { rd: portal.returnTo(req.query['rd']) });
  };
}
