/** /admin/sessions: who is signed in, and ending that. */
import type { RequestHandler } from 'express';
import { readAdminForm, sessionFormOf } from '../http/admin-form.js';
import { askedIn, hasText } from '../http/asked-in.js';
import type { Visitor } from '../http/visitor.js';
import type { Published } from '../revocation/revoker.js';
import type { SessionDetails } from '../state/state.js';
import { renderAdminSessionsPage } from '../views/admin-sessions-page.js';
import { pageOf } from '../views/paged.js';
import { adminOf, adminPath, backTo, noticeOf } from './admin-answers.js';
import { viewFor, type Portal } from './portal.js';
import { namesIn } from './who.js';

const PAGE_SIZE = 50;

export function showSessions(portal: Portal): RequestHandler {
  return function showSessionsHandler(req, res) {
    const { q, page } = askedIn(req, ['q', 'page']);
    const { sid } = adminOf(portal, req);
    const now = portal.now();
    const named = namesIn(portal);
    const found = portal.state
      .sessions(now)
      .map((session) => ({
        ...session,
        who: named(session.subject),
        isThis: session.sid === sid,
      }))
      .filter(
        ({ who, subject, device, address }) =>
          q === '' || hasText(q, who.name, subject, device, address),
      );
    const notice = noticeOf(req);
    res.send(
      renderAdminSessionsPage(viewFor(portal, res), {
        sessions: pageOf(found, page, PAGE_SIZE),
        asked: { q },
        ...(notice !== undefined && { notice }),
        now,
      }),
    );
  };
}

export function endAnySession(portal: Portal): RequestHandler[] {
  return [
    readAdminForm,
    function endAnySessionHandler(req, res) {
      const { session: sid, asked } = sessionFormOf(req);
      const session = portal.state.sessions(portal.now()).find((each) => each.sid === sid);
      // One that is not there may have ended meanwhile.
      const published =
        session === undefined ? {} : endAsAdmin(portal, session, adminOf(portal, req));
      const address = `${adminPath(portal)}/sessions`;
      backTo(portal, { req, res }, { address, asked }, { ...published, done: 'session_ended' });
    },
  ];
}

/** Ends one, and notes who did. */
export function endAsAdmin(
  portal: Portal,
  session: SessionDetails,
  { subject: actor }: Visitor,
): Published {
  const at = portal.now();
  const { subject, sid, device } = session;
  const published = portal.revoker.endSession(session, at);
  const detail = [device, sid].filter((text) => text !== '').join(', ');
  portal.state.addAudit({ at, actor, action: 'session_ended', subject, detail });
  return published;
}
