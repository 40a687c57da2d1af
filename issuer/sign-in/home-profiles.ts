/**
 * The profiles of a Plex Home: which may be chosen, and becoming one of them. Asks plex.tv through the client given; no
 * Express here.
 */
import { plexSubject } from '../membership/plex-subject.js';
import type { PlexFailure, SwitchOutcome } from '../plex/outcomes.js';
import type { HomeUser } from '../plex/owner-lists.js';
import type { PlexClient } from '../plex/plex-client.js';
import { createSealer, type Sealer } from '../token/sealed-cookie.js';
import { createExpiringSet, type ExpiringSet } from './expiring-set.js';
import { RATE_LIMITED_SECONDS } from './hold.js';
import { createHomeHolds } from './home-holds.js';
import { PROFILE_STEP_SECONDS, type HomeAccount } from './home-step.js';

export type HomeProfiles =
  | Readonly<{
      kind: 'profiles';
      /** Without the guest profile, which is nobody in particular. */
      profiles: readonly HomeUser[];
      /** False: there is nobody to be but the account itself, and it has no PIN. */
      isQuestion: boolean;
    }>
  | Readonly<{ kind: 'token_refused' }>
  | PlexFailure;

export type Profiles = Readonly<{
  /** Who is in the account's Plex Home, asked just now. */
  of: (account: Pick<HomeAccount, 'plexToken' | 'subject'>) => Promise<HomeProfiles>;
  /**
   * The Plex auth token of a profile. A PIN always goes to plex.tv, also that of the account itself and of the Home's
   * admin: plex.tv may let these in without, and we do not.
   * @param profile of the list that plex.tv gave just now
   * @param pin what isHomePin (switch-request.ts) takes; undefined is refused for a profile that has one
   */
  become: (
    account: Pick<HomeAccount, 'plexToken' | 'subject'>,
    choice: Readonly<{ profile: HomeUser; pin?: string }>,
  ) => Promise<SwitchOutcome>;
  stepSealer: Sealer;
  homeSealer: Sealer;
  /** Ids of steps that came to a session, or to nothing too often. */
  spentSteps: ExpiringSet;
  /** After a profile that may not come in. The last time, the step is spent. */
  mayChooseAgain: (id: string) => boolean;
}>;

/** So many profiles of one sign-in may turn out to have no access. */
const MAX_REFUSALS = 5;

/**
 * @param sealingKey 32 random bytes of the data folder
 * @param now NumericDate, seconds
 */
export function createProfiles(
  plex: Pick<PlexClient, 'homeUsers' | 'switchHomeUser'>,
  sealingKey: Uint8Array,
  now: () => number,
): Profiles {
  const holds = createHomeHolds(now);

  /** After plex.tv has asked for a pause, it gets one: from the account that it asked. */
  async function heldBack<Outcome extends Readonly<{ kind: string }>>(
    account: string,
    ask: () => Promise<Outcome | PlexFailure>,
  ): Promise<Outcome | PlexFailure> {
    const seconds = holds.secondsLeft(account);
    if (seconds > 0) {
      return { kind: 'rate_limited', retryAfterSeconds: seconds };
    }
    const outcome = await ask();
    if (outcome.kind !== 'rate_limited') {
      return outcome;
    }
    const { retryAfterSeconds = RATE_LIMITED_SECONDS } = outcome as RateLimited;
    holds.begin(account, retryAfterSeconds);
    return { kind: 'rate_limited', retryAfterSeconds };
  }

  const spentSteps = createExpiringSet(PROFILE_STEP_SECONDS, now);
  const refusals = createExpiringSet(PROFILE_STEP_SECONDS, now);

  return {
    async of({ plexToken, subject }) {
      const outcome = await heldBack(subject, () => plex.homeUsers(plexToken));
      if (outcome.kind !== 'home_users') {
        return outcome;
      }
      const profiles = outcome.users.filter(({ guest }) => !guest);
      const isQuestion = profiles.some(
        (profile) => profile.protected || plexSubject(profile.id) !== subject,
      );
      return { kind: 'profiles', profiles, isQuestion };
    },
    async become({ plexToken, subject }, { profile, pin }) {
      if (pin !== undefined) {
        return heldBack(subject, () => plex.switchHomeUser(plexToken, profile.uuid, pin));
      }
      if (profile.protected) {
        return { kind: 'pin_refused' };
      }
      return plexSubject(profile.id) === subject
        ? { kind: 'switched', token: plexToken }
        : heldBack(subject, () => plex.switchHomeUser(plexToken, profile.uuid));
    },
    stepSealer: createSealer('profile step', sealingKey),
    homeSealer: createSealer('home account', sealingKey),
    spentSteps,
    mayChooseAgain(id) {
      const free = Array.from({ length: MAX_REFUSALS - 1 }, (_, at) => `${id} ${String(at)}`).find(
        (key) => !refusals.has(key),
      );
      (free === undefined ? spentSteps : refusals).add(free ?? id);
      return free !== undefined;
    },
  };
}

type RateLimited = Extract<PlexFailure, { kind: 'rate_limited' }>;
