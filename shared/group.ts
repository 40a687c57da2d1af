/**
 * The ladder of groups: 0 (admin) … 999 (guest); a smaller number may do more. Pure.
 */

export const GROUP_ADMIN = 0;
export const GROUP_SIGNED_IN = 998;
export const GROUP_GUEST = 999;

/**
 * Whether a value is a group id.
 * @param value anything
 * @returns true for a number that is an integer from 0 to 999 and not -0
 */
export function isGroupId(value: unknown): value is number {
  return (
    typeof value === 'number' &&
    value >= GROUP_ADMIN &&
    value <= GROUP_GUEST &&
    value % 1 === 0 &&
    !isNegativeZero(value)
  );
}

/** -0 equals 0 in every comparison; only dividing by it tells them apart. */
export function isNegativeZero(value: number): boolean {
  return value === 0 && 1 / value < 0;
}

/**
 * Reads the threshold of a location as an operator writes it: `auth_request /_usher/4;`.
 * A number alone would be seen in '', ' 4 ', '0x4', '-0' and '4e0' too; only the canonical spelling passes. (In as few
 * calls as can be: this is done for every request.)
 * @param text the part of the address that should be a threshold
 * @returns 0–999, or undefined for anything else
 */
export function parseThreshold(text: string): number | undefined {
  if (text.length === 1 && text >= '0' && text <= '9') {
    return +text;
  }
  const threshold = +text;
  return threshold >= GROUP_ADMIN &&
    threshold <= GROUP_GUEST &&
    threshold % 1 === 0 &&
    String(threshold) === text
    ? threshold
    : undefined;
}

/**
 * The one comparison the project exists for.
 * @returns true if somebody in `groupId` may pass a location with `threshold`
 */
export function meetsThreshold(groupId: number, threshold: number): boolean {
  return groupId <= threshold;
}
