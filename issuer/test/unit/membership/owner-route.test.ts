import { describe, expect, test } from '@jest/globals';
import type { OwnerLists } from '../../../membership/known-lists.js';
import { ownerRoute, ownHomeBy } from '../../../membership/owner-route.js';
import { NOW, OWNER, SECOND, SERVER } from './admitting.js';
import { listsOf, member, server, share, user } from './lists.js';

const ID = 200;
const FRESH = { yesSince: NOW, noSince: NOW };
const MOVIES = [{ key: 1, title: 'Movies' }];

function standing(lists: OwnerLists | undefined, fresh = FRESH) {
  return ownerRoute(lists, ID, [SERVER], fresh).servers.get(SERVER);
}

describe('what the owner’s lists say of somebody', () => {
  test.each([
    [
      'a friend with one library',
      { users: [user(ID)], shares: [share(ID)] },
      { kind: 'yes', relations: ['friend'], libraries: MOVIES },
    ],
    [
      'a friend with all libraries',
      { users: [user(ID)], shares: [share(ID, { allLibraries: true, libraries: [] })] },
      { kind: 'yes', relations: ['friend'], libraries: 'all' },
    ],
    [
      'an adult of the Home',
      { users: [user(ID, { home: true })], shares: [share(ID)], home: [member(ID)] },
      { kind: 'yes', relations: ['homeAdult', 'home'], libraries: MOVIES },
    ],
    [
      'the admin of the Home, who is not the owner',
      {
        users: [user(ID, { home: true })],
        shares: [share(ID)],
        home: [member(ID, { admin: true })],
      },
      { kind: 'yes', relations: ['homeAdmin', 'homeAdult', 'home'], libraries: MOVIES },
    ],
    [
      'a managed account',
      {
        users: [user(ID, { home: true, restricted: true })],
        shares: [share(ID)],
        home: [member(ID, { restricted: true })],
      },
      { kind: 'yes', relations: ['home', 'managed'], libraries: MOVIES },
    ],
    [
      'one of the Home whom the Home does not name',
      { users: [user(ID, { home: true, restricted: true })], shares: [share(ID)] },
      { kind: 'yes', libraries: MOVIES },
    ],
    ['nobody', {}, { kind: 'no' }],
    ['somebody of the same name', { users: [user(300, { username: 'user200' })] }, { kind: 'no' }],
    ['a friend with no share', { users: [user(ID, { servers: [] })] }, { kind: 'no' }],
    [
      'an invitation that was not accepted',
      {
        users: [user(ID, { servers: [server({ pending: true })] })],
        shares: [share(ID, { accepted: false })],
      },
      { kind: 'no' },
    ],
    [
      'somebody who shares a server with the owner',
      { users: [user(ID, { servers: [server({ owned: false })] })] },
      { kind: 'no' },
    ],
    [
      'a share of another server',
      { users: [user(ID, { servers: [server({ machineIdentifier: SECOND })] })] },
      { kind: 'no' },
    ],
    [
      'the guest of the Home',
      {
        users: [user(ID, { home: true })],
        shares: [share(ID)],
        home: [member(ID, { guest: true })],
      },
      { kind: 'no' },
    ],
  ] as const)('%s', (_who, lists, expected) => {
    expect(standing(listsOf(lists))).toEqual(expected);
  });
});

describe('where a list has not come', () => {
  test.each([
    [
      'the users prove access',
      { users: [user(ID)], shares: null },
      { kind: 'yes', relations: ['friend'] },
    ],
    [
      'the users know of all libraries',
      { users: [user(ID, { servers: [server({ allLibraries: true })] })], shares: null },
      { kind: 'yes', relations: ['friend'], libraries: 'all' },
    ],
    [
      'the shares prove access',
      { users: null, shares: [share(ID)] },
      { kind: 'yes', relations: ['friend'], libraries: MOVIES },
    ],
    [
      'the shares prove access, and the Home tells who it is',
      { users: null, shares: [share(ID)], home: [member(ID, { restricted: true })] },
      { kind: 'yes', relations: ['home', 'managed'], libraries: MOVIES },
    ],
    [
      'the shares alone do not tell a friend from the Home',
      { users: null, shares: [share(ID)], home: null },
      { kind: 'yes', libraries: MOVIES },
    ],
    [
      'without the Home’s own list nobody knows who its admin is',
      { users: [user(ID, { home: true })], shares: [share(ID)], home: null },
      { kind: 'yes', libraries: MOVIES },
    ],
    ['users alone prove no absence', { shares: null }, { kind: 'unknown' }],
    ['shares alone neither', { users: null }, { kind: 'unknown' }],
    ['the Home’s list is not needed for it', { home: null }, { kind: 'no' }],
    ['none', { users: null, shares: null, home: null }, { kind: 'unknown' }],
  ] as const)('%s', (_name, lists, expected) => {
    expect(standing(listsOf(lists))).toEqual(expected);
  });

  test('no account is attached: nothing is known', () => {
    expect(standing(undefined)).toBeUndefined();
  });
});

describe('lists that are remembered', () => {
  const remembered = { yesSince: NOW - 600, noSince: NOW };

  test.each([
    ['prove access', { users: [user(ID)], shares: [share(ID)], at: NOW - 600 }, 'yes'],
    [
      'prove nothing when they are too old',
      { users: [user(ID)], shares: [share(ID)], at: NOW - 601 },
      'unknown',
    ],
    ['prove no absence', { at: NOW - 1 }, 'unknown'],
  ])('%s', (_name, lists, kind) => {
    expect(standing(listsOf(lists), remembered)?.kind).toBe(kind);
  });

  test('one that is new does not make up for one that is old', () => {
    const lists = { ...listsOf({ shares: null }), shares: listsOf({ at: NOW - 1 }).shares };
    expect(standing(lists, remembered)?.kind).toBe('unknown');
  });
});

test('who the person is', () => {
  const lists = listsOf({
    users: [user(ID, { username: 'kim', home: true })],
    shares: [share(ID)],
    home: [member(ID, { restricted: true, restrictionProfile: 'teen' })],
  });
  expect(ownerRoute(lists, ID, [SERVER], FRESH)).toMatchObject({
    username: 'kim',
    restrictionProfile: 'teen',
  });
});

test('each server is looked at by itself', () => {
  const lists = listsOf({ users: [user(ID)], shares: [share(ID)] });
  const answer = ownerRoute(lists, ID, [SERVER, SECOND], FRESH);
  expect(answer.servers.get(SERVER)?.kind).toBe('yes');
  // Its shares were never told.
  expect(answer.servers.get(SECOND)?.kind).toBe('unknown');
});

test('what the owner is in their Home', () => {
  expect(ownHomeBy(OWNER, listsOf({ home: [member(OWNER, { admin: true })] }))).toEqual([
    'homeAdmin',
    'homeAdult',
    'home',
  ]);
  expect(ownHomeBy(OWNER, listsOf({}))).toEqual([]);
  expect(ownHomeBy(OWNER, listsOf({ home: null }))).toBeUndefined();
  expect(ownHomeBy(OWNER, undefined)).toBeUndefined();
});
