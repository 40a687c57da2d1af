/**
 * A password sign-in that waits for a verification code: the credentials travel in a sealed cookie, never in a page.
 */
import type { Sealer } from '../token/sealed-cookie.js';

export const CODE_STEP_SECONDS = 5 * 60;

export type PendingCode = Readonly<{
  login: string;
  password: string;
  /** Checked return address; '' for the launcher. */
  rd: string;
}>;

/** @returns text for the cookie; a return address that does not fit is left out */
export async function sealPendingCode(
  sealer: Sealer,
  pending: PendingCode,
  now: number,
): Promise<string> {
  const sealed =
    (await sealer.seal(pending, CODE_STEP_SECONDS, now)) ??
    (await sealer.seal({ ...pending, rd: '' }, CODE_STEP_SECONDS, now));
  if (sealed === undefined) {
    throw new RangeError('credentials do not fit into a cookie');
  }
  return sealed;
}

/** @returns undefined if the cookie is too old or not ours */
export async function unsealPendingCode(
  sealer: Sealer,
  text: unknown,
  now: number,
): Promise<PendingCode | undefined> {
  const value = typeof text === 'string' ? await sealer.unseal(text, now) : undefined;
  return isPendingCode(value) ? value : undefined;
}

function isPendingCode(value: unknown): value is PendingCode {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { login, password, rd } = value as Partial<Record<keyof PendingCode, unknown>>;
  return typeof login === 'string' && typeof password === 'string' && typeof rd === 'string';
}
