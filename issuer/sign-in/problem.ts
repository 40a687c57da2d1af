/**
 * What is said and logged when a sign-in does not come to its end. Pure.
 */
import type { LogReason } from '../http/log-reason.js';
import type { Message } from '../languages/message.js';
import type { PlexFailure, SignInOutcome } from '../plex/outcomes.js';

export type Problem = Readonly<{
  /** HTTP status of our answer. */
  status: 401 | 503;
  reason: LogReason;
  message: Message;
  hint?: Message;
  retryAfterSeconds?: number;
  /** Status that plex.tv answered with. */
  plexStatus?: number;
}>;

export type Refusal = Exclude<
  SignInOutcome['kind'],
  'signed_in' | 'verification_code_required' | PlexFailure['kind']
>;

const REFUSALS: Readonly<Record<Refusal, Problem>> = {
  bad_credentials: {
    status: 401,
    reason: 'bad_credentials',
    message: 'problem.bad_credentials',
    hint: 'problem.bad_credentials.hint',
  },
  verification_code_wrong: {
    status: 401,
    reason: 'verification_code_wrong',
    message: 'problem.code_wrong',
    hint: 'problem.code_wrong.hint',
  },
  email_required: {
    status: 401,
    reason: 'email_required',
    message: 'problem.email_required',
  },
  address_refused: {
    status: 503,
    reason: 'address_refused',
    message: 'problem.address_refused',
    hint: 'problem.address_refused.hint',
  },
};

/** plex.tv has answered, and said no. */
export function problemOfRefusal(kind: Refusal): Problem {
  return REFUSALS[kind];
}

type Cause = Extract<PlexFailure, { kind: 'plex_unavailable' }>['cause'];

const CAUSES: Readonly<Record<Cause, Pick<Problem, 'reason' | 'message'>>> = {
  timeout: { reason: 'plex_timeout', message: 'problem.plex_timeout' },
  network: { reason: 'plex_network', message: 'problem.plex_network' },
  status: { reason: 'plex_status', message: 'problem.plex_status' },
  redirect: { reason: 'plex_redirect', message: 'problem.plex_redirect' },
  not_json: { reason: 'plex_not_json', message: 'problem.plex_unreadable' },
  not_xml: { reason: 'plex_not_xml', message: 'problem.plex_unreadable' },
  too_large: { reason: 'plex_too_large', message: 'problem.plex_too_large' },
  unexpected_shape: {
    reason: 'plex_unexpected_shape',
    message: 'problem.plex_not_understood',
  },
};

/** They were revoked at a time that has not come yet: every gate would refuse a token that outlives that. */
export const CLOCK_SET_BACK: Problem = {
  status: 503,
  reason: 'clock_set_back',
  message: 'login.clock.title',
  hint: 'login.clock.message',
};

const NOT_YOU: Message = 'problem.not_you';

/** plex.tv has not answered, or not what was asked: nobody can tell about the person. */
export function problemOfFailure(
  failure: PlexFailure | Readonly<{ kind: 'token_refused' }>,
): Problem {
  switch (failure.kind) {
    case 'rate_limited':
      return {
        status: 503,
        reason: 'plex_rate_limited',
        message: 'problem.rate_limited',
        hint: 'problem.rate_limited.hint',
        ...(failure.retryAfterSeconds === undefined
          ? {}
          : { retryAfterSeconds: failure.retryAfterSeconds }),
      };
    case 'token_refused':
      return {
        status: 503,
        reason: 'plex_token_refused',
        message: 'problem.token_refused',
        hint: 'problem.token_refused.hint',
      };
    case 'plex_unavailable':
      return {
        status: 503,
        ...CAUSES[failure.cause],
        hint: NOT_YOU,
        ...(failure.status === undefined ? {} : { plexStatus: failure.status }),
      };
  }
}
