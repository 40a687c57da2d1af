/**
 * The list of everything that is revoked as a signed JWS (RFC 7515), for gates on other machines. Its `typ` is not that of
 * a session token, so that neither can be taken for the other (RFC 8725, 3.11).
 */
import { CompactSign } from 'jose';
import type { Revoked } from '../../shared/revocation.js';
import { joseHeaderOf, signerOf, type KeyRing } from '../keys/key-ring.js';
import type { State } from '../state/state.js';

export const REVOCATION_LIST_TYPE = 'usher-revocations+jwt';
/** Room for some 15 000 subjects; nginx's js_fetch takes 1 MB at most unless told otherwise. */
export const MAX_REVOCATION_LIST_CHARS = 1_000_000;

/** Payload of the list. */
export type RevocationList = Readonly<{
  /** issuer.url */
  iss: string;
  /** NumericDate, seconds: what is true of this moment. A verifier never goes back to an older one. */
  iat: number;
  epoch: number;
  /** By subject: tokens issued before `nbf` are void, and so are those of the sessions in `sids`. */
  subjects: Readonly<Record<string, Readonly<{ nbf: number; sids: readonly string[] }>>>;
}>;

/**
 * Signs the list of this moment with the ring's signing key.
 * @returns undefined if it would be too large
 */
export async function signRevocationList(
  state: Pick<State, 'epoch' | 'allRevoked'>,
  { issuer, ring, now }: Readonly<{ issuer: string; ring: KeyRing; now: number }>,
): Promise<string | undefined> {
  const list: RevocationList = {
    iss: issuer,
    iat: Math.floor(now),
    epoch: state.epoch(),
    subjects: Object.fromEntries([...state.allRevoked()].map(entryOf)),
  };
  const { signing } = ring;
  const jws = await new CompactSign(Buffer.from(JSON.stringify(list)))
    .setProtectedHeader({ ...joseHeaderOf(signing), typ: REVOCATION_LIST_TYPE })
    .sign(signerOf(signing));
  return jws.length > MAX_REVOCATION_LIST_CHARS ? undefined : jws;
}

function entryOf([subject, { notBefore, endedSessions }]: readonly [string, Revoked]) {
  return [subject, { nbf: notBefore, sids: endedSessions }] as const;
}
