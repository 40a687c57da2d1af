/**
 * Waits until somebody has typed a code at Plex's page for it.
 */
import { textsOf } from '../languages/texts.js';
import type { PlexFailure } from '../plex/outcomes.js';
import type { PlexClient } from '../plex/plex-client.js';
import { RATE_LIMITED_SECONDS } from '../sign-in/hold.js';
import { problemOfFailure } from '../sign-in/problem.js';

/** plex.tv refuses who asks about a PIN more than about twice a second. */
const POLL_MS = 1000;

export type TypedPin =
  | Readonly<{
      kind: 'claimed';
      /** Plex auth token: a secret. */
      token: string;
    }>
  | Readonly<{
      kind:
        /** plex.tv does not know the code any more. */
        | 'gone'
        /** Nobody typed it in time. */
        | 'timeout';
    }>;

/**
 * Asks once a second. What plex.tv does not answer is asked again: the person at Plex's page has all the time there is.
 * @param until NumericDate
 */
export async function waitForTypedPin(
  id: number,
  until: number,
  {
    client,
    now,
    pause,
    onTrouble,
  }: Readonly<{
    client: Pick<PlexClient, 'checkPin'>;
    /** NumericDate, seconds. */
    now: () => number;
    pause: (ms: number) => Promise<unknown>;
    /** Told once, if plex.tv cannot be asked. */
    onTrouble: (message: string) => void;
  }>,
): Promise<TypedPin> {
  let isTold = false;
  while (now() < until) {
    const outcome = await client.checkPin(id);
    switch (outcome.kind) {
      case 'claimed':
        return outcome;
      case 'gone':
        return { kind: 'gone' };
      case 'pending':
        await pause(POLL_MS);
        break;
      case 'rate_limited':
      case 'plex_unavailable':
        if (!isTold) {
          onTrouble(textsOf('en').t(problemOfFailure(outcome).message));
          isTold = true;
        }
        await pause(pauseAfter(outcome));
    }
  }
  return { kind: 'timeout' };
}

function pauseAfter(failure: PlexFailure): number {
  return failure.kind === 'rate_limited'
    ? (failure.retryAfterSeconds ?? RATE_LIMITED_SECONDS) * 1000
    : POLL_MS;
}
