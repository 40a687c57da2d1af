/** The table of docs/membership.md, row by row. */
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { PlexFact } from '../../../config/usher-config.js';
import { membershipOf, verdictOf } from '../../../membership/membership.js';
import { NO_ANSWER, type RouteAnswer, type Standing } from '../../../membership/standing.js';
import { OWNER, SECOND, SERVER } from './admitting.js';

const KINDS = ['yes', 'no', 'unknown'] as const;
type Kind = (typeof KINDS)[number];

const ID = 200;
const POLICY = { servers: [SERVER, SECOND], ownerId: OWNER };

function rowsOfTheTable() {
  const page = readFileSync('docs/membership.md', 'utf8');
  return [...page.matchAll(/^\| (yes|no|unknown) +\| (yes|no|unknown) +\| ([^|]+)\|$/gm)].map(
    ([, visitor = '', owner = '', then = '']) => [visitor as Kind, owner as Kind, then] as const,
  );
}

/** What the visitor's route says differs from what the owner's does, to tell them apart. */
function routesOf(visitor: Kind, owner: Kind, server = SERVER) {
  const standing = (kind: Kind, relation: PlexFact): Standing =>
    kind === 'yes' ? { kind, relations: [relation] } : { kind };
  return {
    visitor: { servers: new Map([[server, standing(visitor, 'friend')]]) },
    owner: { servers: new Map([[server, standing(owner, 'home')]]) },
  };
}

describe('the table in the documentation', () => {
  test('has every combination once', () => {
    const pairs = rowsOfTheTable().map(([visitor, owner]) => `${visitor} ${owner}`);
    const all = KINDS.flatMap((visitor) => KINDS.map((owner) => `${visitor} ${owner}`));
    expect([...pairs].sort()).toEqual([...all].sort());
  });

  test.each(rowsOfTheTable())('visitor %s, owner %s: %s', (visitor, owner, then) => {
    const verdict = verdictOf(visitor, owner);
    expect(then.startsWith(verdict)).toBe(true);
    const policy = { ...POLICY, servers: [SERVER] };
    const membership = membershipOf(ID, routesOf(visitor, owner), policy, []);
    const facts = (relation: PlexFact) => ({
      subject: 'plex:200',
      plexId: ID,
      servers: [{ server: SERVER, relations: [relation] }],
    });
    const expected = {
      'member by owner': { kind: 'member', facts: facts('home'), isComplete: false },
      'member by visitor': { kind: 'member', facts: facts('friend'), isComplete: false },
      'not a member': { kind: 'not_a_member' },
      unknown: { kind: 'unknown' },
    };
    expect(membership).toEqual(expected[verdict]);
  });
});

describe('with several servers', () => {
  function answered(first: Standing, second: Standing): RouteAnswer {
    return {
      servers: new Map([
        [SERVER, first],
        [SECOND, second],
      ]),
    };
  }
  const YES: Standing = { kind: 'yes', relations: ['friend'] };
  const NO: Standing = { kind: 'no' };
  const UNKNOWN: Standing = { kind: 'unknown' };

  test.each([
    ['of one is a member', answered(NO, YES), NO_ANSWER, [SECOND]],
    ['of one, with the other unknown, is a member', answered(YES, UNKNOWN), NO_ANSWER, [SERVER]],
    [
      'of both, each by another route',
      answered(YES, UNKNOWN),
      answered(UNKNOWN, YES),
      [SERVER, SECOND],
    ],
    ['whom one route refuses one', answered(YES, YES), answered(NO, YES), [SECOND]],
  ])('a member %s', (_name, visitor, owner, servers) => {
    const membership = membershipOf(ID, { visitor, owner }, POLICY, []);
    expect(
      membership.kind === 'member' && membership.facts.servers.map(({ server }) => server),
    ).toEqual(servers);
  });

  test('nobody is called a stranger while one of them is unknown', () => {
    const routes = { visitor: answered(NO, UNKNOWN), owner: NO_ANSWER };
    expect(membershipOf(ID, routes, POLICY, [])).toEqual({ kind: 'unknown' });
    const settled = { visitor: answered(NO, NO), owner: NO_ANSWER };
    expect(membershipOf(ID, settled, POLICY, [])).toEqual({ kind: 'not_a_member' });
  });

  test('nor while nobody says which servers there are', () => {
    const policy = { servers: [], ownerId: OWNER };
    expect(membershipOf(ID, routesOf('yes', 'yes'), policy, [])).toEqual({ kind: 'unknown' });
  });

  test('a server that a route does not mention is unknown', () => {
    expect(membershipOf(ID, routesOf('no', 'yes', SERVER), POLICY, [])).toEqual({
      kind: 'unknown',
    });
  });
});

describe('facts', () => {
  const only = { ...POLICY, servers: [SERVER] };
  const one = (standing: Standing, more: Partial<RouteAnswer> = {}): RouteAnswer => ({
    servers: new Map([[SERVER, standing]]),
    ...more,
  });

  test('the owner’s route tells libraries, the visitor’s fills in what it does not', () => {
    const visitor = one(
      { kind: 'yes', relations: ['home', 'managed'] },
      { restrictionProfile: 'teen' },
    );
    const owner = one({ kind: 'yes', libraries: [{ key: 1, title: 'Movies' }] }, { username: 'u' });
    expect(membershipOf(ID, { visitor, owner }, only, [])).toEqual({
      kind: 'member',
      facts: {
        subject: 'plex:200',
        plexId: ID,
        username: 'u',
        restrictionProfile: 'teen',
        servers: [
          {
            server: SERVER,
            relations: ['home', 'managed'],
            libraries: [{ key: 1, title: 'Movies' }],
          },
        ],
      },
      isComplete: true,
    });
  });

  test('access without anybody’s word on what they are is not enough', () => {
    const routes = { visitor: NO_ANSWER, owner: one({ kind: 'yes', libraries: 'all' }) };
    expect(membershipOf(ID, routes, only, [])).toEqual({ kind: 'unknown' });
  });

  test('who owns a server has all of its libraries, whoever says so', () => {
    const routes = { visitor: one({ kind: 'yes', relations: ['owner'] }), owner: NO_ANSWER };
    const membership = membershipOf(ID, routes, { servers: [SERVER] }, []);
    expect(membership).toMatchObject({ facts: { servers: [{ libraries: 'all' }] } });
  });

  test('a server that nobody knows about leaves the facts incomplete', () => {
    const complete = one({ kind: 'yes', relations: ['friend'], libraries: 'all' });
    const routes = { visitor: NO_ANSWER, owner: complete };
    expect(membershipOf(ID, routes, only, [])).toMatchObject({ isComplete: true });
    expect(membershipOf(ID, routes, POLICY, [])).toMatchObject({ isComplete: false });
  });
});

describe('the owner', () => {
  test.each(KINDS.flatMap((visitor) => KINDS.map((owner) => [visitor, owner] as const)))(
    'is a member of all servers by their id alone (visitor %s, owner %s)',
    (visitor, owner) => {
      const membership = membershipOf(OWNER, routesOf(visitor, owner), POLICY, [
        'homeAdmin',
        'homeAdult',
        'home',
      ]);
      const relations = ['owner', 'homeAdmin', 'homeAdult', 'home'];
      expect(membership).toEqual({
        kind: 'member',
        facts: {
          subject: 'plex:100',
          plexId: OWNER,
          servers: [SERVER, SECOND].map((server) => ({ server, relations, libraries: 'all' })),
        },
        isComplete: true,
      });
    },
  );

  test('is one even where no server is known', () => {
    const routes = { visitor: NO_ANSWER, owner: NO_ANSWER };
    expect(membershipOf(OWNER, routes, { ...POLICY, servers: [] }, undefined)).toMatchObject({
      kind: 'member',
      isComplete: false,
    });
  });

  test('is nobody in particular while their id is not known', () => {
    const routes = { visitor: NO_ANSWER, owner: NO_ANSWER };
    expect(membershipOf(OWNER, routes, { servers: [SERVER] }, [])).toEqual({ kind: 'unknown' });
  });
});
