/** /admin/people/<subject>: one person, why they have the group they have, and what an admin may do about it. */
import type { Request, RequestHandler, Response } from 'express';
import { isMeant, overrideFormOf, readAdminForm, sessionFormOf } from '../http/admin-form.js';
import { noteOutcome } from '../http/log-reason.js';
import { PortalError } from '../http/portal-error.js';
import { formatMoment, parseMoment } from '../config/moment.js';
import {
  removeOverride,
  setOverride,
  takesFromOwner,
  type OverrideDeps,
} from '../membership/change-override.js';
import { parseSubject } from '../revocation/subject.js';
import { renderConfirmPage } from '../views/confirm-page.js';
import { renderPersonPage, type PersonPage } from '../views/person-page.js';
import { adminOf, backToPerson, noticeOf, personPath } from './admin-answers.js';
import { personPage } from './admin-person-page.js';
import { endAsAdmin } from './admin-sessions.js';
import {
  endingText,
  isAboutThemselves,
  questionAbout,
  YOURSELF,
  type Question,
} from './override-questions.js';
import { viewFor, type Portal } from './portal.js';
import { nameOf } from './who.js';

export function showPerson(portal: Portal): RequestHandler {
  return function showPersonHandler(req, res) {
    const notice = noticeOf(req);
    const page = personPage(portal, subjectOf(req), adminOf(portal, req));
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
      const form = overrideFormOf(req);
      const { group, note, until } = form;
      const end = until === '' ? undefined : parseMoment(until, 'until');
      if (until !== '' && (end === undefined || end <= portal.now())) {
        const text = 'admin.override.until_past';
        sendProblem(portal, { req, res }, { field: 'until', text, typed: form });
        return;
      }
      const asked = { subject, group, note, ...(end !== undefined && { until: end }) };
      const deps = depsOf(portal, req);
      if (takesFromOwner(asked, deps)) {
        const text = 'admin.override.owner';
        sendProblem(portal, { req, res }, { field: 'group', text, typed: form });
        return;
      }
      const question = isMeant(req) ? undefined : questionAbout(portal, req, { subject, group });
      if (question !== undefined) {
        const fields = { group: String(group), note, until };
        askWhetherMeant(portal, res, { subject, ...question, path: 'override', fields });
        return;
      }
      const outcome = setOverride(asked, deps);
      const isRevoked = outcome.kind === 'changed' && outcome.revoked;
      const done = isRevoked ? 'override_revoked' : 'override_set';
      backToPerson(portal, { req, res }, subject, { ...outcome, done });
    },
  ];
}

export function removePersonsOverride(portal: Portal): RequestHandler[] {
  return [
    readAdminForm,
    function removePersonsOverrideHandler(req, res) {
      const subject = subjectOf(req);
      if (isAboutThemselves(portal, req, subject) && !isMeant(req)) {
        askWhetherMeant(portal, res, { subject, ...YOURSELF.remove, path: 'override/remove' });
        return;
      }
      const outcome = removeOverride(subject, depsOf(portal, req));
      const isRevoked = outcome.kind === 'changed' && outcome.revoked;
      const done = isRevoked ? 'override_removed_revoked' : 'override_removed';
      backToPerson(portal, { req, res }, subject, { ...outcome, done });
    },
  ];
}

function askWhetherMeant(
  portal: Portal,
  res: Response,
  {
    subject,
    title,
    text,
    label,
    path,
    fields = {},
  }: Question &
    Readonly<{
      subject: string;
      path: string;
      fields?: Readonly<Record<string, string>>;
    }>,
): void {
  const view = viewFor(portal, res);
  const page = personPath(portal, subject);
  res.send(
    renderConfirmPage(view, {
      title: view.t(title),
      message: text.map((line) => view.t(line)),
      action: `${page}/${path}`,
      fields: { ...fields, meant: 'yes' },
      label: view.t(label),
      back: { label: view.t('admin.confirm.change_nothing'), href: page },
    }),
  );
}

/** Programs stop working by it, and nobody brings their tokens back. */
export function askToRevokePerson(portal: Portal): RequestHandler {
  return function askToRevokePersonHandler(req, res) {
    const subject = subjectOf(req);
    const view = viewFor(portal, res);
    const path = personPath(portal, subject);
    res.send(
      renderConfirmPage(view, {
        title: view.t('admin.person.revoke.title', { name: nameOf(portal, subject) }),
        message: [
          ...endingText(portal, subject).map((line) => view.t(line)),
          view.t('admin.person.revoke.again'),
        ],
        action: `${path}/revoke`,
        label: view.t('admin.person.revoke'),
        back: { label: view.t('admin.confirm.change_nothing'), href: path },
      }),
    );
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
      const sid = sessionFormOf(req).session;
      const at = portal.now();
      const session = portal.state.sessions(at, subject).find((each) => each.sid === sid);
      if (session === undefined) {
        backToPerson(portal, { req, res }, subject, { done: 'session_ended' });
        return;
      }
      const published = endAsAdmin(portal, session, adminOf(portal, req));
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
      message: 'admin.person.nobody',
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
  problem: NonNullable<PersonPage['problem']>,
): void {
  const admin = adminOf(portal, req);
  noteOutcome(res, { reason: 'malformed_request', subject: admin.subject });
  const page = personPage(portal, subjectOf(req), admin);
  res.status(400).send(renderPersonPage(viewFor(portal, res), { ...page, problem }));
}
