/** What the choice of a profile answers with. */
import type { Request, Response } from 'express';
import { noteOutcome } from '../http/log-reason.js';
import { allowPictures, safePicture } from '../http/pictures.js';
import type { Message } from '../languages/message.js';
import type { PlexFailure } from '../plex/outcomes.js';
import type { HomeUser } from '../plex/owner-lists.js';
import { problemOfFailure } from '../sign-in/problem.js';
import { renderHomePage, renderPinPage, type ShownProfile } from '../views/home-page.js';
import type { HomeStep } from './home-step-of.js';
import { homeAddress, type Portal, viewFor } from './portal.js';
import { sendLoginPage, sendLoginProblem, sendPlexDown, waitOf } from './sign-in-pages.js';

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
  sendPlexDown(portal, res, { problem, again: homeAddress(portal), rd });
}

/** There is no sign-in that waits for a profile: it took too long, or it is over. */
export function answerExpired(portal: Portal, req: Request, res: Response): void {
  noteOutcome(res, { reason: 'profile_step_expired' });
  sendLoginPage(portal, req, res, {
    rd: portal.launcher,
    problem: { status: 401, message: 'login.too_long', ofPassword: false },
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
      ...(isGone && { problem: { message: 'home.gone' } }),
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
    waitSeconds,
  }: Readonly<{
    profile: HomeUser;
    status: 200 | 403 | 429;
    problem?: Readonly<{ message: Message; hint?: Message }>;
    /** No PIN is taken before they are over. */
    waitSeconds?: number;
  }>,
): void {
  const shown = shownProfile(portal, profile);
  allowPictures(res, [shown.picture]);
  res.status(status).send(
    renderPinPage(viewFor(portal, res), {
      profile: shown,
      ...(problem !== undefined && { problem }),
      ...(waitSeconds !== undefined && {
        wait: waitOf(
          portal,
          waitSeconds,
          `${homeAddress(portal)}?profile=${encodeURIComponent(shown.uuid)}`,
        ),
      }),
    }),
  );
}

function shownProfile({ config }: Portal, profile: HomeUser): ShownProfile {
  const { uuid, title, username, thumb } = profile;
  const picture = safePicture(thumb, config);
  return {
    uuid,
    name: [title, username ?? ''].find((text) => text.trim() !== '') ?? '',
    ...(picture !== undefined && { picture }),
    hasPin: profile.protected,
  };
}
