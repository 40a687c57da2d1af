/** Pages for who is signed in: others sign in first, and come back. */
import type { Request, RequestHandler, Response } from 'express';
import type { Visitor } from '../http/visitor.js';
import { currentVisitor, loginAddress, seeOther, type Portal } from './portal.js';

/** A visitor whose session is on record. */
export type SignedIn = Visitor & Readonly<{ sid: string }>;

/**
 * A token of a program is no sign-in, even where a browser is made to send it as its session.
 * @param page path below the portal's, without a slash: `account`
 */
export function ofVisitor(
  portal: Portal,
  page: string,
  use: (req: Request, res: Response, visitor: SignedIn) => void | Promise<void>,
): RequestHandler {
  return async function ofVisitorHandler(req, res) {
    const visitor = signedIn(portal, req);
    if (visitor === undefined) {
      seeOther(res, loginAddress(portal, `${portal.launcher}${page}`));
      return;
    }
    await use(req, res, visitor);
  };
}

function signedIn(portal: Portal, req: Request): SignedIn | undefined {
  const visitor = currentVisitor(portal, req);
  const sid = visitor?.sid;
  return visitor !== undefined && sid !== undefined && isOnRecord(portal, visitor)
    ? { ...visitor, sid }
    : undefined;
}

/** Whether a session has not ended by now; to be asked again after something was waited for. */
export function isOnRecord(
  { state, now }: Portal,
  { subject, sid }: Pick<Visitor, 'subject' | 'sid'>,
): boolean {
  return state.sessions(now(), subject).some((session) => session.sid === sid);
}
