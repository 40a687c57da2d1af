/**
 * Makes the list of everything that is revoked (shared/revocation-list.ts), for gates on other machines.
 */
import { CompactSign } from 'jose';
import type { Revoked } from '../../shared/revocation.js';
import { REVOCATION_LIST_TYPE, type RevocationList } from '../../shared/revocation-list.js';
import { MAX_REVOCATION_LIST_CHARS } from '../../shared/token-profile.js';
import { joseHeaderOf, signerOf, type KeyRing } from '../keys/key-ring.js';
import type { State } from '../state/state.js';

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
