/**
 * The verdict: who asks, and may they pass? The same function decides in the gate and in the issuer. Pure.
 */
import type { SessionClaims } from './claims.js';
import { denyReasons, statusOf } from './deny-reason.js';
import type { AllowReason, DenyReason } from './deny-reason.js';
import type { GateConfig, SharedKeyGateConfig } from './gate-config.js';
import { GROUP_GUEST, meetsThreshold } from './group.js';
import { verifyToken } from './verify-token.js';
import type { Verified } from './verify-token.js';

export type Verdict = Readonly<{
  /** Status for nginx's auth_request. */
  status: 204 | 401 | 403 | 500;
  reason: AllowReason | DenyReason;
  /** Whose verdict it is; absent for guests and wherever no token was usable. */
  claims?: SessionClaims;
}>;

/** What a token is held against. */
export type Verifier<Config extends GateConfig = GateConfig> = Readonly<{
  config: Config;
  /** Why a token whose claims hold is void all the same (revocation.ts), or undefined. */
  revocationOf: (claims: SessionClaims) => DenyReason | undefined;
}>;

/**
 * Judges a request.
 * The first candidate that verifies is who asks; the others are not looked at. Threshold 999 is everybody: there
 * an unusable token equals none.
 * @param candidates token texts in the order they are to be tried
 * @param nowSeconds NumericDate
 * @param threshold the largest group admitted, 0–999
 * @returns a promise where a public key had to be asked
 */
export function decide(
  candidates: readonly string[],
  verifier: Verifier<SharedKeyGateConfig>,
  nowSeconds: number,
  threshold: number,
): Verdict;
export function decide(
  candidates: readonly string[],
  verifier: Verifier,
  nowSeconds: number,
  threshold: number,
): Verdict | Promise<Verdict>;
export function decide(
  candidates: readonly string[],
  verifier: Verifier,
  nowSeconds: number,
  threshold: number,
): Verdict | Promise<Verdict> {
  let reason: DenyReason = 'no_token';
  for (let i = 0; i < candidates.length; i++) {
    const verified = verifyToken(candidates[i] as string, verifier.config, nowSeconds);
    if (verified instanceof Promise) {
      const before = reason;
      const rest = candidates.slice(i + 1);
      return verified.then((late) => {
        const standing = unlessRevoked(late, verifier);
        return typeof standing === 'object'
          ? judge(standing, threshold)
          : Promise.resolve(decide(rest, verifier, nowSeconds, threshold)).then((verdict) =>
              afterRefusal(further(before, standing), verdict),
            );
      });
    }
    const standing = unlessRevoked(verified, verifier);
    if (typeof standing === 'object') {
      return judge(standing, threshold);
    }
    reason = i === 0 ? standing : further(reason, standing);
  }
  return threshold === GROUP_GUEST
    ? { status: 204, reason: 'guest' }
    : { status: statusOf(reason), reason };
}

/** What a verification gave, or why its claims are void all the same. */
export function unlessRevoked(verified: Verified, verifier: Verifier): Verified {
  return typeof verified === 'object' ? verifier.revocationOf(verified) || verified : verified;
}

/** Whether somebody who is known may pass. */
export function judge(claims: SessionClaims, threshold: number): Verdict {
  return meetsThreshold(claims.group_id, threshold)
    ? { status: 204, reason: 'allowed', claims }
    : { status: 403, reason: 'group_above_threshold', claims };
}

/** The verdict on the candidates that come after one that was refused. */
export function afterRefusal(refusal: DenyReason, verdict: Verdict): Verdict {
  if (verdict.claims !== undefined || verdict.reason === 'guest') {
    return verdict;
  }
  const reason = further(refusal, verdict.reason as DenyReason);
  return { status: statusOf(reason), reason };
}

/** The reason of the candidate that came further: an expired session says more than a planted scrap beside it. */
function further(one: DenyReason, other: DenyReason): DenyReason {
  const order: readonly DenyReason[] = denyReasons();
  return order.indexOf(other) > order.indexOf(one) ? other : one;
}
