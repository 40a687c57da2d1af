/** What the admin's routes have in common. */
import type { Request, Response } from 'express';
import { placeOf } from '../http/error-handler.js';
import { noteOutcome } from '../http/log-reason.js';
import type { Visitor } from '../http/visitor.js';
import type { Published } from '../revocation/revoker.js';
import { isNotice, type Notice } from '../views/notice.js';
import { currentVisitor, seeOther, type Portal } from './portal.js';

/** The admin who asks; whoever is not one does not come here. */
export function adminOf(portal: Portal, req: Request): Visitor {
  const visitor = currentVisitor(portal, req);
  if (visitor === undefined) {
    throw new TypeError('a route for admins without an admin');
  }
  return visitor;
}

export function adminPath(portal: Portal): string {
  return `${portal.view.base}/admin`;
}

export function personPath(portal: Portal, subject: string): string {
  return `${adminPath(portal)}/people/${encodeURIComponent(subject)}`;
}

/** After something was done; the page says what. */
export function backToAdmin(portal: Portal, res: Response, done: Notice): void {
  seeOther(res, `${adminPath(portal)}?done=${done}`);
}

export function noticeOf(req: Request): Notice | undefined {
  const done = req.query['done'];
  return isNotice(done) ? done : undefined;
}

/** After something was done to a person: back to theirs. What nginx does not know of yet is said, and logged. */
export function backToPerson(
  portal: Portal,
  { req, res }: Readonly<{ req: Request; res: Response }>,
  subject: string,
  { done, unpublished }: Published & Readonly<{ done: Notice }>,
): void {
  noteChange(portal, { req, res }, unpublished);
  const notice: Notice = unpublished === undefined ? done : 'unpublished';
  seeOther(res, `${personPath(portal, subject)}?done=${notice}`);
}

export function noteChange(
  portal: Portal,
  { req, res }: Readonly<{ req: Request; res: Response }>,
  unpublished: Error | undefined,
): void {
  const { subject } = adminOf(portal, req);
  noteOutcome(
    res,
    unpublished === undefined
      ? { reason: 'admin_changed', subject }
      : {
          reason: 'revocation_unpublished',
          subject,
          level: 'error',
          error: placeOf(unpublished),
        },
  );
}
