/**
 * What a question to plex.tv can come to. None of these holds a part of an answer's body but what its members name,
 * so an outcome without `token` may be logged. Types only.
 */
import type { HomeUser, ListedUser, Share } from './owner-lists.js';
import type { PlexAccount } from './plex-account.js';
import type { PlexResource } from './plex-resource.js';

/** No verdict about the person: plex.tv could not be asked, or did not say. Never to be called a wrong password. */
export type PlexFailure =
  | Readonly<{
      /** HTTP 429, or code 1003. */
      kind: 'rate_limited';
      /** From Retry-After where plex.tv sends it, at most 60. */
      retryAfterSeconds?: number;
    }>
  | Readonly<{
      kind: 'plex_unavailable';
      cause:
        /** No complete answer within the time limit. */
        | 'timeout'
        /** No connection, or it broke. */
        | 'network'
        /** A status that answers nothing. */
        | 'status'
        /** Sent elsewhere; not followed, because credentials would go along. */
        | 'redirect'
        /** HTML, or text that is not JSON. */
        | 'not_json'
        /** HTML, or text that is not XML, or has a document type. */
        | 'not_xml'
        /** More than the client reads. */
        | 'too_large'
        /** JSON or XML, but not what was asked for; or a refusal whose code is not known. */
        | 'unexpected_shape';
      /** HTTP status, where there was one. */
      status?: number;
    }>;

export type SignInOutcome =
  | Readonly<{
      kind: 'signed_in';
      /** Plex auth token: a secret. */
      token: string;
    }>
  | Readonly<{
      kind:
        /** 1001: also what an account without a password gives. */
        | 'bad_credentials'
        /** 1029 */
        | 'verification_code_required'
        /** 1028 */
        | 'verification_code_wrong'
        /** 1030: this account may sign in by e-mail address only. */
        | 'email_required'
        /** 1031: plex.tv refuses the address of this machine for now. */
        | 'address_refused';
    }>
  | PlexFailure;

export type CreatePinOutcome =
  | Readonly<{
      kind: 'pin';
      /** What is polled; a secret of the issuer. */
      id: number;
      /** What goes to Plex's page. */
      code: string;
    }>
  | PlexFailure;

export type CheckPinOutcome =
  | Readonly<{
      kind: 'claimed';
      /** Plex auth token: a secret. */
      token: string;
    }>
  | Readonly<{
      kind:
        /** Nobody has approved it yet. */
        | 'pending'
        /** 1020: unknown, expired, or made under another client identifier. */
        | 'gone';
    }>
  | PlexFailure;

export type AccountOutcome =
  | Readonly<{ kind: 'account'; account: PlexAccount }>
  | Readonly<{ kind: 'token_refused' }>
  | PlexFailure;

export type ResourcesOutcome =
  | Readonly<{ kind: 'resources'; resources: readonly PlexResource[] }>
  | Readonly<{ kind: 'token_refused' }>
  | PlexFailure;

/** Nothing but a complete list is one: half an answer is a failure. */
export type UsersOutcome =
  | Readonly<{ kind: 'users'; users: readonly ListedUser[] }>
  | Readonly<{ kind: 'token_refused' }>
  | PlexFailure;

export type SharesOutcome =
  | Readonly<{ kind: 'shares'; shares: readonly Share[] }>
  | Readonly<{
      kind:
        | 'token_refused'
        /** 1080, 404: whose token it is does not own that server. */
        | 'not_owned';
    }>
  | PlexFailure;

export type HomeUsersOutcome =
  | Readonly<{
      kind: 'home_users';
      /** Empty where the account is in no Plex Home. */
      users: readonly HomeUser[];
    }>
  | Readonly<{ kind: 'token_refused' }>
  | PlexFailure;

export type SwitchOutcome =
  | Readonly<{
      kind: 'switched';
      /** Plex auth token of the profile: a secret. */
      token: string;
    }>
  | Readonly<{
      kind:
        /** 1041: the PIN is wrong, or one is asked for. */
        'pin_refused' | 'token_refused';
    }>
  | PlexFailure;
