/**
 * Pauses that plex.tv asks for, each of the account with which it was asked: nobody stops the others. No I/O; the clock is
 * given.
 */
import { createHold, type Hold } from './hold.js';

export type HomeHolds = Readonly<{
  begin: (account: string, seconds: number) => void;
  /** 0: nothing is held back. */
  secondsLeft: (account: string) => number;
}>;

/** More than plex.tv will have asked for a pause at a time. */
const MAX_ACCOUNTS = 1000;

/**
 * @param now NumericDate, seconds
 * @param maxAccounts when there are more, the pause that began first is forgotten
 */
export function createHomeHolds(now: () => number, maxAccounts = MAX_ACCOUNTS): HomeHolds {
  const holds = new Map<string, Hold>();
  return {
    begin(account, seconds) {
      for (const [old, hold] of holds) {
        if (hold.secondsLeft() === 0) {
          holds.delete(old);
        }
      }
      const hold = holds.get(account) ?? createHold(now);
      const oldest = holds.keys().next();
      if (!holds.has(account) && holds.size >= maxAccounts && oldest.done !== true) {
        holds.delete(oldest.value);
      }
      holds.set(account, hold);
      hold.begin(seconds);
    },
    secondsLeft: (account) => holds.get(account)?.secondsLeft() ?? 0,
  };
}
