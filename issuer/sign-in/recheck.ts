/**
 * Asks plex.tv anew about people who have a session: seldom, and never for long. Its clock and its question are given.
 */
import type { Admission } from '../membership/admission.js';
import type { Person } from '../membership/person.js';
import { within } from '../within.js';

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
 * @param person as the session says
 */
export type Recheck = (
  sid: string,
  who: Readonly<{ plexToken: string; person: Person }>,
) => Promise<Checked>;

export type RecheckDeps = Readonly<{
  readmit: (plexToken: string, person: Person) => Promise<Admission>;
  /** NumericDate, seconds. */
  now: () => number;
  /** How long to wait for plex.tv; its answer may still serve the next one who asks. */
  patienceMs?: number;
}>;

const TOO_LATE: Admission = { kind: 'plex_unavailable', cause: 'timeout' };

export function createRecheck(deps: RecheckDeps): Recheck {
  const { readmit, now, patienceMs = PATIENCE_MS } = deps;
  const questions = new Map<string, Readonly<{ at: number; answer: Promise<Admission> }>>();

  function makeRoom(): void {
    for (const [sid, { at }] of questions) {
      // In the order they were asked.
      if (at + SHARED_SECONDS > now() && questions.size < MAX_QUESTIONS) {
        return;
      }
      questions.delete(sid);
    }
  }

  return async function recheck(sid, { plexToken, person }) {
    makeRoom();
    const question = questions.get(sid) ?? { at: now(), answer: readmit(plexToken, person) };
    questions.set(sid, question);
    // A failure of our own is nobody's answer.
    question.answer.catch(() => questions.delete(sid));
    const admission = (await within(question.answer, patienceMs)) ?? TOO_LATE;
    return { admission, at: question.at };
  };
}
