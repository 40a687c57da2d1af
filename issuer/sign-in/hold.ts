/**
 * A circuit breaker: after plex.tv has said to leave it alone, we do. No I/O; the clock is given.
 */
export type Hold = Readonly<{
  begin: (seconds: number) => void;
  /** 0: nothing is held back. */
  secondsLeft: () => number;
}>;

/** How long to leave plex.tv alone where it does not say. */
export const RATE_LIMITED_SECONDS = 5;

/** @param now NumericDate, seconds */
export function createHold(now: () => number): Hold {
  let until = 0;
  return {
    begin(seconds) {
      until = Math.max(until, now() + seconds);
    },
    secondsLeft: () => Math.max(0, Math.ceil(until - now())),
  };
}
