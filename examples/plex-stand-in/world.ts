/**
 * Everything the stand-in remembers: PINs, tokens, failed sign-ins, calls seen, faults, settings. No I/O; the clock is
 * given.
 */
import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import type { ActiveFault } from './faults.js';
import type { Person } from './people.js';
import type { MediaServer, Share } from './servers.js';

export const ENDPOINTS = [
  'signin',
  'pins_create',
  'pins_check',
  'pins_link',
  'user',
  'resources',
  'ping',
  'signout',
  'users',
  'shared_servers',
  'server',
  'home_users',
  'home_switch',
  'auth',
  'link',
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

export type Settings = {
  /** How long a claim stays invisible to the one who polls; the browser is back before that. Milliseconds. */
  claimDelayMs: number;
  /** The first read that shows the token is the last that finds the PIN. */
  oneShotPins: boolean;
  /** 429 for more than two reads of a PIN within a second. */
  pollLimit: boolean;
  /** Retry-After of that 429; null: none, as nothing is known of plex.tv sending one. */
  pollRetryAfterSeconds: number | null;
  /** This failure of one address, and everything after it, is answered with 1031. 0: never. */
  addressFailureLimit: number;
  /** How long an address is remembered after its last failure. */
  addressLockSeconds: number;
  /** What a revoked token is answered with; 422 was seen in 2023. */
  revokedStatus: 401 | 422;
  /** /api/users and shared_servers never hold more entries at once. 0: all there are. */
  pageSizeLimit: number;
  /** What an account in no Home is told of its Home: itself alone, nobody, or 404/1002. */
  homelessAnswer: 'alone' | 'empty' | 'not_found';
  /** The admin of a Home becomes every profile without its PIN, as plex.tv lets them. One that is sent is looked at. */
  adminNeedsNoPin: boolean;
  /** Nobody is asked for a PIN, as was reported of plex.tv now and then. One that is sent is looked at. */
  nobodyNeedsPin: boolean;
  /** 429 for more switches than this by one account within a minute. 0: never. */
  switchLimit: number;
};

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  claimDelayMs: 0,
  oneShotPins: false,
  pollLimit: true,
  pollRetryAfterSeconds: null,
  addressFailureLimit: 6,
  addressLockSeconds: 900,
  revokedStatus: 401,
  pageSizeLimit: 0,
  homelessAnswer: 'alone',
  adminNeedsNoPin: true,
  nobodyNeedsPin: false,
  switchLimit: 12,
};

export type Pin = {
  readonly id: number;
  readonly code: string;
  readonly strong: boolean;
  readonly clientIdentifier: string;
  readonly product: string;
  readonly createdMs: number;
  readonly expiresMs: number;
  /** When the last reads came, oldest first. */
  readsMs: number[];
  claim: { token: string; visibleMs: number } | null;
};

type AccountToken = Readonly<{ personKey: string; clientIdentifier: string }>;

/** One request to plex.tv, as seen here. */
export type Call = Readonly<{
  endpoint: Endpoint | 'elsewhere' | 'unknown';
  method: string;
  /** Path and query. */
  url: string;
  /** `accept`, `content-type`, `user-agent` and all `x-plex-*` headers. */
  headers: Readonly<Record<string, string>>;
  /** Members of the body; what was given as `password` is not kept. */
  fields: Readonly<Record<string, unknown>>;
  status: number | null;
}>;

/** Who exists, and who shares what with whom. */
export type Sample = Readonly<{
  people: readonly Person[];
  servers: readonly MediaServer[];
  shares: readonly Share[];
}>;

export type World = {
  /** As it was given, and as it is again after a reset. */
  readonly sample: Sample;
  people: Person[];
  readonly servers: readonly MediaServer[];
  shares: Share[];
  /** Where pictures of people lie: https://plex.tv */
  readonly pictures: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  settings: Settings;
  readonly pins: Map<number, Pin>;
  readonly tokens: Map<string, AccountToken>;
  readonly revoked: Set<string>;
  /** Failed sign-ins by address. */
  readonly failures: Map<string, { count: number; lastMs: number }>;
  /** When accounts switched to another profile of their Home within the last minute, oldest first; by key. */
  readonly switchesMs: Map<string, readonly number[]>;
  readonly faults: Map<Endpoint, ActiveFault>;
  calls: Call[];
  /** Answers that a fault keeps open. */
  readonly unfinished: Set<Response>;
};

export type WorldOptions = Readonly<{
  sample: Sample;
  now: () => number;
  settings: Partial<Settings>;
  pictures: () => string;
}>;

export function createWorld(options: WorldOptions): World {
  return {
    sample: options.sample,
    ...relationsOf(options.sample),
    servers: options.sample.servers,
    now: options.now,
    pictures: options.pictures,
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    pins: new Map(),
    tokens: new Map(),
    revoked: new Set(),
    failures: new Map(),
    switchesMs: new Map(),
    faults: new Map(),
    calls: [],
    unfinished: new Set(),
  };
}

/** A copy that may change. */
export function relationsOf(sample: Sample): Pick<World, 'people' | 'shares'> {
  return {
    people: sample.people.map((each) => ({ ...each })),
    shares: sample.shares.map((each) => ({ ...each })),
  };
}

/** A new account token, 20 characters as on plex.tv, bound to a person and the client that asked. */
export function issueToken(world: World, person: Person, clientIdentifier: string): string {
  const token = randomBytes(15).toString('base64url');
  world.tokens.set(token, { personKey: person.key, clientIdentifier });
  return token;
}

/** Whose token this is; undefined for unknown and revoked ones. */
export function personOfToken(world: World, token: string): Person | undefined {
  const known = world.tokens.get(token);
  return known === undefined ? undefined : personByKey(world, known.personKey);
}

export function personByKey(world: World, key: string): Person | undefined {
  return world.people.find((each) => each.key === key);
}

/** Ends a token, as "sign out connected devices" does. How many were ended: 1, or 0 for an unknown one. */
export function revokeToken(world: World, token: string): number {
  if (!world.tokens.delete(token)) {
    return 0;
  }
  world.revoked.add(token);
  return 1;
}

/** Ends all tokens of somebody. How many there were. */
export function revokeTokensOf(world: World, personKey: string): number {
  const theirs = [...world.tokens].filter(([, known]) => known.personKey === personKey);
  for (const [token] of theirs) {
    revokeToken(world, token);
  }
  return theirs.length;
}

/** Claims a PIN for somebody. False: no such PIN, or it has expired or was claimed before. */
export function claimPin(world: World, code: string, person: Person): boolean {
  const now = world.now();
  const pin = [...world.pins.values()].find((each) => each.code === code);
  if (pin === undefined || pin.expiresMs <= now || pin.claim !== null) {
    return false;
  }
  pin.claim = {
    token: issueToken(world, person, pin.clientIdentifier),
    visibleMs: now + world.settings.claimDelayMs,
  };
  return true;
}
