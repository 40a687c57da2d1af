/**
 * The look-up that every verifier of the issuer has: the portal, /auth/<threshold>, `usher token inspect`.
 */
import { revocationOf } from '../../shared/revocation.js';
import type { Verifier } from '../../shared/verdict.js';
import type { State } from '../state/state.js';

/** Asks the state itself, and so knows of a revocation at once. */
export function revocationIn(state: Pick<State, 'epoch' | 'revokedOf'>): Verifier['revocationOf'] {
  return (claims) => revocationOf(claims, state.epoch(), state.revokedOf(claims.sub));
}
