/**
 * The door for tests: switches faults, claims PINs, revokes tokens, changes who may what, and tells what was called. The
 * same in process and over HTTP (control-routes.ts).
 */
import {
  changePerson,
  changeShare,
  knownPerson,
  restorePeople,
  type PersonChange,
  type ShareChange,
} from './changes.js';
import type { Fault } from './faults.js';
import {
  claimPin,
  DEFAULT_SETTINGS,
  ENDPOINTS,
  issueToken,
  relationsOf,
  revokeToken,
  revokeTokensOf,
  type Call,
  type Endpoint,
  type Settings,
  type World,
} from './world.js';

export type Control = Readonly<{
  /** Switches a fault on, for the next `times` requests or until cleared; `null` switches it off. */
  fault: (endpoint: Endpoint | 'all', fault: Fault | null, times?: number) => void;
  /** Everything that was asked of plex.tv so far, oldest first. */
  calls: (endpoint?: Call['endpoint']) => readonly Call[];
  set: (settings: Partial<Settings>) => void;
  /** What the person's click on the authorise page does. False: no such PIN any more. */
  claim: (code: string, personKey: string) => boolean;
  /** A token of theirs, without a sign-in. */
  token: (personKey: string, clientIdentifier?: string) => string;
  /** Ends a token, or with a person's key all of theirs. How many were ended. */
  revoke: (tokenOrPersonKey: string) => number;
  /** Makes or changes a share of a server: the sample one, accepted and of all libraries if not said otherwise. */
  share: (personKey: string, change?: ShareChange) => void;
  /** Takes a share away; the two stay friends. */
  unshare: (personKey: string, serverKey?: string) => void;
  /** Home, PIN, restriction profile, names. */
  change: (personKey: string, change: PersonChange) => void;
  /** Everybody, or one person, may again what they may at the start; tokens stay. */
  restore: (personKey?: string) => void;
  /** As just started: no PINs, tokens, failures, faults or calls; people and settings as given at the start. */
  reset: () => void;
}>;

/** @param initial settings that `reset` goes back to */
export function createControl(world: World, initial: Partial<Settings>): Control {
  return {
    fault: (endpoint, fault, times) => {
      for (const each of endpoint === 'all' ? ENDPOINTS : [endpoint]) {
        if (fault === null) {
          world.faults.delete(each);
        } else {
          world.faults.set(each, { fault, remaining: times ?? null });
        }
      }
    },
    calls: (endpoint) =>
      world.calls.filter((call) => endpoint === undefined || call.endpoint === endpoint),
    set: (settings) => {
      world.settings = { ...world.settings, ...settings };
    },
    claim: (code, personKey) => claimPin(world, code, knownPerson(world, personKey)),
    token: (personKey, clientIdentifier = 'control') =>
      issueToken(world, knownPerson(world, personKey), clientIdentifier),
    revoke: (tokenOrPersonKey) => {
      const isToken = world.tokens.has(tokenOrPersonKey);
      return isToken
        ? revokeToken(world, tokenOrPersonKey)
        : revokeTokensOf(world, tokenOrPersonKey);
    },
    share: (personKey, change = {}) => {
      changeShare(world, personKey, { state: 'accepted', ...change });
    },
    unshare: (personKey, server = 'sample') => {
      changeShare(world, personKey, { server, state: 'removed' });
    },
    change: (personKey, change) => {
      changePerson(world, personKey, change);
    },
    restore: (personKey) => {
      restorePeople(world, personKey);
    },
    reset: () => {
      for (const res of world.unfinished) {
        res.destroy();
      }
      const { pins, tokens, failures, switchesMs, faults, revoked } = world;
      for (const each of [pins, tokens, failures, switchesMs, faults, revoked]) {
        each.clear();
      }
      world.calls = [];
      world.settings = { ...DEFAULT_SETTINGS, ...initial };
      Object.assign(world, relationsOf(world.sample));
    },
  };
}
