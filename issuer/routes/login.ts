/** GET /login */
import type { RequestHandler } from 'express';
import { hasSessionThatIsOver } from '../http/visitor.js';
import type { Portal } from './portal.js';
import { sendLoginPage, setProbe } from './sign-in-pages.js';

/**
 * Who is signed in is told so, and not sent on by itself: where gate and portal disagree about a session (two
 * clocks, two configurations), each would send the browser to the other for ever. Whose session was ended elsewhere (taken back,
 * signed out on another device) still sends its cookie, and is told that much.
 */
export function showLogin(portal: Portal): RequestHandler {
  return async function showLoginHandler(req, res) {
    setProbe(portal, req, res);
    const isOver = await hasSessionThatIsOver(req, portal.verifier, portal.now());
    sendLoginPage(portal, req, res, { rd: portal.returnTo(req.query['rd']), isOver });
  };
}
