/**
 * How one key takes over from another without anybody being signed out. Pure.
 *
 * The new key is published first and only verifies; it signs when every gate can know it; the old ones verify until the
 * last token that they signed has ended. All of that is written into the entries as times (`signs_from`,
 * `dropped_after`), so that whoever reads the file later knows what to do without having been there.
 */
import { privateJwkOf } from './generate-key.js';
import type { SigningKey } from './key-ring.js';

type Jwk = Readonly<Record<string, unknown>>;

export type RotationTimes = Readonly<{
  /** NumericDate, seconds. */
  now: number;
  /** How long the new key only verifies, seconds. */
  leadSeconds: number;
  /** How long a token lives that the old key signs, seconds. */
  keepSeconds: number;
}>;

/**
 * The entries of keys.json with a new key in front. Keys that were dropped before are left out; the others keep every
 * member they have, and get the time of their end unless they have an earlier one.
 * @param entries as parseKeys has seen them
 */
export function rotated(
  entries: readonly Jwk[],
  key: SigningKey,
  { now, leadSeconds, keepSeconds }: RotationTimes,
): readonly Jwk[] {
  const signsFrom = Math.ceil(now + leadSeconds);
  const end = signsFrom + keepSeconds;
  const old = withoutDropped(entries, now).map((entry) => ({
    ...entry,
    dropped_after: Math.min(endOf(entry), end),
  }));
  return [privateJwkOf({ ...key, signsFrom }), ...old];
}

/**
 * The entries of keys.json with further keys at the end: they verify, what signs goes on signing. Keys that were dropped
 * before are left out.
 * @param entries as parseKeys has seen them
 * @param now NumericDate, seconds
 */
export function appended(
  entries: readonly Jwk[],
  keys: readonly SigningKey[],
  now: number,
): readonly Jwk[] {
  return [...withoutDropped(entries, now), ...keys.map(privateJwkOf)];
}

/** The entries of keys.json but for those that do not verify any more. */
function withoutDropped(entries: readonly Jwk[], now: number): readonly Jwk[] {
  return entries.filter((entry) => now <= endOf(entry));
}

function endOf(entry: Jwk): number {
  const end = entry['dropped_after'];
  return typeof end === 'number' ? end : Infinity;
}
