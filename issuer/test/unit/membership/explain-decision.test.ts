import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../../../membership/decision.js';
import { explainDecision } from '../../../membership/explain-decision.js';

const POLICY = { groupNames: { 0: 'Admin', 4: 'User' } };

describe('a decision in words', () => {
  test.each<readonly [Decision, readonly string[], readonly string[]]>([
    [
      {
        kind: 'group',
        group: 4,
        decidedBy: { kind: 'rule', index: 3, because: ['friend of Sample Server', 'Plex id 7'] },
      },
      ['Group 4 (User), by rules[3]: friend of Sample Server, Plex id 7'],
      ['Group 4 (User), by a rule: friend of Sample Server, Plex id 7'],
    ],
    [
      { kind: 'group', group: 7, decidedBy: { kind: 'owner' } },
      ['Group 7, as the owner: no rule matches'],
      ['Group 7, as the owner: no rule matches'],
    ],
    [
      {
        kind: 'group',
        group: 0,
        decidedBy: { kind: 'override', note: 'on trial', until: 1_798_740_000 },
        validUntil: 1_798_740_000,
      },
      ['Group 0 (Admin), by an override: on trial', 'This is decided anew at 2026-12-31 18:00 UTC'],
      ['Group 0 (Admin), by an override', 'This is decided anew at 2026-12-31 18:00 UTC'],
    ],
    [
      { kind: 'group', group: 0, decidedBy: { kind: 'override', note: '' } },
      ['Group 0 (Admin), by an override'],
      ['Group 0 (Admin), by an override'],
    ],
    [{ kind: 'no_rule' }, ['No group: no rule matches'], ['No group: no rule matches']],
    [
      { kind: 'override_refuses' },
      ['Refused by an override, whatever the rules say'],
      ['Refused by an override, whatever the rules say'],
    ],
  ])('%j', (decision, forOperators, forThem) => {
    expect(explainDecision(decision, POLICY, 'operator')).toEqual(forOperators);
    expect(explainDecision(decision, POLICY, 'person')).toEqual(forThem);
  });
});
