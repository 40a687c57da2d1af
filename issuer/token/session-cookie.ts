/**
 * The cookie that carries the session token. Plain data for `response.cookie(name, value, options)`. Pure.
 */
import type { UsherConfig } from '../config/usher-config.js';
import { sessionCookieNameOf } from '../keys/gate-config.js';

export type SetCookie = Readonly<{
  name: string;
  value: string;
  options: Readonly<{
    httpOnly: true;
    sameSite: 'lax';
    path: '/';
    secure: boolean;
    /** Milliseconds, as Express has it; 0 removes the cookie. */
    maxAge: number;
    /** Absent: the cookie goes to the portal's host alone. */
    domain?: string;
  }>;
}>;

type CookieConfig = Pick<UsherConfig, 'issuer' | 'cookie' | 'session'>;

/** The cookie that signs a browser in; it ends when the token does. */
export function sessionCookie(token: string, config: CookieConfig): SetCookie {
  return cookieOf(config, {
    value: token,
    maxAge: config.session.lifetimeSeconds * 1000,
    domain: config.cookie.domain,
  });
}

/**
 * The cookies that sign a browser out. One is removed by name, domain and path together (RFC 6265, 5.3), so the host-only
 * form is removed too: it may be left from before cookie.domain was set, or planted.
 */
export function clearedSessionCookies(config: CookieConfig): readonly SetCookie[] {
  const { domain } = config.cookie;
  const domains = domain === undefined ? [undefined] : [domain, undefined];
  return domains.map((one) => cookieOf(config, { value: '', maxAge: 0, domain: one }));
}

function cookieOf(
  config: CookieConfig,
  cookie: Readonly<{ value: string; maxAge: number; domain: string | undefined }>,
): SetCookie {
  return {
    name: sessionCookieNameOf(config),
    value: cookie.value,
    options: {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: config.issuer.url.startsWith('https:'),
      maxAge: cookie.maxAge,
      ...(cookie.domain === undefined ? {} : { domain: cookie.domain }),
    },
  };
}
