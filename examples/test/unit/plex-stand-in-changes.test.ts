/** Who may what changes at the stand-in as at plex.tv: by the control, by its pages; and all answers change with it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPlexStandIn } from '../../plex-stand-in/app.js';
import type { Control } from '../../plex-stand-in/control.js';
import { PEOPLE, SERVER_ID } from '../../plex-stand-in/people.js';
import { SERVERS } from '../../plex-stand-in/servers.js';
import { jsonOf, listening, type Listening } from './listening.js';
import { byAttribute, xmlOf } from './plex-answers.js';

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
const idOf = (key: string) => String(PEOPLE.find((each) => each.key === key)!.id);
const ask = (person: string, path: string) =>
  fetch(server.url + path, {
    headers: {
      'X-Plex-Client-Identifier': 'client-1',
      Accept: 'application/json',
      'X-Plex-Token': control.token(person),
    },
  });

type Resource = Readonly<{ clientIdentifier: string; home: boolean; owned: boolean }>;

/** What three answers say of somebody and the sample server. */
async function access(key: string) {
  const resources = (await (await ask(key, '/api/v2/resources')).json()) as Resource[];
  const user = byAttribute(await xmlOf(await ask('owner', '/api/users')), 'id').get(idOf(key));
  const shares = await xmlOf(await ask('owner', `/api/servers/${SERVER_ID}/shared_servers`));
  const share = byAttribute(shares, 'userID').get(idOf(key));
  const listed = user?.children.find((each) => each.attributes['machineIdentifier'] === SERVER_ID);
  const own = resources.find((each) => each.clientIdentifier === SERVER_ID);
  return {
    resource: own === undefined ? 'none' : own.home ? 'home' : 'friend',
    user: user === undefined ? 'none' : user.attributes['home'] === '1' ? 'home' : 'friend',
    listed:
      listed === undefined ? 'none' : listed.attributes['pending'] === '1' ? 'pending' : 'yes',
    share: share === undefined ? 'none' : share.attributes['acceptedAt'] === '' ? 'pending' : 'yes',
    libraries: share?.children
      .filter((each) => each.attributes['shared'] === '1')
      .map((each) => Number(each.attributes['key'])),
  };
}

const ALL = [1, 2, 4, 5, 7];
const NOTHING = { resource: 'none', listed: 'none', share: 'none', libraries: undefined };

describe('all answers follow', () => {
  test('what it is like at the start', async () => {
    const friend = { resource: 'friend', user: 'friend', listed: 'yes', share: 'yes' };
    expect(await access('friend')).toEqual({ ...friend, libraries: ALL });
    expect(await access('moviefriend')).toEqual({ ...friend, libraries: [1, 5] });
    expect(await access('pending')).toEqual({
      resource: 'none',
      user: 'friend',
      listed: 'pending',
      share: 'pending',
      libraries: [1, 2],
    });
    expect(await access('home')).toMatchObject({ resource: 'home', user: 'home', share: 'yes' });
    expect(await access('lender')).toEqual({ ...NOTHING, user: 'friend' });
    expect(await access('stranger')).toEqual({ ...NOTHING, user: 'none' });
  });

  test.each<[string, (control: Control) => void, string, object]>([
    ['a share taken away', (to) => to.unshare('friend'), 'friend', { ...NOTHING, user: 'friend' }],
    [
      'a share given back',
      (to) => {
        to.unshare('moviefriend');
        to.share('moviefriend');
      },
      'moviefriend',
      { resource: 'friend', listed: 'yes', libraries: [1, 5] },
    ],
    [
      'a share for a stranger',
      (to) => to.share('stranger'),
      'stranger',
      { resource: 'friend', user: 'friend', listed: 'yes', libraries: ALL },
    ],
    [
      'an invitation accepted',
      (to) => to.share('pending'),
      'pending',
      { resource: 'friend', listed: 'yes', share: 'yes', libraries: [1, 2] },
    ],
    [
      'a share that is an invitation again',
      (to) => to.share('friend', { state: 'pending' }),
      'friend',
      { resource: 'none', listed: 'pending', share: 'pending' },
    ],
    [
      'fewer libraries',
      (to) => to.share('friend', { libraries: [4] }),
      'friend',
      { resource: 'friend', libraries: [4] },
    ],
    [
      'all libraries',
      (to) => to.share('child', { libraries: 'all' }),
      'child',
      { resource: 'home', libraries: ALL },
    ],
    [
      'an adult who leaves the Home stays a friend',
      (to) => to.change('home', { home: null }),
      'home',
      { resource: 'friend', user: 'friend', listed: 'yes' },
    ],
    [
      'a friend who comes into the Home',
      (to) => to.change('friend', { home: 'adult' }),
      'friend',
      { resource: 'home', user: 'home', listed: 'yes' },
    ],
    [
      'a managed account that leaves the Home is gone',
      (to) => to.change('child', { home: null }),
      'child',
      { ...NOTHING, user: 'none' },
    ],
  ])('%s', async (_what, change, key, expected) => {
    change(control);
    expect(await access(key)).toMatchObject(expected);
  });

  test('a server apart from the other', async () => {
    control.share('friend', { server: 'cabin', libraries: [2] });
    control.unshare('friend');
    const resources = (await (await ask('friend', '/api/v2/resources')).json()) as Resource[];
    const servers = resources.map((each) => each.clientIdentifier);
    expect(servers).toContain(CABIN_ID);
    expect(servers).not.toContain(SERVER_ID);
    control.unshare('friend', CABIN_ID);
    expect(await (await ask('friend', '/api/v2/resources')).json()).toHaveLength(1);
  });

  test('names, PINs and profiles', async () => {
    control.change('friend', { username: 'Renamed', title: 'R & D' });
    const users = byAttribute(await xmlOf(await ask('owner', '/api/users')), 'id');
    expect(users.get(idOf('friend'))?.attributes).toMatchObject({
      username: 'Renamed',
      title: 'R & D',
    });
    control.change('child', { pin: '4711', restrictionProfile: 'teen' });
    expect(await (await ask('child', '/api/v2/user')).json()).toMatchObject({
      protected: true,
      restrictionProfile: 'teen',
    });
    control.change('child', { pin: null, restrictionProfile: null });
    const child = (await (await ask('child', '/api/v2/user')).json()) as object;
    expect(child).toMatchObject({ protected: false });
    expect(child).not.toHaveProperty('restrictionProfile');
  });

  test('who leaves as a managed account loses their tokens, others do not', async () => {
    const child = control.token('child');
    const home = control.token('home');
    control.change('child', { home: null });
    control.change('home', { home: null });
    const ping = (token: string) =>
      fetch(`${server.url}/api/v2/ping`, {
        headers: { 'X-Plex-Client-Identifier': 'c', 'X-Plex-Token': token },
      });
    expect([(await ping(child)).status, (await ping(home)).status]).toEqual([401, 200]);
  });

  test('everything is as before after a restoration, of one or of all, and tokens live on', async () => {
    const token = control.token('friend');
    control.unshare('friend');
    control.unshare('google');
    control.change('friend', { title: 'Other' });
    control.restore('friend');
    expect(await access('friend')).toMatchObject({ resource: 'friend', libraries: ALL });
    expect((await access('google')).resource).toBe('none');
    control.restore();
    expect((await access('google')).resource).toBe('friend');
    const me = await fetch(`${server.url}/api/v2/user`, {
      headers: { 'X-Plex-Client-Identifier': 'c', 'X-Plex-Token': token, Accept: 'text/json' },
    });
    expect(await me.json()).toMatchObject({ title: 'Frankie Friend' });
  });
});

describe('the control over HTTP', () => {
  const send = (method: string, path: string, body?: unknown) =>
    fetch(`${server.url}/_stand-in${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });

  test('shares, unshares, changes, restores', async () => {
    expect((await send('DELETE', '/shares/friend')).status).toBe(204);
    expect((await access('friend')).resource).toBe('none');
    const some = { server: 'sample', state: 'accepted', libraries: [1, 2] };
    expect((await send('PUT', '/shares/friend', some)).status).toBe(204);
    expect(await access('friend')).toMatchObject({ resource: 'friend', libraries: [1, 2] });
    expect((await send('PUT', '/shares/stranger')).status).toBe(204);
    expect((await access('stranger')).resource).toBe('friend');
    expect((await send('DELETE', '/shares/home?server=cabin')).status).toBe(204);
    expect((await access('home')).resource).toBe('home');
    const person = { home: 'managed', pin: '1111', restrictionProfile: 'teen', title: 'X' };
    expect((await send('PATCH', '/people/home', person)).status).toBe(204);
    expect(await (await ask('home', '/api/v2/user')).json()).toMatchObject({
      restricted: true,
      protected: true,
      restrictionProfile: 'teen',
      title: 'X',
    });
    expect((await send('POST', '/restore', { person: 'friend' })).status).toBe(204);
    expect((await access('friend')).libraries).toEqual(ALL);
    expect((await access('stranger')).resource).toBe('friend');
    expect((await send('POST', '/restore')).status).toBe(204);
    expect((await access('stranger')).resource).toBe('none');
  });

  test('tells who shares what', async () => {
    const overview = (await (await send('GET', '/')).json()) as Record<string, unknown>;
    expect(overview['servers']).toHaveLength(SERVERS.length);
    expect(overview['shares']).toContainEqual(
      expect.objectContaining({ person: 'moviefriend', state: 'accepted', libraries: [1, 5] }),
    );
  });

  test('gives a token', async () => {
    const response = await send('POST', '/token', { person: 'owner', client: 'client-9' });
    const { token } = (await response.json()) as { token: string };
    const headers = { 'X-Plex-Client-Identifier': 'client-9', 'X-Plex-Token': token };
    expect((await fetch(`${server.url}/api/v2/ping`, { headers })).status).toBe(200);
    expect((await send('POST', '/token', { person: 'nobody' })).status).toBe(400);
  });

  test.each([
    ['PUT', '/shares/nobody', {}],
    ['PUT', '/shares/friend', { server: 'nowhere' }],
    ['PUT', '/shares/friend', { state: 'maybe' }],
    ['PUT', '/shares/friend', { libraries: 'some' }],
    ['PUT', '/shares/friend', { libraries: ['Movies'] }],
    ['PUT', '/shares/friend', { more: 1 }],
    ['DELETE', '/shares/friend?server=nowhere', undefined],
    ['PATCH', '/people/nobody', {}],
    ['PATCH', '/people/friend', { home: 'cellar' }],
    ['PATCH', '/people/friend', { pin: '12345' }],
    ['PATCH', '/people/friend', { pin: 1234 }],
    ['PATCH', '/people/friend', { id: 1 }],
    ['PATCH', '/people/friend', { hasOwnProperty: 'pin' }],
    ['POST', '/restore', { person: 'nobody' }],
  ])('refuses %s %s %j and changes nothing', async (method, path, body) => {
    const response = await send(method, path, body);
    expect(response.status).toBe(400);
    expect((await jsonOf(response)).error).not.toBe('');
    expect(await access('friend')).toMatchObject({ resource: 'friend', libraries: ALL });
  });

  test.each([{ homelessAnswer: 'maybe' }, { revokedStatus: 418 }])(
    'refuses the setting %j',
    async (settings) => {
      expect((await send('PUT', '/settings', settings)).status).toBe(400);
    },
  );
});

describe('the page of people', () => {
  const press = (fields: Record<string, string>) =>
    fetch(`${server.url}/people`, { method: 'POST', body: new URLSearchParams(fields) });

  test('is what stands at the root, has no script, and escapes names', async () => {
    const response = await fetch(`${server.url}/`);
    expect(response.url).toBe(`${server.url}/people`);
    const html = await response.text();
    expect(html).not.toMatch(/<script|onclick/);
    expect(html).toContain('Mo &amp; Mia &quot;Movie&quot; &lt;3 O’Neill');
    // Nobody of whom the owner decides nothing.
    expect(html).not.toContain('id="stranger"');
  });

  test.each([
    [
      { action: 'unshare', person: 'friend', server: 'sample' },
      'none',
      'Frankie Friend may no longer use Sample Server.',
    ],
    [
      { action: 'accept', person: 'pending', server: 'sample' },
      'friend',
      'Penny Pending has accepted the invitation to Sample Server.',
    ],
    [
      { action: 'leave_home', person: 'home' },
      'friend',
      'Harper Home is no longer in the Home of the owner.',
    ],
  ])('does %j and says so', async (fields, resource, said) => {
    const page = await press(fields);
    expect(page.url).toContain('/people?did=');
    expect(await page.text()).toContain(`role="status">${said}`);
    expect((await access(fields.person)).resource).toBe(resource);
  });

  test('takes back what it did, of one and of all', async () => {
    await press({ action: 'unshare', person: 'friend', server: 'sample' });
    const gone = await (await fetch(`${server.url}/people`)).text();
    expect(gone).toContain('Share again');
    expect(gone.match(/<button>As at the start/g)).toHaveLength(1);
    await press({ action: 'share', person: 'friend', server: 'sample' });
    expect((await access('friend')).resource).toBe('friend');
    await press({ action: 'leave_home', person: 'child' });
    const back = await press({ action: 'restore', person: 'child' });
    expect(await back.text()).toContain('Kim may what they may at the start.');
    expect((await access('child')).resource).toBe('home');
    control.unshare('google');
    const all = await press({ action: 'restore_all' });
    expect(await all.text()).toContain('Everybody may what they may at the start.');
    expect((await access('google')).resource).toBe('friend');
  });

  test.each([
    { action: 'explode', person: 'friend' },
    { action: 'unshare', person: 'nobody', server: 'sample' },
    { action: 'unshare', person: 'friend', server: 'nowhere' },
    { action: 'toString', person: 'friend' },
  ])('knows no button %j', async (fields) => {
    expect((await press(fields)).status).toBe(400);
  });

  test('says nothing of what an address makes up', async () => {
    const html = await (await fetch(`${server.url}/people?did=<b>&person=friend`)).text();
    expect(html).not.toContain('role="status"');
  });
});

describe('the page where one types a code', () => {
  const newPin = async () =>
    jsonOf(
      await fetch(`${server.url}/api/v2/pins`, {
        method: 'POST',
        headers: { 'X-Plex-Client-Identifier': 'client-1', Accept: 'application/json' },
      }),
    );
  const type = (fields: Record<string, string>) =>
    fetch(`${server.url}/link`, { method: 'POST', body: new URLSearchParams(fields) });

  test('asks for code and account, and takes the code from its address', async () => {
    const html = await (await fetch(`${server.url}/link?pin=%22AB`)).text();
    expect(html).toContain('name="code" value="&quot;AB"');
    expect(html).toContain('<option value="owner">');
    expect(html).not.toContain('<option value="child">');
  });

  test('links the account, with small letters and blanks too, once', async () => {
    const { id, code } = await newPin();
    const typed = ` ${code.slice(0, 2).toLowerCase()} ${code.slice(2)}`;
    const done = await type({ code: typed, person: 'owner' });
    expect([done.status, (await done.text()).includes('Account linked')]).toEqual([200, true]);
    const headers = { 'X-Plex-Client-Identifier': 'client-1', Accept: 'application/json' };
    const { authToken } = await jsonOf(await fetch(`${server.url}/api/v2/pins/${id}`, { headers }));
    const account = await fetch(`${server.url}/api/v2/user`, {
      headers: { ...headers, 'X-Plex-Token': authToken },
    });
    expect(await account.json()).toMatchObject({ username: 'owner' });
    expect((await type({ code, person: 'owner' })).status).toBe(404);
  });

  test('refuses what is no code, and nobody', async () => {
    const { code } = await newPin();
    const wrong = await type({ code: '0000', person: 'owner' });
    expect([wrong.status, (await wrong.text()).includes('role="alert"')]).toEqual([404, true]);
    expect((await type({ code, person: 'nobody' })).status).toBe(404);
  });
});
