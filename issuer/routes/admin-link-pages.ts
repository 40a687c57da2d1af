/** What attaching the owner's account answers with when it does not come to its end. */
import type { Response } from 'express';
import { noteOutcome } from '../http/log-reason.js';
import { plexSubject } from '../membership/plex-subject.js';
import type { NotLinked } from '../owner-link/link-owner.js';
import { notLinkedText } from '../owner-link/link-text.js';
import { problemOfFailure, type Problem } from '../sign-in/problem.js';
import { renderMessagePage } from '../views/message-page.js';
import { adminPath } from './admin-answers.js';
import { clearPortalCookies, noteProblem, retryAfter, type Portal, viewFor } from './portal.js';

const REFRESH_SECONDS = 2;

export function sendNotLinked(portal: Portal, res: Response, outcome: NotLinked): void {
  const isAboutThem = 'accountName' in outcome;
  if (isAboutThem) {
    noteOutcome(res, {
      reason: 'owner_not_linked',
      subject: plexSubject(outcome.plexId),
    });
    clearPortalCookies(portal, res, [portal.cookies.link]);
  } else {
    const problem = problemOfFailure(outcome);
    noteProblem(res, problem);
    retryAfter(res, problem.retryAfterSeconds);
  }
  res.status(isAboutThem ? 403 : 503).send(
    renderMessagePage(viewFor(portal, res), {
      title: isAboutThem ? 'Not the owner' : 'Cannot reach Plex right now',
      message: notLinkedText(outcome),
      links: [
        ...(isAboutThem
          ? []
          : [{ label: 'Try again', href: `${adminPath(portal)}/link/servers`, main: true }]),
        { label: 'Back to administration', href: adminPath(portal), main: isAboutThem },
      ],
    }),
  );
}

export function sendOver(portal: Portal, res: Response): void {
  noteOutcome(res, { reason: 'owner_link_over' });
  res.status(400).send(
    renderMessagePage(viewFor(portal, res), {
      title: 'Please start again',
      message: ['This was finished before, took too long, or was started in another browser.'],
      links: [{ label: 'Back to administration', href: adminPath(portal), main: true }],
    }),
  );
}

export function sendUnreachable(
  portal: Portal,
  res: Response,
  { problem, retry }: Readonly<{ problem: Problem; retry: string }>,
): void {
  retryAfter(res, problem.retryAfterSeconds);
  res.status(503).send(
    renderMessagePage(viewFor(portal, res), {
      title: 'Cannot reach Plex right now',
      message: [
        viewFor(portal, res).t(problem.message),
        'Nothing was changed: try again in a moment.',
      ],
      links: [
        { label: 'Try again', href: retry, main: true },
        { label: 'Back to administration', href: adminPath(portal) },
      ],
    }),
  );
}

export function sendWaiting(
  portal: Portal,
  res: Response,
  { address, retryAfterSeconds = 0 }: Readonly<{ address: string; retryAfterSeconds?: number }>,
): void {
  res.send(
    renderMessagePage(viewFor(portal, res), {
      title: 'Waiting for Plex',
      message: ['As soon as Plex confirms that you allowed it, this goes on by itself.'],
      waiting: { refreshSeconds: Math.max(REFRESH_SECONDS, retryAfterSeconds) },
      links: [
        { label: 'Open Plex’s page again', href: address },
        { label: 'Back to administration', href: adminPath(portal) },
      ],
    }),
  );
}
