/**
 * What must not happen twice, remembered for as long as it could. No I/O; the clock is given.
 */
export type ExpiringSet = Readonly<{
  has: (key: string) => boolean;
  add: (key: string) => void;
}>;

/** More than can come together in the minutes that a sign-in takes. */
const MAX_KEYS = 10_000;

/**
 * @param seconds how long each key stays
 * @param now NumericDate, seconds
 */
export function createExpiringSet(seconds: number, now: () => number): ExpiringSet {
  const ends = new Map<string, number>();
  return {
    has: (key) => (ends.get(key) ?? 0) > now(),
    add(key) {
      for (const [old, end] of ends) {
        // In the order they were added, and all live equally long.
        if (end > now() && ends.size < MAX_KEYS) {
          break;
        }
        ends.delete(old);
      }
      ends.set(key, now() + seconds);
    },
  };
}
