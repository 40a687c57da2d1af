/**
 * The verdict: who asks, and may they pass? The same function decides in the gate and in the issuer. Pure.
 */
import type { SessionClaims } from './claims.js';
import { denyReasons, statusOf } from './deny-reason.js';
import type { AllowReason, DenyReason } from './deny-reason.js';
import type { GateConfig } from './gate-config.js';
import { GROUP_GUEST, meetsThreshold } from './group.js';
import { verifyToken } from './verify-token.js';

export type Verdict = Readonly<{
  /** Status for nginx's auth_request. */
  status: 204 | 401 | 403 | 500;
  reason: AllowReason | DenyReason;
  /** Whose verdict it is; absent for guests and wherever no token was usable. */
  claims?: SessionClaims;
}>;

/**
 * Judges a request.
 * The first candidate that verifies is who asks; the others are not looked at. Threshold 999 is everybody: there
 * an unusable token equals none.
 * @param candidates token texts in the order they are to be tried
 * @param nowSeconds NumericDate
 * @param threshold the largest group admitted, 0–999
 */
export function decide(
  candidates: readonly string[],
  config: GateConfig,
  nowSeconds: number,
  threshold: number,
): Verdict {
  let reason: DenyReason = 'no_token';
  for (let i = 0; i < candidates.length; i++) {
    const verified = verifyToken(candidates[i] as string, config, nowSeconds);
    if (typeof verified === 'object') {
      return judge(verified, threshold);
    }
    reason = i === 0 ? verified : further(reason, verified);
  }
  return threshold === GROUP_GUEST
    ? { status: 204, reason: 'guest' }
    : { status: statusOf(reason), reason };
}

function judge(claims: SessionClaims, threshold: number): Verdict {
  return meetsThreshold(claims.group_id, threshold)
    ? { status: 204, reason: 'allowed', claims }
    : { status: 403, reason: 'group_above_threshold', claims };
}

/** The reason of the candidate that came further: an expired session says more than a planted scrap beside it. */
function further(one: DenyReason, other: DenyReason): DenyReason {
  const order: readonly DenyReason[] = denyReasons();
  return order.indexOf(other) > order.indexOf(one) ? other : one;
}
