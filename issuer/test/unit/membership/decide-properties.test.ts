/** What holds of every decision, whoever it is about and whatever the rules are. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contradictionOf } from '../../../config/contradiction.js';
import type { Rule } from '../../../config/usher-config.js';
import { takersOf } from '../../../config/rule-order.js';
import { decide } from '../../../membership/decide.js';
import type { Facts } from '../../../membership/facts.js';
import {
  OWNER_ID,
  conditions,
  facts,
  moment,
  override,
  relatedConditions,
  rules,
} from './random-facts.js';

const RUNS = { numRuns: 5_000 };
const policyOf = (given: readonly Rule[]) => ({
  rules: given,
  ownerId: OWNER_ID,
  serverName: 'Cinema',
});

type Policy = ReturnType<typeof policyOf>;

const decidesBy = (person: Facts, policy: Policy, now: number) => {
  const decision = decide(person, policy, undefined, now);
  return decision.kind === 'group' && decision.decidedBy.kind === 'rule'
    ? decision.decidedBy.index
    : -1;
};

describe('of whatever facts and rules', () => {
  test('the first rule that matches wins', () => {
    fc.assert(
      fc.property(facts, rules, moment, (person, given, now) => {
        const first = given.findIndex((rule) => decidesBy(person, policyOf([rule]), now) === 0);
        expect(decidesBy(person, policyOf(given), now)).toBe(first);
        const decision = decide(person, policyOf(given), undefined, now);
        if (first >= 0 && person.servers.every(({ libraries }) => libraries !== undefined)) {
          expect(decision).toMatchObject({ kind: 'group', group: given[first]?.group });
        }
      }),
      RUNS,
    );
  });

  test('nobody gets more while their libraries are not known than by what they are', () => {
    fc.assert(
      fc.property(facts, rules, moment, (person, given, now) => {
        const servers = person.servers.map(({ libraries: _, ...server }) => server);
        const groupOf = (of: Facts): number => {
          const decision = decide(of, { ...policyOf(given), ownerId: undefined }, undefined, now);
          return decision.kind === 'group' ? decision.group : 1000;
        };
        expect(groupOf({ ...person, servers })).toBeGreaterThanOrEqual(groupOf(person));
      }),
      RUNS,
    );
  });

  test('nobody gets more while a server of theirs is not known than with it or without', () => {
    fc.assert(
      fc.property(facts, rules, moment, fc.nat(1), (person, given, now, index) => {
        const unknown = person.servers[index]?.server;
        const others = person.servers.filter(({ server }) => server !== unknown);
        const groupOf = (of: Facts): number => {
          const decision = decide(of, { ...policyOf(given), ownerId: undefined }, undefined, now);
          return decision.kind === 'group' ? decision.group : 1000;
        };
        if (unknown !== undefined && others.length > 0) {
          const unsure = groupOf({ ...person, servers: others, unknownServers: [unknown] });
          expect(unsure).toBeGreaterThanOrEqual(groupOf(person));
          expect(unsure).toBeGreaterThanOrEqual(groupOf({ ...person, servers: others }));
        }
      }),
      RUNS,
    );
  });

  test('a rule that is said to be never reached never decides', () => {
    fc.assert(
      fc.property(facts, rules, moment, (person, given, now) => {
        const index = decidesBy(person, policyOf(given), now);
        const when = given[index]?.when;
        if (when !== undefined) {
          expect(takersOf(when, given.slice(0, index), OWNER_ID)).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('a rule that is said to take all of another does', () => {
    let said = 0;
    const pair = fc.oneof(relatedConditions, fc.tuple(conditions, conditions));
    fc.assert(
      fc.property(facts, pair, moment, (person, [earlier, later], now) => {
        if (takersOf(later, [{ when: earlier, group: 0 }], OWNER_ID).length === 0) {
          return;
        }
        const isLater = decidesBy(person, policyOf([{ when: later, group: 0 }]), now) === 0;
        const isEarlier = decidesBy(person, policyOf([{ when: earlier, group: 0 }]), now) === 0;
        said += isLater ? 1 : 0;
        expect(isEarlier || !isLater).toBe(true);
      }),
      { numRuns: 15_000 },
    );
    expect(said).toBeGreaterThan(200);
  });

  test('a rule that is said to contradict itself never decides', () => {
    fc.assert(
      fc.property(facts, conditions, conditions, moment, (person, one, other, now) => {
        const when = { ...one, ...other };
        // Whom plex.tv gives a profile is its own business; that warning goes by its documentation.
        delete when.profile;
        if (decidesBy(person, policyOf([{ when, group: 0 }]), now) === 0) {
          expect(contradictionOf(when, OWNER_ID)).toBeUndefined();
        }
      }),
      RUNS,
    );
  });

  test('before validUntil the decision stays what it is', () => {
    let limited = 0;
    fc.assert(
      fc.property(
        facts,
        rules,
        override,
        fc.tuple(moment, moment),
        (person, given, said, moments) => {
          const now = Math.min(...moments);
          const later = Math.max(...moments);
          const policy = policyOf(given);
          const decision = decide(person, policy, said, now);
          if (decision.kind !== 'group') {
            return;
          }
          const { validUntil = Infinity } = decision;
          limited += validUntil < Infinity ? 1 : 0;
          expect(validUntil).toBeGreaterThan(now);
          if (later < validUntil) {
            expect(decide(person, policy, said, later)).toEqual(decision);
          } else {
            // And it is no earlier than it has to be, dates of what decided aside.
            expect(decide(person, policy, said, validUntil)).not.toEqual(decision);
          }
        },
      ),
      RUNS,
    );
    expect(limited).toBeGreaterThan(500);
  });

  test('nobody of Plex gets a group without a server, but the owner, who always does', () => {
    fc.assert(
      fc.property(facts, rules, override, moment, (person, given, said, now) => {
        const { kind } = decide(person, policyOf(given), said, now);
        if (person.plexId === OWNER_ID) {
          expect(kind).toBe('group');
        } else if (person.plexId !== undefined && person.servers.length === 0) {
          expect(kind).toBe('no_rule');
        }
      }),
      RUNS,
    );
  });
});
