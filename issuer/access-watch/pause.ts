/** How long to wait for the next look. Pure. */

/** While plex.tv is in trouble, so many intervals at most. */
const MAX_BACK_OFF = 8;
const JITTER = 0.1;
/** A second look comes sooner. */
const SECOND_LOOK_SECONDS = 30;

/**
 * Twice as long after each look in a row that failed.
 * @param random from 0 to 1
 */
export function pauseSeconds({
  intervalSeconds,
  failures,
  isWaiting,
  random,
}: Readonly<{
  intervalSeconds: number;
  failures: number;
  /** A second look is being waited for. */
  isWaiting: boolean;
  random: number;
}>): number {
  const plain = isWaiting ? Math.min(intervalSeconds, SECOND_LOOK_SECONDS) : intervalSeconds;
  const backOff = Math.min(2 ** failures, MAX_BACK_OFF);
  return plain * backOff * (1 - JITTER + 2 * JITTER * random);
}
