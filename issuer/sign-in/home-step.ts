/**
 * A sign-in that waits to be told which profile of a Plex Home it is, and what lets somebody choose again later. Both
 * travel in sealed cookies: the Plex auth token in them is a secret.
 */
import { randomBytes } from 'node:crypto';
import type { AuthMethod } from '../token/mint-session.js';
import type { Sealer } from '../token/sealed-cookie.js';

export const PROFILE_STEP_SECONDS = 10 * 60;

const ID_BYTES = 16;

/** Who proved to be whom at Plex. */
export type HomeAccount = Readonly<{
  /** Plex auth token of the account: a secret. */
  plexToken: string;
  /** `plex:<numeric id>` of the account. */
  subject: string;
  amr: readonly AuthMethod[];
  /** NumericDate, as the `iat` of a session would be: when they proved it. Choosing again does not make it newer. */
  at: number;
}>;

/** No session yet. */
export type PendingProfile = HomeAccount &
  Readonly<{
    /** Tells this step from any other: it can be completed once. */
    id: string;
    /** Checked return address; '' for the launcher. */
    rd: string;
  }>;

/** Stays beside a session, and is worth nothing without it: who ends the session ends this too. */
export type RememberedHome = HomeAccount &
  Readonly<{
    sid: string;
    /** NumericDate: choosing again does not make it longer. */
    until: number;
  }>;

/**
 * @param now NumericDate, seconds
 * @returns text for the cookie, without a return address that does not fit; undefined for a Plex auth token that is longer
 * than any seen
 */
export async function sealPendingProfile(
  sealer: Sealer,
  step: Omit<PendingProfile, 'id'>,
  now: number,
): Promise<string | undefined> {
  const pending: PendingProfile = { ...step, id: randomBytes(ID_BYTES).toString('base64url') };
  return (
    (await sealer.seal(pending, PROFILE_STEP_SECONDS, now)) ??
    (await sealer.seal({ ...pending, rd: '' }, PROFILE_STEP_SECONDS, now))
  );
}

/** @returns undefined if the cookie is too old or not ours */
export async function unsealPendingProfile(
  sealer: Sealer,
  text: unknown,
  now: number,
): Promise<PendingProfile | undefined> {
  const value = await unsealed(sealer, text, now);
  return isHomeAccount(value) && hasTexts(value, ['id', 'rd'])
    ? (value as PendingProfile)
    : undefined;
}

/** @returns undefined if its time is over, or for a Plex auth token that is longer than any seen */
export async function sealRememberedHome(
  sealer: Sealer,
  home: RememberedHome,
  now: number,
): Promise<string | undefined> {
  const seconds = Math.floor(home.until - now);
  return seconds > 0 ? sealer.seal(home, seconds, now) : undefined;
}

/** @returns undefined if the cookie is too old or not ours, or belongs to another session */
export async function unsealRememberedHome(
  sealer: Sealer,
  text: unknown,
  { sid, now }: Readonly<{ sid: string | undefined; now: number }>,
): Promise<RememberedHome | undefined> {
  const value = await unsealed(sealer, text, now);
  const isOurs =
    isHomeAccount(value) &&
    hasTexts(value, ['sid']) &&
    'until' in value &&
    Number.isFinite(value.until) &&
    (value as RememberedHome).sid === sid;
  return isOurs ? (value as RememberedHome) : undefined;
}

async function unsealed(sealer: Sealer, text: unknown, now: number): Promise<unknown> {
  return typeof text === 'string' ? sealer.unseal(text, now) : undefined;
}

function isHomeAccount(value: unknown): value is HomeAccount {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { amr, at } = value as Partial<Record<keyof HomeAccount, unknown>>;
  return (
    hasTexts(value, ['plexToken', 'subject']) &&
    Number.isFinite(at) &&
    Array.isArray(amr) &&
    amr.every((method) => typeof method === 'string')
  );
}

function hasTexts(value: object, names: readonly string[]): boolean {
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}
