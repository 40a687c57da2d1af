/**
 * Who is at the door: the visitor's own session, read like the gate reads it.
 */
import type { Request } from 'express';
import type { SessionClaims } from '../../shared/claims.js';
import { findCookies } from '../../shared/cookie-candidates.js';
import { GROUP_GUEST } from '../../shared/group.js';
import { decide, type Verifier } from '../../shared/verdict.js';
import { verifyToken } from '../../shared/verify-token.js';

export type Visitor = Readonly<{
  subject: string;
  name: string;
  groupId: number;
  groupName: string;
}>;

/**
 * @param now NumericDate, seconds
 * @returns undefined for anybody without a usable session
 */
export async function visitorOf(
  req: Request,
  verifier: Verifier,
  now: number,
): Promise<Visitor | undefined> {
  const candidates = findCookies(req.headers.cookie ?? '', verifier.config.cookieName);
  // At threshold 999 everybody passes, and who has a session is named.
  const { claims } = await decide(candidates, verifier, now, GROUP_GUEST);
  return claims && { subject: claims.sub, groupId: claims.group_id, ...namesOf(claims) };
}

/**
 * Every session of ours that the visitor's cookies hold. A browser may have two: one for the domain, one for the host.
 * @param now NumericDate, seconds
 */
export async function sessionsOf(
  req: Request,
  { config, revocationOf }: Verifier,
  now: number,
): Promise<readonly SessionClaims[]> {
  const sessions: SessionClaims[] = [];
  for (const candidate of findCookies(req.headers.cookie ?? '', config.cookieName)) {
    const verified = await verifyToken(candidate, config, now);
    if (typeof verified === 'object' && revocationOf(verified) === undefined) {
      sessions.push(verified);
    }
  }
  return sessions;
}

function namesOf(claims: SessionClaims): Pick<Visitor, 'name' | 'groupName'> {
  const name = [claims.name, claims.preferred_username].find(
    (text) => typeof text === 'string' && text !== '',
  );
  return {
    name: typeof name === 'string' ? name : claims.sub,
    groupName: typeof claims.group === 'string' ? claims.group : `Group ${String(claims.group_id)}`,
  };
}
