/**
 * The door for tests: switches faults, claims PINs, revokes tokens, and tells what was called. The same in process and
 * over HTTP (control-routes.ts).
 */
import type { Fault } from './faults.js';
import {
  claimPin,
  DEFAULT_SETTINGS,
  ENDPOINTS,
  personByKey,
  revokeToken,
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
  /** Ends a token, or with a person's key all of theirs. How many were ended. */
  revoke: (tokenOrPersonKey: string) => number;
  /** As just started: no PINs, tokens, failures, faults or calls; settings as given at the start. */
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
    claim: (code, personKey) => {
      const person = personByKey(world, personKey);
      if (person === undefined) {
        throw new Error(`the stand-in knows nobody called ${personKey}`);
      }
      return claimPin(world, code, person);
    },
    revoke: (tokenOrPersonKey) => {
      const tokens = [...world.tokens].filter(
        ([token, { personKey }]) => token === tokenOrPersonKey || personKey === tokenOrPersonKey,
      );
      for (const [token] of tokens) {
        revokeToken(world, token);
      }
      return tokens.length;
    },
    reset: () => {
      for (const res of world.unfinished) {
        res.destroy();
      }
      for (const each of [world.pins, world.tokens, world.failures, world.faults, world.revoked]) {
        each.clear();
      }
      world.calls = [];
      world.settings = { ...DEFAULT_SETTINGS, ...initial };
    },
  };
}
