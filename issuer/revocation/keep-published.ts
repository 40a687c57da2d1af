/**
 * What `usher serve` does for the folder while it runs: confirm it, and put it right.
 */
import type { State } from '../state/state.js';
import type { Publisher } from './publisher.js';

const CONFIRM_MS = 10_000;
const HEAL_MS = 60_000;

/** What the operator hears of it. */
export type PublishingLog = Readonly<{
  healed: (files: number) => void;
  failed: (error: unknown) => void;
}>;

/**
 * Makes the folder right at once, and keeps it so. As long as that fails the folder is not confirmed, and the gates do
 * what `revocation.whenStale` says.
 * @param deps `now`: NumericDate, seconds
 * @returns stops it
 * @throws what the first attempt throws: who starts is to see it
 */
export function keepPublished(
  state: State,
  publisher: Publisher,
  deps: Readonly<{ now: () => number; log: PublishingLog }>,
): () => void {
  let isRight = true;
  const heal = (): void => {
    state.removeExpired(deps.now());
    const files = publisher.publishAll();
    isRight = true;
    publisher.confirm(deps.now());
    if (files > 0) {
      deps.log.healed(files);
    }
  };
  const confirm = (): void => {
    if (isRight) {
      // Who cannot read the state knows nothing that could be confirmed.
      state.epoch();
      publisher.confirm(deps.now());
      return;
    }
    heal();
  };
  const timers = [every(CONFIRM_MS, guarded(confirm)), every(HEAL_MS, guarded(heal))];
  function guarded(use: () => void): () => void {
    return () => {
      try {
        use();
      } catch (error) {
        isRight = false;
        deps.log.failed(error);
      }
    };
  }
  const stop = (): void => {
    timers.forEach(clearInterval);
  };
  try {
    heal();
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}

function every(milliseconds: number, use: () => void): NodeJS.Timeout {
  return setInterval(use, milliseconds).unref();
}
