/** The stand-in breaks as it is told to, and tells what it was asked. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPlexStandIn } from '../../plex-stand-in/app.js';
import { FAULTS } from '../../plex-stand-in/faults.js';
import { jsonOf, listening, type Listening } from './listening.js';

const { app, control } = createPlexStandIn({ settings: { addressFailureLimit: 0 } });
let server: Listening;
beforeAll(async () => {
  server = await listening(app);
});
afterAll(() => server.close());
beforeEach(() => {
  control.reset();
});

const headers = { 'X-Plex-Client-Identifier': 'client-1', Accept: 'application/json' };
const ask = (path: string, init: RequestInit = {}) =>
  fetch(server.url + path, { headers, redirect: 'manual', ...init });
const signIn = (init: RequestInit = {}) =>
  ask('/api/v2/users/signin', {
    method: 'POST',
    body: new URLSearchParams({ login: 'friend', password: 'friend-password' }),
    ...init,
  });
const put = (path: string, body: unknown) =>
  ask(path, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('a fault', () => {
  test.each([
    ['rate_limited', 429, null],
    ['rate_limited_retry_after', 429, '7'],
    ['server_error', 500, null],
  ] as const)('%s answers %i with a code', async (fault, status, retryAfter) => {
    control.fault('signin', fault);
    const response = await signIn();
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect((await jsonOf(response)).errors?.[0]?.status).toBe(status);
  });

  test.each([
    ['html', 502],
    ['unavailable', 503],
    ['forbidden', 403],
  ] as const)('%s answers %i with a page', async (fault, status) => {
    control.fault('signin', fault);
    const response = await signIn();
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  });

  test('hang never answers; reset lets go', async () => {
    control.fault('signin', 'hang');
    const asked = signIn().then(
      () => 'answered',
      () => 'ended',
    );
    while (control.calls('signin').length === 0) {
      await new Promise(setImmediate);
    }
    control.reset();
    expect(await asked).toBe('ended');
  });

  test('disconnect closes without an answer', async () => {
    control.fault('signin', 'disconnect');
    await expect(signIn()).rejects.toThrow();
  });

  test('slow sends its first bytes only', async () => {
    control.fault('signin', 'slow');
    const response = await signIn();
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect([response.status, value?.length]).toEqual([201, 1]);
    await reader.cancel();
  });

  test('truncated is half of the JSON', async () => {
    control.fault('signin', 'truncated');
    const text = await (await signIn()).text();
    expect(text).toMatch(/^\{"id":21000004/);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  test('huge goes on for tens of megabytes', async () => {
    control.fault('signin', 'huge');
    const response = await signIn();
    let bytes = 0;
    for await (const chunk of response.body!) {
      bytes += (chunk as Uint8Array).length;
      if (bytes > 20_000_000) {
        break;
      }
    }
    expect(bytes).toBeGreaterThan(20_000_000);
  });

  test('wrong_types keeps the members and changes what they are', async () => {
    control.fault('signin', 'wrong_types');
    const account = await jsonOf(await signIn());
    expect(account).toMatchObject({ id: 'number 21000004', username: ['friend'] });
  });

  test('nulls keeps the members and empties them', async () => {
    control.fault('signin', 'nulls');
    expect(await jsonOf(await signIn())).toMatchObject({ id: null, authToken: null });
  });

  test('wrong_content_type is good JSON under a wrong name', async () => {
    control.fault('signin', 'wrong_content_type');
    const response = await signIn();
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect((await jsonOf(response)).username).toBe('friend');
  });

  test('empty is 200 and nothing', async () => {
    control.fault('signin', 'empty');
    const response = await signIn();
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test('redirect leads to another host, which notes who comes', async () => {
    control.fault('signin', 'redirect');
    const target = (await signIn()).headers.get('location') ?? '';
    expect(new URL(target).host).not.toBe(new URL(server.url).host);
    expect(control.calls('elsewhere')).toHaveLength(0);
    await fetch(`${server.url}${new URL(target).pathname}`);
    expect(control.calls('elsewhere')).toHaveLength(1);
  });

  test('hits one endpoint, as often as told', async () => {
    control.fault('signin', 'server_error', 2);
    expect((await ask('/api/v2/pins', { method: 'POST' })).status).toBe(201);
    const statuses = [(await signIn()).status, (await signIn()).status, (await signIn()).status];
    expect(statuses).toEqual([500, 500, 201]);
  });

  test('can hit everything, and be switched off', async () => {
    control.fault('all', 'html');
    expect((await ask('/api/v2/ping')).status).toBe(502);
    control.fault('all', null);
    expect((await ask('/api/v2/ping')).status).toBe(401);
  });
});

test('calls are kept with their headers and fields, the password apart', async () => {
  await signIn();
  expect(control.calls()).toEqual([
    {
      endpoint: 'signin',
      method: 'POST',
      url: '/api/v2/users/signin',
      headers: expect.objectContaining({ 'x-plex-client-identifier': 'client-1' }),
      fields: { login: 'friend', password: '(not kept)' },
      status: 201,
    },
  ]);
});

describe('the control over HTTP', () => {
  test('switches faults on and off', async () => {
    for (const fault of FAULTS) {
      expect((await put('/_stand-in/faults/signin', { fault, times: 1 })).status).toBe(204);
    }
    expect((await put('/_stand-in/faults/user', { fault: 'html' })).status).toBe(204);
    expect((await ask('/api/v2/user')).status).toBe(502);
    expect((await ask('/_stand-in/faults/user', { method: 'DELETE' })).status).toBe(204);
    expect((await ask('/api/v2/user')).status).toBe(401);
  });

  test.each([
    ['/_stand-in/faults/nowhere', { fault: 'html' }],
    ['/_stand-in/faults/signin', { fault: 'rain' }],
    ['/_stand-in/faults/signin', { fault: 'html', times: 'often' }],
    ['/_stand-in/settings', { claimDelay: 5 }],
    ['/_stand-in/settings', { claimDelayMs: '5' }],
    ['/_stand-in/settings', { constructor: 5 }],
  ])('refuses %s %o and says what there is', async (path, body) => {
    const response = await put(path, body);
    expect(response.status).toBe(400);
    expect((await jsonOf(response)).error).toMatch(/^(endpoints|settings)/);
  });

  test('changes settings, claims, revokes, lists calls, resets', async () => {
    const set = await put('/_stand-in/settings', { oneShotPins: true, pollRetryAfterSeconds: 3 });
    expect(await set.json()).toMatchObject({ oneShotPins: true, pollRetryAfterSeconds: 3 });
    const { id, code } = await jsonOf(await ask('/api/v2/pins?strong=true', { method: 'POST' }));
    const claimed = await ask('/_stand-in/claim', {
      method: 'POST',
      body: new URLSearchParams({ code, person: 'friend' }),
    });
    expect(await claimed.json()).toEqual({ claimed: true });
    const { authToken } = await jsonOf(await ask(`/api/v2/pins/${id}`));
    const revoked = await ask('/_stand-in/revoke', {
      method: 'POST',
      body: new URLSearchParams({ token: authToken }),
    });
    expect(await revoked.json()).toEqual({ revoked: 1 });
    const calls = await jsonOf(await ask('/_stand-in/calls?endpoint=pins_check'));
    expect(calls).toHaveLength(1);
    expect((await ask('/_stand-in/reset', { method: 'POST' })).status).toBe(204);
    const overview = await jsonOf(await ask('/_stand-in/'));
    expect(overview.settings).toMatchObject({ oneShotPins: false, addressFailureLimit: 0 });
  });
});
