/** /admin itself, and ending what everybody has. */
import type { Request, RequestHandler } from 'express';
import { knownStanding } from '../membership/known-standing.js';
import { policyOf, type Policy } from '../membership/policy.js';
import { readableLink } from '../owner-link/link-owner.js';
import { isOwnerWithoutPin } from '../owner-link/owner-pin.js';
import { renderAdminPage, type AdminPage } from '../views/admin-page.js';
import { renderConfirmPage } from '../views/confirm-page.js';
import { renderMessagePage } from '../views/message-page.js';
import { adminOf, adminPath, noteChange, noticeOf, personPath } from './admin-answers.js';
import { clearSession, type Portal, viewFor } from './portal.js';

const AUDIT_ENTRIES = 20;

export function showAdmin(portal: Portal): RequestHandler {
  return function showAdminHandler(req, res) {
    res.send(renderAdminPage(viewFor(portal, res), pageOf(portal, req)));
  };
}

function pageOf(portal: Portal, req: Request): AdminPage {
  const { state, config } = portal;
  const now = portal.now();
  const notice = noticeOf(req);
  const link = readableLink(state);
  const suspicion = portal.suspicion();
  return {
    name: adminOf(portal, req).name,
    ...(notice !== undefined && { notice }),
    ...(link !== undefined && { link }),
    isOwnerWithoutPin:
      link !== undefined &&
      config.plex.homePicker &&
      isOwnerWithoutPin(portal.directory.lists()?.homeUsers?.rows ?? [], link.plexId),
    configuredServers: config.plex.servers,
    ...(suspicion !== undefined && { suspicion }),
    people: peopleOf(portal, policyOf(config, link), now),
    audit: auditOf(portal),
    now,
  };
}

/** @param policy of a link that can be read: the page on which it is attached anew must not need it */
function peopleOf(portal: Portal, policy: Policy, now: number): AdminPage['people'] {
  const { state } = portal;
  const sessions = new Map<string, number>();
  for (const { subject } of state.sessions(now)) {
    sessions.set(subject, (sessions.get(subject) ?? 0) + 1);
  }
  const overrides = new Map(state.overrides(now).map((each) => [each.subject, each]));
  return state.people().map((person) => ({
    subject: person.subject,
    name: person.name,
    href: personPath(portal, person.subject),
    why: knownStanding(person, policy, overrides.get(person.subject), now).why[0],
    at: person.at,
    sessions: sessions.get(person.subject) ?? 0,
  }));
}

/** Names are for reading: subjects stay where nobody is known by them. */
export function auditOf({ state }: Portal, subject?: string): AdminPage['audit'] {
  const nameOf = (of: string): string => state.person(of)?.name ?? of;
  return state
    .audit(AUDIT_ENTRIES, subject)
    .map((entry) => ({ ...entry, actor: nameOf(entry.actor), about: nameOf(entry.subject) }));
}

export function askToRevokeAll(portal: Portal): RequestHandler {
  return function askToRevokeAllHandler(_req, res) {
    res.send(
      renderConfirmPage(viewFor(portal, res), {
        title: 'Sign everybody out?',
        message: [
          'Every session and every API token is void at once, yours too. Who has access signs in again; programs need new tokens.',
        ],
        action: `${adminPath(portal)}/revoke-all`,
        label: 'Sign everybody out',
        back: { label: 'Change nothing', href: adminPath(portal) },
      }),
    );
  };
}

export function revokeAll(portal: Portal): RequestHandler {
  return function revokeAllHandler(req, res) {
    const { subject } = adminOf(portal, req);
    const now = portal.now();
    const { unpublished } = portal.revoker.revokeAll(now);
    portal.state.addAudit({
      at: now,
      actor: subject,
      action: 'revoked_all',
      subject: '',
      detail: '',
    });
    noteChange(portal, { req, res }, unpublished);
    clearSession(portal, res);
    res.send(
      renderMessagePage(viewFor(portal, res), {
        title: 'Everybody is signed out',
        message: [
          unpublished === undefined
            ? 'So are you. It counts at once, in every app.'
            : 'So are you. The portal obeys it; nginx does not know yet, because the folder for revocations cannot be written.',
        ],
        links: [{ label: 'Sign in again', href: `${portal.view.base}/login`, main: true }],
      }),
    );
  };
}
