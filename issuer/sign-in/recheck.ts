/**
 * Asks plex.tv anew about people who have a session: seldom, never for long, and not at all while it wants to be left
 * alone. Its clock and its question are given.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Admission } from '../membership/admit.js';
import { RATE_LIMITED_SECONDS, type Hold } from './hold.js';

/** Tabs that load at once, and pages that are opened while plex.tv is in trouble, share one question. */
const SHARED_SECONDS = 60;

/** Less than nginx waits for the portal (snippets.ts), so that an answer still comes. */
export const PATIENCE_MS = 3000;

/** More than can be renewed within {@link SHARED_SECONDS}. */
const MAX_QUESTIONS = 10_000;

export type Checked = Readonly<{
  admission: Admission;
  /** NumericDate: when plex.tv was asked. */
  at: number;
}>;

/**
 * @param sid names the session, so that nobody else's answer is shared
 * @param plexToken Plex auth token
 */
export type Recheck = (sid: string, plexToken: string) => Promise<Checked>;

export type RecheckDeps = Readonly<{
  admit: (plexToken: string) => Promise<Admission>;
  hold: Hold;
  /** NumericDate, seconds. */
  now: () => number;
  /** How long to wait for plex.tv; its answer may still serve the next one who asks. */
  patienceMs?: number;
}>;

const TOO_LATE: Admission = { kind: 'plex_unavailable', cause: 'timeout' };

export function createRecheck(deps: RecheckDeps): Recheck {
  const { admit, hold, now, patienceMs = PATIENCE_MS } = deps;
  const questions = new Map<string, Readonly<{ at: number; answer: Promise<Admission> }>>();

  async function ask(plexToken: string): Promise<Admission> {
    const admission = await admit(plexToken);
    if (admission.kind === 'rate_limited') {
      hold.begin(admission.retryAfterSeconds ?? RATE_LIMITED_SECONDS);
    }
    return admission;
  }

  function makeRoom(): void {
    for (const [sid, { at }] of questions) {
      // In the order they were asked.
      if (at + SHARED_SECONDS > now() && questions.size < MAX_QUESTIONS) {
        return;
      }
      questions.delete(sid);
    }
  }

  return async function recheck(sid, plexToken) {
    makeRoom();
    const earlier = questions.get(sid);
    if (earlier === undefined && hold.secondsLeft() > 0) {
      return { admission: { kind: 'rate_limited' }, at: now() };
    }
    const question = earlier ?? { at: now(), answer: ask(plexToken) };
    questions.set(sid, question);
    return { admission: await within(question.answer, patienceMs), at: question.at };
  };
}

async function within(answer: Promise<Admission>, ms: number): Promise<Admission> {
  const alarm = new AbortController();
  const late = pause(ms, TOO_LATE, { signal: alarm.signal }).catch(() => TOO_LATE);
  try {
    return await Promise.race([answer, late]);
  } finally {
    alarm.abort();
  }
}
