/**
 * What `usher serve` does for the folder while it runs: confirm it, and put it right.
 */
import type { State } from '../state/state.js';
import { StateError } from '../state/state-error.js';
import type { Publisher } from './publisher.js';

const CONFIRM_MS = 10_000;
const HEAL_MS = 60_000;

export type KeepPublishedDeps = Readonly<{
  state: State;
  publisher: Publisher;
  /** NumericDate, seconds. */
  now: () => number;
  /** Hears how many files were not as they should be; not at the start, when that is no wonder. */
  onHealed: (files: number) => void;
  /** Hears of what failed, each time. */
  onFailed: (error: unknown) => void;
  /** Hears that the state cannot be written, each time; what is revoked is known all the same. */
  onUnwritable: (error: StateError) => void;
}>;

/**
 * Makes the folder right at once, and keeps it so. As long as that fails the folder is not confirmed, and the gates do
 * what `revocation.whenStale` says.
 * @returns stops it
 * @throws what the first attempt throws: who starts is to see it
 */
export function keepPublished(deps: KeepPublishedDeps): () => void {
  heal({ ...deps, onHealed: () => undefined });
  let isRight = true;
  const attempt = (use: (deps: KeepPublishedDeps) => void): void => {
    try {
      use(deps);
      isRight = true;
    } catch (error) {
      isRight = false;
      deps.onFailed(error);
    }
  };
  const timers = [
    setInterval(() => {
      attempt(isRight ? confirm : heal);
    }, CONFIRM_MS),
    setInterval(() => {
      attempt(heal);
    }, HEAL_MS),
  ];
  for (const timer of timers) {
    timer.unref();
  }
  return () => {
    timers.forEach(clearInterval);
  };
}

function heal(deps: KeepPublishedDeps): void {
  const { publisher, now, onHealed } = deps;
  tidy(deps);
  const files = publisher.publishAll();
  publisher.confirm(now());
  if (files > 0) {
    onHealed(files);
  }
}

/** A state that can be read is enough for the folder. */
function tidy({ state, now, onUnwritable }: KeepPublishedDeps): void {
  try {
    state.removeExpired(now());
  } catch (error) {
    if (!(error instanceof StateError)) {
      throw error;
    }
    onUnwritable(error);
  }
}

/** Who cannot read the state knows nothing that could be confirmed. */
function confirm({ state, publisher, now }: KeepPublishedDeps): void {
  state.epoch();
  publisher.confirm(now());
}
