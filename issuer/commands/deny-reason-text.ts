/**
 * What a deny reason means, in a line each; docs/deny-reasons.md says what to do. Constants only.
 */
import type { AllowReason, DenyReason } from '../../shared/deny-reason.js';

export const REASON_TEXT: Readonly<Record<AllowReason | DenyReason, string>> = {
  allowed: 'the token holds, and its group may pass',
  guest: 'threshold 999 lets everybody pass; the token was not needed',
  no_token: 'there is no token',
  token_too_large: 'longer than 4096 characters',
  not_three_segments: 'not three parts with dots between them',
  signature_malformed: 'the third part does not have the length of an HS256 signature',
  header_encoding: 'the first part is not canonical base64url',
  key_unknown: 'the header names no key of keys.json',
  signature_mismatch: 'the signature was not made with that key, or the token was altered',
  header_not_json: 'the header is no JSON object',
  alg_mismatch: "the header's alg is not the key's",
  kid_mismatch: "the header's kid is not the key's",
  typ_mismatch: 'typ is something else than JWT',
  header_forbidden:
    'the header has a member that is refused (crit, b64, zip, enc, jku, jwk, x5u, x5c)',
  payload_encoding: 'the second part is not canonical base64url of UTF-8',
  payload_not_json: 'the payload is no JSON object',
  iss_mismatch: 'iss is not issuer.url',
  aud_mismatch: "aud is not cookie.domain (without one: the portal's host)",
  exp_not_number: 'exp is missing or no number',
  expired: 'the token has ended',
  nbf_not_number: 'nbf is no number',
  not_yet_valid: 'nbf lies in the future',
  iat_not_number: 'iat is missing or no number',
  issued_in_future: 'iat lies in the future: are the clocks right?',
  lifetime_too_long: 'more than 400 days from iat to exp',
  sub_malformed: 'sub is missing, empty, no text, or too long',
  group_missing: 'there is no group_id',
  group_not_number: 'group_id is no number',
  group_not_integer: 'group_id is no whole number',
  group_negative_zero: 'group_id is -0',
  group_out_of_range: 'group_id is not between 0 and 999',
  group_above_threshold: 'the group is larger than the threshold',
  threshold_malformed: 'the threshold is no whole number from 0 to 999',
  gate_error: 'the gate itself failed',
};
