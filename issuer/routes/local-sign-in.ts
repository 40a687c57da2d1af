/** GET and POST /login/local, /login/local/code: signing in without Plex. */
import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { passwordFormOf, readForm } from '../http/form.js';
import { endAttempt, noteAccount } from '../http/limits.js';
import { localCodeOf } from '../http/local-form.js';
import { noteOutcome, type LogReason } from '../http/log-reason.js';
import { localSubject, parseAccountName } from '../local-accounts/account-name.js';
import type { LocalAccount } from '../local-accounts/account-store.js';
import { noteChange } from '../local-accounts/change-account.js';
import type { CodeStep } from '../local-accounts/local-sign-in.js';
import { PASSKEY_ASSETS } from '../local-accounts/passkey-assets.js';
import { hashOfRecoveryCode } from '../local-accounts/recovery-codes.js';
import { stepOfCode } from '../local-accounts/totp.js';
import { renderLocalCodePage } from '../views/local-code-page.js';
import { renderLocalLoginPage, type LocalLoginPage } from '../views/local-login-page.js';
import { finishLocal } from './local-finish.js';
import { loginAddress, retryAfter, seeOther, viewFor, type Portal } from './portal.js';
import { limitWithWayBack, needCookies, setProbe } from './sign-in-pages.js';

/** So long may a queue for passwords take. */
const BUSY_SECONDS = 5;

const ATTEMPT = 'usherLocalAttempt';

type PasswordAttempt = Readonly<{ login: string; password: string; rd: string }>;

type Problem = NonNullable<LocalLoginPage['problem']> &
  Readonly<{ status: 401 | 503; reason: LogReason; retryAfterSeconds?: number }>;

const WRONG: Problem = {
  status: 401,
  reason: 'local_bad_credentials',
  message: 'local.wrong',
  ofPassword: true,
};
const INCOMPLETE: Problem = {
  status: 401,
  reason: 'malformed_request',
  message: 'login.incomplete',
  ofPassword: true,
};
const BUSY: Problem = {
  status: 503,
  reason: 'local_sign_in_busy',
  message: 'local.busy',
  ofPassword: false,
  retryAfterSeconds: BUSY_SECONDS,
};
const CODE_TOO_LATE: Problem = {
  status: 401,
  reason: 'code_step_expired',
  message: 'login.too_long',
  ofPassword: false,
};

const CODE_WRONG = { message: 'problem.code_wrong', hint: 'problem.code_wrong.hint' } as const;

/** Whether there ever was such a code is not said. */
const RECOVERY_CODE_WRONG = {
  message: 'totp.recovery_wrong',
  hint: 'totp.recovery_wrong.hint',
} as const;

export function showLocalLogin(portal: Portal): RequestHandler {
  return async function showLocalLoginHandler(req, res) {
    setProbe(portal, req, res);
    await sendLocalLogin(portal, res, { rd: portal.returnTo(req.query['rd']) });
  };
}

/** Where there are passkeys, the page asks for one, and it is known what was asked. */
export async function sendLocalLogin(
  portal: Portal,
  res: Response,
  { rd, problem, login }: Readonly<{ rd: string; problem?: Problem; login?: string }>,
): Promise<void> {
  const { passkeys, steps } = portal.local;
  const asked =
    passkeys !== undefined && portal.state.hasPasskeys() ? await passkeys.askToSignIn() : undefined;
  if (asked !== undefined) {
    await steps.signIn.begin(res, { challenge: asked.challenge });
  }
  if (problem !== undefined) {
    noteOutcome(res, { reason: problem.reason });
    retryAfter(res, problem.retryAfterSeconds);
  }
  res.status(problem?.status ?? 200).send(
    renderLocalLoginPage(viewFor(portal, res), {
      ...(rd !== portal.launcher && { rd }),
      ...(problem !== undefined && { problem }),
      ...(login !== undefined && { login }),
      ...(asked !== undefined && {
        passkey: { options: asked.options, scripts: PASSKEY_ASSETS },
      }),
      plexHref: loginAddress(portal, rd),
    }),
  );
}

/** The first step. */
export function signInLocally(portal: Portal): RequestHandler[] {
  const rdOf = (_req: Request, res: Response): string => attemptOf(res).rd;
  return [
    readForm,
    needCookies(portal),
    async function readAttempt(req, res, next) {
      const { login, password, rd } = passwordFormOf(req);
      const attempt = { login, password, rd: portal.returnTo(rd) };
      if (login === '' || password === '') {
        await sendLocalLogin(portal, res, { ...attempt, problem: INCOMPLETE });
        return;
      }
      res.locals[ATTEMPT] = attempt;
      noteAccount(res, login);
      next();
    },
    ...portal.local.limits.password.map((limit) => limitWithWayBack(portal, limit, rdOf)),
    async function checkPasswordHandler(req, res) {
      const { login, password, rd } = attemptOf(res);
      const asked = accountOf(portal, login);
      const outcome = await checkPassword(portal, res, { account: asked, password });
      // As it is by now: an authenticator may have been added meanwhile.
      const account = accountOf(portal, login);
      if (outcome !== 'right' || account === undefined) {
        const problem = outcome === 'busy' ? BUSY : WRONG;
        await sendLocalLogin(portal, res, { rd, login, problem });
        return;
      }
      await afterPassword(portal, req, res, { account, rd });
    },
  ];
}

function attemptOf(res: Response): PasswordAttempt {
  return res.locals[ATTEMPT] as PasswordAttempt;
}

function accountOf({ state }: Portal, login: string): LocalAccount | undefined {
  const name = parseAccountName(login);
  return name === undefined ? undefined : state.localAccount(name);
}

/**
 * Ends the attempt that the request has begun. Takes as long where there is no account.
 * @returns wrong, too, where another password was set meanwhile
 */
export async function checkPassword(
  { local, state }: Portal,
  res: Response,
  { account, password }: Readonly<{ account: LocalAccount | undefined; password: string }>,
): Promise<'right' | 'wrong' | 'busy'> {
  let isFailed = true;
  try {
    const hash = account?.passwordHash;
    const outcome = await local.hasher.verify(password, hash);
    isFailed = outcome === 'wrong';
    const isStill =
      account !== undefined && state.localAccount(account.name)?.passwordHash === hash;
    return outcome === 'right' && !isStill ? 'wrong' : outcome;
  } finally {
    endAttempt(res, isFailed);
  }
}

/** On to the code by way of a redirect: reloading that page sends no password again. */
async function afterPassword(
  portal: Portal,
  req: Request,
  res: Response,
  { account, rd }: Readonly<{ account: LocalAccount; rd: string }>,
): Promise<void> {
  const { name, sealedTotp } = account;
  if (sealedTotp === undefined) {
    await finishLocal(portal, req, res, { name, amr: ['pwd'], rd });
    return;
  }
  const { code } = portal.local.steps;
  const step = { name, passwordMark: markOf(account) };
  // An address that fits into no cookie is done without.
  if (!(await code.begin(res, { ...step, rd }))) {
    await code.begin(res, { ...step, rd: portal.launcher });
  }
  noteOutcome(res, { reason: 'verification_code_asked', subject: localSubject(name) });
  seeOther(res, `${portal.view.base}/login/local/code`);
}

function markOf({ passwordHash = '' }: LocalAccount): string {
  return createHash('sha256').update(passwordHash).digest('base64url').slice(0, 16);
}

/** Whether the password that was right is still the one. */
function isStill({ state }: Portal, { name, passwordMark }: CodeStep): boolean {
  const account = state.localAccount(name);
  return account !== undefined && markOf(account) === passwordMark;
}

export function showLocalCode(portal: Portal): RequestHandler {
  return async function showLocalCodeHandler(req, res) {
    const step = await portal.local.steps.code.read(req);
    if (step === undefined) {
      seeOther(res, `${portal.view.base}/login/local`);
      return;
    }
    res.send(renderLocalCodePage(viewFor(portal, res), { name: step.name }));
  };
}

/** The second step. */
export function signInWithLocalCode(portal: Portal): RequestHandler[] {
  type Pending = CodeStep & Readonly<{ id: string }>;
  const pendingOf = (res: Response): Pending => res.locals[ATTEMPT] as Pending;
  const { code: step } = portal.local.steps;
  return [
    readForm,
    async function readStep(req, res, next) {
      const pending = await step.read(req);
      if (pending === undefined || !isStill(portal, pending)) {
        await sendLocalLogin(portal, res, { rd: portal.launcher, problem: CODE_TOO_LATE });
        return;
      }
      res.locals[ATTEMPT] = pending;
      noteAccount(res, pending.name);
      next();
    },
    ...portal.local.limits.code.map((limit) =>
      limitWithWayBack(portal, limit, (_req, res) => pendingOf(res).rd),
    ),
    async function checkCodeHandler(req, res) {
      const pending = pendingOf(res);
      const { name } = pending;
      if (!(await checkCode(portal, req, res, name))) {
        noteOutcome(res, { reason: 'local_code_wrong', subject: localSubject(name) });
        const isForRecovery = hashOfRecoveryCode(name, localCodeOf(req)) !== undefined;
        const problem = isForRecovery ? RECOVERY_CODE_WRONG : CODE_WRONG;
        res.status(401).send(renderLocalCodePage(viewFor(portal, res), { name, problem }));
        return;
      }
      step.end(res, pending);
      if (!isStill(portal, pending)) {
        await sendLocalLogin(portal, res, { rd: portal.launcher, problem: CODE_TOO_LATE });
        return;
      }
      const rd = portal.returnTo(pending.rd);
      await finishLocal(portal, req, res, { name, amr: ['pwd', 'otp'], rd });
    },
  ];
}

/** Ends the attempt that the request has begun. */
async function checkCode(
  portal: Portal,
  req: Request,
  res: Response,
  name: string,
): Promise<boolean> {
  let isRight = false;
  try {
    isRight = await takeCode(portal, name, localCodeOf(req));
    return isRight;
  } finally {
    endAttempt(res, !isRight);
  }
}

/** Each code is good once, whichever kind it is. */
async function takeCode(portal: Portal, name: string, code: string): Promise<boolean> {
  const { state, local } = portal;
  const now = portal.now();
  const sealed = state.localAccount(name)?.sealedTotp;
  if (sealed === undefined) {
    return false;
  }
  const secret = await local.totp.open(name, sealed);
  const step = secret === undefined ? undefined : stepOfCode(secret, code, now);
  if (step !== undefined) {
    return state.useTotpStep(name, step);
  }
  const hash = hashOfRecoveryCode(name, code);
  if (hash === undefined || !state.useRecoveryCode(name, hash, now)) {
    return false;
  }
  noteChange(name, 'recovery_code_used', { state, now, actor: localSubject(name) });
  return true;
}
