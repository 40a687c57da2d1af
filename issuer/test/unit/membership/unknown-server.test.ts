/** A server of which it is not known whether somebody may use it gives nobody more. */
import { expect, test } from '@jest/globals';
import { decide } from '../../../membership/decide.js';
import type { Facts } from '../../../membership/facts.js';
import { filledIn } from '../../../membership/fill-in.js';
import type { OwnerLists } from '../../../membership/known-lists.js';
import { membershipOf } from '../../../membership/membership.js';
import { ownerRoute } from '../../../membership/owner-route.js';
import { NO_ANSWER } from '../../../membership/standing.js';
import { NOW, POLICY, SECOND, SERVER } from './admitting.js';
import { listsOf, share } from './lists.js';

const policy = {
  ...POLICY,
  servers: [SERVER, SECOND],
  rules: [
    { when: { server: [SECOND] }, group: 7 },
    { when: { plex: ['friend'] as const }, group: 3 },
  ],
  isLinked: true,
};

function factsBy(lists: OwnerLists): Facts {
  const owner = ownerRoute(lists, 200, policy.servers, { yesSince: 0, noSince: 0 });
  const membership = membershipOf(200, { visitor: NO_ANSWER, owner }, policy, undefined);
  if (membership.kind !== 'member') {
    throw new Error(membership.kind);
  }
  return membership.facts;
}

const groupOf = (facts: Facts) => decide(facts, policy, undefined, NOW);
const first = listsOf({ users: null, shares: [share(200)] });
const both = {
  ...first,
  shares: new Map([...first.shares, [SECOND, { at: NOW, rows: [share(200)] }]]),
};
const none: Facts = { subject: 'plex:200', plexId: 200, servers: [] };

test('a later rule gives no more than one that may be theirs, be the list there or not', () => {
  expect(groupOf(factsBy(both))).toMatchObject({ group: 7 });
  expect(factsBy(first).unknownServers).toEqual([SECOND]);
  expect(groupOf(factsBy(first))).toMatchObject({ group: 7, decidedBy: { index: 1 } });
});

test('of who was known before, what was known counts', () => {
  const known = factsBy(first).servers;
  expect(filledIn(factsBy(first), undefined).unknownServers).toEqual([SECOND]);
  expect(filledIn(factsBy(first), factsBy(first)).unknownServers).toEqual([SECOND]);
  expect(groupOf(filledIn(factsBy(first), { ...none, servers: known }))).toMatchObject({
    group: 3,
  });
  expect(filledIn(factsBy(first), factsBy(both))).toEqual(factsBy(both));
});
