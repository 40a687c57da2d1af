/**
 * Makes long-lived tokens for programs.
 */
import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { audienceOf } from '../keys/gate-config.js';
import type { Person } from '../membership/person.js';
import { joseHeaderOf, signerOf } from '../keys/key-ring.js';
import type { ApiToken, State } from '../state/state.js';
import type { MintDeps } from './mint-session.js';

export type ApiTokenRequest = Readonly<{
  name: string;
  /** 0–999 */
  groupId: number;
  groupName: string;
  lifetimeSeconds: number;
  /** Whose token it is to be; without, it is somebody of its own: `token:<sid>` */
  subject?: string;
  /** Who makes it for themselves: it says of them what a session says. */
  owner?: Person;
  /** NumericDate: it ends then, if not before. */
  endsAtLatest?: number;
}>;

export type ApiTokenDeps = Pick<MintDeps, 'ring' | 'now'> &
  Readonly<{
    config: Pick<MintDeps['config'], 'issuer' | 'cookie'>;
    state: Pick<State, 'earliestIssueOf' | 'addApiToken'>;
  }>;

export type MintedApiToken =
  /** `token`: the compact JWS, a secret; what is on record has no part of it. */
  Readonly<{ kind: 'minted'; token: string; record: ApiToken }> | Readonly<{ kind: 'name_taken' }>;

const ID_BYTES = 16;

/**
 * Puts an API token on record and signs it: a session in all but how it came to be (RFC 8176 has no name for that, ours is
 * `token`).
 * @throws StateError if it cannot be put on record
 */
export async function mintApiToken(
  { name, groupId, groupName, lifetimeSeconds, owner, ...given }: ApiTokenRequest,
  { config, ring, state, now }: ApiTokenDeps,
): Promise<MintedApiToken> {
  const sid = randomBytes(ID_BYTES).toString('base64url');
  const subject = owner?.subject ?? given.subject ?? `token:${sid}`;
  const issuedAt = Math.max(Math.floor(now), state.earliestIssueOf(subject));
  const expiresAt = Math.min(issuedAt + lifetimeSeconds, given.endsAtLatest ?? Infinity);
  const madeBy = owner === undefined ? {} : { madeBy: subject };
  const record = { sid, subject, name, groupId, issuedAt, expiresAt, ...madeBy };
  if (state.addApiToken(record, now) === 'name_taken') {
    return { kind: 'name_taken' };
  }
  const { signing } = ring;
  const token = await new SignJWT({
    iss: config.issuer.url,
    aud: audienceOf(config),
    sub: subject,
    iat: issuedAt,
    exp: expiresAt,
    jti: randomBytes(ID_BYTES).toString('base64url'),
    sid,
    amr: ['token'],
    name: owner?.name ?? name,
    preferred_username: owner?.preferredUsername,
    email: owner?.email,
    group: groupName,
    group_id: groupId,
  })
    .setProtectedHeader(joseHeaderOf(signing))
    .sign(signerOf(signing));
  return { kind: 'minted', token, record };
}
