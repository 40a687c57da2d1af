/** The stand-in answers as plex.tv does: statuses, codes, required headers, JSON and XML. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPlexStandIn } from '../../plex-stand-in/app.js';
import { SERVER_ID, VERIFICATION_CODE } from '../../plex-stand-in/people.js';
import { jsonOf, listening, type Listening } from './listening.js';

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

const CLIENT = { 'X-Plex-Client-Identifier': 'client-1', 'X-Plex-Product': 'Test door' };
const JSON_CLIENT = { ...CLIENT, Accept: 'application/json' };

const ask = (path: string, init: RequestInit = {}) =>
  fetch(server.url + path, { headers: JSON_CLIENT, redirect: 'manual', ...init });

async function outcome(response: Response): Promise<[number, number | undefined]> {
  const body = await jsonOf(response);
  return [response.status, body.errors?.[0]?.code];
}

const signIn = (login: string, password: string, more: Record<string, string> = {}) =>
  ask('/api/v2/users/signin', {
    method: 'POST',
    body: new URLSearchParams({ login, password, ...more }),
  });

async function tokenFor(key: string): Promise<string> {
  return (await jsonOf(await signIn(key, `${key}-password`))).authToken;
}

const asUser = (token: string) => ({ headers: { ...JSON_CLIENT, 'X-Plex-Token': token } });

async function newPin(query = '?strong=true'): Promise<{ id: number; code: string }> {
  return jsonOf(await ask(`/api/v2/pins${query}`, { method: 'POST' }));
}

describe('every call', () => {
  test.each([
    ['POST', '/api/v2/users/signin'],
    ['POST', '/api/v2/pins'],
    ['GET', '/api/v2/user'],
    ['GET', '/api/v2/nowhere'],
  ])('%s %s without a client identifier is 400/1000', async (method, path) => {
    const response = await ask(path, { method, headers: { Accept: 'application/json' } });
    expect(await outcome(response)).toEqual([400, 1000]);
  });

  test('is answered in XML when JSON is not asked for', async () => {
    const response = await ask('/api/v2/user', { headers: { ...CLIENT, Accept: '*/*' } });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toMatch(/^application\/xml/);
    expect(await response.text()).toContain('<error code="1001" message=');
  });

  test('to an unknown address is 404/1002, with another method 405/1005', async () => {
    expect(await outcome(await ask('/api/v2/nowhere'))).toEqual([404, 1002]);
    expect(await outcome(await ask('/api/v2/users/signin'))).toEqual([405, 1005]);
  });

  test('with a body that cannot be read is 400/1004', async () => {
    const headers = { ...JSON_CLIENT, 'Content-Type': 'application/json' };
    const response = await ask('/api/v2/pins', { method: 'POST', headers, body: '{' });
    expect(await outcome(response)).toEqual([400, 1004]);
  });
});

describe('sign-in', () => {
  test.each(['friend', 'friend@example.com', 'FRIEND@example.com'])('knows %s', async (login) => {
    const response = await signIn(login, 'friend-password');
    const account = await jsonOf(response);
    expect(response.status).toBe(201);
    expect(account).toMatchObject({ id: 21000004, username: 'friend', pastSubscriptions: [] });
    expect(account.authToken).toMatch(/^[A-Za-z0-9_-]{20}$/);
  });

  test.each([
    ['friend', 'wrong', {}, 1001],
    ['nobody', 'nobody-password', {}, 1001],
    ['', '', {}, 1001],
    ['google', 'google-password', {}, 1001],
    ['child', 'child-password', {}, 1001],
    ['mailonly', 'mailonly-password', {}, 1030],
    ['careful', 'wrong', { verificationCode: VERIFICATION_CODE }, 1001],
    ['careful', 'careful-password', {}, 1029],
    ['careful', 'careful-password', { verificationCode: '000000' }, 1028],
  ])('of %s with %s %o is 401/%i', async (login, password, more, code) => {
    const given = more as Record<string, string>;
    expect(await outcome(await signIn(login, password, given))).toEqual([401, code]);
  });

  test('takes the verification code, also glued to the password', async () => {
    const apart = await signIn('careful', 'careful-password', {
      verificationCode: VERIFICATION_CODE,
    });
    const glued = await signIn('careful', `careful-password${VERIFICATION_CODE}`);
    expect([apart.status, glued.status]).toEqual([201, 201]);
  });

  test('counts a wrong code as a failure of the address, a missing one not', async () => {
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await signIn('careful', 'careful-password');
    }
    const wrong = () => signIn('careful', 'careful-password', { verificationCode: '000000' });
    for (let failure = 1; failure <= 5; failure += 1) {
      expect(await outcome(await wrong())).toEqual([401, 1028]);
    }
    expect(await outcome(await wrong())).toEqual([401, 1031]);
  });

  test('refuses the address from its 6th failure on, even the right password, and forgets in time', async () => {
    for (let failure = 1; failure <= 5; failure += 1) {
      expect(await outcome(await signIn('friend', 'wrong'))).toEqual([401, 1001]);
    }
    expect((await signIn('friend', 'friend-password')).status).toBe(201);
    expect(await outcome(await signIn('friend', 'wrong'))).toEqual([401, 1031]);
    expect(await outcome(await signIn('friend', 'friend-password'))).toEqual([401, 1031]);
    nowMs += 901_000;
    expect((await signIn('friend', 'friend-password')).status).toBe(201);
  });
});

describe('PINs', () => {
  test.each([
    ['?strong=true', /^[a-z0-9]{25}$/, 1800],
    ['', /^[A-Z0-9]{4}$/, 900],
  ])('made with "%s" have their length and life', async (query, code, seconds) => {
    const response = await ask(`/api/v2/pins${query}`, { method: 'POST' });
    const pin = await jsonOf(response);
    expect(response.status).toBe(201);
    expect(pin.code).toMatch(code);
    expect(pin).toMatchObject({ expiresIn: seconds, authToken: null, product: 'Test door' });
  });

  test('can be asked to be strong in a form or in JSON', async () => {
    const form = await ask('/api/v2/pins', {
      method: 'POST',
      body: new URLSearchParams({ strong: 'true' }),
    });
    const json = await ask('/api/v2/pins', {
      method: 'POST',
      headers: { ...JSON_CLIENT, 'Content-Type': 'application/json' },
      body: '{"strong":true}',
    });
    expect((await jsonOf(form)).expiresIn).toBe(1800);
    expect((await jsonOf(json)).expiresIn).toBe(1800);
  });

  test('count down and end', async () => {
    const { id } = await newPin();
    nowMs += 60_000;
    expect((await jsonOf(await ask(`/api/v2/pins/${id}`))).expiresIn).toBe(1740);
    nowMs += 1_740_000;
    expect(await outcome(await ask(`/api/v2/pins/${id}`))).toEqual([404, 1020]);
  });

  test('are not there for another client, and unknown ones for nobody', async () => {
    const { id } = await newPin();
    const headers = { ...JSON_CLIENT, 'X-Plex-Client-Identifier': 'client-2' };
    expect(await outcome(await ask(`/api/v2/pins/${id}`, { headers }))).toEqual([404, 1020]);
    expect(await outcome(await ask('/api/v2/pins/1'))).toEqual([404, 1020]);
  });

  test('show a claim, whose token is an account token', async () => {
    const { id, code } = await newPin();
    expect(control.claim(code, 'home')).toBe(true);
    expect(control.claim(code, 'friend')).toBe(false);
    const { authToken } = await jsonOf(await ask(`/api/v2/pins/${id}`));
    expect(await jsonOf(await ask('/api/v2/user', asUser(authToken)))).toMatchObject({
      username: 'home',
      home: true,
    });
  });

  test('show a claim only after the delay that was set', async () => {
    control.set({ claimDelayMs: 3000 });
    const { id, code } = await newPin();
    control.claim(code, 'friend');
    expect((await jsonOf(await ask(`/api/v2/pins/${id}`))).authToken).toBeNull();
    nowMs += 3000;
    expect((await jsonOf(await ask(`/api/v2/pins/${id}`))).authToken).not.toBeNull();
  });

  test('are readable again after a claim, unless set to one shot', async () => {
    for (const [oneShotPins, second] of [
      [false, 200],
      [true, 404],
    ] as const) {
      control.set({ oneShotPins });
      const { id, code } = await newPin();
      control.claim(code, 'friend');
      expect((await ask(`/api/v2/pins/${id}`)).status).toBe(200);
      expect((await ask(`/api/v2/pins/${id}`)).status).toBe(second);
    }
  });

  test('read three times within a second are 429/1003, with Retry-After if set', async () => {
    const { id } = await newPin();
    const reads = async () => [
      (await ask(`/api/v2/pins/${id}`)).status,
      (await ask(`/api/v2/pins/${id}`)).status,
    ];
    expect(await reads()).toEqual([200, 200]);
    expect(await outcome(await ask(`/api/v2/pins/${id}`))).toEqual([429, 1003]);
    control.set({ pollRetryAfterSeconds: 5 });
    expect((await ask(`/api/v2/pins/${id}`)).headers.get('retry-after')).toBe('5');
    nowMs += 1000;
    expect(await reads()).toEqual([200, 200]);
    control.set({ pollLimit: false });
    expect(await reads()).toEqual([200, 200]);
  });

  test('can be claimed with a token, as plex.tv/link does', async () => {
    const { id, code } = await newPin('');
    const link = async (typed: string) =>
      ask('/api/v2/pins/link', {
        method: 'PUT',
        body: new URLSearchParams({ code: typed }),
        ...asUser(await tokenFor('friend')),
      });
    expect(await outcome(await link('0000'))).toEqual([404, 1020]);
    expect((await link(code)).status).toBe(204);
    expect((await jsonOf(await ask(`/api/v2/pins/${id}`))).authToken).not.toBeNull();
  });

  test('in XML have flags as 0 and 1 and times in words', async () => {
    const response = await ask('/api/v2/pins', { method: 'POST', headers: CLIENT });
    const xml = await response.text();
    expect(xml).toMatch(/<pin id="\d+" code="[A-Z0-9]{4}" product="Test door" trusted="0"/);
    expect(xml).toMatch(/expiresAt="\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC" authToken=""/);
  });
});

describe('accounts', () => {
  test('need a living token', async () => {
    const token = await tokenFor('friend');
    for (const path of ['/api/v2/user', '/api/v2/resources', '/api/v2/ping']) {
      expect((await ask(path, asUser(token))).status).toBe(200);
      expect(await outcome(await ask(path))).toEqual([401, 1001]);
      expect(await outcome(await ask(path, asUser('x'.repeat(20))))).toEqual([401, 1001]);
    }
  });

  test('lose their token by signing out and by revocation; 422 for the latter if set', async () => {
    const token = await tokenFor('friend');
    const other = await tokenFor('friend');
    const out = await ask('/api/v2/users/signout', { method: 'DELETE', ...asUser(token) });
    expect([out.status, await out.text()]).toEqual([204, '']);
    expect((await ask('/api/v2/ping', asUser(token))).status).toBe(401);
    expect(control.revoke('friend')).toBe(1);
    expect(await outcome(await ask('/api/v2/user', asUser(other)))).toEqual([401, 1001]);
    control.set({ revokedStatus: 422 });
    const response = await ask('/api/v2/user', asUser(other));
    expect([response.status, await response.text()]).toEqual([
      422,
      '<errors><error>Invalid token</error></errors>',
    ]);
  });

  test('answer a ping in both forms', async () => {
    const token = await tokenFor('friend');
    expect(await jsonOf(await ask('/api/v2/ping', asUser(token)))).toEqual({ pong: true });
    const xml = await ask('/api/v2/ping', { headers: { ...CLIENT, 'X-Plex-Token': token } });
    expect(await xml.text()).toContain('<pong>true</pong>');
  });

  test.each([
    ['owner', [{ owned: true, ownerId: null, provides: 'server' }]],
    ['home', [{ owned: false, home: true, ownerId: 21000001 }]],
    ['child', [{ owned: false, home: true, ownerId: 21000001 }]],
    ['friend', [{ owned: false, home: false, ownerId: 21000001 }]],
    ['careful', [{ owned: false, home: false, ownerId: 21000001 }]],
    ['google', [{ owned: false, home: false, ownerId: 21000001 }]],
    ['pending', []],
    ['stranger', []],
    ['impostor', []],
    ['servertwin', [{ owned: true, ownerId: null, provides: 'server' }]],
    ['twinfriend', [{ owned: false, ownerId: 21000011, provides: 'server' }]],
    ['playertwin', [{ owned: true, provides: 'client,player,not-a-server' }]],
  ])('%s sees of the sample server what such a person sees', async (key, expected) => {
    const { id, code } = await newPin();
    control.claim(code, key);
    const { authToken } = await jsonOf(await ask(`/api/v2/pins/${id}`));
    const response = await ask('/api/v2/resources', asUser(authToken));
    const rows = (await response.json()) as ReadonlyArray<{ clientIdentifier: string }>;
    expect(rows.filter((row) => row.clientIdentifier === SERVER_ID)).toMatchObject(expected);
  });
});

describe('the authorise page', () => {
  const claim = (fields: Record<string, string>) =>
    ask('/auth/claim', { method: 'POST', body: new URLSearchParams(fields) });

  test('lists everybody and has its script in a file of its own', async () => {
    const html = await (await ask('/auth')).text();
    expect(html).toContain('<button name="person" value="friend">');
    expect(html).not.toMatch(/<script>|onclick/);
    const script = await ask('/auth/page.js');
    expect(script.headers.get('content-type')).toMatch(/javascript/);
  });

  test('claims the PIN and goes back with nothing added', async () => {
    const { id, code } = await newPin();
    const forwardUrl = 'http://localhost:8080/auth/login/plex?state=a%20b';
    const response = await claim({ clientID: 'client-1', code, forwardUrl, person: 'friend' });
    expect([response.status, response.headers.get('location')]).toEqual([303, forwardUrl]);
    expect((await jsonOf(await ask(`/api/v2/pins/${id}`))).authToken).not.toBeNull();
  });

  test('goes back without a claim when nobody was picked', async () => {
    const { id, code } = await newPin();
    const response = await claim({ clientID: 'client-1', code, forwardUrl: 'http://a.test/' });
    expect([response.status, response.headers.get('location')]).toEqual([303, 'http://a.test/']);
    expect((await jsonOf(await ask(`/api/v2/pins/${id}`))).authToken).toBeNull();
  });

  test.each(['', 'javascript:alert(1)', '/relative'])(
    'stays where it is for the forwardUrl "%s"',
    async (forwardUrl) => {
      const { code } = await newPin();
      const response = await claim({ clientID: 'client-1', code, forwardUrl, person: 'friend' });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('You are signed in.');
    },
  );

  test('refuses a code of another client, and one used before', async () => {
    const { code } = await newPin();
    const given = { code, forwardUrl: '', person: 'friend' };
    expect((await claim({ ...given, clientID: 'client-2' })).status).toBe(404);
    expect((await claim({ ...given, clientID: 'client-1' })).status).toBe(200);
    expect((await claim({ ...given, clientID: 'client-1' })).status).toBe(404);
  });
});
