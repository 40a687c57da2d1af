/**
 * The answer at the end of a sign-in.
 */
import type { Request, Response } from 'express';
import { GROUP_ADMIN } from '../../shared/group.js';
import { noteOutcome } from '../http/log-reason.js';
import type { FinishedSignIn } from '../sign-in/finish-sign-in.js';
import { CLOCK_SET_BACK, type Problem } from '../sign-in/problem.js';
import { html } from '../views/html.js';
import { renderMessagePage, type MessagePage } from '../views/message-page.js';
import { endSessions, failureNote } from './end-sessions.js';
import { giveProof } from './page-proof.js';
import {
  clearPortalCookies,
  clearSession,
  loginAddress,
  seeOther,
  setSessionCookies,
  type Portal,
  viewFor,
} from './portal.js';
import { clearProbe, sendClockWrong, sendLoginProblem } from './sign-in-pages.js';

type Link = MessagePage['links'][number];

/**
 * Signed in: the cookie, and on to `rd`; whoever was signed in here before is not any more, so that a renewal under way
 * brings nobody back. No access: a page that says so, and no session: whoever was signed in here
 * before wanted to be somebody else, and may not be at the machine any more. Plex failed: nothing has changed.
 * @param end `rd`: checked return address; `spent`: names of the sign-in's own cookies; `again`: where to go on without
 * access, if not to a new sign-in; `signedInAs`: `plex:<numeric id>` of the account that signed in, if it may be another
 */
export async function answerFinished(
  portal: Portal,
  req: Request,
  res: Response,
  {
    finished,
    rd,
    spent,
    again,
    signedInAs,
  }: Readonly<{
    finished: FinishedSignIn;
    rd: string;
    spent: readonly string[];
    again?: Link;
    signedInAs?: string;
  }>,
): Promise<void> {
  clearPortalCookies(portal, res, spent);
  switch (finished.kind) {
    case 'signed_in': {
      const { subject, groupId, sid } = finished;
      const { failure } = await endSessions(portal, req);
      noteOutcome(res, {
        reason: 'signed_in',
        subject,
        groupId,
        sid,
        ...failureNote(failure),
      });
      setSessionCookies(res, finished.cookies);
      clearProbe(portal, req, res);
      // A profile without a PIN may be anybody's of the Home: it is enough for the apps, neither to administer nor for
      // anything that outlives the session.
      if (subject === (signedInAs ?? subject)) {
        await giveProof(portal, res, 'account', { subject, sid });
        if (groupId === GROUP_ADMIN) {
          await giveProof(portal, res, 'admin', { subject, sid });
        }
      }
      seeOther(res, rd);
      return;
    }
    case 'no_access': {
      const { reason, subject } = finished;
      const { failure } = await endSessions(portal, req);
      noteOutcome(res, { reason, subject, ...failureNote(failure) });
      clearSession(portal, res);
      res.status(403).send(noAccessPage(portal, res, finished, { rd, again }));
      return;
    }
    case 'problem':
      answerProblem(portal, req, res, { rd, problem: finished.problem });
      return;
  }
}

function answerProblem(
  portal: Portal,
  req: Request,
  res: Response,
  answer: Readonly<{ rd: string; problem: Problem }>,
): void {
  if (answer.problem === CLOCK_SET_BACK) {
    sendClockWrong(portal, res, answer);
    return;
  }
  sendLoginProblem(portal, req, res, answer);
}

function noAccessPage(
  portal: Portal,
  res: Response,
  { reason, accountName }: Extract<FinishedSignIn, { kind: 'no_access' }>,
  { rd, again }: Readonly<{ rd: string; again: Link | undefined }>,
): string {
  const view = viewFor(portal, res);
  return renderMessagePage(view, {
    title: view.t('login.no_access.title'),
    message: [
      view.tHtml('login.no_access.message', {
        account: html`<strong>${accountName}</strong>`,
        server: view.serverName,
      }),
      view.t(`login.no_access.${reason}`),
    ],
    links: [
      ...(again === undefined ? [] : [again]),
      {
        label: view.t('login.another_account'),
        href: loginAddress(portal, rd),
        main: again === undefined,
      },
    ],
  });
}
