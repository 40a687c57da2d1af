/**
 * Where somebody may be sent after sign-in. The guard against open redirects. Pure.
 */
import { MAX_RETURN_ADDRESS_BYTES } from '../../shared/token-profile.js';
import type { UsherConfig } from '../config/usher-config.js';
import { parseUrl } from '../parse-url.js';

/** The parts of the configuration that say which addresses are ours. */
export type ReturnToConfig = Readonly<{
  issuer: Pick<UsherConfig['issuer'], 'url'>;
  cookie: UsherConfig['cookie'];
  apps: readonly Pick<UsherConfig['apps'][number], 'url'>[];
}>;

/**
 * Printable ASCII without blanks and backslashes. Browsers drop tabs and newlines inside an address and take a
 * backslash for a slash, so such an address may lead elsewhere than it seems to.
 */
const PLAIN = /^[!-[\]-~]+$/;

/** Scheme, `//`, and an authority of name or number and port: no credentials, no percent-encoding. */
const ABSOLUTE = /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?([/?#]|$)/i;

/** Pages of the portal that make no sense as the end of a sign-in. */
const NO_DESTINATION = /^\/(login|logout)([/?#]|$)/;

/**
 * Makes the guard.
 * In this order: a text of at most MAX_RETURN_ADDRESS_BYTES, of plain characters; a path of the portal's own origin, or
 * an absolute http(s) address without credentials; https where the portal has it; the portal's own origin, the origin
 * of an app, or a host within cookie.domain at the default port, the portal's, or an app's; not the sign-in itself.
 * @returns a function from `rd` (anything) to an absolute address: the one asked for, or the launcher's
 */
export function createReturnTo(config: ReturnToConfig): (rd: unknown) => string {
  const portal = new URL(config.issuer.url);
  const launcher = `${config.issuer.url}/`;
  const portalPath = portal.pathname.replace(/\/$/, '');
  const origins = new Set([portal.origin, ...config.apps.map(({ url }) => new URL(url).origin)]);
  const ports = new Set(['', ...[...origins].map((origin) => new URL(origin).port)]);

  function isOurs(url: URL): boolean {
    if (portal.protocol === 'https:' && url.protocol !== 'https:') {
      return false;
    }
    return (
      origins.has(url.origin) ||
      (isWithin(url.hostname, config.cookie.domain) && ports.has(url.port))
    );
  }

  function isSignIn(url: URL): boolean {
    return (
      url.origin === portal.origin &&
      url.pathname.startsWith(`${portalPath}/`) &&
      NO_DESTINATION.test(url.pathname.slice(portalPath.length))
    );
  }

  return function returnTo(rd) {
    const url = typeof rd === 'string' ? parse(rd, portal.origin) : undefined;
    return url !== undefined && isOurs(url) && !isSignIn(url) && isShort(url.href)
      ? url.href
      : launcher;
  };
}

/** An address may grow when it is parsed: some characters are encoded then. */
function isShort(address: string): boolean {
  return address.length <= MAX_RETURN_ADDRESS_BYTES;
}

function parse(rd: string, origin: string): URL | undefined {
  if (!isShort(rd) || !PLAIN.test(rd)) {
    return undefined;
  }
  if (rd.startsWith('/')) {
    return rd.startsWith('//') ? undefined : new URL(origin + rd);
  }
  return ABSOLUTE.test(rd) ? parseUrl(rd) : undefined;
}

/** Whether a host is a domain or lies below it. */
export function isWithin(host: string, domain: string | undefined): boolean {
  return domain !== undefined && (host === domain || host.endsWith(`.${domain}`));
}
