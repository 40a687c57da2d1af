/** /account/local/totp and /account/local/recovery-codes: an authenticator, and the codes for when it is lost. */
import type { RequestHandler, Response } from 'express';
import { create as createQrCode } from 'qrcode';
import { readForm } from '../http/form.js';
import { localCodeOf } from '../http/local-form.js';
import type { TotpStep } from '../local-accounts/local-sign-in.js';
import { hashesOf, newRecoveryCodes } from '../local-accounts/recovery-codes.js';
import { newTotpSecret, stepOfCode, totpKeyOf } from '../local-accounts/totp.js';
import type { Message } from '../languages/message.js';
import { renderConfirmPage } from '../views/confirm-page.js';
import { renderRecoveryCodesPage, renderTotpPage } from '../views/local-totp-page.js';
import {
  isStillIn,
  localAccountPath,
  needLocalProof,
  noteOwnChange,
  ownerOf,
} from './local-account.js';
import { seeOther, viewFor, type Portal } from './portal.js';

/** Nothing is changed until a code has shown that the authenticator has the secret. */
export function startTotp(portal: Portal): RequestHandler[] {
  return [
    ...needLocalProof(portal),
    async function startTotpHandler(_req, res) {
      const { name } = ownerOf(res).account;
      await portal.local.steps.totp.begin(res, { name, secret: newTotpSecret() });
      seeOther(res, localAccountPath(portal, '/totp'));
    },
  ];
}

export function showTotp(portal: Portal): RequestHandler[] {
  return [
    ...needLocalProof(portal),
    async function showTotpHandler(req, res) {
      const step = await portal.local.steps.totp.read(req);
      if (step?.name !== ownerOf(res).account.name) {
        seeOther(res, localAccountPath(portal));
        return;
      }
      sendTotp(portal, res, step);
    },
  ];
}

function sendTotp(portal: Portal, res: Response, { name, secret }: TotpStep, problem?: Message) {
  const view = viewFor(portal, res);
  const { uri } = totpKeyOf(secret, view.serverName, name);
  res.status(problem === undefined ? 200 : 400).send(
    renderTotpPage(view, {
      code: createQrCode(uri, { errorCorrectionLevel: 'M' }).modules,
      secret,
      ...(problem !== undefined && { problem }),
    }),
  );
}

export function setTotp(portal: Portal): RequestHandler[] {
  return [
    readForm,
    ...needLocalProof(portal),
    async function setTotpHandler(req, res) {
      const { state, local } = portal;
      const { name } = ownerOf(res).account;
      const step = await local.steps.totp.read(req);
      if (step?.name !== name) {
        seeOther(res, localAccountPath(portal));
        return;
      }
      const timeStep = stepOfCode(step.secret, localCodeOf(req), portal.now());
      if (timeStep === undefined) {
        sendTotp(portal, res, step, 'problem.code_wrong');
        return;
      }
      local.steps.totp.end(res, step);
      const codes = newRecoveryCodes();
      const sealed = await local.totp.seal(name, step.secret);
      if (!isStillIn(portal, res)) {
        return;
      }
      state.setTotp(name, { sealed, step: timeStep, codeHashes: hashesOf(name, codes) });
      noteOwnChange(portal, res, 'totp_set');
      await showOnce(portal, res, codes);
    },
  ];
}

export function askToRemoveTotp(portal: Portal): RequestHandler[] {
  return [
    ...needLocalProof(portal),
    function askToRemoveTotpHandler(_req, res) {
      const view = viewFor(portal, res);
      res.send(
        renderConfirmPage(view, {
          title: view.t('totp.remove.title'),
          message: [view.t('totp.remove.message')],
          action: localAccountPath(portal, '/totp/remove'),
          label: view.t('totp.remove_it'),
          back: { label: view.t('totp.cancel'), href: localAccountPath(portal) },
        }),
      );
    },
  ];
}

export function removeTotp(portal: Portal): RequestHandler[] {
  return [
    ...needLocalProof(portal),
    function removeTotpHandler(_req, res) {
      portal.state.setTotp(ownerOf(res).account.name, undefined);
      noteOwnChange(portal, res, 'totp_removed');
      seeOther(res, `${localAccountPath(portal)}?done=totp_removed`);
    },
  ];
}

/** What was made a moment ago; else asks whether there shall be new ones. */
export function showRecoveryCodes(portal: Portal): RequestHandler[] {
  return [
    ...needLocalProof(portal),
    async function showRecoveryCodesHandler(req, res) {
      const view = viewFor(portal, res);
      const made = await portal.local.steps.codes.read(req);
      if (made?.name === ownerOf(res).account.name) {
        res.send(renderRecoveryCodesPage(view, made.codes.split(' ')));
        return;
      }
      res.send(
        renderConfirmPage(view, {
          title: view.t('totp.new_codes.title'),
          message: [view.t('totp.new_codes.message')],
          action: localAccountPath(portal, '/recovery-codes'),
          label: view.t('totp.new_codes'),
          back: { label: view.t('totp.cancel'), href: localAccountPath(portal) },
        }),
      );
    },
  ];
}

export function makeRecoveryCodes(portal: Portal): RequestHandler[] {
  return [
    ...needLocalProof(portal),
    async function makeRecoveryCodesHandler(_req, res) {
      const { name, sealedTotp } = ownerOf(res).account;
      if (sealedTotp === undefined) {
        seeOther(res, localAccountPath(portal));
        return;
      }
      const codes = newRecoveryCodes();
      portal.state.setRecoveryCodes(name, hashesOf(name, codes));
      noteOwnChange(portal, res, 'recovery_codes_made');
      await showOnce(portal, res, codes);
    },
  ];
}

/** By way of a redirect, so that nobody makes others by loading the page again: they travel in a sealed cookie. */
async function showOnce(portal: Portal, res: Response, codes: readonly string[]): Promise<void> {
  const { name } = ownerOf(res).account;
  await portal.local.steps.codes.begin(res, { name, codes: codes.join(' ') });
  seeOther(res, localAccountPath(portal, '/recovery-codes'));
}
