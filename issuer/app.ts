/**
 * The portal as an Express application. The order of everything a request passes is on this screen.
 */
import cookieParser from 'cookie-parser';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { RENEWAL_PATH } from '../shared/token-profile.js';
import { errorPage, notFound } from './http/error-handler.js';
import { sameOrigin } from './http/same-origin.js';
import { noStore, securityHeaders } from './http/security-headers.js';
import { requestLog } from './log.js';
import {
  askToSignOutEverywhere,
  endOneSession,
  showAccount,
  signOutEverywhere,
} from './routes/account.js';
import { makeToken, revokeToken, showTokens } from './routes/account-tokens.js';
import { adminRoutes } from './routes/admin.js';
import { sendAsset } from './routes/assets.js';
import { forwardAuth } from './routes/forward-auth.js';
import { chooseProfile, showProfiles } from './routes/home.js';
import { showGuestPass, useGuestPass } from './routes/guest.js';
import { passRoutes } from './routes/guest-passes.js';
import { showLauncher } from './routes/launcher.js';
import { noteGate } from './routes/note-gate.js';
import { showLogin } from './routes/login.js';
import { chooseLook } from './routes/look.js';
import { localAccountRoutes } from './routes/local-account-routes.js';
import { signInWithPasskey } from './routes/local-passkey.js';
import {
  showLocalCode,
  showLocalLogin,
  signInLocally,
  signInWithLocalCode,
} from './routes/local-sign-in.js';
import { askToSignOut, signOut } from './routes/logout.js';
import { showHealth, showJwks, showReadiness } from './routes/machine.js';
import { showCode, signInWithCode, signInWithPassword } from './routes/password.js';
import { finishPin, startPin } from './routes/plex-pin.js';
import { showRefused } from './routes/refused.js';
import { renew } from './routes/renew.js';
import { showRevocations } from './routes/revocations.js';
import { createPortal, recogniseVisitor, type Portal, type PortalDeps } from './routes/portal.js';

export type AppDeps = PortalDeps &
  Readonly<{
    logger: Logger;
    /** False once the process is about to end; always ready unless given. */
    isReady?: () => boolean;
  }>;

/** Everything is mounted below the path of issuer.url. */
export function createApp(deps: AppDeps): Express {
  const { config } = deps;
  const portal = createPortal(deps);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', [...config.issuer.trustedProxies]);

  const mountPath = portal.view.base === '' ? '/' : portal.view.base;

  app.use(requestLog(deps.logger));
  app.use(noteGate(portal));
  app.use(mountPath, createVerdictRouter(portal));
  app.use(securityHeaders(config));
  app.use(noStore);
  app.use(sameOrigin(config.issuer.url));
  app.use(cookieParser());
  app.use(recogniseVisitor(portal));
  app.use(mountPath, createRouter(portal, deps));
  app.use(notFound);
  app.use(errorPage(portal.view, portal.now));
  return app;
}

/** What is answered at an app's address, or to another proxy: before anything that is meant for the portal's own pages. */
function createVerdictRouter(portal: Portal): express.Router {
  const router = express.Router({ caseSensitive: true });
  router.use('/auth', forwardAuth(portal));
  if (portal.config.session.renewal) {
    router.get('/renew', renew(portal));
    if (portal.view.base === '') {
      // On a host of its own no nginx of ours passes it on, and the refresh cookie goes there alone.
      router.get(RENEWAL_PATH, renew(portal));
    }
  }
  return router;
}

function createRouter(portal: Portal, deps: AppDeps): express.Router {
  const router = express.Router({ caseSensitive: true });
  router.get('/', showLauncher(portal));
  router.post('/look', chooseLook(portal));
  router.get('/login', showLogin(portal));
  router.post('/login/plex', startPin(portal));
  router.get('/login/plex/return', finishPin(portal));
  if (portal.config.plex.passwordSignIn) {
    router.post('/login/password', signInWithPassword(portal));
    router.get('/login/code', showCode(portal));
    router.post('/login/code', signInWithCode(portal));
  }
  if (portal.config.plex.homePicker) {
    router.get('/login/home', showProfiles(portal));
    router.post('/login/home', chooseProfile(portal));
  }
  router.get('/login/local', showLocalLogin(portal));
  router.post('/login/local', signInLocally(portal));
  router.get('/login/local/code', showLocalCode(portal));
  router.post('/login/local/code', signInWithLocalCode(portal));
  router.post('/login/local/passkey', signInWithPasskey(portal));
  router.use('/account/local', localAccountRoutes(portal));
  router.get('/account', showAccount(portal));
  router.post('/account/end-session', endOneSession(portal));
  router.get('/account/sign-out-everywhere', askToSignOutEverywhere(portal));
  router.post('/account/sign-out-everywhere', signOutEverywhere(portal));
  router.get('/account/tokens', showTokens(portal));
  router.post('/account/tokens', makeToken(portal));
  router.post('/account/tokens/revoke', revokeToken(portal));
  router.use('/account/passes', passRoutes(portal, 'account'));
  router.get('/guest/:secret', showGuestPass(portal));
  router.post('/guest', useGuestPass(portal));
  router.get('/refused', showRefused(portal));
  router.get('/logout', askToSignOut(portal));
  router.post('/logout', signOut(portal));
  router.use('/admin', adminRoutes(portal, deps));
  router.get('/.well-known/usher-revocations', showRevocations(portal));
  router.get('/.well-known/jwks.json', showJwks(deps.ring));
  router.get('/healthz', showHealth);
  router.get('/readyz', showReadiness(deps.isReady ?? (() => true)));
  router.get('/assets/:name', sendAsset(portal));
  return router;
}
