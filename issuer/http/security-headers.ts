/**
 * The headers that tell a browser how little the portal's pages need.
 */
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { UsherConfig } from '../config/usher-config.js';
import { isWithin } from './return-to.js';

const HSTS_SECONDS = 180 * 24 * 60 * 60;

/** Half a year of HSTS over https; nothing that breaks a portal on plain http in a home network. */
export function securityHeaders(config: UsherConfig): RequestHandler {
  const isHttps = config.issuer.url.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'", ...formTargets(config)],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: HSTS_SECONDS, includeSubDomains: false } : false,
    // Not no-referrer: with it browsers send "Origin: null", and our own forms would look like somebody else's.
    referrerPolicy: { policy: 'same-origin' },
    // Browsers heed these two over https only, and complain otherwise.
    crossOriginOpenerPolicy: isHttps,
    originAgentCluster: isHttps,
    xFrameOptions: { action: 'deny' },
  });
}

/**
 * Where a form may end up. Chromium holds every redirect after a form against form-action: Plex's page, and the app
 * that somebody returns to after typing a password. The whole domain is named, not each of its apps: the header must fit
 * into what nginx takes.
 */
export function formTargets(config: UsherConfig): readonly string[] {
  const portal = new URL(config.issuer.url);
  const places = [portal, ...config.apps.map(({ url }) => new URL(url))];
  const { domain } = config.cookie;
  const ports = ['', ...places.map(({ port }) => port)];
  const ofDomain =
    domain === undefined
      ? []
      : ports.flatMap((port) =>
          [domain, `*.${domain}`].map(
            (host) => `${portal.protocol}//${host}${port === '' ? '' : `:${port}`}`,
          ),
        );
  const elsewhere = places
    .filter(({ protocol, hostname }) => protocol !== portal.protocol || !isWithin(hostname, domain))
    .map(({ origin }) => origin);
  return [...new Set([new URL(config.plex.authUrl).origin, ...ofDomain, ...elsewhere])];
}

/** Nothing of the portal may be kept by a cache; the stylesheet overrides it. */
export const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
