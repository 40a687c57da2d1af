/**
 * Refuses what another site makes a browser send: the guard against forged requests (login and logout CSRF).
 */
import type { RequestHandler } from 'express';
import { PortalError } from './portal-error.js';

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Whether a state-changing request comes from one of the portal's own pages. Pure.
 * Sec-Fetch-Site, where the browser sends it (https and localhost), settles it; else Origin must be the portal's. With
 * neither there is nothing to trust: every browser of the last years sends Origin with a POST.
 * @param headers lower-case names, as Node has them
 * @param origin of issuer.url
 */
export function isFromPortal(
  headers: Readonly<{ 'sec-fetch-site'?: unknown; origin?: unknown }>,
  origin: string,
): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === origin : site === 'same-origin';
}

/** Middleware for everything: 403 for a state-changing request of somebody else's. */
export function sameOrigin(issuerUrl: string): RequestHandler {
  const { origin } = new URL(issuerUrl);
  return function sameOriginMiddleware(req, _res, next) {
    if (SAFE_METHODS.includes(req.method) || isFromPortal(req.headers, origin)) {
      next();
      return;
    }
    throw new PortalError(403, 'cross_site_request', {
      title: 'error.other_site.title',
      message: 'error.other_site.message',
    });
  };
}
