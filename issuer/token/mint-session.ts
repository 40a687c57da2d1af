/**
 * Makes session tokens.
 */
import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { UsherConfig } from '../config/usher-config.js';
import { audienceOf } from '../keys/gate-config.js';
import { joseHeaderOf, signerOf } from '../keys/key-ring.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { Person } from '../membership/person.js';
import type { State } from '../state/state.js';

/**
 * How somebody signed in, for the claim `amr` (RFC 8176). The first two are ours: plex.tv vouches for the person, and we
 * know only which door they took. The registered ones are of accounts of the portal's own, but for `otp`, a verification code,
 * which is of both: `pwd` a password, `pop` and `user` a passkey that has looked at who holds it. `guest_pass` is ours, too: whoever
 * had the link.
 */
export type AuthMethod = 'plex_pin' | 'plex_pwd' | 'pwd' | 'otp' | 'pop' | 'user' | 'guest_pass';

/** Where a session was seen, as far as anybody knows; '' for nothing. */
export type SeenFrom = Readonly<{
  /** What the browser calls itself, shortened. */
  device: string;
  /** IP address. */
  address: string;
}>;

export type Session = Readonly<{
  person: Person;
  /** 0–999 */
  groupId: number;
  groupName: string;
  /** `['plex_pin']`, `['plex_pwd', 'otp']`, … */
  amr: readonly AuthMethod[];
  from: SeenFrom;
  /** What stays of a session that goes on; without it, a new one begins. */
  continues?: Readonly<{
    sid: string;
    /** NumericDate: when the person signed in. */
    authTime: number;
  }>;
  /** NumericDate: the token ends then, if not before. */
  endsAtLatest?: number;
  /** What they may open, `host/path` each (shared/resources.ts); absent: whatever the group may. */
  resources?: readonly string[];
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
  /** What was revoked, and where sessions are put on record. */
  state: Pick<State, 'earliestIssueOf' | 'recordSession'>;
  /** NumericDate, seconds. */
  now: number;
}>;

/** Base64url of so many random bytes names a session and a token; nobody has to guess them, only never meet twice. */
const ID_BYTES = 16;

/**
 * Signs a session token (RFC 7515, RFC 7519) with the ring's signing key. Claims without a value are left out. It stays
 * below 3 KB whatever Plex has on file, because personOf limits every text; the gate takes 4 KB.
 * @throws StateError if the session cannot be put on record: nobody could end it
 */
export async function mintSession(session: Session, deps: MintDeps): Promise<MintedSession> {
  const { config } = deps;
  const { signing } = deps.ring;
  const issuedAt = issuedAtOf(session, deps);
  const expiresAt = Math.min(
    issuedAt + config.session.lifetimeSeconds,
    session.endsAtLatest ?? Infinity,
  );
  const sid = session.continues?.sid ?? randomBytes(ID_BYTES).toString('base64url');
  const jti = randomBytes(ID_BYTES).toString('base64url');
  const { person, groupId } = session;
  const authTime = session.continues?.authTime ?? issuedAt;
  deps.state.recordSession({
    sid,
    subject: person.subject,
    expiresAt,
    groupId,
    issuedAt,
    ...session.from,
    firstSeen: authTime,
    lastSeen: Math.floor(deps.now),
  });
  const token = await new SignJWT({
    iss: config.issuer.url,
    aud: audienceOf(config),
    sub: person.subject,
    iat: issuedAt,
    exp: expiresAt,
    jti,
    sid,
    auth_time: authTime,
    amr: [...session.amr],
    name: person.name,
    preferred_username: person.preferredUsername,
    email: person.email,
    picture: person.picture,
    group: session.groupName,
    group_id: groupId,
    resources: session.resources,
  })
    .setProtectedHeader(joseHeaderOf(signing))
    .sign(signerOf(signing));
  return { token, sid, jti, expiresAt };
}

/**
 * Who signs in in the very second in which they were revoked is let in by a token of the next one. A session that goes on
 * gets no such grace: it may be what was revoked.
 */
function issuedAtOf({ person, continues }: Session, { state, now }: MintDeps): number {
  const earliest = continues === undefined ? state.earliestIssueOf(person.subject) : 0;
  return Math.max(Math.floor(now), earliest);
}
