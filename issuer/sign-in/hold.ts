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
  let longest = 0;
  const secondsLeft = () => {
    const left = Math.max(0, Math.ceil(until - now()));
    // It began by a clock that was ahead and has been set right since.
    return left > longest ? 0 : left;
  };
  return {
    begin(seconds) {
      longest = Math.max(secondsLeft(), Math.ceil(seconds));
      until = now() + longest;
    },
    secondsLeft,
  };
}
