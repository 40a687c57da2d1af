/** /admin/tokens: the API tokens that there are, whoever has made them, and making one void. */
import type { Request, RequestHandler } from 'express';
import { PortalError } from '../http/portal-error.js';
import type { ApiToken } from '../state/state.js';
import { renderAdminTokensPage } from '../views/admin-tokens-page.js';
import { renderConfirmPage } from '../views/confirm-page.js';
import { adminOf, adminPath, backTo, noticeOf } from './admin-answers.js';
import { viewFor, type Portal } from './portal.js';
import { namesIn } from './who.js';

/** Such a token is somebody of its own, and has its name anyway. */
const NOBODYS = /^token:/;

export function tokensPath(portal: Portal): string {
  return `${adminPath(portal)}/tokens`;
}

export function tokenRevokePath(portal: Portal, sid: string): string {
  return `${tokensPath(portal)}/${encodeURIComponent(sid)}/revoke`;
}

export function showTokens(portal: Portal): RequestHandler {
  return function showTokensHandler(req, res) {
    const now = portal.now();
    const named = namesIn(portal);
    const tokens = portal.state.apiTokens().map((token) => ({
      ...token,
      ...(!NOBODYS.test(token.subject) && { who: named(token.subject) }),
      revokeHref: tokenRevokePath(portal, token.sid),
    }));
    const notice = noticeOf(req);
    res.send(
      renderAdminTokensPage(viewFor(portal, res), {
        good: tokens.filter((token) => isGood(token, now)),
        over: tokens.filter((token) => !isGood(token, now)),
        ...(notice !== undefined && { notice }),
        now,
      }),
    );
  };
}

export function askToRevokeToken(portal: Portal): RequestHandler {
  return function askToRevokeTokenHandler(req, res) {
    const { name, sid } = tokenOf(portal, req);
    const view = viewFor(portal, res);
    res.send(
      renderConfirmPage(view, {
        title: view.t('admin.tokens.confirm.title', { name }),
        message: [view.t('admin.tokens.confirm.message')],
        action: tokenRevokePath(portal, sid),
        label: view.t('admin.tokens.confirm.action'),
        back: { label: view.t('admin.confirm.change_nothing'), href: tokensPath(portal) },
      }),
    );
  };
}

export function revokeToken(portal: Portal): RequestHandler {
  return function revokeTokenHandler(req, res) {
    const at = portal.now();
    const token = tokenOf(portal, req);
    const published = portal.revoker.endSession(token, at);
    const actor = adminOf(portal, req).subject;
    const { subject, name } = token;
    portal.state.addAudit({ at, actor, action: 'token_revoked', subject, detail: name });
    backTo(
      portal,
      { req, res },
      { address: tokensPath(portal) },
      { ...published, done: 'token_revoked' },
    );
  };
}

/** @throws PortalError 404 for one that is good no more */
function tokenOf(portal: Portal, req: Request): ApiToken {
  const now = portal.now();
  const token = portal.state.apiTokens().find(({ sid }) => sid === req.params['sid']);
  if (token === undefined || !isGood(token, now)) {
    throw new PortalError(404, 'not_found', {
      title: 'error.not_found.title',
      message: 'admin.tokens.gone',
    });
  }
  return token;
}

function isGood({ revokedAt, expiresAt }: ApiToken, now: number): boolean {
  return revokedAt === undefined && expiresAt > now;
}
