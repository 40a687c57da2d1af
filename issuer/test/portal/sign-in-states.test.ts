/** What stands in the way of a sign-in, state by state, and what the page of each offers. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startPortal, type Browser, type Page, type RunningPortal } from './running-portal.js';

const OVERSEERR = 'http://localhost:8080/overseerr/7';
const BACK = `/auth/login?rd=${encodeURIComponent(OVERSEERR)}`;

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

function headingOf({ text }: Page): string {
  const [, heading = ''] = /<h1[^>]*>([^]*?)<\/h1>/.exec(text) ?? [];
  return heading
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

async function fail(browser: Browser): Promise<Page> {
  return browser.signIn('friend', { password: 'no', rd: OVERSEERR });
}

describe('cookies that a browser does not keep', () => {
  const FORM = { cookies: 'set', rd: OVERSEERR };

  test.each([
    ['/login/plex', FORM, 'pins_create'],
    ['/login/password', { ...FORM, login: 'friend', password: 'friend-password' }, 'signin'],
  ] as const)('are said before Plex is asked, at %s', async (path, form, call) => {
    const page = await portal.browser().post(path, form);
    expect([page.status, portal.reason()]).toEqual([400, 'cookies_blocked']);
    expect(headingOf(page)).toBe('Cookies are blocked');
    expect(page.text).toContain('Allow cookies for localhost');
    expect(page.text).toContain(`href="${BACK}"`);
    expect(page.text).not.toContain('http-equiv="refresh"');
    expect(portal.plex.calls(call)).toHaveLength(0);
  });

  test('are told by one that comes with the page, and goes with the sign-in', async () => {
    const browser = portal.browser();
    const { text } = await browser.get('/login');
    expect(text.match(/name="cookies" value="set"/g)).toHaveLength(2);
    expect(browser.names()).toEqual(['usher-probe']);
    expect((await browser.signIn('friend', FORM)).status).toBe(303);
    expect(browser.names()).not.toContain('usher-probe');
  });

  test('are no question where the browser sends any', async () => {
    const browser = portal.browser();
    await browser.signIn('friend');
    expect((await browser.get('/login')).setCookies).toEqual([]);
    expect((await browser.post('/login/plex', FORM)).status).toBe(303);
  });
});

describe('too many attempts', () => {
  test('say until when, keep where one was going, and leave the way by Plex', async () => {
    const browser = portal.browser();
    for (let tries = 0; tries < 4; tries++) {
      await fail(browser);
    }
    const page = await fail(browser);
    expect([page.status, page.headers.get('Retry-After')]).toEqual([429, '960']);
    expect(headingOf(page)).toBe('Too many attempts');
    expect(page.text).toMatch(/role="timer"[^>]*data-wait="960"/);
    expect(page.text).toMatch(/You can try again at \d+:\d\d( [AP]M)? \S+\./);
    expect(page.text).toContain(`<meta http-equiv="refresh" content="960; url=${BACK}"`);
    expect(page.text).toContain('action="/auth/login/plex"');
    expect(page.text).toContain(`name="rd" value="${OVERSEERR}"`);
    expect((await browser.get(BACK.slice('/auth'.length))).status).toBe(200);
  });

  test('by Plex offer no button that would not work', async () => {
    const browser = portal.browser();
    let page = await browser.startPlex(OVERSEERR);
    for (let tries = 0; tries < 12; tries++) {
      page = await browser.startPlex(OVERSEERR);
    }
    expect([page.status, portal.reason()]).toEqual([429, 'too_many_pins_of_address']);
    expect(page.text).not.toContain('action="/auth/login/plex"');
    expect(page.text).toContain(`href="${BACK}"`);
  });

  test('of Plex itself are a wait as well', async () => {
    portal.plex.fault('pins_create', 'rate_limited_retry_after');
    const page = await portal.browser().startPlex(OVERSEERR);
    expect(page.status).toBe(503);
    expect(page.text).toContain(`data-wait="${page.headers.get('Retry-After') ?? ''}"`);
    // Somebody may be typing a password meanwhile.
    expect(page.text).toMatch(/role="timer"[^>]*data-stay/);
    expect(page.text).not.toContain('http-equiv="refresh"');
  });
});

describe('the way back from Plex', () => {
  test('that took too long says so, and starts again where it was going', async () => {
    const browser = portal.browser();
    const { forwardUrl } = await browser.startPlex(OVERSEERR);
    portal.plex.reset();
    const page = await browser.get(forwardUrl);
    expect([page.status, portal.reason()]).toEqual([400, 'pin_gone']);
    expect(headingOf(page)).toBe('This sign-in has expired');
    expect(page.text).toContain(`name="rd" value="${OVERSEERR}"`);
  });

  test('once more, by who is signed in, is no reason to sign in again', async () => {
    const browser = portal.browser();
    const { code, forwardUrl } = await browser.startPlex(OVERSEERR);
    const cookies = [...browser.jar];
    portal.plex.claim(code, 'friend');
    expect((await browser.get(forwardUrl)).location).toBe(OVERSEERR);
    cookies.forEach(([name, value]) => browser.jar.set(name, value));
    const page = await browser.get(forwardUrl);
    expect([page.status, portal.reason()]).toEqual([400, 'pin_replayed']);
    expect(headingOf(page)).toBe('You are signed in already');
    expect(page.text).not.toContain('<form method="post" action="/auth/login/plex"');
    const elsewhere = portal.browser();
    cookies.forEach(([name, value]) => elsewhere.jar.set(name, value));
    expect(headingOf(await elsewhere.get(forwardUrl))).toBe('This sign-in has expired');
  });

  test('looks again by itself, with a script or without', async () => {
    const browser = portal.browser();
    const page = await browser.get((await browser.startPlex(OVERSEERR)).forwardUrl);
    expect(headingOf(page)).toBe('Waiting for Plex');
    expect(page.text).toMatch(/role="status"[^>]*data-wait="2"[^>]*data-eager/);
    expect(page.text).toMatch(/<noscript\s*><meta http-equiv="refresh" content="2"/);
  });
});

describe('the sign-in page', () => {
  test('tells who was sent back by an app what that may mean', async () => {
    const browser = portal.browser();
    await browser.signIn('friend');
    const hint = 'a clock may be wrong';
    expect((await browser.get(`/login?rd=${encodeURIComponent(OVERSEERR)}`)).text).toContain(hint);
    expect((await browser.get('/login')).text).not.toContain(hint);
  });

  test('offers to sign in without Plex where somebody can', async () => {
    const { text } = await portal.browser().get('/login');
    expect(text).not.toContain('/login/local');
    portal.state.addLocalAccount({
      name: 'anna',
      displayName: 'Anna',
      groupId: 4,
      passwordHash: 'x',
      madeAt: portal.clock.now,
    });
    const page = await portal.browser().get(`/login?rd=${encodeURIComponent(OVERSEERR)}`);
    expect(page.text).toContain(`href="${BACK.replace('login', 'login/local')}"`);
  });

  test('tells a clock that is wrong, on a page of its own', async () => {
    await portal.browser().signIn('friend');
    const admin = portal.browser();
    await admin.signIn('owner');
    await admin.post('/admin/people/plex%3A21000004/revoke');
    portal.clock.now -= 3600;
    const page = await portal.browser().signIn('friend', { rd: OVERSEERR });
    expect([page.status, portal.reason()]).toEqual([503, 'clock_set_back']);
    expect(headingOf(page)).toBe('Nobody can tell what time it is here');
    expect(page.text).toContain(`href="${BACK}"`);
    expect(page.text).not.toContain('type="password"');
  });
});
