import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lookAround, type LookInput } from '../../../access-watch/look.js';
import type { Share } from '../../../plex/owner-lists.js';
import { NOW, OWNER, POLICY } from '../membership/admitting.js';
import { listsOf, member, share, user } from '../membership/lists.js';

const ASKED = NOW - 2;
const SIGNED_IN = NOW - 600;

const RULES = [
  { when: { plex: ['owner'] as const }, group: 0 },
  { when: { plex: ['home'] as const }, group: 3 },
  { when: { plex: ['friend'] as const, libraries: ['Movies'] }, group: 4 },
  { when: { plex: ['friend'] as const }, group: 7 },
];

const session = (id: number, groupId = 4, issuedAt = SIGNED_IN) => ({
  subject: `plex:${String(id)}`,
  groupId,
  issuedAt,
});

/** Ten friends, 200 to 209, who are signed in, and who is left of them in the lists. */
const TEN = Array.from({ length: 10 }, (_, at) => 200 + at);

function input(left: readonly number[], given: Partial<LookInput> = {}): LookInput {
  return {
    sessions: TEN.map((id) => session(id)),
    apiTokens: [],
    lists: listsOf({
      users: left.map((id) => user(id)),
      shares: left.map((id) => share(id)),
      at: ASKED,
    }),
    askedAt: ASKED,
    policy: { ...POLICY, rules: RULES, isLinked: true },
    overrides: [],
    suspects: [],
    now: NOW,
    ...given,
  };
}

const without = (...ids: readonly number[]) => TEN.filter((id) => !ids.includes(id));
const lostIn = (given: LookInput) => lookAround(given).losses.map(({ subject }) => subject);

describe('who loses something', () => {
  test('nobody while everything is as it was', () => {
    expect(lookAround(input(TEN))).toEqual({ losses: [], suspects: [], people: 10 });
  });

  test('who is in no list any more', () => {
    expect(lookAround(input(without(200))).losses).toEqual([
      {
        kind: 'access_lost',
        because: 'not_a_member',
        subject: 'plex:200',
        facts: { subject: 'plex:200', plexId: 200, servers: [] },
        isByOverride: false,
      },
    ]);
  });

  test('once, however many sessions they have', () => {
    const sessions = [...TEN, 200, 200].map((id) => session(id));
    expect(lookAround(input(without(200), { sessions }))).toMatchObject({
      losses: [{ subject: 'plex:200' }],
      people: 10,
    });
  });

  test('whose best session is better than what they would get now', () => {
    const shares: Share[] = TEN.map((id) => share(id, id === 200 ? { libraries: [] } : {}));
    const lists = listsOf({ users: TEN.map((id) => user(id)), shares, at: ASKED });
    const sessions = [...TEN.map((id) => session(id, 7)), session(200, 4)];
    expect(lookAround(input(TEN, { lists, sessions })).losses).toMatchObject([
      { kind: 'demoted', subject: 'plex:200', from: 4, decision: { group: 7 } },
    ]);
  });

  describe('with a session that is newer than the lists', () => {
    const withNewer = (groupId: number) => [
      ...TEN.map((id) => session(id)),
      session(200, groupId, NOW - 1),
    ];
    const lessFor200 = listsOf({
      users: TEN.map((id) => user(id)),
      shares: TEN.map((id) => share(id, id === 200 ? { libraries: [] } : {})),
      at: ASKED,
    });

    test.each([4, 7])('who keeps an older one in too good a group (newer: %s)', (groupId) => {
      const given = input(TEN, { lists: lessFor200, sessions: withNewer(groupId) });
      const losses = [{ subject: 'plex:200', kind: 'demoted', from: 4 }];
      expect(lookAround(given).losses).toMatchObject(losses);
      const sessions = given.sessions.toReversed();
      expect(lookAround({ ...given, sessions }).losses).toMatchObject(losses);
    });

    test('whom an override refuses, whether they have an older one or not', () => {
      const overrides = [
        { subject: 'plex:200', group: 'refused' as const, note: '', setAt: NOW - 1, setBy: 'x' },
      ];
      expect(lostIn(input(TEN, { sessions: withNewer(4), overrides }))).toEqual(['plex:200']);
      const sessions = TEN.map((id) => session(id, 4, id === 200 ? NOW - 1 : SIGNED_IN));
      expect(lostIn(input(TEN, { sessions, overrides }))).toEqual(['plex:200']);
    });

    test('not who was let in since and is not in the lists yet, nor who has no older one', () => {
      expect(lostIn(input(without(200), { sessions: withNewer(4) }))).toEqual([]);
      const sessions = TEN.map((id) => session(id, 4, id === 200 ? NOW - 1 : SIGNED_IN));
      expect(lostIn(input(TEN, { lists: lessFor200, sessions }))).toEqual([]);
    });
  });

  test('not who would get a better group', () => {
    expect(lostIn(input(TEN, { sessions: TEN.map((id) => session(id, 9)) }))).toEqual([]);
  });

  test('whom no rule is about any more', () => {
    const lists = listsOf({
      users: TEN.map((id) => user(id, { home: id === 200 })),
      shares: TEN.map((id) => share(id)),
      home: [member(200)],
      at: ASKED,
    });
    const policy = { ...input(TEN).policy, rules: RULES.slice(2) };
    expect(lookAround(input(TEN, { lists, policy })).losses).toMatchObject([
      { kind: 'access_lost', because: 'no_rule', subject: 'plex:200' },
    ]);
  });

  test('whose override has ended, and whom one refuses', () => {
    const override = { note: '', setAt: NOW - 60, setBy: '' };
    const overrides = [
      { ...override, subject: 'plex:200', group: 1, until: NOW },
      { ...override, subject: 'plex:201', group: 'refused' as const },
      { ...override, subject: 'plex:202', group: 1, until: NOW + 1 },
    ];
    const sessions = TEN.map((id) => session(id, id === 200 || id === 202 ? 1 : 4));
    expect(lookAround(input(TEN, { overrides, sessions })).losses).toMatchObject([
      { kind: 'demoted', subject: 'plex:200', from: 1 },
      { kind: 'access_lost', because: 'override_refuses', subject: 'plex:201' },
    ]);
  });

  test('not the owner, nor who is not of Plex', () => {
    const sessions = [...TEN, OWNER].map((id) => session(id));
    const others = ['local:anna', 'guest:1', 'token:x', 'plex:', 'plex:1x'].map((subject) => ({
      ...session(1),
      subject,
    }));
    expect(lookAround(input(TEN, { sessions: [...sessions, ...others] }))).toEqual({
      losses: [],
      suspects: [],
      people: 11,
    });
  });

  test('who holds an API token, if they have no access; its group is nobody’s business', () => {
    const apiTokens = [{ subject: 'plex:300' }, { subject: 'plex:200' }, { subject: 'local:x' }];
    const sessions = TEN.slice(1).map((id) => session(id));
    expect(lostIn(input(TEN, { sessions, apiTokens }))).toEqual(['plex:300']);
  });
});

describe('what proves nothing', () => {
  test.each([
    ['lists that never came', listsOf({ users: null, shares: null, home: null, at: ASKED })],
    ['lists of before', listsOf({ at: ASKED - 1 })],
    ['users alone', listsOf({ shares: null, at: ASKED })],
    ['shares alone', listsOf({ users: null, at: ASKED })],
  ])('%s', (_name, lists) => {
    expect(lookAround(input(TEN, { lists }))).toMatchObject({ losses: [], suspects: [] });
  });

  test('lists without libraries demote nobody, but an override counts', () => {
    const lists = listsOf({ users: TEN.map((id) => user(id)), shares: null, at: ASKED });
    const override = { subject: 'plex:200', group: 9, note: '', setAt: NOW, setBy: '' };
    const sessions = TEN.map((id) => session(id, id === 200 ? 4 : 7));
    expect(lostIn(input(TEN, { lists, sessions }))).toEqual([]);
    expect(lostIn(input(TEN, { lists, sessions, overrides: [override] }))).toEqual(['plex:200']);
  });

  test.each([
    ['given since the lists were asked for', ASKED, []],
    ['given just now', NOW, []],
    ['given before', ASKED - 1, ['plex:200']],
    ['of a clock that was ahead', NOW + 9999, ['plex:200']],
  ])('a session %s', (_name, issuedAt, lost) => {
    const sessions = TEN.map((id) => session(id, 4, id === 200 ? issuedAt : SIGNED_IN));
    expect(lostIn(input(without(200), { sessions }))).toEqual(lost);
  });
});

describe('a sudden loss', () => {
  test('is more than a fifth of the people', () => {
    expect(lostIn(input(without(200, 201)))).toEqual(['plex:200', 'plex:201']);
    expect(lookAround(input(without(200, 201, 202)))).toMatchObject({
      losses: [],
      suspects: ['plex:200', 'plex:201', 'plex:202'],
    });
    expect(lookAround(input([]))).toMatchObject({ losses: [], suspects: { length: 10 } });
  });

  test('the second look takes from whom it finds again', () => {
    const suspects = ['plex:200', 'plex:201', 'plex:202'];
    const second = lookAround(input(without(200, 202), { suspects }));
    expect(second).toMatchObject({
      losses: [{ subject: 'plex:200' }, { subject: 'plex:202' }],
      suspects: [],
    });
  });

  test('others whom it finds besides, if they are many, wait for a third', () => {
    const suspects = ['plex:200', 'plex:201', 'plex:202'];
    const second = lookAround(input(without(200, 203, 204, 205), { suspects }));
    expect(second).toMatchObject({
      losses: [{ subject: 'plex:200' }],
      suspects: ['plex:203', 'plex:204', 'plex:205'],
    });
  });

  test('a second look that finds nothing out leaves the question open', () => {
    const suspects = ['plex:200', 'plex:201', 'plex:202'];
    const lists = listsOf({ users: null, shares: null, at: ASKED });
    expect(lookAround(input(TEN, { lists, suspects }))).toMatchObject({ losses: [], suspects });
  });

  test('does not put off what an operator has said', () => {
    const overrides = TEN.map((id) => ({
      subject: `plex:${String(id)}`,
      group: 'refused' as const,
      note: '',
      setAt: NOW,
      setBy: '',
    }));
    expect(lostIn(input(TEN, { overrides }))).toHaveLength(10);
  });

  test('whatever is lost, nobody loses it by one look if more than a fifth would', () => {
    fc.assert(
      fc.property(fc.subarray(TEN), (left) => {
        const { losses, suspects } = lookAround(input(left));
        const lost = TEN.length - left.length;
        expect([losses.length, suspects.length]).toEqual(lost > 2 ? [0, lost] : [lost, 0]);
        const again = lookAround(input(left, { suspects }));
        expect([again.losses.length, again.suspects.length]).toEqual([lost, 0]);
      }),
    );
  });
});
