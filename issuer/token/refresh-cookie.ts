/**
 * What a session is renewed with, sealed into a cookie. It goes to the gate's own address alone, no app ever sees it;
 * and it is worth nothing without a session of the same person and the same sign-in.
 */
import { findCookies } from '../../shared/cookie-candidates.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
import type { AuthMethod } from './mint-session.js';
import type { Sealer } from './sealed-cookie.js';
import {
  refreshCookie,
  refreshCookieNameOf,
  type CookieConfig,
  type SetCookie,
} from './session-cookie.js';

/** Purpose of its sealer. */
export const REFRESH_PURPOSE = 'session refresh';

export type Refresh = Readonly<{
  /** Plex auth token: a secret. Absent for people who are no Plex accounts, and for nobody else. */
  plexToken?: string;
  subject: string;
  sid: string;
  /** NumericDate: when the person signed in. */
  authTime: number;
  amr: readonly AuthMethod[];
  /** NumericDate: when it was last asked who this is and what they reach, and there was an answer. */
  checkedAt: number;
}>;

/**
 * It ends when the session cannot be renewed any more.
 * @param now NumericDate, seconds
 * @returns none if renewal is off, if the time for it is over, or for a Plex token that is longer than any seen
 */
export async function sealRefresh(
  refresh: Refresh,
  sealer: Sealer,
  { config, now }: Readonly<{ config: CookieConfig; now: number }>,
): Promise<readonly SetCookie[]> {
  const seconds = Math.floor(renewableUntil(refresh, config) - now);
  if (!config.session.renewal || seconds <= 0) {
    return [];
  }
  const sealed = await sealer.seal(refresh, seconds, now);
  return sealed === undefined ? [] : [refreshCookie(sealed, config, seconds)];
}

/** NumericDate: from then on, one has to sign in anew. */
export function renewableUntil(
  { authTime }: Pick<Refresh, 'authTime'>,
  config: Pick<CookieConfig, 'session'>,
): number {
  return authTime + config.session.renewForSeconds;
}

/**
 * Finds what belongs to a session. There may be several such cookies: of another sign-in, of another form of
 * cookie.domain, or planted by a sibling host.
 * @param cookieHeader as the browser sent it
 * @param session claims of a token that was verified
 * @param now NumericDate, seconds
 */
export async function findRefresh(
  cookieHeader: string,
  session: Readonly<{ sub: string; sid?: unknown }>,
  { config, sealer, now }: Readonly<{ config: CookieConfig; sealer: Sealer; now: number }>,
): Promise<Refresh | undefined> {
  for (const text of findCookies(cookieHeader, refreshCookieNameOf(config))) {
    const refresh = await sealer.unseal(text, now);
    if (isRefresh(refresh) && refresh.subject === session.sub && refresh.sid === session.sid) {
      return refresh;
    }
  }
  return undefined;
}

function isRefresh(value: unknown): value is Refresh {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { plexToken, subject, sid, authTime, amr, checkedAt } = value as Partial<
    Record<keyof Refresh, unknown>
  >;
  return (
    [subject, sid].every((text) => typeof text === 'string' && text !== '') &&
    isTokenOf(subject, plexToken) &&
    [authTime, checkedAt].every(Number.isFinite) &&
    Array.isArray(amr) &&
    amr.every((method) => typeof method === 'string')
  );
}

/** Nobody of Plex goes on without asking Plex. */
function isTokenOf(subject: unknown, plexToken: unknown): boolean {
  return isPlexSubject(String(subject))
    ? typeof plexToken === 'string' && plexToken !== ''
    : plexToken === undefined;
}
