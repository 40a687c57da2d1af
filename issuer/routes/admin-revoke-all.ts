/** /admin/revoke-all: ends what everybody has. */
import type { RequestHandler } from 'express';
import { renderConfirmPage } from '../views/confirm-page.js';
import { renderMessagePage } from '../views/message-page.js';
import { adminOf, adminPath, noteChange } from './admin-answers.js';
import { clearSession, type Portal, viewFor } from './portal.js';

export function askToRevokeAll(portal: Portal): RequestHandler {
  return function askToRevokeAllHandler(_req, res) {
    const view = viewFor(portal, res);
    res.send(
      renderConfirmPage(view, {
        title: view.t('admin.revoke_all.title'),
        message: [view.t('admin.revoke_all.message')],
        action: `${adminPath(portal)}/revoke-all`,
        label: view.t('admin.sessions.revoke_all'),
        back: {
          label: view.t('admin.confirm.change_nothing'),
          href: `${adminPath(portal)}/sessions`,
        },
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
    const view = viewFor(portal, res);
    res.send(
      renderMessagePage(view, {
        title: view.t('admin.revoke_all.done'),
        message: [
          view.t(
            unpublished === undefined
              ? 'admin.revoke_all.done_published'
              : 'admin.revoke_all.done_unpublished',
          ),
        ],
        links: [
          {
            label: view.t('admin.revoke_all.sign_in'),
            href: `${portal.view.base}/login`,
            main: true,
          },
        ],
      }),
    );
  };
}
