/** What the choice of a profile answers with. */
import type { Request, Response } from 'express';
import { noteOutcome } from '../http/log-reason.js';
import { allowPictures, safePicture } from '../http/pictures.js';
import type { PlexFailure } from '../plex/outcomes.js';
import type { HomeUser } from '../plex/owner-lists.js';
import { problemOfFailure } from '../sign-in/problem.js';
import { renderHomePage, renderPinPage, type ShownProfile } from '../views/home-page.js';
import { renderMessagePage } from '../views/message-page.js';
import type { HomeStep } from './home-step-of.js';
import {
  homeAddress,
  loginAddress,
  noteProblem,
  retryAfter,
  sendLoginPage,
  sendLoginProblem,
  type Portal,
  viewFor,
} from './portal.js';

/** plex.tv did not say, or asks for a pause; the sign-in waits as long as its cookie lives. */
export function answerFailure(
  portal: Portal,
  req: Request,
  res: Response,
  {
    failure,
    rd,
  }: Readonly<{ failure: PlexFailure | Readonly<{ kind: 'token_refused' }>; rd: string }>,
): void {
  const problem = problemOfFailure(failure);
  if (failure.kind === 'token_refused') {
    sendLoginProblem(portal, req, res, { rd, problem });
    return;
  }
  noteProblem(res, problem);
  retryAfter(res, problem.retryAfterSeconds);
  res.status(problem.status).send(
    renderMessagePage(viewFor(portal, res), {
      title: 'Cannot reach Plex right now',
      message: [problem.message, 'Nothing is lost: try again in a moment.'],
      links: [
        { label: 'Try again', href: homeAddress(portal), main: true },
        { label: 'Back to the sign-in page', href: loginAddress(portal, rd) },
      ],
    }),
  );
}

/** There is no sign-in that waits for a profile: it took too long, or it is over. */
export function answerExpired(portal: Portal, req: Request, res: Response): void {
  noteOutcome(res, { reason: 'profile_step_expired' });
  sendLoginPage(portal, req, res, {
    rd: portal.launcher,
    problem: {
      status: 401,
      message: 'That took too long. Please sign in again.',
      ofPassword: false,
    },
  });
}

/** Everybody who may be chosen. */
export function showList(
  portal: Portal,
  res: Response,
  {
    step,
    profiles,
    isGone = false,
  }: Readonly<{ step: HomeStep; profiles: readonly HomeUser[]; isGone?: boolean }>,
): void {
  const shown = profiles.map((profile) => shownProfile(portal, profile));
  allowPictures(
    res,
    shown.map(({ picture }) => picture),
  );
  res.status(isGone ? 400 : 200).send(
    renderHomePage(viewFor(portal, res), {
      profiles: shown,
      ...(isGone && { problem: { message: 'This profile is not in your Plex Home any more.' } }),
      ...(step.stays !== undefined && { stays: step.stays }),
    }),
  );
}

/** The field for the PIN of one of them. */
export function showPin(
  portal: Portal,
  res: Response,
  {
    profile,
    status,
    problem,
  }: Readonly<{
    profile: HomeUser;
    status: 200 | 403 | 429;
    problem?: Readonly<{ message: string; hint?: string }>;
  }>,
): void {
  const shown = shownProfile(portal, profile);
  allowPictures(res, [shown.picture]);
  res
    .status(status)
    .send(
      renderPinPage(viewFor(portal, res), {
        profile: shown,
        ...(problem !== undefined && { problem }),
      }),
    );
}

function shownProfile({ config }: Portal, profile: HomeUser): ShownProfile {
  const { uuid, title, username, thumb } = profile;
  const picture = safePicture(thumb, config);
  return {
    uuid,
    name: [title, username ?? ''].find((text) => text.trim() !== '') ?? 'Nameless profile',
    ...(picture !== undefined && { picture }),
    hasPin: profile.protected,
  };
}
