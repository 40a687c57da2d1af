/** Plex Home at the stand-in: who is in it, and how one becomes another of its profiles. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPlexStandIn } from '../../plex-stand-in/app.js';
import { HOME_PINS, PEOPLE } from '../../plex-stand-in/people.js';
import { jsonOf, listening, type Listening } from './listening.js';
import { byAttribute, xmlOf } from './plex-answers.js';

let nowMs = Date.parse('2026-01-01T12:00:00Z');
const { app, control } = createPlexStandIn({ now: () => nowMs });
let server: Listening;
beforeAll(async () => {
  server = await listening(app);
});
afterAll(() => server.close());
beforeEach(() => {
  control.reset();
});

const personOf = (key: string) => PEOPLE.find((each) => each.key === key)!;
const CLIENT = { 'X-Plex-Client-Identifier': 'client-1', Accept: 'application/json' };

const askWith = (token: string, path: string, init: RequestInit = {}) =>
  fetch(server.url + path, { headers: { ...CLIENT, 'X-Plex-Token': token }, ...init });
const ask = (person: string, path: string) => askWith(control.token(person), path);

type HomeUsers = Readonly<{ users: readonly Readonly<Record<string, unknown>>[] }>;
const homeOf = async (person: string) =>
  (await (await ask(person, '/api/v2/home/users')).json()) as HomeUsers;

/** By uuid, or by number. */
const become = (from: string, to: string, query = '', by: 'uuid' | 'id' = 'uuid') =>
  askWith(control.token(from), `/api/v2/home/users/${personOf(to)[by]}/switch${query}`, {
    method: 'POST',
  });

async function outcome(response: Response): Promise<[number, number | undefined]> {
  return [response.status, (await jsonOf(response)).errors?.[0]?.code];
}

describe('GET /api/v2/home/users', () => {
  test('has every profile, the admin and the guest too, and managed ones without names', async () => {
    const { users, ...head } = await homeOf('owner');
    expect(head).toMatchObject({
      name: 'Olive Owner’s Home',
      guestEnabled: true,
      guestUserID: personOf('homeguest').id,
    });
    expect(users.map((each) => each['id'])).toEqual(
      ['owner', 'home', 'child', 'teen', 'little', 'homeguest'].map((key) => personOf(key).id),
    );
    const teen = users.find((each) => each['id'] === personOf('teen').id);
    expect(teen).toMatchObject({
      uuid: personOf('teen').uuid,
      title: 'Tess "T" <3',
      username: null,
      email: null,
      restricted: true,
      restrictionProfile: 'teen',
      admin: false,
      guest: false,
      protected: true,
      hasPassword: false,
    });
    expect(users[0]).toMatchObject({ admin: true, protected: false, restrictionProfile: null });
  });

  test('is the same for everybody in the Home, and another for another Home', async () => {
    expect((await homeOf('home')).users).toEqual((await homeOf('child')).users);
    expect((await homeOf('neighbour')).users).toMatchObject([
      { id: personOf('neighbour').id, admin: true },
      { id: personOf('neighbourkid').id, restricted: true },
    ]);
  });

  test('of somebody in no Home is what is set', async () => {
    expect((await homeOf('friend')).users).toMatchObject([
      { id: personOf('friend').id, admin: true },
    ]);
    control.set({ homelessAnswer: 'empty' });
    expect((await homeOf('friend')).users).toEqual([]);
    control.set({ homelessAnswer: 'not_found' });
    expect(await outcome(await ask('friend', '/api/v2/home/users'))).toEqual([404, 1002]);
  });

  test('is XML where JSON is not asked for', async () => {
    const response = await askWith(control.token('owner'), '/api/v2/home/users', {
      headers: { ...CLIENT, Accept: '*/*', 'X-Plex-Token': control.token('owner') },
    });
    const root = await xmlOf(response);
    expect([root.name, root.attributes['guestEnabled'], root.children[0]?.name]).toEqual([
      'home',
      '1',
      'users',
    ]);
    const users = byAttribute(root.children[0]!, 'title');
    expect(users.get('Tess "T" <3')?.attributes).toMatchObject({ protected: '1', username: '' });
  });

  test('needs a living token', async () => {
    expect(await outcome(await askWith('no', '/api/v2/home/users'))).toEqual([401, 1001]);
  });
});

test('GET /api/home/users has the same people, flags as 0 and 1, and one flag as a word', async () => {
  const root = await xmlOf(await ask('owner', '/api/home/users'));
  expect(root.attributes['size']).toBe('6');
  const rows = byAttribute(root, 'id');
  expect(rows.get(String(personOf('owner').id))?.attributes).toMatchObject({
    admin: '1',
    guest: '0',
    hasPassword: 'true',
  });
  expect(rows.get(String(personOf('teen').id))?.attributes).toMatchObject({
    admin: '0',
    restricted: '1',
    protected: '1',
    hasPassword: 'false',
  });
});

describe('a switch', () => {
  test.each(['uuid', 'id'] as const)(
    'by %s gives the account of the other profile, with its token',
    async (by) => {
      const response = await become('home', 'child', '', by);
      expect(response.status).toBe(201);
      const { authToken } = await jsonOf(response);
      const account = await (await askWith(authToken, '/api/v2/user')).json();
      expect(account).toMatchObject({
        id: personOf('child').id,
        home: true,
        homeAdmin: false,
        restricted: true,
        restrictionProfile: 'older_kid',
        protected: false,
        homeSize: 6,
      });
    },
  );

  test('to a profile with a PIN wants it', async () => {
    expect(await outcome(await become('child', 'teen'))).toEqual([403, 1041]);
    expect(await outcome(await become('child', 'teen', '?pin=0000'))).toEqual([403, 1041]);
    expect((await become('child', 'teen', `?pin=${HOME_PINS.teen}`)).status).toBe(201);
    const form = await askWith(
      control.token('child'),
      `/api/v2/home/users/${personOf('home').uuid}/switch`,
      { method: 'POST', body: new URLSearchParams({ pin: HOME_PINS.home }) },
    );
    expect(form.status).toBe(201);
  });

  test('also to one’s own', async () => {
    expect(await outcome(await become('home', 'home'))).toEqual([403, 1041]);
  });

  test('by the admin needs no PIN, if so set, but a wrong one is one', async () => {
    expect((await become('owner', 'teen')).status).toBe(201);
    expect(await outcome(await become('owner', 'teen', '?pin=0000'))).toEqual([403, 1041]);
    control.set({ adminNeedsNoPin: false });
    expect(await outcome(await become('owner', 'teen'))).toEqual([403, 1041]);
  });

  test('by anybody needs no PIN, if that is set', async () => {
    control.set({ nobodyNeedsPin: true });
    expect((await become('child', 'teen')).status).toBe(201);
    expect(await outcome(await become('child', 'teen', '?pin=0000'))).toEqual([403, 1041]);
  });

  test('leads to nobody outside of the Home', async () => {
    for (const [from, to] of [
      ['owner', 'friend'],
      ['owner', 'neighbourkid'],
      ['neighbour', 'child'],
      ['friend', 'friend'],
    ] as const) {
      expect(await outcome(await become(from, to))).toEqual([404, 1002]);
    }
  });

  test('too often within a minute is 429/1003, for that account', async () => {
    for (let time = 1; time <= 12; time += 1) {
      expect((await become('home', 'child')).status).toBe(201);
    }
    expect(await outcome(await become('home', 'child'))).toEqual([429, 1003]);
    expect((await become('owner', 'child')).status).toBe(201);
    nowMs += 60_000;
    expect((await become('home', 'child')).status).toBe(201);
    control.set({ switchLimit: 1 });
    expect(await outcome(await become('home', 'child'))).toEqual([429, 1003]);
  });

  test('needs a client identifier and a living token', async () => {
    const path = `/api/v2/home/users/${personOf('child').uuid}/switch`;
    const headers = { Accept: 'application/json', 'X-Plex-Token': control.token('owner') };
    const without = await fetch(server.url + path, { method: 'POST', headers });
    expect(await outcome(without)).toEqual([400, 1000]);
    expect(await outcome(await askWith('no', path, { method: 'POST' }))).toEqual([401, 1001]);
  });
});

test('accounts with a PIN say so', async () => {
  expect(await (await ask('home', '/api/v2/user')).json()).toMatchObject({
    protected: true,
    pin: expect.any(String),
  });
  expect(await (await ask('owner', '/api/v2/user')).json()).not.toHaveProperty('pin');
});
