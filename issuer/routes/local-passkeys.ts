/** /account/local/passkey: the passkeys of somebody's own account. */
import type { RequestHandler } from 'express';
import { readForm } from '../http/form.js';
import { namedPasskeyOf, newPasskeyFormOf, readPasskeyForm } from '../http/local-form.js';
import { MAX_PASSKEYS } from '../local-accounts/passkeys.js';
import type { Passkey } from '../local-accounts/account-store.js';
import { parseDisplayName } from '../local-accounts/account-name.js';
import { noteOutcome } from '../http/log-reason.js';
import { deviceNameOf } from '../http/device-name.js';
import { renderConfirmPage } from '../views/confirm-page.js';
import {
  isStillIn,
  localAccountPath,
  needLocalProof,
  noteOwnChange,
  ownerOf,
  sendLocalAccount,
} from './local-account.js';
import { seeOther, viewFor, type Portal } from './portal.js';

/** What was asked is answered once. */
export function addPasskey(portal: Portal): RequestHandler[] {
  return [
    readPasskeyForm,
    ...needLocalProof(portal),
    async function addPasskeyHandler(req, res) {
      const { state, local } = portal;
      const { account, visitor } = ownerOf(res);
      const { answer, label } = newPasskeyFormOf(req);
      const step = await local.steps.newPasskey.read(req);
      if (step !== undefined) {
        local.steps.newPasskey.end(res, step);
      }
      const isRoom = state.passkeysOf(account.name).length < MAX_PASSKEYS;
      const made =
        step === undefined || !isRoom
          ? undefined
          : await local.passkeys?.verifyNew(answer, step.challenge);
      if (made === undefined) {
        const { subject } = visitor;
        const reason = step === undefined ? 'passkey_step_expired' : 'passkey_refused';
        noteOutcome(res, { reason, subject });
        const message = step === undefined ? 'passkey.too_late' : 'passkey.not_added';
        await sendLocalAccount(portal, req, res, { problem: { of: 'passkey', message } });
        return;
      }
      if (!isStillIn(portal, res)) {
        return;
      }
      const passkey: Passkey = {
        ...made,
        name: account.name,
        label:
          parseDisplayName(label) ??
          (deviceNameOf(req.headers['user-agent']) || viewFor(portal, res).t('passkey.unnamed')),
        madeAt: portal.now(),
      };
      if (state.addPasskey(passkey) === 'known') {
        await sendLocalAccount(portal, req, res, {
          problem: { of: 'passkey', message: 'passkey.known' },
        });
        return;
      }
      noteOwnChange(portal, res, 'passkey_added', passkey.label);
      seeOther(res, `${localAccountPath(portal)}?done=passkey`);
    },
  ];
}

export function askToRemovePasskey(portal: Portal): RequestHandler[] {
  return [
    ...needLocalProof(portal),
    function askToRemovePasskeyHandler(req, res) {
      const asked = req.query['passkey'];
      const passkey = typeof asked === 'string' ? portal.state.passkey(asked) : undefined;
      if (passkey?.name !== ownerOf(res).account.name) {
        seeOther(res, localAccountPath(portal));
        return;
      }
      const view = viewFor(portal, res);
      res.send(
        renderConfirmPage(view, {
          title: view.t('passkey.remove.title', { label: passkey.label }),
          message: [view.t('passkey.remove.message')],
          action: localAccountPath(portal, '/passkey/remove'),
          fields: { passkey: passkey.credentialId },
          label: view.t('passkey.remove'),
          back: { label: view.t('totp.cancel'), href: localAccountPath(portal) },
        }),
      );
    },
  ];
}

/** Of one's own only: what is not among them does not exist. */
export function removePasskey(portal: Portal): RequestHandler[] {
  return [
    readForm,
    ...needLocalProof(portal),
    function removePasskeyHandler(req, res) {
      const { state } = portal;
      const { name } = ownerOf(res).account;
      const credentialId = namedPasskeyOf(req);
      const label = state.passkey(credentialId)?.label ?? '';
      if (state.removePasskey(name, credentialId) === 'none') {
        seeOther(res, localAccountPath(portal));
        return;
      }
      noteOwnChange(portal, res, 'passkey_removed', label);
      seeOther(res, `${localAccountPath(portal)}?done=passkey_removed`);
    },
  ];
}
