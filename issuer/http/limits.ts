/**
 * How often somebody may try. plex.tv refuses the address of a portal from which too many sign-ins fail (1031), for
 * everybody; so the portal refuses earlier.
 */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { addressOf } from './address.js';
import { AttemptStore, type AttemptStoreOptions } from './attempt-store.js';
import type { LogReason } from './log-reason.js';
import { PortalError } from './portal-error.js';

const MINUTE = 60;

/**
 * Failed password sign-ins. From how many on plex.tv refuses an address, and for how long it remembers, is not known;
 * so few, in so long a time, that a portal with a few hundred people stays far away from it.
 */
export const MAX_FAILURES_OF_ADDRESS = 4;
export const MAX_FAILURES_OF_ACCOUNT = 4;
export const MAX_FAILURES = 5;
export const FAILURE_WINDOW_SECONDS = 16 * MINUTE;

/** Sign-ins with Plex that are started: each is a PIN, and PINs are counted by plex.tv too. */
export const MAX_PINS_OF_ADDRESS = 12;
export const MAX_PINS = 120;
export const PIN_WINDOW_SECONDS = 10 * MINUTE;

/**
 * Wrong PINs of Plex Home profiles. There are ten thousand PINs: at this pace, all of them take six weeks. An address is a
 * household, where several may have forgotten theirs.
 */
export const MAX_WRONG_PINS_OF_PROFILE = 5;
export const MAX_WRONG_PINS_OF_ADDRESS = 10;
export const WRONG_PIN_WINDOW_SECONDS = 30 * MINUTE;

/**
 * Looks at the profiles of a Plex Home, and choices of one: each asks plex.tv, up to four times. One choice takes three of
 * them, with a PIN. An address is a household, where several choose.
 */
export const MAX_CHOICES_OF_ACCOUNT = 30;
export const MAX_CHOICES_OF_ADDRESS = 60;
export const CHOICE_WINDOW_SECONDS = 10 * MINUTE;

/** Links of guest passes that open nothing. Nobody guesses one; it keeps the records from being asked all day. */
export const MAX_WRONG_PASSES_OF_ADDRESS = 20;
/**
 * Links that are used, whatever they open: each use is a session on record, and ends the one before; of many that ended, all of
 * the pass's sessions end. An address is a party.
 */
export const MAX_PASSES_OF_ADDRESS = 60;
export const PASS_WINDOW_SECONDS = 10 * MINUTE;

/** The account, or the profile, is known by then: middleware before the limits has put it here. */
const ACCOUNT = 'usherAccount';

/** How the attempt that a request makes is ended in each store that has let it begin. */
const ENDS = 'usherAttemptEnds';

export type Limits = Readonly<{
  /**
   * Before a password goes to plex.tv, in this order: by address, by account, over all. An attempt is under way from
   * then on, whether the visitor waits for it or not, until {@link endAttempt}.
   */
  password: readonly RequestHandler[];
  /** Before a PIN is made. */
  pin: readonly RequestHandler[];
  /** Before plex.tv is asked about the profiles of a Plex Home: by address, by the account that has signed in. */
  homeChoice: readonly RequestHandler[];
  /**
   * Before the PIN of a profile goes to plex.tv: by address, by profile; as with passwords. Not over all: anybody may
   * sign in, and could use it up for everybody with the PINs of a Home of their own.
   */
  homePin: readonly RequestHandler[];
  /** Before a guest pass is looked for: by address. */
  guestPass: readonly RequestHandler[];
  /** The same, before one is used. */
  guestPassUse: readonly RequestHandler[];
  /** A verification code was right: the step that asked for it was no failure after all. */
  forgiveCodeStep: (req: Request, res: Response) => void;
}>;

/** Says whose password is tried, for {@link Limits.password}, who chooses, for {@link Limits.homeChoice}, or which
 * profile's PIN, for {@link Limits.homePin}. */
export function noteAccount(res: Response, account: string): void {
  res.locals[ACCOUNT] = account;
}

/** Ends the attempt that a request makes. A failed one counts. */
export function endAttempt(res: Response, isFailed: boolean): void {
  for (const end of endsOf(res).splice(0)) {
    end(isFailed);
  }
}

export function createLimits(now: () => number): Limits {
  const failures = { windowSeconds: FAILURE_WINDOW_SECONDS, forgets: 'after_quiet', now } as const;
  const pins = { windowSeconds: PIN_WINDOW_SECONDS, forgets: 'each', now } as const;
  const ofAddress = limitOf(
    { ...failures, limit: MAX_FAILURES_OF_ADDRESS },
    { key: addressKey, reason: 'too_many_failures_of_address' },
  );
  const ofAccount = limitOf(
    { ...failures, limit: MAX_FAILURES_OF_ACCOUNT },
    { key: accountKey, reason: 'too_many_failures_of_account' },
  );
  const overAll = limitOf(
    { ...failures, limit: MAX_FAILURES },
    { key: () => 'all', reason: 'too_many_failures' },
  );
  const pinsOfAddress = limitOf(
    { ...pins, limit: MAX_PINS_OF_ADDRESS },
    { key: addressKey, reason: 'too_many_pins_of_address' },
  );
  const pinsOverAll = limitOf(
    { ...pins, limit: MAX_PINS },
    { key: () => 'all', reason: 'too_many_pins' },
  );
  const wrongPins = {
    windowSeconds: WRONG_PIN_WINDOW_SECONDS,
    forgets: 'after_quiet',
    now,
  } as const;
  const homePin = [
    { limit: MAX_WRONG_PINS_OF_ADDRESS, key: addressKey },
    { limit: MAX_WRONG_PINS_OF_PROFILE, key: accountKey },
  ].map(
    ({ limit, key }) =>
      limitOf({ ...wrongPins, limit }, { key, reason: 'too_many_home_pins' }).middleware,
  );
  const choices = { windowSeconds: CHOICE_WINDOW_SECONDS, forgets: 'each', now } as const;
  const homeChoice = [
    { limit: MAX_CHOICES_OF_ADDRESS, key: addressKey },
    { limit: MAX_CHOICES_OF_ACCOUNT, key: accountKey },
  ].map(
    ({ limit, key }) =>
      limitOf({ ...choices, limit }, { key, reason: 'too_many_choices' }).middleware,
  );
  const passes = { windowSeconds: PASS_WINDOW_SECONDS, forgets: 'each', now } as const;
  const passLimit = (limit: number) =>
    limitOf({ ...passes, limit }, { key: addressKey, reason: 'too_many_guest_passes' }).middleware;
  const wrongPasses = passLimit(MAX_WRONG_PASSES_OF_ADDRESS);
  return {
    guestPass: [wrongPasses],
    guestPassUse: [passLimit(MAX_PASSES_OF_ADDRESS), countAtOnce, wrongPasses],
    homePin,
    homeChoice: [...homeChoice, countAtOnce],
    password: [ofAddress.middleware, ofAccount.middleware, overAll.middleware],
    pin: [pinsOfAddress.middleware, pinsOverAll.middleware, countAtOnce],
    forgiveCodeStep(req, res) {
      ofAddress.store.forget(addressKey(req));
      ofAccount.store.forget(accountKey(req, res));
      overAll.store.forget('all');
    },
  };
}

type LimitOptions = Readonly<{
  key: (req: Request, res: Response) => string;
  reason: LogReason;
}>;

/** One limit, and where it counts. */
export function limitOf(
  storeOptions: AttemptStoreOptions,
  { key, reason }: LimitOptions,
): Readonly<{ store: AttemptStore; middleware: RequestHandler }> {
  const store = new AttemptStore(storeOptions);
  const limiter = rateLimit({
    windowMs: storeOptions.windowSeconds * 1000,
    limit: storeOptions.limit,
    store,
    keyGenerator: key,
    legacyHeaders: false,
    standardHeaders: false,
    // Its checks look for misuse of the default key generator, which is not used.
    validate: false,
    handler: (req, res) => {
      // An earlier limit may have let it begin.
      endAttempt(res, false);
      throw tooMany(reason, store.secondsLeft(key(req, res)));
    },
  });
  return {
    store,
    middleware(req, res, next) {
      void limiter(req, res, (error?: unknown) => {
        if (error === undefined) {
          const begun = key(req, res);
          endsOf(res).push((isFailed) => {
            store.end(begun, isFailed);
          });
        }
        next(error);
      });
    },
  };
}

/** After limits: what they let through counts, whatever comes of it. */
export const countAtOnce: RequestHandler = (_req, res, next) => {
  endAttempt(res, true);
  next();
};

function endsOf(res: Response): ((isFailed: boolean) => void)[] {
  return (res.locals[ENDS] ??= []) as ((isFailed: boolean) => void)[];
}

function tooMany(reason: LogReason, seconds: number): PortalError {
  const text = { title: 'error.too_many.title', message: 'error.too_many.message' } as const;
  return new PortalError(429, reason, text, seconds);
}

/** IPv6 by /56, what one household has. What is no address at all (a forged header) is one and the same. */
export function addressKey(req: Request): string {
  const address = addressOf(req);
  return isIPv6(address) ? ipKeyGenerator(address) : address;
}

/** One key for all spellings of a login that plex.tv takes for the same; nothing to read in memory. */
export function accountKey(_req: Request, res: Response): string {
  const login: unknown = res.locals[ACCOUNT];
  const spelling = typeof login === 'string' ? login.trim().normalize('NFKC').toLowerCase() : '';
  return createHash('sha256').update(spelling).digest('base64url');
}
