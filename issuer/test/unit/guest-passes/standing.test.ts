/** What a guest may: by the pass, its maker, overrides and rules, and never more by any of them. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Decision } from '../../../membership/decision.js';
import { guestStanding, type MakerStanding } from '../../../guest-passes/guest-standing.js';
import { createOwnStanding } from '../../../sign-in/own-standing.js';
import { policyOf } from '../../../membership/policy.js';
import { useStates } from '../state/open-states.js';
import { goodConfig, GOOD_YAML } from '../config/sample-config.js';
import { MADE_AT, samplePass, WEEK } from './sample-pass.js';

const openState = useStates();
const NOW = MADE_AT + 1;
const OWNER = 'plex:12345';
const FRIEND = 'plex:1001';
const MAKER: MakerStanding = { kind: 'group', group: 0 };
const NOTHING: Decision = { kind: 'no_rule' };

describe('a guest', () => {
  test('is in the group of the pass until it ends', () => {
    const pass = samplePass({ resources: ['a.example.com/'] });
    expect(guestStanding(pass, { maker: MAKER, decision: NOTHING }, NOW)).toEqual({
      kind: 'admitted',
      person: { subject: 'guest:pass-1', name: 'Grandma' },
      group: 4,
      validUntil: MADE_AT + WEEK,
      resources: ['a.example.com/'],
    });
  });

  test.each([
    [undefined, 'guest_pass_unknown'],
    [samplePass({ revokedAt: NOW }), 'guest_pass_revoked'],
    [samplePass({ endsAt: NOW }), 'guest_pass_over'],
  ])('is gone with their pass', (pass, reason) => {
    const standing = guestStanding(pass, { maker: MAKER, decision: NOTHING }, NOW);
    expect(standing).toEqual({ kind: 'gone', reason });
  });

  test('stays when the pass is used up', () => {
    const pass = samplePass({ uses: 3, maxUses: 3 });
    expect(guestStanding(pass, { maker: MAKER, decision: NOTHING }, NOW).kind).toBe('admitted');
  });

  const group = fc.integer({ min: 0, max: 999 });

  test('is never in a better group than the maker, the pass, what was decided, or group 1', () => {
    fc.assert(
      fc.property(group, group, group, (ofPass, ofMaker, decided) => {
        const standing = guestStanding(
          samplePass({ groupId: ofPass }),
          {
            maker: { kind: 'group', group: ofMaker },
            decision: { kind: 'group', group: decided, decidedBy: { kind: 'owner' } },
          },
          NOW,
        );
        expect(standing).toMatchObject({ group: Math.max(ofPass, ofMaker, decided, 1) });
      }),
    );
  });
});

describe('by what is on record', () => {
  function setUp(rules = '') {
    const state = openState();
    const { config } = goodConfig(GOOD_YAML.replace('rules:\n', `rules:\n${rules}`));
    const policy = () => policyOf(config, undefined);
    const clock = { now: NOW };
    const ownStanding = createOwnStanding({ state, policy, now: () => clock.now });
    const standingOf = (madeBy: string, some: Parameters<typeof samplePass>[0] = {}) => {
      state.addGuestPass(samplePass({ madeBy, ...some }), 'hash');
      return ownStanding('guest:pass-1');
    };
    return { state, clock, ownStanding, standingOf };
  }
  const facts = (subject: string) => ({ subject, servers: [] });
  const override = { note: '', setAt: NOW, setBy: 'command line' };

  test('the owner of the servers makes passes without ever having signed in', () => {
    expect(setUp().standingOf(OWNER, { groupId: 1 })).toMatchObject({ group: 1 });
  });

  test('who is not on record has nothing to give', () => {
    const reason = 'guest_pass_maker_gone';
    expect(setUp().standingOf(FRIEND)).toEqual({ kind: 'gone', reason });
  });

  test('who has lost access has nothing to give', () => {
    const { state, standingOf } = setUp();
    const known = { subject: FRIEND, name: 'F', facts: facts(FRIEND), at: NOW };
    state.recordPerson({ ...known, refused: 'not_a_member' });
    expect(standingOf(FRIEND)).toMatchObject({ reason: 'guest_pass_maker_gone' });
  });

  test('an override of the maker counts for their guests, as long as it lasts', () => {
    const { state, standingOf } = setUp();
    state.setOverride({ ...override, subject: FRIEND, group: 6, until: NOW + 60 });
    expect(standingOf(FRIEND)).toMatchObject({ group: 6, validUntil: NOW + 60 });
  });

  test('neither a guest nor a token makes passes', () => {
    expect(setUp().standingOf('guest:pass-1')).toMatchObject({ kind: 'gone' });
    expect(setUp().standingOf('token:one')).toMatchObject({ kind: 'gone' });
  });

  test('an override of the guest refuses, or takes away, and gives nothing', () => {
    const { state, ownStanding, standingOf } = setUp();
    standingOf('command line');
    const of = (group: number | 'refused') => {
      state.setOverride({ ...override, subject: 'guest:pass-1', group });
      return ownStanding('guest:pass-1');
    };
    expect(of('refused')).toEqual({ kind: 'gone', reason: 'override_refuses' });
    expect(of(0)).toMatchObject({ group: 4 });
    expect(of(9)).toMatchObject({ group: 9 });
  });

  test('a rule that names guests counts, and one that does not is about others', () => {
    const named = "  - { when: { subject: 'guest:*' }, group: 8 }\n";
    expect(setUp(named).standingOf('command line')).toMatchObject({ group: 8 });
    const dated = '  - { when: { from: 2020-01-01 }, group: 8 }\n';
    expect(setUp(dated).standingOf('command line')).toMatchObject({ group: 4 });
  });

  test('people of Plex are not asked about here', () => {
    expect(setUp().ownStanding(OWNER)).toMatchObject({ kind: 'gone' });
  });
});
