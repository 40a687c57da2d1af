import { describe, expect, test } from '@jest/globals';
import { takersOf } from '../../../config/rule-order.js';
import type { Conditions } from '../../../config/usher-config.js';

const takersAmong = (later: Conditions, ...earlier: readonly Conditions[]) =>
  takersOf(
    later,
    earlier.map((when) => ({ when, group: 1 })),
    1,
  );

describe('everybody of a later rule is taken', () => {
  test.each<readonly [string, Conditions, Conditions]>([
    ['the same', { plex: ['friend'] }, { plex: ['friend'] }],
    ['fewer relations', { plex: ['home', 'friend'] }, { plex: ['friend'] }],
    ['managed accounts are of the Home', { plex: ['home'] }, { plex: ['managed'] }],
    ['adults are of the Home', { plex: ['home'] }, { plex: ['homeAdult'] }],
    ['its admin is', { plex: ['home'] }, { plex: ['homeAdmin'] }],
    ['its admin is an adult', { plex: ['homeAdult'] }, { plex: ['homeAdmin'] }],
    ['one more condition', { plex: ['friend'] }, { plex: ['friend'], username: ['bob'] }],
    ['fewer servers', { server: ['a', 'b'] }, { server: ['b'] }],
    ['one server, relation and all', { plex: ['friend'] }, { plex: ['friend'], server: ['a'] }],
    ['fewer libraries', { libraries: ['Movies', 2] }, { libraries: [2] }],
    ['a library in other letters', { libraries: ['Movies'] }, { libraries: [' movies'] }],
    ['all libraries are each', { libraries: ['Movies'] }, { libraries: 'all' }],
    ['fewer profiles', { profile: ['teen', 'older_kid'] }, { profile: ['teen'] }],
    ['fewer ids', { plexId: [2, 3] }, { plexId: [3] }],
    ['the id of the owner', { plexId: [1] }, { plex: ['owner'] }],
    ['the subject of an id', { plexId: [2] }, { subject: ['plex:2'] }],
    ['the id of a subject', { subject: ['plex:2'] }, { plexId: [2] }],
    ['one of a kind', { subject: ['local:*'] }, { subject: ['local:anna'] }],
    ['friends are of Plex', { subject: ['plex:*'] }, { plex: ['friend'] }],
    ['everybody of Plex is one of three', { plex: ['owner', 'home', 'friend'] }, { plexId: [7] }],
    ['a shorter time', { plex: ['home'], until: 9 }, { plex: ['home'], from: 2, until: 8 }],
    ['whoever it is', { from: 1 }, { subject: ['local:anna'], from: 1 }],
  ])('%s', (_why, earlier, later) => {
    expect(takersAmong(later, earlier)).toEqual([0]);
  });

  test('by several rules, each of which takes a part', () => {
    const later: Conditions = { plex: ['friend', 'homeAdmin'] };
    const earlier: readonly Conditions[] = [
      { plex: ['home'] },
      { plexId: [2] },
      { plex: ['friend'] },
    ];
    expect(takersAmong(later, ...earlier)).toEqual([0, 2]);
    expect(takersAmong({ libraries: 'all' }, ...earlier, { plexId: [1] })).toEqual([0, 2, 3]);
  });
});

describe('somebody may be left for a later rule', () => {
  test.each<readonly [string, Conditions, Conditions]>([
    ['other relations', { plex: ['home'] }, { plex: ['friend'] }],
    ['more relations', { plex: ['home'] }, { plex: ['home', 'friend'] }],
    ['not all of the Home are adults', { plex: ['homeAdult'] }, { plex: ['home'] }],
    ['not all adults are its admin', { plex: ['homeAdmin'] }, { plex: ['homeAdult'] }],
    ['not all of it are managed', { plex: ['managed'] }, { plex: ['home'] }],
    ['adults are not managed', { plex: ['managed'] }, { plex: ['homeAdult'] }],
    ['the owner need not be in a Home', { plex: ['homeAdmin'] }, { plex: ['owner'] }],
    ['another server', { server: ['a'] }, { server: ['a', 'b'] }],
    ['any server', { plex: ['friend'], server: ['a'] }, { plex: ['friend'] }],
    ['any library', { plex: ['friend'], libraries: 'all' }, { plex: ['friend'] }],
    ['each is not all', { libraries: 'all' }, { libraries: ['Movies'] }],
    ['a number is no title', { libraries: ['1'] }, { libraries: [1] }],
    ['any profile', { plex: ['managed'], profile: ['teen'] }, { plex: ['managed'] }],
    ['another id', { plexId: [2] }, { plexId: [2, 3] }],
    ['any name', { username: ['bob'] }, { plex: ['friend'] }],
    ['a name is no id', { username: ['bob'] }, { plexId: [2] }],
    ['others of a kind', { subject: ['local:anna'] }, { subject: ['local:*'] }],
    ['others than of Plex', { plex: ['owner', 'home', 'friend'] }, { from: 1 }],
    ['before', { plex: ['home'], from: 3 }, { plex: ['home'], from: 2 }],
    ['afterwards', { plex: ['home'], until: 3 }, { plex: ['home'] }],
  ])('%s', (_why, earlier, later) => {
    expect(takersAmong(later, earlier)).toEqual([]);
  });

  test('where the owner is whoever plex.tv says', () => {
    const earlier = [{ when: { plexId: [1] }, group: 0 }];
    expect(takersOf({ plex: ['owner'] }, earlier)).toEqual([]);
  });
});
