/** Waiting, but not for ever. */
import { setTimeout as pause } from 'node:timers/promises';

/** @returns undefined if the answer takes longer; it may still come, and serve somebody else */
export async function within<T>(answer: Promise<T>, ms: number): Promise<T | undefined> {
  const alarm = new AbortController();
  const late = pause(ms, undefined, { signal: alarm.signal }).catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    alarm.abort();
  }
}
