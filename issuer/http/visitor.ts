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
  /** Names the session; absent for a token without one. */
  sid?: string;
  /** NumericDate: the token ends then. */
  expiresAt: number;
  /** https */
  picture?: string;
  /** User name or e-mail address. */
  login?: string;
  /** Present: the session opens these apps and nothing else (shared/resources.ts). */
  resources?: readonly string[];
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
  if (claims === undefined || isOfProgram(claims)) {
    return undefined;
  }
  return {
    subject: claims.sub,
    groupId: claims.group_id,
    ...namesOf(claims),
    ...(typeof claims.sid === 'string' && { sid: claims.sid }),
    expiresAt: claims.exp,
    ...(typeof claims.picture === 'string' && { picture: claims.picture }),
    ...loginOf(claims),
    ...(claims.resources !== undefined && { resources: claims.resources }),
  };
}

/** Of a session that was one, and is one no more. */
const OVER = ['expired', 'revoked', 'session_ended'];

/**
 * Whether the visitor's cookies hold a session of ours that is over: only who has had it can tell by the answer.
 * @param now NumericDate, seconds
 */
export async function hasSessionThatIsOver(
  req: Request,
  verifier: Verifier,
  now: number,
): Promise<boolean> {
  const candidates = findCookies(req.headers.cookie ?? '', verifier.config.cookieName);
  const { reason } = await decide(candidates, verifier, now, GROUP_GUEST - 1);
  return OVER.includes(reason);
}

/** An API token is no sign-in, even where a browser was made to keep it as its session: mint-api-token.ts. */
function isOfProgram(claims: SessionClaims & Readonly<{ amr?: unknown }>): boolean {
  return Array.isArray(claims.amr) && claims.amr.includes('token');
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

function loginOf({ preferred_username, email }: SessionClaims): Pick<Visitor, 'login'> {
  const login = [preferred_username, email].find((text) => typeof text === 'string');
  return typeof login === 'string' ? { login } : {};
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
