/**
 * /admin/passes and /account/passes: guest passes, making and revoking them. Admins see everybody's, others their own.
 */
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { GROUP_ADMIN } from '../../shared/group.js';
import { readAdminForm } from '../http/admin-form.js';
import { placeOf } from '../http/error-handler.js';
import { noteOutcome } from '../http/log-reason.js';
import { passFormOf, passRequestOf } from '../http/pass-form.js';
import { PortalError } from '../http/portal-error.js';
import type { Visitor } from '../http/visitor.js';
import { guestSubject, type GuestPass } from '../guest-passes/guest-pass.js';
import { makePass } from '../guest-passes/make-pass.js';
import { revokePass } from '../guest-passes/revoke-pass.js';
import { renderConfirmPage } from '../views/confirm-page.js';
import { renderMessagePage } from '../views/message-page.js';
import { renderNewPassPage } from '../views/new-pass-page.js';
import { passesPath, type PassPlace } from '../views/pass-frame.js';
import { renderPassesPage } from '../views/passes-page.js';
import { noticeOf } from './admin-answers.js';
import { carryMadePass, forgetMadePass, showMadePass } from './guest-pass-made.js';
import { hasProof } from './page-proof.js';
import { currentVisitor, loginAddress, seeOther, viewFor, type Portal } from './portal.js';
import { formPage, freshForm, shownPasses } from './shown-passes.js';

/** To be mounted at `/admin/passes`, behind what keeps others out, and at `/account/passes`. */
export function passRoutes(portal: Portal, place: PassPlace): Router {
  const router = express.Router({ caseSensitive: true });
  if (place === 'account') {
    router.use(onlyMakers(portal));
  }
  router.get('/', showPasses(portal, place));
  router.get('/new', showNewPass(portal, place));
  router.post('/', makeNewPass(portal, place));
  router.get('/made', showMadePass(portal, place));
  router.get('/:id/revoke', askToRevokePass(portal, place));
  router.post('/:id/revoke', revokeOnePass(portal, place));
  return router;
}

/** Whether somebody may make passes at all: a person with a whole session, in a group that may. */
function mayMakePasses(
  { config }: Pick<Portal, 'config'>,
  { subject, groupId, resources }: Pick<Visitor, 'subject' | 'groupId' | 'resources'>,
): boolean {
  return (
    groupId <= config.guestPasses.makers &&
    resources === undefined &&
    !/^(guest|token):/.test(subject)
  );
}

/** Admins have a page of their own, for which their session alone is not enough. */
function onlyMakers(portal: Portal): RequestHandler {
  return async function onlyMakersMiddleware(req, res, next) {
    const visitor = currentVisitor(portal, req);
    if (visitor === undefined) {
      seeOther(res, loginAddress(portal, `${portal.launcher}account/passes`));
      return;
    }
    if (visitor.groupId === GROUP_ADMIN) {
      seeOther(res, passesPath(portal.view, 'admin'));
      return;
    }
    if (!mayMakePasses(portal, visitor)) {
      throw notFound('error.not_found.message');
    }
    if (!(await hasProof(portal, req, 'account', visitor))) {
      sendSignInAgain(portal, res, visitor);
      return;
    }
    next();
  };
}

/** A pass outlives the session, and every app sees the session's cookie. */
function sendSignInAgain(portal: Portal, res: Response, { subject, groupId }: Visitor): void {
  noteOutcome(res, { reason: 'pass_without_proof', subject, groupId });
  const view = viewFor(portal, res);
  const rd = `${portal.launcher}account/passes`;
  res.status(403).send(
    renderMessagePage(view, {
      title: view.t('pass.proof.title'),
      message: [view.t('pass.proof.message')],
      links: [
        { label: view.t('pass.proof.sign_in'), href: loginAddress(portal, rd), main: true },
        { label: view.t('pass.to_account'), href: `${view.base}/account` },
      ],
    }),
  );
}

function showPasses(portal: Portal, place: PassPlace): RequestHandler {
  return function showPassesHandler(req, res) {
    const notice = noticeOf(req);
    const { subject } = makerOf(portal, req);
    forgetMadePass(portal, req, res, place);
    res.send(
      renderPassesPage(viewFor(portal, res), {
        place,
        passes: shownPasses(portal, place === 'admin' ? undefined : subject),
        ...(notice !== undefined && { notice }),
        now: portal.now(),
      }),
    );
  };
}

function showNewPass(portal: Portal, place: PassPlace): RequestHandler {
  return function showNewPassHandler(req, res) {
    forgetMadePass(portal, req, res, place);
    const page = formPage(portal, makerOf(portal, req).groupId, freshForm(portal));
    res.send(renderNewPassPage(viewFor(portal, res), { ...page, place }));
  };
}

function makeNewPass(portal: Portal, place: PassPlace): RequestHandler[] {
  return [
    readAdminForm,
    async function makeNewPassHandler(req, res) {
      const { subject, groupId } = makerOf(portal, req);
      const form = passFormOf(req);
      const made = makePass(passRequestOf(form), {
        ...portal,
        maker: { subject, group: groupId },
        now: portal.now(),
      });
      if (made.kind === 'refused') {
        const { problem } = made;
        noteOutcome(res, { reason: 'malformed_request', subject, level: 'info' });
        const page = formPage(portal, groupId, form);
        res.status(400).send(renderNewPassPage(viewFor(portal, res), { ...page, place, problem }));
        return;
      }
      noteOutcome(res, { reason: 'guest_pass_made', subject });
      await carryMadePass(portal, res, place, made);
      seeOther(res, `${passesPath(portal.view, place)}/made`);
    },
  ];
}

function askToRevokePass(portal: Portal, place: PassPlace): RequestHandler {
  return function askToRevokePassHandler(req, res) {
    const { id, name } = passOf(portal, req, place);
    const view = viewFor(portal, res);
    const path = passesPath(view, place);
    res.send(
      renderConfirmPage(view, {
        title: view.t('pass.revoke.title', { name }),
        message: [view.t('pass.revoke.message')],
        action: `${path}/${id}/revoke`,
        label: view.t('pass.revoke.action'),
        back: { label: view.t('pass.revoke.back'), href: path },
      }),
    );
  };
}

function revokeOnePass(portal: Portal, place: PassPlace): RequestHandler {
  return function revokeOnePassHandler(req, res) {
    const pass = passOf(portal, req, place);
    const { subject } = makerOf(portal, req);
    const revoked = revokePass(pass, { ...portal, now: portal.now(), actor: subject });
    const unpublished = revoked.kind === 'revoked' ? revoked.unpublished : undefined;
    noteOutcome(res, {
      reason: unpublished === undefined ? 'guest_pass_taken_back' : 'revocation_unpublished',
      subject: guestSubject(pass.id),
      ...(unpublished !== undefined && { level: 'error', error: placeOf(unpublished) }),
    });
    const done = unpublished === undefined ? 'pass_revoked' : 'unpublished';
    seeOther(res, `${passesPath(portal.view, place)}?done=${done}`);
  };
}

/** @throws PortalError 404 for one that is not there, and for somebody else's, unless admins ask */
function passOf(portal: Portal, req: Request, place: PassPlace): GuestPass {
  const id = req.params['id'];
  const pass = typeof id === 'string' ? portal.state.guestPass(id) : undefined;
  const { subject } = makerOf(portal, req);
  if (pass === undefined || (place === 'account' && pass.madeBy !== subject)) {
    throw notFound('pass.not_found');
  }
  return pass;
}

function notFound(message: 'pass.not_found' | 'error.not_found.message'): PortalError {
  return new PortalError(404, 'not_found', { title: 'error.not_found.title', message });
}

/** Whoever may not does not come here. */
function makerOf(portal: Portal, req: Request): Visitor {
  const visitor = currentVisitor(portal, req);
  if (visitor === undefined) {
    throw new TypeError('a route for makers of guest passes without one');
  }
  return visitor;
}
