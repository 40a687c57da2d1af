/** Everything below /admin: for group 0 alone. */
import express, { type RequestHandler, type Response, type Router } from 'express';
import { GROUP_ADMIN } from '../../shared/group.js';
import { noteOutcome } from '../http/log-reason.js';
import type { Visitor } from '../http/visitor.js';
import { createLinkFlows } from '../owner-link/link-flow.js';
import { createSealer } from '../token/sealed-cookie.js';
import { renderMessagePage } from '../views/message-page.js';
import {
  askToRemoveLink,
  chooseServers,
  finishLink,
  removeOwnerLink,
  showServers,
  startLink,
} from './admin-link.js';
import { askToRevokeAll, revokeAll, showAdmin } from './admin-overview.js';
import {
  endOneSession,
  overridePerson,
  removePersonsOverride,
  revokePerson,
  showPerson,
} from './admin-person.js';
import { hasProof } from './page-proof.js';
import {
  currentVisitor,
  loginAddress,
  seeOther,
  type Portal,
  type PortalDeps,
  viewFor,
} from './portal.js';

/** As of a sign-in with Plex. */
const PIN_POLL = { tries: 5, pauseMs: 1000 };

export function adminRoutes(
  portal: Portal,
  { config, state, plexAs, secrets: { sealingKey }, now, pinPoll = PIN_POLL }: PortalDeps,
): Router {
  const flows = createLinkFlows({
    config,
    state,
    plexAs,
    sealer: createSealer('owner link flow', sealingKey),
    sealingKey,
    hold: portal.holds.pin,
    now,
    poll: pinPoll,
  });
  const router = express.Router({ caseSensitive: true });
  router.use(onlyAdmins(portal));
  router.get('/', showAdmin(portal));
  router.post('/link', startLink(portal, flows));
  router.get('/link/return', finishLink(portal, flows));
  router.get('/link/servers', showServers(portal, flows));
  router.post('/link/servers', chooseServers(portal, flows));
  router.get('/link/remove', askToRemoveLink(portal));
  router.post('/link/remove', removeOwnerLink(portal));
  router.get('/revoke-all', askToRevokeAll(portal));
  router.post('/revoke-all', revokeAll(portal));
  router.get('/people/:subject', showPerson(portal));
  router.post('/people/:subject/override', overridePerson(portal));
  router.post('/people/:subject/override/remove', removePersonsOverride(portal));
  router.post('/people/:subject/revoke', revokePerson(portal));
  router.post('/people/:subject/end-session', endOneSession(portal));
  return router;
}

/** Nobody else sees a page of these, or that there is one. */
function onlyAdmins(portal: Portal): RequestHandler {
  return async function onlyAdminsMiddleware(req, res, next) {
    const visitor = currentVisitor(portal, req);
    if (visitor === undefined) {
      seeOther(res, loginAddress(portal, adminUrl(portal)));
      return;
    }
    if (visitor.groupId !== GROUP_ADMIN) {
      sendNotAnAdmin(portal, res, visitor);
      return;
    }
    if (!(await hasProof(portal, req, 'admin', visitor))) {
      sendSignInAgain(portal, res, visitor);
      return;
    }
    next();
  };
}

function sendNotAnAdmin(portal: Portal, res: Response, visitor: Visitor): void {
  const { subject, groupId, name, groupName } = visitor;
  noteOutcome(res, { reason: 'admin_only', subject, groupId, level: 'info' });
  res.status(403).send(
    renderMessagePage(viewFor(portal, res), {
      title: 'This page is not open to you',
      message: [
        `You are signed in as ${name}, ${groupName}.`,
        `It is for those who run ${portal.view.serverName}, group 0.`,
      ],
      links: [
        { label: 'To the portal', href: `${portal.view.base}/`, main: true },
        { label: 'Use another account', href: loginAddress(portal, adminUrl(portal)) },
      ],
    }),
  );
}

/** Somebody has a session cookie and not the other: a copy of it, or one that came to group 0 after its sign-in. */
function sendSignInAgain(portal: Portal, res: Response, { subject, groupId }: Visitor): void {
  noteOutcome(res, { reason: 'admin_without_proof', subject, groupId });
  res.status(403).send(
    renderMessagePage(viewFor(portal, res), {
      title: 'Please sign in once more',
      message: [
        'Administration opens only where an admin has signed in; that there is a session is not enough.',
      ],
      signIn: { label: 'Sign in with Plex', rd: adminUrl(portal) },
      links: [
        { label: 'Another way to sign in', href: loginAddress(portal, adminUrl(portal)) },
        { label: 'To the portal', href: `${portal.view.base}/` },
      ],
    }),
  );
}

function adminUrl(portal: Portal): string {
  return `${portal.config.issuer.url}/admin`;
}
