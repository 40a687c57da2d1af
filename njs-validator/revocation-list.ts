/**
 * What the list of revocations in shared memory says of one request's tokens; refresh.ts puts it there.
 */
import type { GateConfig } from '../shared/gate-config.js';
import { revocationFileName, revocationOf } from '../shared/revocation.js';
import type { Revoked } from '../shared/revocation.js';
import type { Memo } from './gate-request.js';
import type { Revocations } from './revocations.js';
import { STATE_CONFIRMED_AT, STATE_EPOCH } from './state-keys.js';

/** As long as there has been no list, nginx knows of nothing revoked. */
export function listedRevocations(
  config: GateConfig,
  state: Memo | undefined,
  nowSeconds: number,
): Revocations {
  const confirmedAt = Number((state && state.get(STATE_CONFIRMED_AT)) || NaN);
  const maxAge = config.revocationMaxAgeSeconds;
  const isFresh = maxAge === 0 ? confirmedAt > 0 : nowSeconds - confirmedAt < maxAge;
  return {
    version: '-',
    reasonFor: (claims) => {
      if (config.staleRefuses && !isFresh) {
        return 'revocations_stale';
      }
      return state && confirmedAt > 0
        ? revocationOf(claims, Number(state.get(STATE_EPOCH)), revokedOf(state, claims.sub))
        : undefined;
    },
  };
}

function revokedOf(state: Memo, subject: string): Revoked | undefined {
  const text = state.get(revocationFileName(subject));
  if (!text) {
    return undefined;
  }
  const lines = text.split('\n');
  return { notBefore: Number(lines[0]), endedSessions: lines.slice(1) };
}
