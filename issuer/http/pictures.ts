/**
 * Pictures of people: they lie at Plex, and the portal's pages show no picture from anywhere else than they say.
 */
import type { Response } from 'express';
import type { UsherConfig } from '../config/usher-config.js';
import { parseUrl } from '../parse-url.js';

/** An origin that means itself in a content policy: no wildcard, no separator, which URLs may have in a host's name. */
const PLAIN_ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;

const MAX_ADDRESS_CHARS = 1024;

/**
 * An address that may stand in a page. Pure.
 * @param address from plex.tv: anything
 * @returns undefined unless it is https; or, in a page that is not, lies where plex.apiUrl does
 */
export function safePicture(
  address: string | null | undefined,
  {
    issuer,
    plex,
  }: Readonly<{
    issuer: Pick<UsherConfig['issuer'], 'url'>;
    plex: Pick<UsherConfig['plex'], 'apiUrl'>;
  }>,
): string | undefined {
  const url = parseUrl(address ?? '');
  const isFit =
    url !== undefined &&
    (url.protocol === 'https:' ||
      (!issuer.url.startsWith('https:') && url.origin === new URL(plex.apiUrl).origin)) &&
    url.username === '' &&
    url.password === '' &&
    PLAIN_ORIGIN.test(url.origin) &&
    url.href.length <= MAX_ADDRESS_CHARS;
  return isFit ? url.href : undefined;
}

/**
 * Lets this one answer show pictures from there, and from nowhere else.
 * @param addresses what {@link safePicture} let pass; undefined ones are left out
 */
export function allowPictures(res: Response, addresses: readonly (string | undefined)[]): void {
  const origins = addresses.flatMap((address) =>
    address === undefined ? [] : [new URL(address).origin],
  );
  const policy = String(res.getHeader('Content-Security-Policy'));
  res.set(
    'Content-Security-Policy',
    policy.replace(/img-src [^;]*/, (sources) => [...new Set([sources, ...origins])].join(' ')),
  );
}
