/**
 * A password sign-in that waits for a verification code: the credentials travel in a sealed cookie, never in a page.
 */
import { randomBytes } from 'node:crypto';
import type { Sealer } from '../token/sealed-cookie.js';

export const CODE_STEP_SECONDS = 5 * 60;

const ID_BYTES = 16;

export type PendingCode = Readonly<{
  /** Tells this step from any other: it can be completed once. */
  id: string;
  login: string;
  password: string;
  /** Checked return address; '' for the launcher. */
  rd: string;
}>;

/** @returns text for the cookie; a return address that does not fit is left out */
export async function sealPendingCode(
  sealer: Sealer,
  credentials: Omit<PendingCode, 'id'>,
  now: number,
): Promise<string> {
  const pending: PendingCode = { ...credentials, id: randomBytes(ID_BYTES).toString('base64url') };
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
  const { id, login, password, rd } = value as Partial<Record<keyof PendingCode, unknown>>;
  return [id, login, password, rd].every((text) => typeof text === 'string');
}
