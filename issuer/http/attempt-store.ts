/**
 * Counts attempts for express-rate-limit: by key, in memory of a fixed size, on the portal's own clock.
 */
import type { ClientRateLimitInfo, Store } from 'express-rate-limit';

export type AttemptStoreOptions = Readonly<{
  /** How many are allowed; further ones are answered, but not remembered. */
  limit: number;
  windowSeconds: number;
  /**
   * `each`: an attempt counts for one window. `after_quiet`: all count until none came for a whole window; so counts
   * whoever guards against us (plex.tv), and a slow drip adds up there.
   */
  forgets: 'each' | 'after_quiet';
  /** NumericDate, seconds. */
  now: () => number;
  maxKeys?: number;
}>;

type Entry = {
  /** When the attempts came, oldest first; at most `limit`. */
  attempts: number[];
  /** Attempts beyond the limit that are being answered. */
  beyond: number;
};

const MAX_KEYS = 10_000;

/** Who attempts more than the limit is not held back for longer by trying on. */
export class AttemptStore implements Store {
  readonly localKeys = true;
  readonly #options: AttemptStoreOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: AttemptStoreOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  increment(key: string): ClientRateLimitInfo {
    const entry = this.#liveEntry(key) ?? this.#newEntry(key);
    if (entry.attempts.length >= this.#options.limit) {
      entry.beyond += 1;
      return { totalHits: this.#options.limit + 1, resetTime: undefined };
    }
    entry.attempts.push(this.#options.now());
    return { totalHits: entry.attempts.length, resetTime: undefined };
  }

  /** Takes the newest attempt back: it was none to be counted. */
  decrement(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      return;
    }
    if (entry.beyond > 0) {
      entry.beyond -= 1;
      return;
    }
    entry.attempts.pop();
    if (entry.attempts.length === 0) {
      this.#entries.delete(key);
    }
  }

  resetKey(key: string): void {
    this.#entries.delete(key);
  }

  /** Seconds until an attempt will be allowed again, at least 1. */
  secondsLeft(key: string): number {
    const { forgets, windowSeconds, now } = this.#options;
    const attempts = this.#liveEntry(key)?.attempts ?? [];
    const counted = forgets === 'each' ? attempts[0] : attempts.at(-1);
    return counted === undefined ? 1 : Math.max(1, Math.ceil(counted + windowSeconds - now()));
  }

  #liveEntry(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      return undefined;
    }
    const since = this.#options.now() - this.#options.windowSeconds;
    const isLive = (at: number): boolean => at > since;
    if (this.#options.forgets === 'each') {
      entry.attempts = entry.attempts.filter(isLive);
    } else if (!entry.attempts.some(isLive)) {
      entry.attempts = [];
    }
    if (entry.attempts.length === 0) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }

  #newEntry(key: string): Entry {
    if (this.#entries.size >= (this.#options.maxKeys ?? MAX_KEYS)) {
      this.#makeRoom();
    }
    const entry = { attempts: [], beyond: 0 };
    this.#entries.set(key, entry);
    return entry;
  }

  /** Drops what is over; failing that, the oldest: the limit over all still holds for whoever gets free by it. */
  #makeRoom(): void {
    for (const key of [...this.#entries.keys()]) {
      this.#liveEntry(key);
    }
    const oldest = this.#entries.keys().next();
    if (this.#entries.size >= (this.#options.maxKeys ?? MAX_KEYS) && oldest.done !== true) {
      this.#entries.delete(oldest.value);
    }
  }
}
