/**
 * What a guest pass opens, as operators name it: apps, or addresses. Pure.
 */
import { isResources, isWithin as isResourceWithin, type Address } from '../../shared/resources.js';
import type { App, UsherConfig } from '../config/usher-config.js';
import { isWithin } from '../http/return-to.js';
import { parseUrl } from '../parse-url.js';

/** All entries of a token as JSON, in bytes: a cookie has 4096, and the rest of the token needs its part. */
export const MAX_RESOURCES_BYTES = 1400;

/**
 * Reads an address: `sonarr.example.com`, `example.com/sonarr`, `https://example.com/sonarr/`. With a slash at the end or
 * without, it is the page itself and all below it.
 * @returns `host/path`, or undefined for what is no such address
 */
export function resourceOf(text: string): string | undefined {
  const typed = text.trim();
  const url = parseUrl(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (url === undefined || /^\/|[?#@\\]/.test(typed)) {
    return undefined;
  }
  const path = decoded(url.pathname)?.replace(/(?<=[^/])\/$/, '');
  const entry = path === undefined ? undefined : `${url.hostname}${path}`;
  return entry !== undefined && isResources([entry]) ? entry : undefined;
}

/** An app and all below it. */
export function resourceOfApp({ url }: Pick<App, 'url'>): string | undefined {
  return resourceOf(url);
}

/** The apps that are opened by a list of entries, which may have come from other addresses. */
export function appsWithin<Each extends Pick<App, 'url'>>(
  apps: readonly Each[],
  resources: readonly string[],
): readonly Each[] {
  return apps.filter((app) => {
    const entry = resourceOfApp(app);
    return entry !== undefined && isResourceWithin(resources, addressOf(entry));
  });
}

function addressOf(entry: string): Address {
  const slash = entry.indexOf('/');
  const path = entry.slice(slash);
  return { host: entry.slice(0, slash), path, sentPath: path };
}

/** Whether a session reaches the host at all: its cookie goes to the portal's host, or to the hosts of a domain. */
export function isReached(
  resource: string,
  { issuer, cookie }: Pick<UsherConfig, 'issuer' | 'cookie'>,
): boolean {
  const host = resource.slice(0, resource.indexOf('/'));
  return cookie.domain === undefined
    ? host === new URL(issuer.url).hostname
    : isWithin(host, cookie.domain);
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
