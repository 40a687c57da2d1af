/** What the admin's routes have in common. */
import type { Request, Response } from 'express';
import { placeOf } from '../http/error-handler.js';
import { noteOutcome } from '../http/log-reason.js';
import type { Visitor } from '../http/visitor.js';
import type { Published } from '../revocation/revoker.js';
import { listAddress, type Asked } from '../views/filters.js';
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

export function noticeOf(req: Request): Notice | undefined {
  const done = req.query['done'];
  return isNotice(done) ? done : undefined;
}

type Exchange = Readonly<{ req: Request; res: Response }>;

/** After something was done; the page, below /admin, says what. */
export function backToAdmin(portal: Portal, res: Response, done: Notice, path = ''): void {
  seeOther(res, `${adminPath(portal)}${path}?done=${done}`);
}

/**
 * After something was made void. What nginx does not know of yet is said, and logged.
 * @param address of the page that says it
 * @param asked what the list on that page was asked for
 */
export function backTo(
  portal: Portal,
  { req, res }: Exchange,
  { address, asked = {} }: Readonly<{ address: string; asked?: Asked }>,
  { done, unpublished }: Published & Readonly<{ done: Notice }>,
): void {
  noteChange(portal, { req, res }, unpublished);
  const notice: Notice = unpublished === undefined ? done : 'unpublished';
  seeOther(res, listAddress(address, asked, { done: notice }));
}

/** After something was done to a person: back to theirs. */
export function backToPerson(
  portal: Portal,
  exchange: Exchange,
  subject: string,
  outcome: Published & Readonly<{ done: Notice }>,
): void {
  backTo(portal, exchange, { address: personPath(portal, subject) }, outcome);
}

export function noteChange(
  portal: Portal,
  { req, res }: Exchange,
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
