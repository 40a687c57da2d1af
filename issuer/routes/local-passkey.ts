/** POST /login/local/passkey: signing in with a passkey. */
import type { RequestHandler } from 'express';
import { passkeyAnswerOf, readPasskeyForm } from '../http/local-form.js';
import { finishLocal } from './local-finish.js';
import { sendLocalLogin } from './local-sign-in.js';
import type { Portal } from './portal.js';
import { limitWithWayBack } from './sign-in-pages.js';

/** What was asked is answered once. */
export function signInWithPasskey(portal: Portal): RequestHandler[] {
  return [
    readPasskeyForm,
    ...portal.local.limits.passkey.map((limit) =>
      limitWithWayBack(portal, limit, (req) => portal.returnTo(passkeyAnswerOf(req).rd)),
    ),
    async function signInWithPasskeyHandler(req, res) {
      const { state, local } = portal;
      const { answer, rd: asked } = passkeyAnswerOf(req);
      const rd = portal.returnTo(asked);
      const step = await local.steps.signIn.read(req);
      if (step === undefined || local.passkeys === undefined) {
        const problem = {
          status: 401,
          reason: 'passkey_step_expired',
          message: 'passkey.too_late',
          ofPassword: false,
        } as const;
        await sendLocalLogin(portal, res, { rd, problem });
        return;
      }
      local.steps.signIn.end(res, step);
      const verified = await local.passkeys.verifySignIn(answer, step.challenge, state.passkey);
      // Meanwhile it may have been removed, or a copy of it may have been faster.
      if (
        verified === undefined ||
        !state.usePasskey(verified.passkey.credentialId, {
          counter: verified.counter,
          now: portal.now(),
        })
      ) {
        const problem = {
          status: 401,
          reason: 'passkey_refused',
          message: 'passkey.refused',
          hint: 'passkey.refused.hint',
          ofPassword: false,
        } as const;
        await sendLocalLogin(portal, res, { rd, problem });
        return;
      }
      const { name } = verified.passkey;
      await finishLocal(portal, req, res, { name, amr: ['pop', 'user'], rd });
    },
  ];
}
