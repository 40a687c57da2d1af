/**
 * Makes session tokens.
 */
import type { UsherConfig } from '../config/usher-config.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { Person } from '../membership/person.js';

/**
 * How somebody signed in, for the claim `amr` (RFC 8176). The first two are ours: plex.tv vouches for the person, and we
 * know only which door they took. `otp` is the registered name for a verification code.
 */
export type AuthMethod = 'plex_pin' | 'plex_pwd' | 'otp';

export type Session = Readonly<{
  person: Person;
  /** 0–999 */
  groupId: number;
  groupName: string;
  /** `['plex_pin']`, `['plex_pwd']` or `['plex_pwd', 'otp']` */
  amr: readonly AuthMethod[];
}>;

export type MintedSession = Readonly<{
  /** The compact JWS: a secret. */
  token: string;
  /** For the log. */
  sid: string;
  jti: string;
  /** NumericDate, seconds. */
  expiresAt: number;
}>;

export type MintDeps = Readonly<{
  config: Pick<UsherConfig, 'issuer' | 'cookie' | 'session'>;
  ring: KeyRing;
  /** NumericDate, seconds. */
  now: number;
}>;

export type MintSession = (session: Session, deps: MintDeps) => Promise<MintedSession>;
