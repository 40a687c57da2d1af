import { describe, expect, test } from '@jest/globals';
import { visitorRoute } from '../../../membership/visitor-route.js';
import type { PlexAccount } from '../../../plex/plex-account.js';
import type { PlexResource } from '../../../plex/plex-resource.js';
import { OWNER, SECOND, SERVER } from './admitting.js';

const OTHER = 'c1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f2';
const SOMEBODY: PlexAccount = {
  id: 200,
  uuid: 'd0000000000000c8',
  username: 'frankie',
  title: 'Frankie F',
  friendlyName: null,
  email: null,
  confirmed: true,
  thumb: null,
  home: false,
  homeAdmin: false,
  restricted: false,
  restrictionProfile: null,
  protected: false,
  guest: false,
};
const ADULT = { ...SOMEBODY, home: true };
const MANAGED = { ...ADULT, username: null, restricted: true, restrictionProfile: 'older_kid' };
const GUEST = { ...ADULT, guest: true };
const OLIVE = { ...ADULT, id: OWNER, homeAdmin: true };

const friend: PlexResource = {
  clientIdentifier: SERVER,
  name: 'Sample Server',
  provides: ['server'],
  owned: false,
  home: false,
  ownerId: OWNER,
};
const home = { ...friend, home: true };
const owned = { ...friend, owned: true, home: true, ownerId: null };

const withOwner = { servers: [SERVER], ownerId: OWNER };
const withoutOwner = { servers: [SERVER] };

/** What they are to the one server; 'no' for nothing. */
function relations(
  account: PlexAccount,
  resources: readonly PlexResource[],
  policy: Readonly<{ servers: readonly string[]; ownerId?: number }>,
) {
  const standing = visitorRoute(account, resources, policy).servers.get(SERVER);
  return standing?.kind === 'yes' ? standing.relations : standing?.kind;
}

describe.each([
  ['with the owner’s id known', withOwner],
  ['without', withoutOwner],
])('what somebody is to a server, %s', (_name, policy) => {
  test.each([
    ['the owner', OLIVE, [owned], ['owner', 'homeAdmin', 'homeAdult', 'home']],
    ['the owner, in no Home', { ...OLIVE, home: false, homeAdmin: false }, [owned], ['owner']],
    [
      'the owner, in somebody’s Home',
      { ...OLIVE, homeAdmin: false },
      [owned],
      ['owner', 'homeAdult', 'home'],
    ],
    ['a friend', SOMEBODY, [friend], ['friend']],
    [
      'a friend who is admin of their own Home',
      { ...ADULT, homeAdmin: true },
      [friend],
      ['friend'],
    ],
    ['an adult of the Home', ADULT, [home], ['homeAdult', 'home']],
    [
      'the admin of the Home, who is not the owner',
      { ...ADULT, homeAdmin: true },
      [home],
      ['homeAdmin', 'homeAdult', 'home'],
    ],
    ['a managed account of the Home', MANAGED, [home], ['home', 'managed']],
    ['a managed account with a share from outside', MANAGED, [friend], ['friend']],
    ['the same server twice', SOMEBODY, [friend, friend], ['friend']],
    [
      'a server that does more',
      SOMEBODY,
      [{ ...friend, provides: ['client', 'server'] }],
      ['friend'],
    ],

    ['a guest of the Home', GUEST, [home], 'no'],
    ['a guest who is also a friend', GUEST, [friend], 'no'],
    ['nothing at all', SOMEBODY, [], 'no'],
    ['friend of somebody else’s server', SOMEBODY, [{ ...friend, clientIdentifier: OTHER }], 'no'],
    ['owner of another server', SOMEBODY, [{ ...owned, clientIdentifier: OTHER }], 'no'],
    [
      'owner of a player with the server’s identifier',
      OLIVE,
      [{ ...owned, provides: ['player', 'client'] }],
      'no',
    ],
    [
      'something that only sounds like a server',
      SOMEBODY,
      [{ ...friend, provides: ['server-twin', 'pubsub-server'] }],
      'no',
    ],
    ['something that provides nothing', SOMEBODY, [{ ...friend, provides: [''] }], 'no'],
    [
      'the identifier in capitals',
      SOMEBODY,
      [{ ...friend, clientIdentifier: SERVER.toUpperCase() }],
      'no',
    ],
    [
      'part of the identifier',
      SOMEBODY,
      [{ ...friend, clientIdentifier: SERVER.slice(0, 20) }],
      'no',
    ],
  ] as const)('%s', (_who, account, resources, expected) => {
    expect(relations(account, resources, policy)).toEqual(expected);
  });
});

describe('with the owner’s id known', () => {
  test.each([
    ['somebody who owns a server under the same identifier', [owned], 'no'],
    ['a friend of somebody who does', [{ ...friend, ownerId: 300 }], 'no'],
    ['one of the Home of somebody who does', [{ ...home, ownerId: 300 }], 'no'],
    ['an entry that does not say whose it is', [{ ...friend, ownerId: null }], 'no'],
    ['the twin beside the real one', [owned, friend], ['friend']],
    ['the twin’s friend who is ours too', [{ ...home, ownerId: 300 }, friend], ['friend']],
    ['an owned entry that names our owner', [{ ...owned, ownerId: OWNER }], 'no'],
  ] as const)('%s', (_who, resources, expected) => {
    expect(relations(SOMEBODY, resources, withOwner)).toEqual(expected);
  });
});

test('without it, plex.tv’s word that somebody owns the server is enough', () => {
  expect(relations(SOMEBODY, [owned], withoutOwner)).toEqual(['owner']);
});

test('each server is looked at by itself', () => {
  const policy = { servers: [SERVER, SECOND], ownerId: OWNER };
  const second = { ...home, clientIdentifier: SECOND };
  expect([...visitorRoute(ADULT, [friend, second], policy).servers]).toEqual([
    [SERVER, { kind: 'yes', relations: ['friend'] }],
    [SECOND, { kind: 'yes', relations: ['homeAdult', 'home'] }],
  ]);
});

test('without resources nothing is known, but that a guest has no access', () => {
  const kinds = (account: PlexAccount) => [
    ...visitorRoute(account, undefined, withOwner).servers.values(),
  ];
  expect(kinds(SOMEBODY)).toEqual([{ kind: 'unknown' }]);
  expect(kinds(GUEST)).toEqual([{ kind: 'no' }]);
});

test('it tells the user name, and of a managed account the restriction profile', () => {
  expect(visitorRoute(SOMEBODY, [], withOwner)).toMatchObject({ username: 'frankie' });
  const managed = visitorRoute(MANAGED, [], withOwner);
  expect(managed).toMatchObject({ restrictionProfile: 'older_kid' });
  expect(managed).not.toHaveProperty('username');
});

test.each([
  [{ ...MANAGED, restrictionProfile: 'made_up' }],
  [{ ...MANAGED, restrictionProfile: null }],
  [{ ...ADULT, restrictionProfile: 'teen' }],
])('no other profile is one', (account) => {
  expect(visitorRoute(account, [], withOwner)).not.toHaveProperty('restrictionProfile');
});
