/** /admin/people/<subject>: one person, why they have the group they have, and what an admin may do about it. */
import type { Request, RequestHandler, Response } from 'express';
import { endedSessionOf, overrideFormOf, readAdminForm } from '../http/admin-form.js';
import { noteOutcome } from '../http/log-reason.js';
import { PortalError } from '../http/portal-error.js';
import { groupNameOf, LADDER } from '../config/group-names.js';
import { formatMoment, parseMoment } from '../config/moment.js';
import { removeOverride, setOverride, type OverrideDeps } from '../membership/change-override.js';
import { knownStanding } from '../membership/known-standing.js';
import { isOwnerSubject } from '../membership/plex-subject.js';
import { parseSubject } from '../revocation/subject.js';
import { renderPersonPage, type PersonPage } from '../views/person-page.js';
import { adminOf, adminPath, backToPerson, noticeOf, personPath } from './admin-answers.js';
import { auditOf } from './admin-overview.js';
import { viewFor, type Portal } from './portal.js';

export function showPerson(portal: Portal): RequestHandler {
  return function showPersonHandler(req, res) {
    const notice = noticeOf(req);
    const page = pageOf(portal, subjectOf(req));
    res.send(
      renderPersonPage(viewFor(portal, res), { ...page, ...(notice !== undefined && { notice }) }),
    );
  };
}

export function overridePerson(portal: Portal): RequestHandler[] {
  return [
    readAdminForm,
    function overridePersonHandler(req, res) {
      const subject = subjectOf(req);
      const { group, note, until } = overrideFormOf(req);
      const end = until === '' ? undefined : parseMoment(until, 'until');
      if (until !== '' && (end === undefined || end <= portal.now())) {
        sendProblem(portal, { req, res }, 'The end has to be a day to come.');
        return;
      }
      const asked = { subject, group, note, ...(end !== undefined && { until: end }) };
      const outcome = setOverride(asked, depsOf(portal, req));
      if (outcome.kind === 'owner') {
        sendProblem(portal, { req, res }, 'The owner of the servers is never locked out.');
        return;
      }
      const done = outcome.revoked ? 'override_revoked' : 'override_set';
      backToPerson(portal, { req, res }, subject, { ...outcome, done });
    },
  ];
}

export function removePersonsOverride(portal: Portal): RequestHandler {
  return function removePersonsOverrideHandler(req, res) {
    const subject = subjectOf(req);
    const outcome = removeOverride(subject, depsOf(portal, req));
    const isRevoked = outcome.kind === 'changed' && outcome.revoked;
    const done = isRevoked ? 'override_removed_revoked' : 'override_removed';
    backToPerson(portal, { req, res }, subject, { ...outcome, done });
  };
}

export function revokePerson(portal: Portal): RequestHandler {
  return function revokePersonHandler(req, res) {
    const subject = subjectOf(req);
    const at = portal.now();
    const { notBefore, ...published } = portal.revoker.revokeSubject(subject, at);
    const actor = adminOf(portal, req).subject;
    const detail = `before ${formatMoment(notBefore)}`;
    portal.state.addAudit({ at, actor, action: 'revoked', subject, detail });
    backToPerson(portal, { req, res }, subject, { ...published, done: 'revoked' });
  };
}

export function endOneSession(portal: Portal): RequestHandler[] {
  return [
    readAdminForm,
    function endOneSessionHandler(req, res) {
      const subject = subjectOf(req);
      const sid = endedSessionOf(req);
      const at = portal.now();
      const session = portal.state.sessions(at, subject).find((each) => each.sid === sid);
      if (session === undefined) {
        backToPerson(portal, { req, res }, subject, { done: 'session_ended' });
        return;
      }
      const published = portal.revoker.endSession(session, at);
      const actor = adminOf(portal, req).subject;
      portal.state.addAudit({ at, actor, action: 'session_ended', subject, detail: sid });
      backToPerson(portal, { req, res }, subject, { ...published, done: 'session_ended' });
    },
  ];
}

/** @throws PortalError 404 */
function subjectOf(req: Request): string {
  const given = req.params['subject'];
  const subject = typeof given === 'string' ? parseSubject(given) : undefined;
  if (subject === undefined) {
    throw new PortalError(404, 'not_found', {
      title: 'error.not_found.title',
      message: 'error.not_found.nobody',
    });
  }
  return subject;
}

function depsOf(portal: Portal, req: Request): OverrideDeps {
  const { state, revoker } = portal;
  const actor = adminOf(portal, req).subject;
  return { state, revoker, policy: portal.policy(), now: portal.now(), actor };
}

function sendProblem(
  portal: Portal,
  { req, res }: Readonly<{ req: Request; res: Response }>,
  message: string,
): void {
  const { subject } = adminOf(portal, req);
  noteOutcome(res, { reason: 'malformed_request', subject });
  const page = pageOf(portal, subjectOf(req));
  res.status(400).send(renderPersonPage(viewFor(portal, res), { ...page, problem: { message } }));
}

function pageOf(portal: Portal, subject: string): PersonPage {
  const { state } = portal;
  const now = portal.now();
  const known = state.person(subject);
  const override = state.overrideOf(subject, now);
  const policy = portal.policy();
  const standing = known && knownStanding(known, policy, override, now);
  return {
    subject,
    path: personPath(portal, subject),
    adminPath: adminPath(portal),
    name: known?.name ?? subject,
    ...(known !== undefined && { known: { ...known, why: standing?.why ?? [] } }),
    ...(override !== undefined && {
      override: { ...override, setBy: state.person(override.setBy)?.name ?? override.setBy },
    }),
    isOwner: isOwnerSubject(subject, policy.ownerId),
    groups: groupsOf(portal),
    sessions: state.sessions(now, subject),
    serverNameOf: (server) => policy.serverNames[server] ?? policy.serverName,
    audit: auditOf(portal, subject),
    now,
  };
}

/** Those that have a name, or that a rule or an app is about. */
function groupsOf({ config }: Portal): PersonPage['groups'] {
  const ids = new Set([
    ...[LADDER, config.groupNames].flatMap((names) => Object.keys(names).map(Number)),
    ...config.rules.map(({ group }) => group),
    ...config.apps.map(({ group }) => group),
  ]);
  return [...ids]
    .sort((one, other) => one - other)
    .map((id) => ({ id, name: groupNameOf(config, id) }));
}
