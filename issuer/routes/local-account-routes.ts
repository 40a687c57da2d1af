/** Everything below /account/local. */
import { Router } from 'express';
import { changePassword, proveLocalAccount, showLocalAccount } from './local-account.js';
import { addPasskey, askToRemovePasskey, removePasskey } from './local-passkeys.js';
import {
  askToRemoveTotp,
  makeRecoveryCodes,
  removeTotp,
  setTotp,
  showRecoveryCodes,
  showTotp,
  startTotp,
} from './local-totp.js';
import type { Portal } from './portal.js';

export function localAccountRoutes(portal: Portal): Router {
  const router = Router({ caseSensitive: true });
  router.get('/', showLocalAccount(portal));
  router.post('/proof', proveLocalAccount(portal));
  router.post('/password', changePassword(portal));
  router.post('/totp/start', startTotp(portal));
  router.get('/totp', showTotp(portal));
  router.post('/totp', setTotp(portal));
  router.get('/totp/remove', askToRemoveTotp(portal));
  router.post('/totp/remove', removeTotp(portal));
  router.get('/recovery-codes', showRecoveryCodes(portal));
  router.post('/recovery-codes', makeRecoveryCodes(portal));
  router.post('/passkey', addPasskey(portal));
  router.get('/passkey/remove', askToRemovePasskey(portal));
  router.post('/passkey/remove', removePasskey(portal));
  return router;
}
