/**
 * Counts attempts for express-rate-limit: by key, in memory of a fixed size, on the portal's own clock.
 */
import type { ClientRateLimitInfo, Store } from 'express-rate-limit';

export type AttemptStoreOptions = Readonly<{
  /** How many may count or be under way; further ones are answered, but not remembered. */
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
  /** When those that count ended, oldest first. */
  counted: number[];
  /** Begun and not ended: each may still come to count, so many at once cannot slip through. */
  underWay: number;
};

const MAX_KEYS = 10_000;

/** What is under way ends soon: about the time that plex.tv is given. */
const UNDER_WAY_SECONDS = 10;

/** Every attempt that {@link increment} lets begin has to be ended. Who attempts more is not held back for longer by it. */
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

  /** Begins an attempt; more than `limit` hits say that there is no place for it. */
  increment(key: string): ClientRateLimitInfo {
    const entry = this.#liveEntry(key) ?? this.#newEntry(key);
    const taken = entry.counted.length + entry.underWay;
    if (taken < this.#options.limit) {
      entry.underWay += 1;
    }
    return { totalHits: taken + 1, resetTime: undefined };
  }

  /** Ends an attempt, which counts or does not. */
  end(key: string, counts: boolean): void {
    const entry = this.#entries.get(key) ?? this.#newEntry(key);
    entry.underWay = Math.max(0, entry.underWay - 1);
    if (counts) {
      entry.counted.push(this.#options.now());
    }
    this.#liveEntry(key);
  }

  /** Takes back the newest attempt that counts: it should not have. */
  forget(key: string): void {
    this.#entries.get(key)?.counted.pop();
    this.#liveEntry(key);
  }

  decrement(key: string): void {
    this.end(key, false);
  }

  resetKey(key: string): void {
    this.#entries.delete(key);
  }

  /** Seconds until an attempt will be allowed again, at least 1. */
  secondsLeft(key: string): number {
    const { forgets, windowSeconds, now, limit } = this.#options;
    const counted = this.#liveEntry(key)?.counted ?? [];
    const last = forgets === 'each' ? counted[0] : counted.at(-1);
    return counted.length < limit || last === undefined
      ? UNDER_WAY_SECONDS
      : Math.max(1, Math.ceil(last + windowSeconds - now()));
  }

  /** The entry without what is over; an entry that holds nothing any more is dropped. */
  #liveEntry(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      return undefined;
    }
    const since = this.#options.now() - this.#options.windowSeconds;
    const isLive = (at: number): boolean => at > since;
    if (this.#options.forgets === 'each') {
      entry.counted = entry.counted.filter(isLive);
    } else if (!entry.counted.some(isLive)) {
      entry.counted = [];
    }
    if (entry.counted.length + entry.underWay === 0) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }

  #newEntry(key: string): Entry {
    if (this.#entries.size >= (this.#options.maxKeys ?? MAX_KEYS)) {
      this.#makeRoom();
    }
    const entry = { counted: [], underWay: 0 };
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
