/** What the owner of a server sees of others: lists in XML, pages of them, and who may not ask. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPlexStandIn } from '../../plex-stand-in/app.js';
import { OWNER_ID, PEOPLE, SERVER_ID } from '../../plex-stand-in/people.js';
import { SERVERS } from '../../plex-stand-in/servers.js';
import { jsonOf, listening, type Listening } from './listening.js';
import { byAttribute, xmlOf, type Row } from './plex-answers.js';

const { app, control } = createPlexStandIn();
let server: Listening;
beforeAll(async () => {
  server = await listening(app);
});
afterAll(() => server.close());
beforeEach(() => {
  control.reset();
});

const CABIN_ID = SERVERS.find((each) => each.key === 'cabin')!.machineIdentifier;
const SHARED = `/api/servers/${SERVER_ID}/shared_servers`;
const idOf = (key: string) => String(PEOPLE.find((each) => each.key === key)!.id);

/** As somebody; JSON is asked for, which those from before v2 do not care about. */
const ask = (path: string, person = 'owner', headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    headers: {
      'X-Plex-Client-Identifier': 'client-1',
      Accept: 'application/json',
      'X-Plex-Token': person === '' ? 'x'.repeat(20) : control.token(person),
      ...headers,
    },
  });
const listOf = async (path: string, person = 'owner', headers = {}) =>
  xmlOf(await ask(path, person, headers));
const servers = (row: Row | undefined) => row?.children.map((each) => each.attributes);

describe('GET /api/users', () => {
  test('is XML, whatever is accepted, and counts its entries', async () => {
    const response = await ask('/api/users');
    expect(response.headers.get('content-type')).toMatch(/^application\/xml/);
    const { attributes, children } = await xmlOf(response);
    expect(attributes).toMatchObject({
      friendlyName: 'myPlex',
      identifier: 'com.plexapp.plugins.myplex',
      totalSize: '13',
      size: '13',
    });
    // plex.tv's own, and no server of anybody.
    expect(attributes['machineIdentifier']).toMatch(/^[0-9a-f]{40}$/);
    expect(SERVERS.map((each) => each.machineIdentifier)).not.toContain(
      attributes['machineIdentifier'],
    );
    expect(children).toHaveLength(13);
  });

  test('has the Home, friends, the invited and lenders; not who asks, the guest or strangers', async () => {
    const listed = [...byAttribute(await listOf('/api/users'), 'id').keys()];
    const keys = ['home', 'child', 'teen', 'little', 'friend', 'neighbour', 'lender', 'pending'];
    expect(listed).toEqual(expect.arrayContaining(keys.map(idOf)));
    for (const key of ['owner', 'homeguest', 'stranger', 'servertwin', 'neighbourkid']) {
      expect(listed).not.toContain(idOf(key));
    }
  });

  test.each([
    ['home', { username: 'home', home: '1', restricted: '0', protected: '1' }],
    ['teen', { username: '', email: '', home: '1', restricted: '1', title: 'Tess "T" <3' }],
    ['friend', { username: 'friend', home: '0', restricted: '0', protected: '0' }],
    // In a Home, but not in the owner's.
    ['neighbour', { home: '0', restricted: '0' }],
    ['moviefriend', { title: 'Mo & Mia "Movie" <3 O’Neill' }],
    ['careful', { title: 'Søren Çareful' }],
  ])('says of %s %j', async (key, attributes) => {
    const rows = byAttribute(await listOf('/api/users'), 'id');
    expect(rows.get(idOf(key))?.attributes).toMatchObject(attributes);
  });

  test.each([
    ['friend', [[SERVER_ID, '1', '0', '1']]],
    ['moviefriend', [[SERVER_ID, '1', '0', '0']]],
    ['pending', [[SERVER_ID, '1', '1', '0']]],
    ['cabinfriend', [[CABIN_ID, '1', '0', '1']]],
    ['lender', [[expect.any(String), '0', '0', '1']]],
    [
      'neighbour',
      [
        [SERVER_ID, '1', '0', '0'],
        [expect.any(String), '0', '0', '0'],
      ],
    ],
  ])('has the servers between the owner and %s', async (key, expected) => {
    const rows = byAttribute(await listOf('/api/users'), 'id');
    expect(
      servers(rows.get(idOf(key)))?.map((each) => [
        each['machineIdentifier'],
        each['owned'],
        each['pending'],
        each['allLibraries'],
      ]),
    ).toEqual(expected);
  });

  test('turns the same share round for the other one', async () => {
    const rows = byAttribute(await listOf('/api/users', 'friend'), 'id');
    expect([...rows.keys()]).toEqual([String(OWNER_ID)]);
    expect(servers(rows.get(String(OWNER_ID)))).toMatchObject([
      { machineIdentifier: SERVER_ID, owned: '0' },
    ]);
  });

  test('of somebody without friends is an empty container', async () => {
    expect(await listOf('/api/users', 'stranger')).toMatchObject({
      name: 'MediaContainer',
      attributes: { totalSize: '0', size: '0' },
      children: [],
    });
  });

  test.each([
    ['headers', '/api/users', { 'X-Plex-Container-Start': '10', 'X-Plex-Container-Size': '5' }],
    ['a query', '/api/users?X-Plex-Container-Start=10&X-Plex-Container-Size=5', {}],
  ])('comes in pages that %s ask for', async (_by, path, headers) => {
    const { attributes, children } = await listOf(path, 'owner', headers);
    expect([attributes['totalSize'], attributes['size'], children.length]).toEqual(['13', '3', 3]);
  });

  test('is cut at the page size that is set, asked for or not', async () => {
    control.set({ pageSizeLimit: 4 });
    const seen: string[] = [];
    for (let start = 0; start < 13; start += 4) {
      const path = `/api/users?X-Plex-Container-Start=${start}&X-Plex-Container-Size=100`;
      const page = await listOf(start === 0 ? '/api/users' : path);
      expect(page.attributes['totalSize']).toBe('13');
      seen.push(...byAttribute(page, 'id').keys());
    }
    expect(new Set(seen).size).toBe(13);
  });
});

describe('GET /api/servers/{id}/shared_servers', () => {
  test('has everybody to whom the server is shared, managed accounts without names', async () => {
    const list = await listOf(SHARED);
    expect(list.attributes).toMatchObject({ machineIdentifier: SERVER_ID, size: '11' });
    expect(list.attributes['totalSize']).toBeUndefined();
    const rows = byAttribute(list, 'userID');
    expect(rows.size).toBe(11);
    expect(rows.get(idOf('child'))?.attributes).toMatchObject({ username: '', email: '' });
    expect(rows.get(idOf('friend'))?.attributes).toMatchObject({
      username: 'friend',
      acceptedAt: '1700000000',
      allLibraries: '1',
    });
    expect(rows.has(idOf('cabinfriend'))).toBe(false);
  });

  test('has an invitation with no time of acceptance', async () => {
    const rows = byAttribute(await listOf(SHARED), 'userID');
    const { acceptedAt, invitedAt } = rows.get(idOf('pending'))!.attributes;
    expect([acceptedAt, invitedAt]).toEqual(['', '1690000000']);
  });

  test.each([
    ['moviefriend', ['Movies', 'Música & Töne']],
    ['child', ['Kids']],
    ['friend', ['Movies', 'TV Shows', 'Kids', 'Música & Töne', 'Home "Videos" <1999']],
  ])('marks the libraries that %s has', async (key, titles) => {
    const sections = byAttribute(await listOf(SHARED), 'userID').get(idOf(key))!.children;
    expect(sections).toHaveLength(5);
    const shared = sections.filter((each) => each.attributes['shared'] === '1');
    expect(shared.map((each) => each.attributes['title'])).toEqual(titles);
  });

  test('says its total where it is not whole', async () => {
    control.set({ pageSizeLimit: 8 });
    const first = await listOf(SHARED);
    expect(first.attributes).toMatchObject({ totalSize: '11', size: '8' });
    const rest = await listOf(`${SHARED}?X-Plex-Container-Start=8`);
    expect(rest.attributes).toMatchObject({ totalSize: '11', size: '3' });
  });
});

describe('a server', () => {
  const sections = [
    { id: '118000201', key: '1', title: 'Kids' },
    { id: '118000202', key: '2', title: 'Movies' },
  ];

  test('is shown with its libraries in XML', async () => {
    const { children } = await listOf(`/api/servers/${CABIN_ID}`);
    expect(children[0]?.attributes).toMatchObject({
      name: 'Cabin "Sea & Sky"',
      machineIdentifier: CABIN_ID,
    });
    expect(servers(children[0])).toMatchObject(sections);
  });

  test('and below v2 in JSON', async () => {
    const response = await ask(`/api/v2/servers/${CABIN_ID}`);
    expect(await response.json()).toMatchObject({
      machineIdentifier: CABIN_ID,
      librarySections: sections.map((each) => ({
        ...each,
        id: Number(each.id),
        key: Number(each.key),
      })),
    });
  });
});

describe('who may not ask', () => {
  test.each(['/api/users', SHARED, `/api/servers/${SERVER_ID}`, '/api/home/users'])(
    'without a token gets 401 from %s, in the words of before v2',
    async (path) => {
      const response = await ask(path, '');
      expect(response.status).toBe(401);
      const root = await xmlOf(response);
      expect([root.name, root.children[0]?.name]).toEqual(['errors', 'error']);
    },
  );

  test('and owns no such server gets 403/1080 from its shares', async () => {
    for (const person of ['friend', 'home', 'servertwin']) {
      const response = await ask(SHARED, person);
      expect(response.status).toBe(403);
      const [error] = (await xmlOf(response)).children;
      expect(error?.attributes).toMatchObject({ code: '1080', status: '403' });
    }
  });

  test('and no server like that at all: 404', async () => {
    const nowhere = 'f'.repeat(40);
    expect((await ask(`/api/servers/${nowhere}/shared_servers`)).status).toBe(404);
    expect((await ask(`/api/servers/${nowhere}`)).status).toBe(404);
    expect((await ask(`/api/servers/${SERVER_ID}`, 'friend')).status).toBe(404);
    const v2 = await ask(`/api/v2/servers/${SERVER_ID}`, 'friend');
    expect([v2.status, (await jsonOf(v2)).errors?.[0]?.code]).toEqual([404, 1002]);
  });
});

describe('a list that is spoilt', () => {
  test('as half_list holds less than it says', async () => {
    control.fault('users', 'half_list');
    control.fault('shared_servers', 'half_list');
    const users = await listOf('/api/users');
    expect(users.attributes).toMatchObject({ totalSize: '13', size: '6' });
    expect(users.children).toHaveLength(6);
    const shares = await listOf(SHARED);
    expect([shares.attributes['size'], shares.children.length]).toEqual(['11', 5]);
  });

  test('as quiet_half_list says what it holds', async () => {
    control.fault('all', 'quiet_half_list');
    expect((await listOf('/api/users')).attributes).toMatchObject({ totalSize: '6', size: '6' });
    expect((await listOf(SHARED)).attributes).toMatchObject({ size: '5' });
    const home = (await (await ask('/api/v2/home/users')).json()) as { users: unknown[] };
    expect(home.users).toHaveLength(3);
    expect(await (await ask('/api/v2/resources', 'friend')).json()).toHaveLength(1);
  });

  test('as no_rows is an empty container', async () => {
    control.fault('all', 'no_rows');
    const users = await (await ask('/api/users')).text();
    expect(users).toMatch(/totalSize="0" size="0"><\/MediaContainer>\n$/);
    expect((await listOf(SHARED)).children).toEqual([]);
    expect(await (await ask('/api/v2/resources')).json()).toEqual([]);
  });

  test('as truncated is no XML', async () => {
    control.fault('users', 'truncated');
    await expect(listOf('/api/users')).rejects.toThrow();
  });

  test('as wrong_types and nulls keeps the elements and ruins what is in them', async () => {
    control.fault('users', 'wrong_types', 1);
    const wrong = await listOf('/api/users');
    expect(wrong.children[0]?.attributes).toMatchObject({ id: 'not 21000002', home: 'not true' });
    control.fault('users', 'nulls', 1);
    const empty = await listOf('/api/users');
    expect(empty.children[0]?.attributes).toMatchObject({ id: '', home: '', title: '' });
  });

  test.each([
    ['rate_limited', 429, '1003'],
    ['server_error', 500, '1007'],
  ] as const)('as %s is refused in XML', async (fault, status, code) => {
    control.fault('users', fault);
    const response = await ask('/api/users');
    expect(response.status).toBe(status);
    expect((await xmlOf(response)).children[0]?.attributes).toMatchObject({ code });
  });
});
