/** POST /login/password, and the second step: GET and POST /login/code */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { seenFrom } from '../http/address.js';
import { codeFormOf, passwordFormOf, readForm } from '../http/form.js';
import { endAttempt, noteAccount } from '../http/limits.js';
import { noteOutcome } from '../http/log-reason.js';
import type { Message } from '../languages/message.js';
import type { SignInOutcome } from '../plex/outcomes.js';
import type { PlexCredentials } from '../plex/plex-client.js';
import { RATE_LIMITED_SECONDS } from '../sign-in/hold.js';
import {
  CODE_STEP_SECONDS,
  sealPendingCode,
  unsealPendingCode,
  type PendingCode,
} from '../sign-in/pending-code.js';
import { problemOfFailure, problemOfRefusal } from '../sign-in/problem.js';
import type { AuthMethod } from '../token/mint-session.js';
import { renderCodePage } from '../views/code-page.js';
import { answerIdentified } from './identified.js';
import { clearPortalCookies, cookiesOf, seeOther, type Portal, viewFor } from './portal.js';
import { limitWithWayBack, needCookies, sendLoginPage, sendLoginProblem } from './sign-in-pages.js';

/** After plex.tv has refused our address. How long it does so is not known. */
const ADDRESS_REFUSED_SECONDS = 10 * 60;

const ATTEMPT = 'usherAttempt';

/** What is sent to plex.tv, and where to go afterwards; the second step has an id and a code. */
type Attempt = Omit<PendingCode, 'id'> & Readonly<{ id?: string; verificationCode?: string }>;

/** The first step. */
export function signInWithPassword(portal: Portal): RequestHandler[] {
  return [
    readForm,
    needCookies(portal),
    function readAttempt(req, res, next) {
      const { login, password, rd } = passwordFormOf(req);
      if (login === '' || password === '') {
        noteOutcome(res, { reason: 'malformed_request' });
        const problem = {
          status: 401,
          message: 'login.incomplete',
          ofPassword: true,
        } as const;
        sendLoginPage(portal, req, res, { rd: portal.returnTo(rd), login, problem });
        return;
      }
      setAttempt(res, { login, password, rd: portal.returnTo(rd) });
      next();
    },
    ...afterReading(portal),
  ];
}

/** The second step. */
export function signInWithCode(portal: Portal): RequestHandler[] {
  return [
    readForm,
    async function readAttempt(req, res, next) {
      const { code } = codeFormOf(req);
      const pending = await pendingOf(portal, req);
      if (pending === undefined) {
        noteOutcome(res, { reason: 'code_step_expired' });
        const problem = { status: 401, message: 'login.too_long', ofPassword: false } as const;
        sendLoginPage(portal, req, res, { rd: portal.launcher, problem });
        return;
      }
      if (code === '') {
        showCodeStep(portal, res, { login: pending.login, problem: { message: 'code.missing' } });
        return;
      }
      setAttempt(res, { ...pending, verificationCode: code, rd: portal.returnTo(pending.rd) });
      next();
    },
    ...afterReading(portal),
  ];
}

export function showCode(portal: Portal): RequestHandler {
  return async function showCodeHandler(req, res) {
    const pending = await pendingOf(portal, req);
    if (pending === undefined) {
      seeOther(res, `${portal.view.base}/login`);
      return;
    }
    showCodeStep(portal, res, { login: pending.login });
  };
}

function afterReading(portal: Portal): RequestHandler[] {
  const limits = portal.limits.password.map((limit) =>
    limitWithWayBack(portal, limit, (_req, res) => portal.returnTo(attemptOf(res).rd)),
  );
  return [holdBack(portal), ...limits, askPlex(portal)];
}

/** While plex.tv refuses this portal's address, asking again would only prolong it. */
function holdBack(portal: Portal): RequestHandler {
  return function holdBackMiddleware(req, res, next) {
    const seconds = portal.holds.password.secondsLeft();
    if (seconds === 0) {
      next();
      return;
    }
    const { login, rd } = attemptOf(res);
    const problem = {
      status: 503,
      reason: 'password_attempts_held',
      message: 'problem.address_refused',
      hint: 'problem.address_refused.hint',
      retryAfterSeconds: seconds,
    } as const;
    sendLoginProblem(portal, req, res, { rd, login, problem });
  };
}

function askPlex(portal: Portal): RequestHandler {
  return async function askPlexHandler(req: Request, res: Response, _next: NextFunction) {
    const { rd, id, ...credentials } = attemptOf(res);
    const outcome = await tryPassword(portal, res, credentials);
    if (outcome.kind !== 'signed_in') {
      await answerRefused(portal, req, res, outcome);
      return;
    }
    // One step was counted once: two right codes at once must not take back somebody else's failure.
    if (id !== undefined && !portal.spentCodeSteps.has(id)) {
      portal.spentCodeSteps.add(id);
      portal.limits.forgiveCodeStep(req, res);
    }
    const amr: readonly AuthMethod[] = id === undefined ? ['plex_pwd'] : ['plex_pwd', 'otp'];
    const proof = { amr, plexToken: outcome.token, from: seenFrom(req) };
    const admission = await portal.admit(outcome.token);
    const spent = spentCookies(portal, req);
    await answerIdentified(portal, req, res, { admission, proof, rd, spent });
  };
}

/** Where a code is asked for the password is right, which is worth knowing to somebody who guesses: that counts too. */
const FAILED: readonly SignInOutcome['kind'][] = [
  'bad_credentials',
  'verification_code_required',
  'verification_code_wrong',
  'email_required',
  'address_refused',
];

async function tryPassword(
  { plex }: Portal,
  res: Response,
  credentials: PlexCredentials,
): Promise<SignInOutcome> {
  // Also true of what ends in an exception: plex.tv may have counted it.
  let isFailed = true;
  try {
    const outcome = await plex.signIn(credentials);
    isFailed = FAILED.includes(outcome.kind);
    return outcome;
  } finally {
    endAttempt(res, isFailed);
  }
}

async function answerRefused(
  portal: Portal,
  req: Request,
  res: Response,
  outcome: Exclude<SignInOutcome, { kind: 'signed_in' }>,
): Promise<void> {
  const { login, rd, verificationCode } = attemptOf(res);
  switch (outcome.kind) {
    case 'verification_code_required':
      await askForCode(portal, res, attemptOf(res));
      return;
    case 'verification_code_wrong': {
      const problem = problemOfRefusal(outcome.kind);
      if (verificationCode === undefined) {
        await askForCode(portal, res, attemptOf(res));
        return;
      }
      noteOutcome(res, { reason: problem.reason });
      showCodeStep(portal, res, { login, problem });
      return;
    }
    case 'bad_credentials':
    case 'email_required':
      clearPortalCookies(portal, res, spentCookies(portal, req));
      sendLoginProblem(portal, req, res, { rd, login, problem: problemOfRefusal(outcome.kind) });
      return;
    case 'address_refused':
      portal.holds.password.begin(ADDRESS_REFUSED_SECONDS);
      sendLoginProblem(portal, req, res, {
        rd,
        login,
        problem: { ...problemOfRefusal(outcome.kind), retryAfterSeconds: ADDRESS_REFUSED_SECONDS },
      });
      return;
    case 'rate_limited':
      portal.holds.password.begin(outcome.retryAfterSeconds ?? RATE_LIMITED_SECONDS);
      sendLoginProblem(portal, req, res, { rd, login, problem: problemOfFailure(outcome) });
      return;
    case 'plex_unavailable':
      sendLoginProblem(portal, req, res, { rd, login, problem: problemOfFailure(outcome) });
      return;
  }
}

/** On to the second step, by way of a redirect: reloading that page sends no password again. */
async function askForCode(portal: Portal, res: Response, attempt: Attempt): Promise<void> {
  const { login, password, rd } = attempt;
  const sealed = await sealPendingCode(portal.codeSealer, { login, password, rd }, portal.now());
  noteOutcome(res, { reason: 'verification_code_asked' });
  const { code, optionsOf } = portal.cookies;
  res.cookie(code, sealed, optionsOf(code, CODE_STEP_SECONDS));
  seeOther(res, `${portal.view.base}/login/code`);
}

function showCodeStep(
  portal: Portal,
  res: Response,
  page: Readonly<{ login: string; problem?: Readonly<{ message: Message; hint?: Message }> }>,
): void {
  res
    .status(page.problem === undefined ? 200 : 401)
    .send(renderCodePage(viewFor(portal, res), page));
}

/** A step that was completed is over, wherever its cookie may still be. */
async function pendingOf(portal: Portal, req: Request): Promise<PendingCode | undefined> {
  const cookie = cookiesOf(req)[portal.cookies.code];
  const pending = await unsealPendingCode(portal.codeSealer, cookie, portal.now());
  return pending !== undefined && portal.spentCodeSteps.has(pending.id) ? undefined : pending;
}

function spentCookies(portal: Portal, req: Request): readonly string[] {
  return portal.cookies.code in cookiesOf(req) ? [portal.cookies.code] : [];
}

function setAttempt(res: Response, attempt: Attempt): void {
  res.locals[ATTEMPT] = attempt;
  noteAccount(res, attempt.login);
}

function attemptOf(res: Response): Attempt {
  return res.locals[ATTEMPT] as Attempt;
}
