/** Remembers, for as long as the process lives, when plex.tv last answered, and when it last did not. */
import type { PlexFailure } from './outcomes.js';
import type { PlexClient } from './plex-client.js';

export type PlexHealth = Readonly<{
  /** NumericDate: an answer, whatever it said; absent: none yet. */
  goodAt?: number;
  failure?: Readonly<{ at: number; failure: PlexFailure }>;
}>;

export type PlexWatch = Readonly<{
  /** The same client, whose outcomes are noted. */
  watched: (client: PlexClient) => PlexClient;
  health: () => PlexHealth;
}>;

/** @param now NumericDate, seconds */
export function createPlexWatch(now: () => number): PlexWatch {
  let health: PlexHealth = {};

  function note(outcome: Readonly<{ kind: string }> | PlexFailure): void {
    const at = now();
    health = isFailure(outcome)
      ? { ...health, failure: { at, failure: outcome } }
      : { ...health, goodAt: at };
  }

  function noted<Args extends readonly unknown[], Outcome extends Readonly<{ kind: string }>>(
    ask: (...args: Args) => Promise<Outcome>,
  ): (...args: Args) => Promise<Outcome> {
    return async (...args) => {
      const outcome = await ask(...args);
      note(outcome);
      return outcome;
    };
  }

  return {
    health: () => health,
    watched: (client) => ({
      signIn: noted(client.signIn),
      createPin: noted(client.createPin),
      checkPin: noted(client.checkPin),
      account: noted(client.account),
      resources: noted(client.resources),
      users: noted(client.users),
      shares: noted(client.shares),
      homeUsers: noted(client.homeUsers),
      // What is no PIN is refused without asking; it says nothing.
      switchHomeUser: client.switchHomeUser,
      createTypedPin: noted(client.createTypedPin),
      authPageUrl: client.authPageUrl,
    }),
  };
}

function isFailure(outcome: Readonly<{ kind: string }>): outcome is PlexFailure {
  return outcome.kind === 'rate_limited' || outcome.kind === 'plex_unavailable';
}
