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

/** The account is known by then: middleware before the limits has put it here. */
const ACCOUNT = 'usherAccount';
const FAILED = 'usherFailedAttempt';

export type Limits = Readonly<{
  /** Before a password goes to plex.tv, in this order: by address, by account, over all. */
  password: readonly RequestHandler[];
  /** Before a PIN is made. */
  pin: readonly RequestHandler[];
  /** A verification code was right: the step that asked for it was no failure after all. */
  forgiveCodeStep: (req: Request) => void;
}>;

/** Says whose password is tried, for {@link Limits.password}. */
export function noteAccount(res: Response, login: string): void {
  res.locals[ACCOUNT] = login;
}

/** Marks an attempt as failed; unmarked ones are taken back when they are answered. */
export function noteFailedAttempt(res: Response): void {
  res.locals[FAILED] = true;
}

export function createLimits(now: () => number): Limits {
  const failures = { windowSeconds: FAILURE_WINDOW_SECONDS, forgets: 'after_quiet', now } as const;
  const pins = { windowSeconds: PIN_WINDOW_SECONDS, forgets: 'each', now } as const;
  const ofAddress = limitOf(
    { ...failures, limit: MAX_FAILURES_OF_ADDRESS },
    { key: addressKey, reason: 'too_many_failures_of_address', failuresOnly: true },
  );
  const ofAccount = limitOf(
    { ...failures, limit: MAX_FAILURES_OF_ACCOUNT },
    {
      key: (_req, res) => accountKey(res.locals[ACCOUNT]),
      reason: 'too_many_failures_of_account',
      failuresOnly: true,
    },
  );
  const overAll = limitOf(
    { ...failures, limit: MAX_FAILURES },
    { key: () => 'all', reason: 'too_many_failures', failuresOnly: true },
  );
  const pinsOfAddress = limitOf(
    { ...pins, limit: MAX_PINS_OF_ADDRESS },
    { key: addressKey, reason: 'too_many_pins_of_address', failuresOnly: false },
  );
  const pinsOverAll = limitOf(
    { ...pins, limit: MAX_PINS },
    { key: () => 'all', reason: 'too_many_pins', failuresOnly: false },
  );
  return {
    password: [ofAddress.middleware, ofAccount.middleware, overAll.middleware],
    pin: [pinsOfAddress.middleware, pinsOverAll.middleware],
    forgiveCodeStep(req) {
      ofAddress.store.decrement(addressKey(req));
      ofAccount.store.decrement(accountKey(req.res?.locals[ACCOUNT]));
      overAll.store.decrement('all');
    },
  };
}

type LimitOptions = Readonly<{
  key: (req: Request, res: Response) => string;
  reason: LogReason;
  /** Attempts are counted when they begin, so that many at once cannot slip through, and taken back if they succeed. */
  failuresOnly: boolean;
}>;

function limitOf(
  storeOptions: AttemptStoreOptions,
  { key, reason, failuresOnly }: LimitOptions,
): Readonly<{ store: AttemptStore; middleware: RequestHandler }> {
  const store = new AttemptStore(storeOptions);
  const middleware = rateLimit({
    windowMs: storeOptions.windowSeconds * 1000,
    limit: storeOptions.limit,
    store,
    keyGenerator: key,
    legacyHeaders: false,
    standardHeaders: false,
    skipSuccessfulRequests: failuresOnly,
    requestWasSuccessful: (_req, res) => res.locals[FAILED] !== true,
    // Its checks look for misuse of the default key generator, which is not used.
    validate: false,
    handler: (req, res) => {
      throw tooMany(reason, store.secondsLeft(key(req, res)));
    },
  });
  return { store, middleware };
}

function tooMany(reason: LogReason, seconds: number): PortalError {
  const text = {
    title: 'Too many attempts',
    message: `Please wait ${waitText(seconds)}, then try again.`,
  };
  return new PortalError(429, reason, text, seconds);
}

/** Seconds as people say them, rounded up. */
export function waitText(seconds: number): string {
  if (seconds < MINUTE) {
    return seconds === 1 ? '1 second' : `${String(seconds)} seconds`;
  }
  const minutes = Math.ceil(seconds / MINUTE);
  return minutes === 1 ? '1 minute' : `${String(minutes)} minutes`;
}

/** IPv6 by /56, what one household has. What is no address at all (a forged header) is one and the same. */
function addressKey(req: Request): string {
  const address = addressOf(req);
  return isIPv6(address) ? ipKeyGenerator(address) : address;
}

/** One key for all spellings of a login that plex.tv takes for the same; nothing to read in memory. */
function accountKey(login: unknown): string {
  const spelling = typeof login === 'string' ? login.trim().normalize('NFKC').toLowerCase() : '';
  return createHash('sha256').update(spelling).digest('base64url');
}
