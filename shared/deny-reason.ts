/**
 * Every reason for which the gate refuses, in the order the checks run, and the status each one gives. Pure.
 * To add one: see CONTRIBUTING.md, "A new deny reason".
 */

/**
 * All reasons in check order: with several bad cookies the reason that got furthest is the one reported.
 * A function, because njs runs the top level of a module for every request.
 */
export function denyReasons() {
  return [
    'no_token',
    'token_too_large',
    'not_three_segments',
    'signature_malformed',
    'header_encoding',
    'key_unknown',
    'signature_mismatch',
    'header_not_json',
    'alg_mismatch',
    'kid_mismatch',
    'typ_mismatch',
    'header_forbidden',
    'payload_encoding',
    'payload_not_json',
    'iss_mismatch',
    'aud_mismatch',
    'exp_not_number',
    'expired',
    'nbf_not_number',
    'not_yet_valid',
    'iat_not_number',
    'issued_in_future',
    'lifetime_too_long',
    'sub_malformed',
    'group_missing',
    'group_not_number',
    'group_not_integer',
    'group_negative_zero',
    'group_out_of_range',
    'resources_malformed',
    'revoked',
    'session_ended',
    'group_above_threshold',
    'resource_not_allowed',
    'renewal_due',
    'threshold_malformed',
    'revocations_stale',
    'gate_error',
  ] as const;
}

export type DenyReason = ReturnType<typeof denyReasons>[number];

/** Why somebody was let in. */
export type AllowReason = 'allowed' | 'guest';

/**
 * The status a refusal has towards nginx's auth_request: 401 (nobody usable), 403 (somebody, but not enough),
 * 500 (the gate itself is at fault; nginx refuses the request).
 */
export function statusOf(reason: DenyReason): 401 | 403 | 500 {
  switch (reason) {
    case 'group_above_threshold':
    case 'resource_not_allowed':
      return 403;
    case 'threshold_malformed':
    case 'revocations_stale':
    case 'gate_error':
      return 500;
    default:
      return 401;
  }
}
