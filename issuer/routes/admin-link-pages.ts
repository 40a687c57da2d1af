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
  const view = viewFor(portal, res);
  res.status(isAboutThem ? 403 : 503).send(
    renderMessagePage(view, {
      title: view.t(isAboutThem ? 'admin.link.not_linked.title' : 'admin.link.unreachable'),
      message: notLinkedText(outcome).map((line) => view.t(line)),
      links: [
        ...(isAboutThem
          ? []
          : [
              {
                label: view.t('admin.link.try_again'),
                href: `${adminPath(portal)}/link/servers`,
                main: true,
              },
            ]),
        { label: view.t('admin.link.back'), href: adminPath(portal), main: isAboutThem },
      ],
    }),
  );
}

export function sendOver(portal: Portal, res: Response): void {
  noteOutcome(res, { reason: 'owner_link_over' });
  const view = viewFor(portal, res);
  res.status(400).send(
    renderMessagePage(view, {
      title: view.t('admin.link.over.title'),
      message: [view.t('admin.link.over')],
      links: [{ label: view.t('admin.link.back'), href: adminPath(portal), main: true }],
    }),
  );
}

export function sendUnreachable(
  portal: Portal,
  res: Response,
  { problem, retry }: Readonly<{ problem: Problem; retry: string }>,
): void {
  retryAfter(res, problem.retryAfterSeconds);
  const view = viewFor(portal, res);
  res.status(503).send(
    renderMessagePage(view, {
      title: view.t('admin.link.unreachable'),
      message: [view.t(problem.message), view.t('admin.link.try_later')],
      links: [
        { label: view.t('admin.link.try_again'), href: retry, main: true },
        { label: view.t('admin.link.back'), href: adminPath(portal) },
      ],
    }),
  );
}

export function sendWaiting(
  portal: Portal,
  res: Response,
  { address, retryAfterSeconds = 0 }: Readonly<{ address: string; retryAfterSeconds?: number }>,
): void {
  const view = viewFor(portal, res);
  res.send(
    renderMessagePage(view, {
      title: view.t('admin.link.waiting.title'),
      message: [view.t('admin.link.waiting')],
      waiting: { refreshSeconds: Math.max(REFRESH_SECONDS, retryAfterSeconds) },
      links: [
        { label: view.t('admin.link.open_again'), href: address },
        { label: view.t('admin.link.back'), href: adminPath(portal) },
      ],
    }),
  );
}
