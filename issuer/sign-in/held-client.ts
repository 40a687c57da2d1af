/**
 * Questions with people's own tokens that are left off while plex.tv wants to be left alone.
 */
import type { PlexFailure } from '../plex/outcomes.js';
import type { PlexClient } from '../plex/plex-client.js';
import { RATE_LIMITED_SECONDS, type Hold } from './hold.js';

type Asking = Pick<PlexClient, 'account' | 'resources'>;

const HELD: PlexFailure = { kind: 'rate_limited' };

/** The same questions; whoever is told to slow down speaks for all. */
export function heldClient(client: Asking, hold: Hold): Asking {
  async function unlessHeld<Outcome extends Readonly<{ kind: string; retryAfterSeconds?: number }>>(
    ask: () => Promise<Outcome>,
  ): Promise<Outcome | PlexFailure> {
    if (hold.secondsLeft() > 0) {
      return HELD;
    }
    const outcome = await ask();
    if (outcome.kind === 'rate_limited') {
      hold.begin(outcome.retryAfterSeconds ?? RATE_LIMITED_SECONDS);
    }
    return outcome;
  }
  return {
    account: (token) => unlessHeld(() => client.account(token)),
    resources: (token) => unlessHeld(() => client.resources(token)),
  };
}
