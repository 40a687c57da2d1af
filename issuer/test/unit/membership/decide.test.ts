import { describe, expect, test } from '@jest/globals';
import type { Conditions, PlexFact, Rule } from '../../../config/usher-config.js';
import { decide } from '../../../membership/decide.js';
import type { Override } from '../../../membership/decision.js';
import { whyOf } from '../../../membership/explain-decision.js';
import { textsOf } from '../../../languages/texts.js';
import type { Facts } from '../../../membership/facts.js';

const NOW = 1_000;

const FRIEND: Facts = {
  subject: 'plex:4',
  plexId: 4,
  username: 'Frankie',
  servers: [
    { server: 'a', relations: ['friend'], libraries: [{ key: 7, title: 'Movies' }] },
    { server: 'b', relations: ['homeAdult', 'home'], libraries: 'all' },
  ],
};

const OWNER: Facts = {
  subject: 'plex:1',
  plexId: 1,
  username: 'Olga',
  servers: [{ server: 'a', relations: ['owner'], libraries: 'all' }],
};

const OVERRIDE: Override = {
  subject: 'plex:4',
  group: 2,
  note: 'helps out',
  setAt: 1,
  setBy: 'plex:1',
};

const policyOf = (...rules: readonly Rule[]) => ({
  rules,
  ownerId: 1,
  serverName: 'Cinema',
  serverNames: { b: 'Attic' },
});

const rule = (when: Conditions, group = 5): Rule => ({ when, group });

const reasonsFor = (facts: Facts, when: Conditions) => {
  const decision = decide(facts, policyOf(rule(when)), undefined, NOW);
  return decision.kind === 'group' && decision.decidedBy.kind === 'rule'
    ? whyOf(decision.decidedBy, 'operator').facts.map((fact) => textsOf('en').t(fact))
    : undefined;
};

describe('a rule', () => {
  test.each<readonly [Conditions, readonly string[]]>([
    [{ plex: ['friend'] }, ['friend of Cinema']],
    [{ plex: ['home'] }, ['in the Plex Home of Attic']],
    [{ plex: ['homeAdult', 'friend'] }, ['friend of Cinema']],
    [{ plex: ['home', 'homeAdult'] }, ['adult in the Plex Home of Attic']],
    [{ server: ['b'] }, ['has access to Attic']],
    [{ libraries: 'all' }, ['has access to Attic', 'has all libraries']],
    [{ libraries: [7] }, ['has access to Cinema', 'has the library Movies']],
    [{ libraries: ['MOVIES '] }, ['has access to Cinema', 'has the library Movies']],
    [{ libraries: ['Opera'] }, ['has access to Attic', 'has all libraries']],
    [
      { plex: ['friend'], server: ['a'], libraries: ['Movies'] },
      ['friend of Cinema', 'has the library Movies'],
    ],
    [{ plexId: [9, 4] }, ['Plex id 4']],
    [{ username: ['frankie'] }, ['user name Frankie']],
    [{ subject: ['plex:*'] }, ['signed in as plex:4']],
    [{ subject: ['plex:4'], from: 900 }, ['signed in as plex:4', 'since 1970-01-01 00:15 UTC']],
    [{ until: 1_001 }, ['before 1970-01-01 00:16:41 UTC']],
  ])('%j holds: %j', (when, because) => {
    expect(reasonsFor(FRIEND, when)).toEqual(because);
  });

  test.each<readonly [string, Conditions]>([
    ['another relation', { plex: ['owner', 'managed'] }],
    ['the relation, on another server', { plex: ['friend'], server: ['b'] }],
    ['the library, on another server', { libraries: [7], server: ['c'] }],
    ['all libraries, as what they are to another server', { plex: ['friend'], libraries: 'all' }],
    ['a library nobody shares there', { plex: ['friend'], libraries: ['Series'] }],
    ['its number as a text', { plex: ['friend'], libraries: ['7'] }],
    ['a profile', { profile: ['teen'] }],
    ['another id', { plexId: [9] }],
    ['the name and another id', { username: ['frankie'], plexId: [9] }],
    ['a piece of the name', { username: ['frank'] }],
    ['a longer subject', { subject: ['plex:44'] }],
    ['a kind that begins alike', { subject: ['p:*'] }],
    ['a time to come', { plexId: [4], from: 1_001 }],
    ['a time that is over', { plexId: [4], until: 1_000 }],
    ['nothing at all', {}],
    ['none of a list', { plex: [] }],
    ['no library of a list', { libraries: [] }],
    ['no id of a list', { plexId: [] }],
  ])('that asks for %s does not hold', (_what, when) => {
    expect(decide(FRIEND, policyOf(rule(when)), undefined, NOW)).toEqual({ kind: 'no_rule' });
  });

  test('never goes by libraries that are not known', () => {
    const facts: Facts = { ...FRIEND, servers: [{ server: 'a', relations: ['friend'] }] };
    expect(reasonsFor(facts, { libraries: 'all' })).toBeUndefined();
    expect(reasonsFor(facts, { libraries: ['Movies'] })).toBeUndefined();
    expect(reasonsFor(facts, { plex: ['friend'] })).toBeDefined();
  });

  test.each<[string, number, number]>([
    ['no more than by the rule about them', 900, 900],
    ['no more than by the rule that matches', 2, 4],
  ])('gives, while libraries are not known, %s', (_what, ofRule, group) => {
    const facts: Facts = { ...FRIEND, servers: [{ server: 'a', relations: ['friend'] }] };
    const policy = policyOf(
      rule({ libraries: ['Movies'] }, ofRule),
      rule({ libraries: ['Movies'], plex: ['managed'] }, 950),
      rule({ plex: ['friend'] }, 4),
    );
    const decision = decide(facts, policy, undefined, NOW);
    expect(decision).toMatchObject({ kind: 'group', group, decidedBy: { kind: 'rule', index: 2 } });
    expect(JSON.stringify(decision).includes('partly_known')).toBe(group === 900);
  });

  test('tells several servers without names by their identifiers', () => {
    const policy = { ...policyOf(rule({ plex: ['friend'] })), servers: ['a', 'b'] };
    expect(decide(FRIEND, policy, undefined, NOW)).toMatchObject({
      decidedBy: { because: [{ fact: 'friend', server: 'a' }] },
    });
  });

  test('takes the profile of a managed account', () => {
    const child: Facts = {
      subject: 'plex:5',
      plexId: 5,
      restrictionProfile: 'older_kid',
      servers: [{ server: 'a', relations: ['home', 'managed'] }],
    };
    expect(reasonsFor(child, { plex: ['managed'], profile: ['teen', 'older_kid'] })).toEqual([
      'managed account in the Plex Home of Cinema',
      'restriction profile older_kid',
    ]);
    expect(reasonsFor(child, { username: ['frankie'] })).toBeUndefined();
  });

  test('the first that matches wins, whichever group is better', () => {
    const policy = policyOf(
      rule({ plex: ['owner'] }, 0),
      rule({ plex: ['friend'] }, 999),
      rule({ plexId: [4] }, 0),
    );
    expect(decide(FRIEND, policy, undefined, NOW)).toEqual({
      kind: 'group',
      group: 999,
      decidedBy: {
        kind: 'rule',
        index: 1,
        because: [{ fact: 'friend', server: 'a', serverName: 'Cinema' }],
      },
    });
  });
});

describe('somebody who is not of Plex', () => {
  const anna: Facts = { subject: 'local:anna', servers: [] };

  test.each<readonly [Conditions, readonly string[] | undefined]>([
    [{ subject: ['local:anna'] }, ['signed in as local:anna']],
    [{ subject: ['guest:*', 'local:*'] }, ['signed in as local:anna']],
    [{ until: 2_000 }, ['before 1970-01-01 00:33:20 UTC']],
    [{ subject: ['guest:*'] }, undefined],
    [{ subject: ['local:an*'] }, undefined],
    [{ subject: ['local:*'], plex: ['friend'] }, undefined],
  ])('%j: %j', (when, because) => {
    expect(reasonsFor(anna, when)).toEqual(because);
  });

  test('is never taken for somebody of Plex, whatever else is said of them', () => {
    const odd: Facts = { ...FRIEND, subject: 'local:anna' };
    for (const when of [
      { plex: ['friend'] as const },
      { server: ['a'] },
      { plexId: [4] },
      { username: ['frankie'] },
    ]) {
      expect(reasonsFor(odd, when)).toBeUndefined();
    }
    expect(decide({ ...OWNER, subject: 'local:olga' }, policyOf(), undefined, NOW)).toEqual({
      kind: 'no_rule',
    });
  });
});

describe('a Plex account without a server', () => {
  const stranger: Facts = { ...FRIEND, servers: [] };

  test.each<readonly [string, Conditions]>([
    ['id', { plexId: [4] }],
    ['name', { username: ['frankie'] }],
    ['subject', { subject: ['plex:*'] }],
    ['the time', { until: 2_000 }],
  ])('gets nothing by %s', (_what, when) => {
    expect(decide(stranger, policyOf(rule(when)), undefined, NOW)).toEqual({ kind: 'no_rule' });
  });

  test('gets nothing by an override', () => {
    expect(decide(stranger, policyOf(), OVERRIDE, NOW)).toEqual({ kind: 'no_rule' });
  });
});

describe('an override', () => {
  const policy = policyOf(rule({ plex: ['friend'] as readonly PlexFact[] }));

  test('counts before the rules', () => {
    expect(decide(FRIEND, policy, OVERRIDE, NOW)).toEqual({
      kind: 'group',
      group: 2,
      decidedBy: { kind: 'override', note: 'helps out' },
    });
  });

  test('may refuse', () => {
    expect(decide(FRIEND, policy, { ...OVERRIDE, group: 'refused' }, NOW)).toEqual({
      kind: 'override_refuses',
    });
  });

  test('counts until it ends, and so long the decision holds', () => {
    const override = { ...OVERRIDE, until: NOW + 1 };
    expect(decide(FRIEND, policy, override, NOW)).toMatchObject({
      group: 2,
      decidedBy: { kind: 'override', until: NOW + 1 },
      validUntil: NOW + 1,
    });
    expect(decide(FRIEND, policy, override, NOW + 1)).toMatchObject({
      group: 5,
      decidedBy: { kind: 'rule' },
    });
    const refusal = { ...override, group: 'refused' as const };
    expect(decide(FRIEND, policy, refusal, NOW + 1)).toMatchObject({ group: 5 });
  });

  test('gives the owner no group but 0, and never refuses them', () => {
    for (const group of [2, 'refused'] as const) {
      expect(decide(OWNER, policy, { ...OVERRIDE, group }, NOW)).toEqual({
        kind: 'group',
        group: 0,
        decidedBy: { kind: 'owner' },
      });
    }
    expect(decide(OWNER, policy, { ...OVERRIDE, group: 0 }, NOW)).toMatchObject({
      group: 0,
      decidedBy: { kind: 'override' },
    });
  });
});

describe('the owner', () => {
  test('gets the group that a rule gives them', () => {
    expect(decide(OWNER, policyOf(rule({ plex: ['owner'] }, 1)), undefined, NOW)).toMatchObject({
      group: 1,
      decidedBy: { kind: 'rule', because: [{ fact: 'owner', serverName: 'Cinema' }] },
    });
  });

  test('is in group 0 where no rule is about them, even if nothing else is known', () => {
    const expected = { kind: 'group', group: 0, decidedBy: { kind: 'owner' } };
    const policy = policyOf(rule({ plex: ['friend'] }));
    expect(decide(OWNER, policy, undefined, NOW)).toEqual(expected);
    expect(decide({ ...OWNER, servers: [] }, policy, undefined, NOW)).toEqual(expected);
  });

  test('is told by the id alone, where it is known', () => {
    const called: Facts = { ...OWNER, subject: 'plex:8', plexId: 8 };
    expect(decide(called, policyOf(), undefined, NOW)).toEqual({ kind: 'no_rule' });
    expect(decide(OWNER, { rules: [], serverName: '' }, undefined, NOW)).toEqual({
      kind: 'no_rule',
    });
  });
});

describe('a decision holds', () => {
  test('until its rule ends, or an earlier one begins that would match', () => {
    const friend: Conditions = { plex: ['friend'] };
    const rules = [
      rule({ ...friend, until: NOW - 1 }),
      rule({ ...friend, from: NOW + 30 }),
      rule({ plex: ['owner'], from: NOW + 10 }),
      rule({ ...friend, until: NOW + 40 }),
      rule({ ...friend, from: NOW + 5 }),
    ];
    const validUntilBy = (given: readonly Rule[]) => {
      const decision = decide(FRIEND, policyOf(...given), undefined, NOW);
      return decision.kind === 'group' ? decision.validUntil : 'no group';
    };
    expect(validUntilBy(rules)).toBe(NOW + 30);
    expect(validUntilBy(rules.slice(2))).toBe(NOW + 40);
    expect(validUntilBy([...rules.slice(2, 3), rule(friend)])).toBeUndefined();
  });

  test('of the owner too until a rule begins', () => {
    const policy = policyOf(rule({ plex: ['owner'], from: NOW + 5 }, 3));
    expect(decide(OWNER, policy, undefined, NOW)).toMatchObject({ group: 0, validUntil: NOW + 5 });
    expect(decide(OWNER, policy, undefined, NOW + 5)).toMatchObject({ group: 3 });
  });
});
