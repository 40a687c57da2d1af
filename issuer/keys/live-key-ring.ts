/**
 * The key ring of a portal that runs for months: keys.json is read again when it has changed, and keys begin to sign and
 * are dropped when their time has come. I/O.
 */
import { stat } from 'node:fs/promises';
import { keyFileOf, loadKeyRing, type KeyFile } from './key-file.js';
import { ringAt, type KeyRing, type SigningKey } from './key-ring.js';

export type LiveKeyRing = KeyRing &
  Readonly<{
    /** Looks whether the file has changed, and reads it if so; it does so by itself, too. */
    refresh: () => Promise<void>;
    /** Ends that. */
    close: () => void;
  }>;

export type LiveKeyRingDeps = Readonly<{
  /** NumericDate, seconds. */
  now: () => number;
  /** Told once per change of the file that made it unusable: the last good ring stays. */
  onProblem: (keyFile: Exclude<KeyFile, { kind: 'ring' }>) => void;
  /** Told when the file has changed, and is good. */
  onChange: (ring: KeyRing) => void;
  /** How often the file is looked at; 10 s unless given. */
  pollSeconds?: number;
}>;

const POLL_SECONDS = 10;

/**
 * @param dataDir the data folder
 * @param keys what keys.json held when the caller read it
 */
export function watchKeyRing(
  dataDir: string,
  keys: readonly SigningKey[],
  { now, onProblem, onChange, pollSeconds = POLL_SECONDS }: LiveKeyRingDeps,
): LiveKeyRing {
  let current = keys;
  let cached = ringFor(current, now());
  // Between the caller's look at the file and ours it may have changed, so the first one counts as a change.
  let seen = '';

  const refresh = async (): Promise<void> => {
    const state = await stateOf(keyFileOf(dataDir));
    if (state === seen) {
      return;
    }
    seen = state;
    const keyFile = await loadKeyRing(dataDir, now());
    if (keyFile.kind !== 'ring') {
      onProblem(keyFile);
      return;
    }
    const isNew = fingerprintOf(keyFile.keys) !== fingerprintOf(current);
    current = keyFile.keys;
    cached = ringFor(current, now());
    if (isNew) {
      onChange(cached.ring);
    }
  };
  const ring = (): KeyRing => {
    const time = now();
    if (time < cached.from || time >= cached.until) {
      cached = ringFor(current, time);
    }
    return cached.ring;
  };
  const timer = setInterval(() => void refresh(), pollSeconds * 1000).unref();

  return {
    get signing() {
      return ring().signing;
    },
    get keys() {
      return ring().keys;
    },
    refresh,
    close: () => {
      clearInterval(timer);
    },
  };
}

/** A ring, and from when until when it is the right one; the same object all the while, so that others can go by it. */
function ringFor(keys: readonly SigningKey[], from: number) {
  const changes = keys.flatMap(({ signsFrom = 0, droppedAfter = Infinity }) => [
    signsFrom,
    // It still verifies in that second.
    droppedAfter + 1,
  ]);
  const until = Math.min(...changes.filter((time) => time > from));
  return { ring: ringAt(keys, from), from, until };
}

/** Changes with the file; '' where there is none. */
async function stateOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, mode } = await stat(file);
    return [ino, size, mtimeMs, mode].join();
  } catch {
    return '';
  }
}

/** Names and times: a key that is the same by name but not by content would break every session, and nobody makes one. */
function fingerprintOf(keys: readonly SigningKey[]): string {
  return JSON.stringify(
    keys.map(({ kid, signsFrom, droppedAfter }) => [kid, signsFrom, droppedAfter]),
  );
}
