/**
 * The portal's own short-lived cookies: sealed state of sign-ins that are under way. Pure.
 */
import type { CookieOptions } from 'express';
import type { UsherConfig } from '../config/usher-config.js';
import { isFlowId } from '../sign-in/pin-flow.js';

/** So many sign-ins with Plex may be under way in one browser: a few tabs. */
export const MAX_PIN_FLOWS = 4;

/** All of them together: nginx takes no more than 8 KB for the whole Cookie header, the apps' cookies included. */
export const MAX_PIN_COOKIE_CHARS = 4096;

export type PortalCookies = Readonly<{
  /** Name of the cookie that holds a password sign-in which waits for a verification code. */
  code: string;
  /** Name of the cookie that holds a sign-in which waits for the choice of a profile. */
  profile: string;
  /**
   * The cookie by which another profile can be chosen later, and its attributes: it goes to that page alone. So it cannot
   * have the prefix `__Host-`, which wants the path `/`; a sibling host could plant one, and could seal none.
   */
  home: Readonly<{ name: string; options: (ttlSeconds: number) => CookieOptions }>;
  /**
   * The cookie that the pages for admins want beside the session, and its attributes: it goes to them alone, as the one
   * before. No app ever sees it.
   */
  admin: Readonly<{ name: string; options: (ttlSeconds: number) => CookieOptions }>;
  /** The same for what lasts longer than the session that it is made with; it goes to the account pages alone. */
  account: Readonly<{ name: string; options: (ttlSeconds: number) => CookieOptions }>;
  /** The cookie that says by which guest passes a browser has come in; it goes to their links alone. */
  guest: Readonly<{ name: string; options: (ttlSeconds: number) => CookieOptions }>;
  /** The cookie that carries the link of a new guest pass to the one page that shows it. */
  pass: Readonly<{ name: string; options: (ttlSeconds: number, path: string) => CookieOptions }>;
  /** Name of the cookie by which the owner's account is being attached. */
  link: string;
  /** Name of the cookie that tells whether this browser keeps cookies; it holds nothing. */
  probe: string;
  /** Name of the cookie of one sign-in with Plex. */
  pin: (flowId: string) => string;
  /** Attributes of `code`, `profile`, `link`, `probe` and `pin`, by name; they end with `ttlSeconds`. */
  optionsOf: (name: string, ttlSeconds: number) => CookieOptions;
  /**
   * Cookies of older sign-ins with Plex that have to make room for a new one, oldest first.
   * @param present names and values of all cookies the browser sent
   * @param newChars length of the new cookie's value
   */
  pinsToDrop: (present: Readonly<Record<string, unknown>>, newChars: number) => readonly string[];
}>;

/**
 * Over https the names carry the prefix `__Host-`: browsers take such a cookie from this very host alone, so no sibling
 * host can plant one (RFC 6265bis, 4.1.3.2). It wants the path `/`: where the portal is in a sub-directory, apps of the
 * same host would get the cookies too, so there they have the prefix `__Secure-` and go to the portal alone.
 */
export function portalCookiesOf(config: Pick<UsherConfig, 'issuer'>): PortalCookies {
  const isHttps = config.issuer.url.startsWith('https:');
  const base = new URL(config.issuer.url).pathname.replace(/\/$/, '');
  const prefix = isHttps ? `${base === '' ? '__Host' : '__Secure'}-usher-` : 'usher-';
  const link = `${prefix}link`;
  const probe = `${prefix}probe`;
  const pinPrefix = `${prefix}pin-`;
  const options = (ttlSeconds: number, path: string) =>
    ({
      httpOnly: true,
      sameSite: 'lax',
      path,
      secure: isHttps,
      maxAge: ttlSeconds * 1000,
    }) as const;
  const pathOf = (name: string) => {
    if (base === '') {
      return '/';
    }
    // Signing out removes those of sign-ins with Plex, and has to be told which there are; guests come in at another page.
    return name.startsWith(pinPrefix) || name === probe
      ? base
      : `${base}${name === link ? '/admin' : '/login'}`;
  };
  return {
    code: `${prefix}code`,
    profile: `${prefix}profile`,
    home: {
      name: isHttps ? '__Secure-usher-home' : 'usher-home',
      options: (ttlSeconds) => options(ttlSeconds, `${base}/login/home`),
    },
    admin: {
      name: isHttps ? '__Secure-usher-admin' : 'usher-admin',
      options: (ttlSeconds) => options(ttlSeconds, `${base}/admin`),
    },
    account: {
      name: isHttps ? '__Secure-usher-account' : 'usher-account',
      options: (ttlSeconds) => options(ttlSeconds, `${base}/account`),
    },
    guest: {
      name: isHttps ? '__Secure-usher-guest' : 'usher-guest',
      options: (ttlSeconds) => options(ttlSeconds, `${base}/guest`),
    },
    pass: { name: isHttps ? '__Secure-usher-pass' : 'usher-pass', options },
    link,
    probe,
    pin: (flowId) => pinPrefix + flowId,
    optionsOf: (name, ttlSeconds) => options(ttlSeconds, pathOf(name)),
    pinsToDrop(present, newChars) {
      const newestFirst = Object.entries(present)
        .filter((cookie): cookie is [string, string] => isPin(cookie, pinPrefix))
        .sort(([one], [other]) => startOf(other, pinPrefix) - startOf(one, pinPrefix));
      let kept = 1;
      let chars = newChars;
      return newestFirst
        .filter(([name, value]) => {
          chars += name.length + value.length;
          kept += 1;
          return kept > MAX_PIN_FLOWS || chars > MAX_PIN_COOKIE_CHARS;
        })
        .map(([name]) => name)
        .reverse();
    },
  };
}

/** Another site of the domain may plant cookies of any name; some of them cannot even be set again to be removed. */
function isPin([name, value]: readonly [string, unknown], pinPrefix: string): boolean {
  return (
    typeof value === 'string' &&
    name.startsWith(pinPrefix) &&
    isFlowId(name.slice(pinPrefix.length))
  );
}

/** A flow id begins with the second of its start. */
function startOf(name: string, pinPrefix: string): number {
  return parseInt(name.slice(pinPrefix.length), 36);
}
