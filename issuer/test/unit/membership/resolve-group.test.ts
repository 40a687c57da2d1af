import { describe, expect, test } from '@jest/globals';
import type { PlexFact, Rule } from '../../../config/usher-config.js';
import { resolveGroup } from '../../../membership/resolve-group.js';

const RULES: readonly Rule[] = [
  { when: { plexId: [7, 8] }, group: 1 },
  { when: { plex: ['owner'] }, group: 0 },
  { when: { plex: ['managed'] }, group: 5 },
  { when: { plex: ['home', 'friend'], plexId: [9] }, group: 2 },
  { when: { plex: ['home'] }, group: 3 },
];

describe('the group that rules give', () => {
  test.each<readonly [string, readonly PlexFact[], number, object | string]>([
    ['the owner', ['owner'], 1, { group: 0, ruleIndex: 1 }],
    ['the owner, whose id an earlier rule names', ['owner'], 8, { group: 1, ruleIndex: 0 }],
    [
      'a managed account, before the rule for the Home',
      ['home', 'managed'],
      1,
      { group: 5, ruleIndex: 2 },
    ],
    ['an adult of the Home', ['home'], 1, { group: 3, ruleIndex: 4 }],
    ['one of the list, with both conditions', ['friend'], 9, { group: 2, ruleIndex: 3 }],
    ['the id alone where both are asked', ['owner'], 9, { group: 0, ruleIndex: 1 }],
    ['a friend, for whom there is no rule', ['friend'], 1, 'no_rule'],
  ])('%s', (_who, facts, id, expected) => {
    expect(resolveGroup(facts, id, RULES)).toEqual(expected);
  });

  test.each<readonly [string, readonly Rule[]]>([
    ['no rules', []],
    ['a rule without a condition', [{ when: {}, group: 0 }]],
    ['a condition that lists nothing', [{ when: { plex: [] }, group: 0 }]],
    ['an id list that lists nothing', [{ when: { plex: ['owner'], plexId: [] }, group: 0 }]],
  ])('%s: nobody matches', (_name, rules) => {
    expect(resolveGroup(['owner'], 1, rules)).toBe('no_rule');
  });

  test('the first of two rules that match wins, whichever group is better', () => {
    const rules: readonly Rule[] = [
      { when: { plex: ['friend'] }, group: 999 },
      { when: { plex: ['friend'] }, group: 0 },
    ];
    expect(resolveGroup(['friend'], 1, rules)).toEqual({ group: 999, ruleIndex: 0 });
  });
});
