/**
 * Every outcome of a request to the portal, by the name that the log has for it, and how an outcome gets into the log.
 */
import type { Response } from 'express';
import type { AllowReason, DenyReason } from '../../shared/deny-reason.js';

export const LOG_REASONS = [
  // Signed in, or on the way.
  'signed_in',
  'signed_out',
  'renewed',
  'renewed_unasked',
  'renewal_not_due',
  'renewal_without_session',
  'renewal_without_cookie',
  'renewal_over',
  'verification_code_asked',
  'pin_started',
  'pin_pending',
  'profile_asked',
  'local_account_changed',
  'own_session_ended',
  'refused_page',
  'guest_pass_shown',
  'guest_pass_made',
  'guest_pass_taken_back',
  'api_token_made',
  'api_token_revoked',
  'signed_out_everywhere',
  // Refused by Plex.
  'bad_credentials',
  'verification_code_wrong',
  'email_required',
  'address_refused',
  'home_pin_wrong',
  // Refused by us.
  'not_a_member',
  'account_unknown',
  'local_account_disabled',
  'local_bad_credentials',
  'local_code_wrong',
  'local_sign_in_busy',
  'passkey_refused',
  'passkey_step_expired',
  'guest_pass_unknown',
  'guest_pass_revoked',
  'guest_pass_over',
  'guest_pass_used_up',
  'guest_pass_maker_gone',
  'no_rule',
  'override_refuses',
  'api_token_refused',
  'cross_site_request',
  'cookies_blocked',
  'malformed_request',
  'not_found',
  'password_attempts_held',
  'too_many_failures_of_address',
  'too_many_failures_of_account',
  'too_many_failures',
  'too_many_pins_of_address',
  'too_many_pins',
  'code_step_expired',
  'too_many_guest_passes',
  'too_many_choices',
  'too_many_home_pins',
  'profile_step_expired',
  'clock_set_back',
  // A PIN that came back wrong.
  'pin_without_cookie',
  'pin_flow_expired',
  'pin_replayed',
  'pin_gone',
  // Plex could not be asked, or made no sense.
  'plex_rate_limited',
  'plex_timeout',
  'plex_network',
  'plex_status',
  'plex_redirect',
  'plex_not_json',
  'plex_not_xml',
  'plex_too_large',
  'plex_unexpected_shape',
  'plex_token_refused',
  // Who has access, as the owner's link tells; of no request.
  'access_lost',
  'api_token_unearned',
  'demoted',
  'mass_loss_suspected',
  'owner_link_refused',
  'owner_link_unreadable',
  'owner_link_not_owner',
  // Revocation.
  'revocation_failed',
  'revocation_unpublished',
  'revocations_too_large',
  // Administration.
  'admin_only',
  'pass_without_proof',
  'account_without_proof',
  'admin_without_proof',
  'admin_changed',
  'owner_link_started',
  'owner_link_pending',
  'owner_link_over',
  'owner_not_linked',
  // Our own.
  'stopping',
  'state_failed',
  'state_new',
  'internal_error',
] as const;

/** docs/portal-log.md says what each means. */
export type LogReason = (typeof LOG_REASONS)[number];

/** What one request came to. Nothing else of it is logged but method, path, status, address and time. */
export type Outcome = Readonly<{
  /** Of a verdict, the gate's own reason. */
  reason: LogReason | AllowReason | DenyReason;
  /** `plex:<id>` */
  subject?: string;
  /** 0–999 */
  groupId?: number;
  /** Names a session without giving it away. */
  sid?: string;
  /** Status that plex.tv answered with. */
  plexStatus?: number;
  /** False where forwarding headers came from a proxy that is not in issuer.trustedProxies. */
  proxyTrusted?: false;
  /** How loud the line is, where the status alone would mislead; not logged itself. */
  level?: 'debug' | 'info' | 'error';
  /** Of an exception: where it happened, without its message. */
  error?: string;
}>;

const KEY = 'usherOutcome';

/** Says what a request came to; the request's one log line carries it. */
export function noteOutcome(res: Response, outcome: Outcome): void {
  res.locals[KEY] = outcome;
}

/** What was said by {@link noteOutcome}, if anything. */
export function outcomeOf(
  res: Readonly<{ locals?: Readonly<Record<string, unknown>> }>,
): Outcome | undefined {
  return res.locals?.[KEY] as Outcome | undefined;
}
