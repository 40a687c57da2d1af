/**
 * How often somebody may try to get into an account of the portal's own. Nobody else counts along; so people may mistype
 * more than where Plex looks.
 */
import type { RequestHandler } from 'express';
import { accountKey, addressKey, countAtOnce, limitOf } from './limits.js';

const MINUTE = 60;

/** Wrong passwords: 480 a day for one account. */
export const MAX_WRONG_PASSWORDS_OF_ACCOUNT = 5;
/** An address is a household. */
export const MAX_WRONG_PASSWORDS_OF_ADDRESS = 10;
/** Passwords of one account, right ones too: each takes a place where passwords are computed, and there are few. */
export const MAX_SIGN_INS_OF_ACCOUNT = 30;
export const WRONG_PASSWORD_WINDOW_SECONDS = 15 * MINUTE;

/**
 * Wrong codes of an authenticator, where the password was right: three of a million are good at any time. Counted until
 * none came for a while: one in four years, on average, for who knows the password and never stops.
 */
export const MAX_WRONG_CODES_OF_ACCOUNT = 5;
export const WRONG_CODE_WINDOW_SECONDS = 30 * MINUTE;

/** Answers of passkeys: they cannot be guessed, and cost us a signature each. */
export const MAX_PASSKEYS_OF_ADDRESS = 30;

export type LocalLimits = Readonly<{
  /**
   * Before a password is looked at, in this order: by account, whatever comes of it; by address, by account. As
   * {@link Limits.password}.
   */
  password: readonly RequestHandler[];
  /** Before a code is looked at: by address, by account. */
  code: readonly RequestHandler[];
  /** Before a passkey's answer is looked at: by address. */
  passkey: readonly RequestHandler[];
}>;

/** @param now NumericDate, seconds */
export function createLocalLimits(now: () => number): LocalLimits {
  const passwords = { windowSeconds: WRONG_PASSWORD_WINDOW_SECONDS, forgets: 'each', now } as const;
  const codes = {
    windowSeconds: WRONG_CODE_WINDOW_SECONDS,
    forgets: 'after_quiet',
    now,
  } as const;
  const ofAddress = limitOf(
    { ...passwords, limit: MAX_WRONG_PASSWORDS_OF_ADDRESS },
    { key: addressKey, reason: 'too_many_failures_of_address' },
  ).middleware;
  const passwordOfAccount = limitOf(
    { ...passwords, limit: MAX_WRONG_PASSWORDS_OF_ACCOUNT },
    { key: accountKey, reason: 'too_many_failures_of_account' },
  ).middleware;
  const anyOfAccount = limitOf(
    { ...passwords, limit: MAX_SIGN_INS_OF_ACCOUNT },
    { key: accountKey, reason: 'too_many_failures_of_account' },
  ).middleware;
  const codeOfAccount = limitOf(
    { ...codes, limit: MAX_WRONG_CODES_OF_ACCOUNT },
    { key: accountKey, reason: 'too_many_failures_of_account' },
  ).middleware;
  const passkeyOfAddress = limitOf(
    { ...passwords, limit: MAX_PASSKEYS_OF_ADDRESS },
    { key: addressKey, reason: 'too_many_failures_of_address' },
  ).middleware;
  return {
    password: [anyOfAccount, countAtOnce, ofAddress, passwordOfAccount],
    code: [ofAddress, codeOfAccount],
    passkey: [passkeyOfAddress, countAtOnce],
  };
}
