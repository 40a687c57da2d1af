import { describe, expect, test } from '@jest/globals';
import { relationsOf } from '../../../membership/relations.js';
import type { PlexResource } from '../../../plex/plex-resource.js';

const SERVER = 'a1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f0';
const SECOND = 'b1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f1';
const OTHER = 'c1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f2';
const OWNER = 100;
const SOMEBODY = { id: 200, restricted: false, guest: false };
const MANAGED = { ...SOMEBODY, restricted: true };
const GUEST = { ...SOMEBODY, guest: true };

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

const withOwner = { servers: [SERVER, SECOND], ownerId: OWNER };
const withoutOwner = { servers: [SERVER, SECOND] };

describe.each([
  ['with the owner’s id configured', withOwner],
  ['without', withoutOwner],
])('what somebody is to the servers, %s', (_name, servers) => {
  test.each([
    ['the owner', { ...SOMEBODY, id: OWNER }, [owned], ['owner']],
    ['a friend', SOMEBODY, [friend], ['friend']],
    ['an adult of the Home', SOMEBODY, [home], ['home']],
    ['a managed account of the Home', MANAGED, [home], ['home', 'managed']],
    ['a managed account with a share from outside', MANAGED, [friend], ['friend']],
    [
      'friend of one server and in the Home of another',
      SOMEBODY,
      [friend, { ...home, clientIdentifier: SECOND }],
      ['home', 'friend'],
    ],
    [
      'owner of one server and friend of another',
      { ...SOMEBODY, id: OWNER },
      [{ ...friend, clientIdentifier: SECOND }, owned],
      ['owner', 'friend'],
    ],
    ['the same server twice', SOMEBODY, [friend, friend], ['friend']],
    [
      'a server that does more',
      SOMEBODY,
      [{ ...friend, provides: ['client', 'server'] }],
      ['friend'],
    ],

    ['a guest of the Home', GUEST, [home], []],
    ['a guest who is also a friend', GUEST, [friend], []],
    ['nothing at all', SOMEBODY, [], []],
    ['friend of somebody else’s server', SOMEBODY, [{ ...friend, clientIdentifier: OTHER }], []],
    ['owner of another server', SOMEBODY, [{ ...owned, clientIdentifier: OTHER }], []],
    [
      'owner of a player with the server’s identifier',
      { ...SOMEBODY, id: OWNER },
      [{ ...owned, provides: ['player', 'client'] }],
      [],
    ],
    [
      'something that only sounds like a server',
      SOMEBODY,
      [{ ...friend, provides: ['server-twin', 'pubsub-server'] }],
      [],
    ],
    ['something that provides nothing', SOMEBODY, [{ ...friend, provides: [''] }], []],
    [
      'the identifier in capitals',
      SOMEBODY,
      [{ ...friend, clientIdentifier: SERVER.toUpperCase() }],
      [],
    ],
    [
      'part of the identifier',
      SOMEBODY,
      [{ ...friend, clientIdentifier: SERVER.slice(0, 20) }],
      [],
    ],
  ] as const)('%s', (_who, account, resources, facts) => {
    expect(relationsOf(account, resources, servers)).toEqual(facts);
  });

  test('no configured server means no members', () => {
    expect(relationsOf(SOMEBODY, [friend], { ...servers, servers: [] })).toEqual([]);
  });
});

describe('with the owner’s id configured', () => {
  test.each([
    ['somebody who owns a server under the same identifier', [owned], []],
    ['a friend of somebody who does', [{ ...friend, ownerId: 300 }], []],
    ['one of the Home of somebody who does', [{ ...home, ownerId: 300 }], []],
    ['an entry that does not say whose it is', [{ ...friend, ownerId: null }], []],
    ['the twin beside the real one', [owned, friend], ['friend']],
    ['the twin’s friend who is ours too', [{ ...home, ownerId: 300 }, friend], ['friend']],
    ['an owned entry that names our owner', [{ ...owned, ownerId: OWNER }], []],
  ] as const)('%s', (_who, resources, facts) => {
    expect(relationsOf(SOMEBODY, resources, withOwner)).toEqual(facts);
  });
});

test('without it, plex.tv’s word that somebody owns the server is enough', () => {
  expect(relationsOf(SOMEBODY, [owned], withoutOwner)).toEqual(['owner']);
});
