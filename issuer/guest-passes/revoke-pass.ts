/**
 * Takes a guest pass back: nobody comes in by it any more, and who did is out.
 */
import type { Published, Revoker } from '../revocation/revoker.js';
import type { State } from '../state/state.js';
import { guestSubject, type GuestPass } from './guest-pass.js';

export type RevokePassDeps = Readonly<{
  state: Pick<State, 'revokeGuestPass' | 'isKnown' | 'addAudit'>;
  revoker: Pick<Revoker, 'revokeSubject'>;
  /** NumericDate, seconds. */
  now: number;
  /** Who says so: a subject, or `command line`. */
  actor: string;
}>;

export type RevokedPass =
  | (Published & Readonly<{ kind: 'revoked' }>)
  /** It was already. */
  | Readonly<{ kind: 'none' }>;

/** @throws StateError if it cannot be put on record */
export function revokePass(
  { id, name }: Pick<GuestPass, 'id' | 'name'>,
  { state, revoker, now, actor }: RevokePassDeps,
): RevokedPass {
  const subject = guestSubject(id);
  if (state.revokeGuestPass(id, now) === 'none') {
    return { kind: 'none' };
  }
  // Of somebody who never came there is nothing to make void.
  const published = state.isKnown(subject) ? revoker.revokeSubject(subject, now) : {};
  const at = Math.floor(now);
  state.addAudit({ at, actor, action: 'guest_pass_revoked', subject, detail: name });
  const { unpublished } = published as Published;
  return { kind: 'revoked', ...(unpublished !== undefined && { unpublished }) };
}
