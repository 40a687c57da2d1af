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
import { showAudit } from './admin-audit.js';
import { showConfiguration } from './admin-configuration.js';
import { showAdmin } from './admin-overview.js';
import { showPeople } from './admin-people.js';
import {
  askToRevokePerson,
  endOneSession,
  overridePerson,
  removePersonsOverride,
  revokePerson,
  showPerson,
} from './admin-person.js';
import { betterNow } from './better-now.js';
import { hasProof } from './page-proof.js';
import { askToRevokeAll, revokeAll } from './admin-revoke-all.js';
import { endAnySession, showSessions } from './admin-sessions.js';
import { askToRevokeToken, revokeToken, showTokens } from './admin-tokens.js';
import { passRoutes } from './guest-passes.js';
import {
  currentVisitor,
  loginAddress,
  PIN_POLL,
  seeOther,
  type Portal,
  type PortalDeps,
  viewFor,
} from './portal.js';

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
  router.get('/people', showPeople(portal));
  router.get('/people/:subject', showPerson(portal));
  router.post('/people/:subject/override', overridePerson(portal));
  router.post('/people/:subject/override/remove', removePersonsOverride(portal));
  router.get('/people/:subject/revoke', askToRevokePerson(portal));
  router.post('/people/:subject/revoke', revokePerson(portal));
  router.post('/people/:subject/end-session', endOneSession(portal));
  router.get('/sessions', showSessions(portal));
  router.post('/sessions/end', endAnySession(portal));
  router.get('/tokens', showTokens(portal));
  router.get('/tokens/:sid/revoke', askToRevokeToken(portal));
  router.post('/tokens/:sid/revoke', revokeToken(portal));
  router.get('/audit', showAudit(portal));
  router.get('/configuration', showConfiguration(portal));
  router.use('/passes', passRoutes(portal, 'admin'));
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
  if (betterNow(portal, visitor)?.groupId === GROUP_ADMIN) {
    // A renewal would not do: there has to be a sign-in of an admin.
    sendSignInAgain(portal, res, visitor);
    return;
  }
  const { subject, groupId, name, groupName } = visitor;
  noteOutcome(res, { reason: 'admin_only', subject, groupId, level: 'info' });
  const view = viewFor(portal, res);
  res.status(403).send(
    renderMessagePage(view, {
      title: view.t('admin.closed.title'),
      message: [
        view.t('admin.closed.signed_in_as', { name, group: groupName }),
        view.t('admin.closed.group_0', { server: portal.view.serverName }),
      ],
      links: [
        { label: view.t('admin.closed.to_portal'), href: `${portal.view.base}/`, main: true },
        {
          label: view.t('admin.closed.another_account'),
          href: loginAddress(portal, adminUrl(portal)),
        },
      ],
    }),
  );
}

/** Somebody has a session cookie and not the other: a copy of it, or one that came to group 0 after its sign-in. */
function sendSignInAgain(portal: Portal, res: Response, { subject, groupId }: Visitor): void {
  noteOutcome(res, { reason: 'admin_without_proof', subject, groupId });
  const view = viewFor(portal, res);
  res.status(403).send(
    renderMessagePage(view, {
      title: view.t('admin.proof.title'),
      message: [view.t('admin.proof.message')],
      signIn: { label: view.t('admin.proof.sign_in'), rd: adminUrl(portal) },
      links: [
        { label: view.t('admin.proof.another_way'), href: loginAddress(portal, adminUrl(portal)) },
        { label: view.t('admin.closed.to_portal'), href: `${portal.view.base}/` },
      ],
    }),
  );
}

function adminUrl(portal: Portal): string {
  return `${portal.config.issuer.url}/admin`;
}
