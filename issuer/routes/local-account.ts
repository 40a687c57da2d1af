/** GET /account/local, POST /account/local/proof and /account/local/password: how somebody signs in without Plex. */
import type { Request, RequestHandler, Response } from 'express';
import { deviceNameOf } from '../http/device-name.js';
import { placeOf } from '../http/error-handler.js';
import { readForm } from '../http/form.js';
import { noteAccount } from '../http/limits.js';
import { newPasswordFormOf, proofFormOf } from '../http/local-form.js';
import { noteOutcome } from '../http/log-reason.js';
import type { LocalAccount } from '../local-accounts/account-store.js';
import { localNameOf } from '../local-accounts/account-name.js';
import { noteChange, type AccountAction } from '../local-accounts/change-account.js';
import { problemOfPassword } from '../local-accounts/new-password.js';
import { PASSKEY_ASSETS } from '../local-accounts/passkey-assets.js';
import { MAX_PASSKEYS } from '../local-accounts/passkeys.js';
import type { Message } from '../languages/message.js';
import {
  isLocalDone,
  renderLocalAccountPage,
  type LocalAccountPage,
} from '../views/local-account-page.js';
import { renderLocalProofPage } from '../views/local-proof-page.js';
import { renderMessagePage } from '../views/message-page.js';
import { checkPassword } from './local-sign-in.js';
import { isOnRecord, ofVisitor, type SignedIn } from './of-visitor.js';
import { hasProof } from './page-proof.js';
import { seeOther, viewFor, type Portal } from './portal.js';

const PAGE = 'account/local';
const OWNER = 'usherLocalOwner';
const TYPED = 'usherTypedPassword';

/** Who asks, and their account. */
type Owner = Readonly<{ visitor: SignedIn; account: LocalAccount }>;

export function localAccountPath({ view }: Portal, below = ''): string {
  return `${view.base}/${PAGE}${below}`;
}

/**
 * What comes after it is of somebody with an account of the portal's own: {@link ownerOf}. A copy of their session cookie is
 * not enough, and with the password neither: there may be a second factor, which only signing in asks for.
 */
export function needLocalAccount(portal: Portal): RequestHandler {
  return function needLocalAccountMiddleware(req, res, next) {
    return ofVisitor(portal, PAGE, async (_req, _res, visitor) => {
      const name = localNameOf(visitor.subject);
      const account = name === undefined ? undefined : portal.state.localAccount(name);
      if (account === undefined) {
        seeOther(res, `${portal.view.base}/account`);
        return;
      }
      if (!(await hasProof(portal, req, 'account', visitor))) {
        sendSignInAgain(portal, res, visitor);
        return;
      }
      res.locals[OWNER] = { account, visitor } satisfies Owner;
      next();
    })(req, res, next);
  };
}

function sendSignInAgain(portal: Portal, res: Response, { subject, sid }: SignedIn): void {
  noteOutcome(res, { reason: 'account_without_proof', subject, sid });
  const view = viewFor(portal, res);
  const href = `${view.base}/login/local?rd=${encodeURIComponent(portal.launcher + PAGE)}`;
  res.status(403).send(
    renderMessagePage(view, {
      title: view.t('pass.proof.title'),
      message: [],
      links: [
        { label: view.t('pass.proof.sign_in'), href, main: true },
        { label: view.t('pass.to_account'), href: `${view.base}/account` },
      ],
    }),
  );
}

/** The same, where they have typed their password a moment ago: every app behind the gate sees the session alone. */
export function needLocalProof(portal: Portal): RequestHandler[] {
  return [
    needLocalAccount(portal),
    async function needLocalProofMiddleware(req, res, next) {
      if (await isProven(portal, req, ownerOf(res))) {
        next();
        return;
      }
      seeOther(res, localAccountPath(portal));
    },
  ];
}

export function ownerOf(res: Response): Owner {
  return res.locals[OWNER] as Owner;
}

/**
 * To be asked before a change that something was waited for: whoever was shut out meanwhile changes nothing, above all not
 * what shut them out.
 * @returns false if their session is over; they are on their way to the sign-in page then
 */
export function isStillIn(portal: Portal, res: Response): boolean {
  const isIn = isOnRecord(portal, ownerOf(res).visitor);
  if (!isIn) {
    seeOther(res, localAccountPath(portal));
  }
  return isIn;
}

async function isProven({ local }: Portal, req: Request, { visitor }: Owner): Promise<boolean> {
  const proof = await local.steps.proof.read(req);
  return proof?.subject === visitor.subject && proof.sid === visitor.sid;
}

/** Puts on record, and into the log, what somebody has changed about their own account. */
export function noteOwnChange(
  { state, now }: Portal,
  res: Response,
  action: AccountAction,
  detail = '',
): void {
  const { account, visitor } = ownerOf(res);
  const { subject, sid } = visitor;
  noteChange(account.name, action, { state, now: now(), actor: subject }, detail);
  noteOutcome(res, { reason: 'local_account_changed', subject, sid });
}

export function showLocalAccount(portal: Portal): RequestHandler[] {
  return [
    needLocalAccount(portal),
    async function showLocalAccountHandler(req, res) {
      const owner = ownerOf(res);
      if (!(await isProven(portal, req, owner))) {
        const { name } = owner.account;
        res.send(renderLocalProofPage(viewFor(portal, res), { name }));
        return;
      }
      const { done } = req.query;
      await sendLocalAccount(portal, req, res, isLocalDone(done) ? { done } : {});
    },
  ];
}

/** Answers with the page that has it all. */
export async function sendLocalAccount(
  portal: Portal,
  req: Request,
  res: Response,
  said: Pick<LocalAccountPage, 'done' | 'problem'>,
): Promise<void> {
  const { state, local } = portal;
  const { name, sealedTotp } = ownerOf(res).account;
  const passkeys = state.passkeysOf(name);
  res.status(said.problem === undefined ? 200 : 400).send(
    renderLocalAccountPage(viewFor(portal, res), {
      ...said,
      name,
      passkeys,
      ...(passkeys.length < MAX_PASSKEYS && (await askForPasskey(portal, req, res))),
      isPasskeyPlace: local.passkeys !== undefined,
      ...(sealedTotp !== undefined && { codesLeft: state.recoveryCodesLeft(name) }),
      now: portal.now(),
    }),
  );
}

async function askForPasskey(
  { state, local: { passkeys, steps } }: Portal,
  req: Request,
  res: Response,
): Promise<Pick<LocalAccountPage, 'add'>> {
  const { account } = ownerOf(res);
  const asked = await passkeys?.askToAdd(account, state.passkeysOf(account.name));
  if (asked === undefined) {
    return {};
  }
  const { challenge, options } = asked;
  await steps.newPasskey.begin(res, { challenge });
  const label = deviceNameOf(req.headers['user-agent']);
  return { add: { options, scripts: PASSKEY_ASSETS, label } };
}

/** As when signing in: wrong passwords count, and too many have to wait. */
export function proveLocalAccount(portal: Portal): RequestHandler[] {
  return [
    readForm,
    needLocalAccount(portal),
    function readProof(req, res, next) {
      // What is no form of ours begins no attempt, which somebody would have to end.
      res.locals[TYPED] = proofFormOf(req).password;
      noteAccount(res, ownerOf(res).account.name);
      next();
    },
    ...portal.local.limits.password,
    async function proveLocalAccountHandler(_req, res) {
      const { account, visitor } = ownerOf(res);
      const password = res.locals[TYPED] as string;
      const outcome = await checkPassword(portal, res, { account, password });
      const { subject, sid } = visitor;
      if (outcome === 'right') {
        await portal.local.steps.proof.begin(res, { subject, sid });
        seeOther(res, localAccountPath(portal));
        return;
      }
      const isBusy = outcome === 'busy';
      noteOutcome(res, {
        reason: isBusy ? 'local_sign_in_busy' : 'local_bad_credentials',
        subject,
      });
      res.status(isBusy ? 503 : 401).send(
        renderLocalProofPage(viewFor(portal, res), {
          name: account.name,
          problem: isBusy ? 'local.busy' : 'local.proof.wrong',
        }),
      );
    },
  ];
}

/** Whoever is signed in elsewhere, perhaps with the old password, is not any more. */
export function changePassword(portal: Portal): RequestHandler[] {
  return [
    readForm,
    ...needLocalProof(portal),
    async function changePasswordHandler(req, res) {
      const { account, visitor } = ownerOf(res);
      const { name, displayName } = account;
      const { password, again } = newPasswordFormOf(req);
      const names = [name, displayName, portal.config.plex.serverName];
      const problem =
        password === again ? problemOfPassword(password, names) : 'local.password.differ';
      const passwordHash =
        problem === undefined ? await portal.local.hasher.hash(password) : undefined;
      if (passwordHash === undefined) {
        const message: Message = problem ?? 'local.busy';
        await sendLocalAccount(portal, req, res, { problem: { of: 'password', message } });
        return;
      }
      if (!isStillIn(portal, res)) {
        return;
      }
      portal.state.changeLocalAccount(name, { passwordHash });
      noteOwnChange(portal, res, 'local_password_set');
      endOthers(portal, res, visitor);
      seeOther(res, `${localAccountPath(portal)}?done=password`);
    },
  ];
}

function endOthers({ state, revoker, now }: Portal, res: Response, { subject, sid }: SignedIn) {
  const at = now();
  const ended = state
    .sessions(at, subject)
    .filter((session) => session.sid !== sid)
    .map((session) => revoker.endSession(session, at));
  const unpublished = ended.find((one) => one.unpublished !== undefined)?.unpublished;
  if (unpublished !== undefined) {
    const error = placeOf(unpublished);
    noteOutcome(res, { reason: 'revocation_unpublished', subject, sid, level: 'error', error });
  }
}
