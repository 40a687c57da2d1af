/** What other sites, and programs, make of the portal's forms: forged requests, malformed bodies. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startPortal, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

const FORMS = ['/login/password', '/login/code', '/login/plex', '/logout'];

describe('requests of other sites', () => {
  test.each(
    FORMS.flatMap((path) =>
      [
        {},
        { Origin: 'https://evil.test' },
        { Origin: 'null' },
        { Origin: 'http://localhost:8081' },
        { Origin: 'https://localhost:8080' },
        { 'Sec-Fetch-Site': 'cross-site' },
        { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:8080' },
        { 'Sec-Fetch-Site': 'none' },
        { 'Sec-Fetch-Site': '' },
        { Referer: 'http://localhost:8080/auth/login' },
      ].map((headers) => [path, headers] as const),
    ),
  )('%s with %j is refused and does nothing', async (path, headers) => {
    const browser = portal.browser();
    await browser.signIn('friend');
    const asked = portal.plex.calls().length;
    const page = await browser.post(
      path,
      { login: 'friend', password: 'friend-password' },
      { headers },
    );
    expect([page.status, portal.reason()]).toEqual([403, 'cross_site_request']);
    expect(page.setCookies).toEqual([]);
    expect(portal.plex.calls()).toHaveLength(asked);
  });

  test.each([
    { 'Sec-Fetch-Site': 'same-origin' },
    { Origin: 'http://localhost:8080' },
    { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost:8080' },
  ])('a form of our own page passes: %j', async (headers) => {
    const form = { login: 'friend', password: 'friend-password' };
    expect((await portal.browser().post('/login/password', form, { headers })).status).toBe(303);
  });

  test('other methods are no way around it', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(`${portal.address}/auth/logout`, { method });
      expect(response.status).toBe(403);
    }
  });
});

describe('malformed bodies', () => {
  test.each([
    ['/login/password', 'login=a&login=b&password=c', 400],
    ['/login/password', 'login[]=a&password=c', 400],
    ['/login/password', 'login=a', 400],
    ['/login/password', '', 400],
    ['/login/password', 'login=a&password=b&extra=1', 400],
    ['/login/password', 'login=a%00&password=b', 400],
    ['/login/password', `login=${'a'.repeat(255)}&password=b`, 400],
    ['/login/password', `login=a&password=${'b'.repeat(257)}`, 400],
    ['/login/password', `login=a&password=b&rd=${'/'.repeat(2049)}`, 400],
    ['/login/password', `login=a&password=${'b'.repeat(9000)}`, 413],
    ['/login/password', Array.from({ length: 30 }, (_, at) => `a${String(at)}=1`).join('&'), 413],
    ['/login/code', `code=${'1'.repeat(17)}`, 400],
    ['/login/code', 'code=1&code=2', 400],
    ['/login/plex', 'rd=/a&rd=/b', 400],
  ])('%s %s is refused', async (path, body, status) => {
    const page = await portal.browser().post(path, body);
    expect([page.status, portal.reason()]).toEqual([status, 'malformed_request']);
    expect(portal.plex.calls()).toHaveLength(0);
  });

  test('a field called __proto__ reaches nothing', async () => {
    const body =
      '__proto__=1&__proto__[login]=x&constructor[prototype][login]=x&login=a&password=b';
    expect((await portal.browser().post('/login/password', body)).status).toBe(400);
    expect(await portal.browser().post('/login/plex', '__proto__=x')).toMatchObject({
      status: 303,
    });
    expect(({} as Record<string, unknown>)['login']).toBeUndefined();
  });

  test.each([
    ['application/json', '{"login":"friend","password":"friend-password"}'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/x-www-form-urlencoded; charset=utf-7', 'login=a&password=b'],
    ['text/plain', 'login=friend&password=friend-password'],
  ])('%s is no form', async (type, body) => {
    const headers = { Origin: 'http://localhost:8080', 'Content-Type': type };
    const page = await portal.browser().post('/login/password', body, { headers });
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.status).toBeLessThan(500);
    expect(portal.plex.calls()).toHaveLength(0);
  });
});
