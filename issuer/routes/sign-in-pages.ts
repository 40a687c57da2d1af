/**
 * What a sign-in answers with while it is not done: the sign-in page, and pages that say why it does not go on.
 */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { plexFormOf } from '../http/form.js';
import { noteOutcome } from '../http/log-reason.js';
import { PortalError } from '../http/portal-error.js';
import type { Problem } from '../sign-in/problem.js';
import { renderLoginPage } from '../views/login-page.js';
import { renderMessagePage } from '../views/message-page.js';
import type { Wait } from '../views/wait.js';
import { appAt } from './app-at.js';
import {
  clearPortalCookies,
  cookiesOf,
  currentVisitor,
  loginAddress,
  noteProblem,
  retryAfter,
  viewFor,
  type Portal,
} from './portal.js';
import { signedInState } from './signed-in-state.js';

/** A page may be left open over night. */
const PROBE_SECONDS = 24 * 60 * 60;

type Shown = Pick<Problem, 'status' | 'message' | 'hint' | 'retryAfterSeconds'> &
  Readonly<{ ofPassword: boolean }>;

export type LoginAnswer = Readonly<{
  /** Checked return address. */
  rd: string;
  /** 200 without a problem. */
  problem?: Shown;
  /** The browser comes with a session that has ended. */
  isOver?: boolean;
  /** For the field. */
  login?: string;
}>;

/** Answers with the sign-in page. */
export function sendLoginPage(
  portal: Portal,
  req: Request,
  res: Response,
  { rd, problem, isOver = false, login }: LoginAnswer,
): void {
  const visitor = currentVisitor(portal, req);
  const app = appAt(portal.config.apps, rd);
  retryAfter(res, problem?.retryAfterSeconds);
  res.status(problem?.status ?? 200).send(
    renderLoginPage(viewFor(portal, res), {
      ...(rd !== portal.launcher && { rd }),
      ...(app !== undefined && { destination: app.name }),
      ...(visitor !== undefined && { visitor: signedInState(portal, req, visitor, { rd, app }) }),
      ...(problem !== undefined && { problem: shownProblem(portal, problem) }),
      isOver,
      ...(login !== undefined && { login }),
      ...(portal.hasLocalAccounts() && { localSignIn: localAddress(portal, rd) }),
      passwordSignIn: portal.config.plex.passwordSignIn,
      plexHost: new URL(portal.config.plex.authUrl).host,
    }),
  );
}

function localAddress(portal: Portal, rd: string): string {
  const login = `${portal.view.base}/login`;
  return `${login}/local${loginAddress(portal, rd).slice(login.length)}`;
}

function shownProblem(portal: Portal, problem: Shown) {
  const { retryAfterSeconds: seconds } = problem;
  return {
    ...problem,
    ...(seconds !== undefined && { wait: waitOf(portal, seconds) }),
  };
}

/** Answers with the sign-in page and says on it, and in the log, what went wrong. */
export function sendLoginProblem(
  portal: Portal,
  req: Request,
  res: Response,
  answer: Readonly<{ rd: string; login?: string; problem: Problem }>,
): void {
  const { problem } = answer;
  noteProblem(res, problem);
  sendLoginPage(portal, req, res, {
    ...answer,
    problem: { ...problem, ofPassword: problem.status === 401 },
  });
}

/** Until when nothing goes, and where to go then, if anywhere. */
export function waitOf({ now }: Pick<Portal, 'now'>, seconds: number, then?: string): Wait {
  return { seconds, until: now() + seconds, ...(then !== undefined && { then }) };
}

/**
 * plex.tv has not said what was asked; what was begun is kept.
 * @param answer `again`: address that asks once more
 */
export function sendPlexDown(
  portal: Portal,
  res: Response,
  { problem, again, rd }: Readonly<{ problem: Problem; again: string; rd: string }>,
): void {
  const view = viewFor(portal, res);
  noteProblem(res, problem);
  retryAfter(res, problem.retryAfterSeconds);
  res.status(problem.status).send(
    renderMessagePage(view, {
      title: view.t('login.plex_down.title'),
      message: [view.t(problem.message), view.t('login.plex_down.kept')],
      links: [
        { label: view.t('login.try_again'), href: again, main: true },
        { label: view.t('login.back'), href: loginAddress(portal, rd) },
      ],
    }),
  );
}

/** Nothing that has to do with the visitor: nobody can sign in before somebody has set the clock. */
export function sendClockWrong(
  portal: Portal,
  res: Response,
  { problem, rd }: Readonly<{ problem: Problem; rd: string }>,
): void {
  const view = viewFor(portal, res);
  noteProblem(res, problem);
  res.status(problem.status).send(
    renderMessagePage(view, {
      title: view.t('login.clock.title'),
      message: [view.t('login.clock.message')],
      links: [{ label: view.t('login.try_again'), href: loginAddress(portal, rd), main: true }],
    }),
  );
}

/** Tells, when a form comes back, whether the browser keeps cookies; one that sends any does. */
export function setProbe({ cookies }: Portal, req: Request, res: Response): void {
  if (!keepsCookies(req)) {
    res.cookie(cookies.probe, '1', cookies.optionsOf(cookies.probe, PROBE_SECONDS));
  }
}

/** It has told what it was for. */
export function clearProbe(portal: Portal, req: Request, res: Response): void {
  const { probe } = portal.cookies;
  clearPortalCookies(
    portal,
    res,
    [probe].filter((name) => name in cookiesOf(req)),
  );
}

function keepsCookies(req: Request): boolean {
  return Object.keys(cookiesOf(req)).length > 0;
}

/** A form's body, of which nothing has been checked yet. */
type Body = Readonly<Record<string, unknown>>;

/**
 * A form whose page came with a cookie, and that comes without it: no sign-in could come to anything. It is said before
 * plex.tv is asked, and once: the way back is a link, so that nothing goes round in circles.
 * @param backOf address of the page with the form
 */
export function needCookies(
  portal: Portal,
  backOf = (body: Body): string => loginAddress(portal, portal.returnTo(body['rd'])),
): RequestHandler {
  return function needCookiesMiddleware(req, res, next) {
    const body = (req.body ?? {}) as Body;
    if (body['cookies'] !== 'set' || keepsCookies(req)) {
      next();
      return;
    }
    noteOutcome(res, { reason: 'cookies_blocked' });
    const view = viewFor(portal, res);
    const { hostname } = new URL(portal.launcher);
    res.status(400).send(
      renderMessagePage(view, {
        title: view.t('login.cookies.title'),
        message: [view.t('login.cookies.message'), view.t('login.cookies.how', { host: hostname })],
        links: [{ label: view.t('login.try_again'), href: backOf(body), main: true }],
      }),
    );
  };
}

/**
 * One of the limits, with the way back to where somebody was: it says for how long, and after that goes back by itself.
 * @param rdOf checked return address
 */
export function limitWithWayBack(
  portal: Portal,
  limit: RequestHandler,
  rdOf: (req: Request, res: Response) => string,
): RequestHandler {
  return function limitWithWayBackMiddleware(req: Request, res: Response, next: NextFunction) {
    void limit(req, res, (error?: unknown) => {
      if (!(error instanceof PortalError) || error.status !== 429) {
        next(error);
        return;
      }
      noteOutcome(res, { reason: error.reason });
      sendTooMany(portal, res, { error, rd: rdOf(req, res) });
    });
  };
}

function sendTooMany(
  portal: Portal,
  res: Response,
  { error, rd }: Readonly<{ error: PortalError; rd: string }>,
): void {
  const view = viewFor(portal, res);
  const { text, status, reason, retryAfterSeconds: seconds = 1 } = error;
  const back = loginAddress(portal, rd);
  // Passwords are limited more tightly than sign-ins with Plex.
  const plexWorks = reason.startsWith('too_many_failures');
  retryAfter(res, seconds);
  res.status(status).send(
    renderMessagePage(view, {
      title: view.t(text.title),
      message: [view.t(text.message)],
      wait: waitOf(portal, seconds, back),
      ...(plexWorks && {
        signIn: {
          lead: view.t('error.too_many.plex_works'),
          label: view.t('login.with_plex'),
          ...(rd !== portal.launcher && { rd }),
        },
      }),
      links: [{ label: view.t('login.back'), href: back }],
    }),
  );
}

/** Of a form that may carry none; nothing of it has been checked yet. */
export function formReturn(portal: Portal): (req: Request) => string {
  return (req) => portal.returnTo(plexFormOf(req).rd);
}
