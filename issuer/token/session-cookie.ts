/**
 * The cookies of a session: the one that carries the token, and the one it is renewed with. Plain data for `response.cookie(name, value, options)`. Pure.
 */
import { REFRESH_COOKIE_PATH } from '../../shared/token-profile.js';
import type { UsherConfig } from '../config/usher-config.js';
import { sessionCookieNameOf } from '../keys/gate-config.js';

export type SetCookie = Readonly<{
  name: string;
  value: string;
  options: Readonly<{
    httpOnly: true;
    sameSite: 'lax';
    path: '/' | typeof REFRESH_COOKIE_PATH;
    secure: boolean;
    /** Milliseconds, as Express has it; 0 removes the cookie. */
    maxAge: number;
    /** Absent: the cookie goes to the portal's host alone. */
    domain?: string;
  }>;
}>;

export type CookieConfig = Pick<UsherConfig, 'issuer' | 'cookie' | 'session'>;

/**
 * The cookie that signs a browser in; it ends when the token does.
 * @param seconds how long that is
 */
export function sessionCookie(token: string, config: CookieConfig, seconds: number): SetCookie {
  return cookieOf(config, {
    name: sessionCookieNameOf(config),
    value: token,
    path: '/',
    maxAge: seconds * 1000,
    domain: config.cookie.domain,
  });
}

/** The cookie that this session is renewed with; see refresh-cookie.ts. */
export function refreshCookie(sealed: string, config: CookieConfig, seconds: number): SetCookie {
  return cookieOf(config, {
    name: refreshCookieNameOf(config),
    value: sealed,
    path: REFRESH_COOKIE_PATH,
    maxAge: seconds * 1000,
    domain: config.cookie.domain,
  });
}

/** As the session cookie, with `-refresh` at the end. */
export function refreshCookieNameOf(config: Pick<UsherConfig, 'issuer'>): string {
  return `${sessionCookieNameOf(config)}-refresh`;
}

/**
 * The cookies that sign a browser out. One is removed by name, domain and path together (RFC 6265, 5.3), so the host-only
 * form is removed too: it may be left from before cookie.domain was set, or planted.
 */
export function clearedSessionCookies(config: CookieConfig): readonly SetCookie[] {
  const { domain } = config.cookie;
  const domains = domain === undefined ? [undefined] : [domain, undefined];
  return domains.flatMap((one) => [
    cookieOf(config, {
      name: sessionCookieNameOf(config),
      value: '',
      path: '/',
      maxAge: 0,
      domain: one,
    }),
    cookieOf(config, {
      name: refreshCookieNameOf(config),
      value: '',
      path: REFRESH_COOKIE_PATH,
      maxAge: 0,
      domain: one,
    }),
  ]);
}

function cookieOf(
  config: CookieConfig,
  cookie: Readonly<{
    name: string;
    value: string;
    path: SetCookie['options']['path'];
    maxAge: number;
    domain: string | undefined;
  }>,
): SetCookie {
  return {
    name: cookie.name,
    value: cookie.value,
    options: {
      httpOnly: true,
      sameSite: 'lax',
      path: cookie.path,
      secure: config.issuer.url.startsWith('https:'),
      maxAge: cookie.maxAge,
      ...(cookie.domain === undefined ? {} : { domain: cookie.domain }),
    },
  };
}
