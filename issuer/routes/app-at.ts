/** Which of the apps in usher.yaml an address belongs to. Pure. */
import type { App } from '../config/usher-config.js';
import { parseUrl } from '../parse-url.js';

/** @returns the one whose address says most of it; undefined for none, or for what is no address */
export function appAt(apps: readonly App[], address: string): App | undefined {
  const asked = parseUrl(address);
  if (asked === undefined) {
    return undefined;
  }
  return apps
    .filter(({ url }) => isBelow(asked, new URL(url)))
    .reduce<App | undefined>(
      (best, app) => (best === undefined || app.url.length > best.url.length ? app : best),
      undefined,
    );
}

function isBelow(asked: URL, app: URL): boolean {
  const folder = app.pathname.replace(/\/?$/, '/');
  return asked.origin === app.origin && `${asked.pathname}/`.startsWith(folder);
}
