/** GET /account, POST /account/end-session and /account/sign-out-everywhere: what people see of themselves, and end. */
import type { Request, RequestHandler, Response } from 'express';
import { placeOf } from '../http/error-handler.js';
import { readForm, sessionFormOf } from '../http/form.js';
import { noteOutcome } from '../http/log-reason.js';
import { allowPictures, safePicture } from '../http/pictures.js';
import type { Visitor } from '../http/visitor.js';
import { message } from '../languages/message.js';
import { explainDecision } from '../membership/explain-decision.js';
import type { Published } from '../revocation/revoker.js';
import { StateError } from '../state/state-error.js';
import { renderAccountPage, type AccountPage, type ShownSession } from '../views/account-page.js';
import { renderMessagePage } from '../views/message-page.js';
import {
  clearSession,
  currentVisitor,
  forgetHome,
  homeAddress,
  loginAddress,
  seeOther,
  type Portal,
  viewFor,
} from './portal.js';

/** Who is not signed in goes to the sign-in page, and comes back. */
export function showAccount(portal: Portal): RequestHandler {
  return ofVisitor(portal, (_req, res, visitor) => {
    const { config } = portal;
    const now = portal.now();
    const picture = safePicture(visitor.picture, config);
    allowPictures(res, [picture]);
    res.send(
      renderAccountPage(viewFor(portal, res), {
        name: visitor.name,
        ...(picture !== undefined && { picture }),
        ...(visitor.login !== undefined && { login: visitor.login }),
        group: groupLines(portal, visitor),
        endsAt: visitor.expiresAt,
        isRenewed: config.session.renewal,
        sessions: sessionsOf(portal, visitor),
        switchHref: config.plex.homePicker ? homeAddress(portal) : `${portal.view.base}/login`,
        switchLabel: config.plex.homePicker ? 'Switch profile' : 'Use another account',
        now,
      }),
    );
  });
}

/** Of one's own sessions only: what is not among them does not exist. */
export function endOneSession(portal: Portal): RequestHandler[] {
  return [
    readForm,
    ofVisitor(portal, (req, res, { subject, sid }) => {
      const now = portal.now();
      const asked = sessionFormOf(req).session;
      const session = portal.state.sessions(now, subject).find((one) => one.sid === asked);
      if (session === undefined) {
        // It may have ended meanwhile.
        seeOther(res, accountAddress(portal));
        return;
      }
      const revoked = recorded(res, () => portal.revoker.endSession(session, now));
      if (revoked === undefined) {
        sendFailed(portal, res);
        return;
      }
      audit(portal, subject, 'session_ended', session.device);
      noteEnd(res, revoked, { reason: 'own_session_ended', subject, sid: session.sid });
      if (session.sid === sid) {
        clearSession(portal, res);
        forgetHome(portal, res);
      }
      seeOther(res, accountAddress(portal));
    }),
  ];
}

/** Every session of this person, whatever browser has it. */
export function signOutEverywhere(portal: Portal): RequestHandler {
  return ofVisitor(portal, (_req, res, { subject }) => {
    const revoked = recorded(res, () => portal.revoker.revokeSubject(subject, portal.now()));
    if (revoked === undefined) {
      sendFailed(portal, res);
      return;
    }
    audit(portal, subject, 'signed_out_everywhere', '');
    noteEnd(res, revoked, { reason: 'signed_out_everywhere', subject });
    clearSession(portal, res);
    forgetHome(portal, res);
    res.send(
      renderMessagePage(viewFor(portal, res), {
        title: 'You are signed out everywhere',
        message: [
          'All your sessions here have ended, in this browser and in every other.',
          'Plex itself still knows you. If somebody else has been at your account, change its password there.',
        ],
        links: [{ label: 'Sign in again', href: `${portal.view.base}/login`, main: true }],
      }),
    );
  });
}

function ofVisitor(
  portal: Portal,
  use: (req: Request, res: Response, visitor: Visitor) => void,
): RequestHandler {
  return function ofVisitorHandler(req, res) {
    const visitor = currentVisitor(portal, req);
    if (visitor === undefined) {
      seeOther(res, loginAddress(portal, `${portal.launcher}account`));
      return;
    }
    use(req, res, visitor);
  };
}

function accountAddress(portal: Portal): string {
  return `${portal.view.base}/account`;
}

/** What was last decided may be newer than the session, which learns of it when it is renewed. */
function groupLines({ state, config }: Portal, visitor: Visitor): AccountPage['group'] {
  const { subject, groupId, groupName } = visitor;
  const known = state.person(subject);
  if (known?.groupId === undefined || known.decidedBy === undefined) {
    return [message('why.as_noted', { text: groupName })];
  }
  const { groupId: group, decidedBy } = known;
  const lines = explainDecision({ kind: 'group', group, decidedBy }, config, 'person');
  return group === groupId
    ? lines
    : [message('why.as_noted', { text: groupName }), 'account.older_session', ...lines];
}

/** This one first. */
function sessionsOf({ state, now }: Portal, { subject, sid }: Visitor): readonly ShownSession[] {
  const shown = state.sessions(now(), subject).map((session) => ({
    ...session,
    isThis: session.sid === sid,
  }));
  return [...shown.filter(({ isThis }) => isThis), ...shown.filter(({ isThis }) => !isThis)];
}

/** It has happened, whether this can be written or not; the log says it too. */
function audit({ state, now }: Portal, subject: string, action: string, detail: string): void {
  try {
    state.addAudit({ at: Math.floor(now()), actor: subject, action, subject, detail });
  } catch (thrown) {
    if (!(thrown instanceof StateError)) {
      throw thrown;
    }
  }
}

/** Undefined: nothing was recorded, so nothing has ended. */
function recorded(res: Response, record: () => Published): Published | undefined {
  try {
    return record();
  } catch (thrown) {
    if (!(thrown instanceof StateError)) {
      throw thrown;
    }
    noteOutcome(res, { reason: 'revocation_failed', error: placeOf(thrown) });
    return undefined;
  }
}

/** Where it could not be published, the portal refuses all the same, and nginx as soon as it can be told. */
function noteEnd(
  res: Response,
  { unpublished }: Published,
  outcome: Readonly<{
    reason: 'own_session_ended' | 'signed_out_everywhere';
    subject: string;
    sid?: string;
  }>,
): void {
  noteOutcome(
    res,
    unpublished === undefined
      ? outcome
      : {
          ...outcome,
          reason: 'revocation_unpublished',
          level: 'error',
          error: placeOf(unpublished),
        },
  );
}

function sendFailed(portal: Portal, res: Response): void {
  res.status(500).send(
    renderMessagePage(viewFor(portal, res), {
      title: 'That did not work',
      message: [
        'Nothing has ended: the portal could not write it down. Try again, and tell whoever runs this portal.',
      ],
      links: [{ label: 'Back to your account', href: accountAddress(portal), main: true }],
    }),
  );
}
