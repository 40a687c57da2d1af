/**
 * What is said and logged when a sign-in does not come to its end. Pure.
 */
import type { LogReason } from '../http/log-reason.js';
import type { PlexFailure, SignInOutcome } from '../plex/outcomes.js';

export type Problem = Readonly<{
  /** HTTP status of our answer. */
  status: 401 | 503;
  reason: LogReason;
  message: string;
  hint?: string;
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
    message: 'Wrong e-mail, user name or password.',
    hint: 'If you use Google, Apple or Facebook to get into Plex, press “Sign in with Plex” instead.',
  },
  verification_code_wrong: {
    status: 401,
    reason: 'verification_code_wrong',
    message: 'This code is not right.',
    hint: 'Wait for the next one in your authenticator app, and type that.',
  },
  email_required: {
    status: 401,
    reason: 'email_required',
    message: 'This account signs in with its e-mail address, not with the user name.',
  },
  address_refused: {
    status: 503,
    reason: 'address_refused',
    message: 'Plex takes no passwords from this portal for now.',
    hint: 'Press “Sign in with Plex” instead.',
  },
};

/** plex.tv has answered, and said no. */
export function problemOfRefusal(kind: Refusal): Problem {
  return REFUSALS[kind];
}

type Cause = Extract<PlexFailure, { kind: 'plex_unavailable' }>['cause'];

const CAUSES: Readonly<Record<Cause, Pick<Problem, 'reason' | 'message'>>> = {
  timeout: { reason: 'plex_timeout', message: 'Plex did not answer in time.' },
  network: { reason: 'plex_network', message: 'Plex cannot be reached right now.' },
  status: { reason: 'plex_status', message: 'Plex is having trouble right now.' },
  redirect: { reason: 'plex_redirect', message: 'Plex sent us elsewhere, where we do not go.' },
  not_json: { reason: 'plex_not_json', message: 'Plex answered something we cannot read.' },
  not_xml: { reason: 'plex_not_xml', message: 'Plex answered something we cannot read.' },
  too_large: { reason: 'plex_too_large', message: 'Plex answered far more than we asked for.' },
  unexpected_shape: {
    reason: 'plex_unexpected_shape',
    message: 'Plex answered something we do not understand.',
  },
};

/** They were revoked at a time that has not come yet: every gate would refuse a token that outlives that. */
export const CLOCK_SET_BACK: Problem = {
  status: 503,
  reason: 'clock_set_back',
  message: 'Nobody can tell what time it is here.',
  hint: 'The clock of this portal seems to have been set back. Please try again later, and tell whoever runs it.',
};

const NOT_YOU = 'It is not about your password. Please try again in a few minutes.';

/** plex.tv has not answered, or not what was asked: nobody can tell about the person. */
export function problemOfFailure(
  failure: PlexFailure | Readonly<{ kind: 'token_refused' }>,
): Problem {
  switch (failure.kind) {
    case 'rate_limited':
      return {
        status: 503,
        reason: 'plex_rate_limited',
        message: 'Plex asks us to slow down.',
        hint: 'Please try again in a minute.',
        ...(failure.retryAfterSeconds === undefined
          ? {}
          : { retryAfterSeconds: failure.retryAfterSeconds }),
      };
    case 'token_refused':
      return {
        status: 503,
        reason: 'plex_token_refused',
        message: 'Plex let you in and then took it back.',
        hint: 'Please sign in again.',
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
