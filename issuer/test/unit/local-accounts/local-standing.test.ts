import { describe, expect, test } from '@jest/globals';
import type { LocalAccount } from '../../../local-accounts/account-store.js';
import { localStanding } from '../../../local-accounts/local-standing.js';
import type { Override } from '../../../membership/decision.js';
import type { Policy } from '../../../membership/policy.js';

const NOW = 1_800_000_000;
const ANNA: LocalAccount = { name: 'anna', displayName: 'Anna', groupId: 4, madeAt: NOW };
const POLICY: Policy = {
  servers: ['s'],
  rules: [],
  groupNames: {},
  serverName: 'Plex',
  serverNames: {},
  isLinked: false,
};

const standing = (
  rules: Policy['rules'] = [],
  override?: Partial<Override>,
  account: LocalAccount | undefined = ANNA,
) =>
  localStanding(
    account,
    {
      policy: { ...POLICY, rules },
      override: override && {
        subject: 'local:anna',
        group: 2,
        note: '',
        setAt: NOW,
        setBy: '',
        ...override,
      },
    },
    NOW,
  );

describe('somebody with a local account', () => {
  test('is in the group of the account, and is called what it says', () => {
    expect(standing()).toEqual({
      kind: 'admitted',
      person: { subject: 'local:anna', name: 'Anna' },
      group: 4,
      decidedBy: { kind: 'local_account' },
    });
  });

  test('is in the group that a rule gives them, and their kind; other rules are about others', () => {
    const others: Policy['rules'] = [
      { when: { plex: ['friend'] }, group: 1 },
      { when: { until: NOW + 100 }, group: 1 },
      { when: { subject: ['local:ben', 'guest:*'] }, group: 1 },
    ];
    expect(standing(others)).toMatchObject({ group: 4 });
    for (const entry of ['local:anna', 'local:*']) {
      expect(standing([...others, { when: { subject: [entry] }, group: 6 }])).toMatchObject({
        group: 6,
        decidedBy: { kind: 'rule', index: 3 },
      });
    }
  });

  test('has a session no longer than until a rule about them begins or ends', () => {
    const rule = { when: { subject: ['local:*'], from: NOW + 100 }, group: 6 };
    expect(standing([rule])).toMatchObject({ group: 4, validUntil: NOW + 100 });
    const ending = { when: { subject: ['local:*'], until: NOW + 100 }, group: 6 };
    expect(standing([ending])).toMatchObject({ group: 6, validUntil: NOW + 100 });
  });

  test('is where an override puts them, before any rule', () => {
    const rule = { when: { subject: ['local:anna'] }, group: 6 };
    expect(standing([rule], { group: 2, until: NOW + 5 })).toMatchObject({
      group: 2,
      validUntil: NOW + 5,
      decidedBy: { kind: 'override' },
    });
    expect(standing([rule], { until: NOW })).toMatchObject({ group: 6 });
    expect(standing([], { group: 'refused' })).toEqual({
      kind: 'gone',
      reason: 'override_refuses',
    });
  });

  test('who is disabled, or never was, is gone, whatever an override says', () => {
    expect(standing([], { group: 0 }, { ...ANNA, disabledAt: NOW - 1 })).toEqual({
      kind: 'gone',
      reason: 'local_account_disabled',
    });
    const nobody = localStanding(undefined, { override: undefined, policy: POLICY }, NOW);
    expect(nobody).toEqual({ kind: 'gone', reason: 'account_unknown' });
  });
});
