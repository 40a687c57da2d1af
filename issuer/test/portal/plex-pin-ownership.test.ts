/** Whose sign-in with Plex it is: the browser's that began it, and nobody else's. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

describe('whose sign-in it is', () => {
  test('an address that another browser started with is worth nothing here', async () => {
    const attacker = portal.browser();
    const victim = portal.browser();
    const started = await attacker.startPlex();
    portal.plex.claim(started.code, 'friend');
    const page = await victim.get(started.forwardUrl);
    expect([page.status, portal.reason()]).toEqual([400, 'pin_without_cookie']);
    expect(victim.names()).toEqual(['usher-probe']);
    expect(page.text).toContain('not started in this browser');
    expect(portal.plex.calls('pins_check')).toHaveLength(0);
    expect((await attacker.get(started.forwardUrl)).status).toBe(303);
  });

  test('a cookie serves its own flow only', async () => {
    const browser = portal.browser();
    const mine = await browser.startPlex();
    const other = await portal.browser().startPlex();
    portal.plex.claim(other.code, 'owner');
    const [[name, value]] = [...browser.jar] as [[string, string]];
    browser.jar.set(name.replace(flowOf(mine.forwardUrl), flowOf(other.forwardUrl)), value);
    const page = await browser.get(other.forwardUrl);
    expect([page.status, portal.reason()]).toEqual([400, 'pin_flow_expired']);
  });

  test('a finished sign-in cannot be replayed, not even with its cookie', async () => {
    const browser = portal.browser();
    const started = await browser.startPlex();
    const jar = new Map(browser.jar);
    portal.plex.claim(started.code, 'friend');
    expect((await browser.get(started.forwardUrl)).status).toBe(303);
    const thief = portal.browser();
    jar.forEach((value, key) => thief.jar.set(key, value));
    const page = await thief.get(started.forwardUrl);
    expect([page.status, portal.reason()]).toEqual([400, 'pin_replayed']);
    expect(thief.names()).toEqual([]);
    expect((await browser.get(started.forwardUrl)).status).toBe(400);
  });

  test('a refused account’s sign-in cannot be replayed either', async () => {
    const browser = portal.browser();
    const started = await browser.startPlex();
    const jar = new Map(browser.jar);
    portal.plex.claim(started.code, 'stranger');
    expect((await browser.get(started.forwardUrl)).status).toBe(403);
    jar.forEach((value, key) => browser.jar.set(key, value));
    expect((await browser.get(started.forwardUrl)).status).toBe(400);
  });

  test('two loads at once redeem the PIN once, and both arrive', async () => {
    const slow = await startPortal({ pinPoll: { tries: 1000, pauseMs: 5 } });
    try {
      slow.plex.set({ oneShotPins: true, claimDelayMs: 1000 });
      const browser = slow.browser();
      const started = await browser.startPlex();
      slow.plex.claim(started.code, 'friend');
      const loads = [browser.get(started.forwardUrl), browser.get(started.forwardUrl)];
      // Both are waiting for the claim by then: one alone asks.
      while (slow.plex.calls('pins_check').length < 10) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      slow.clock.now += 1;
      const pages = await Promise.all(loads);
      expect(pages.map(({ status }) => status)).toEqual([303, 303]);
      const [one, other] = pages.map(({ setCookies }) =>
        setCookies.find((line) => line.startsWith('usher=')),
      );
      expect(one).not.toBe(other);
    } finally {
      await slow.close();
    }
  });

  test('two tabs at once both work', async () => {
    const browser = portal.browser();
    const first = await browser.startPlex('/overseerr/1');
    const second = await browser.startPlex('/overseerr/2');
    portal.plex.claim(second.code, 'friend');
    portal.plex.claim(first.code, 'friend');
    expect((await browser.get(first.forwardUrl)).location).toBe(
      'http://localhost:8080/overseerr/1',
    );
    expect((await browser.get(second.forwardUrl)).location).toBe(
      'http://localhost:8080/overseerr/2',
    );
    expect(portal.verdict(browser).status).toBe(204);
  });

  test.each([
    ['/login/plex/return'],
    ['/login/plex/return?flow='],
    ['/login/plex/return?flow=a&flow=b'],
    ['/login/plex/return?flow[]=a'],
    ['/login/plex/return?flow=__proto__'],
    ['/login/plex/return?flow=../../etc'],
    ['/login/plex/return?id=1234567890&code=abc'],
  ])('%s leads nowhere', async (path) => {
    const browser = portal.browser();
    await browser.startPlex();
    const page = await browser.get(path);
    expect([page.status, portal.reason()]).toEqual([400, 'pin_without_cookie']);
    expect(portal.plex.calls('pins_check')).toHaveLength(0);
  });

  test('a PIN or a token that the browser names is refused', async () => {
    const browser = portal.browser();
    for (const form of [{ id: '1' }, { code: 'x' }, { authToken: 'x' }, { 'X-Plex-Token': 'x' }]) {
      const page = await browser.post('/login/plex', form);
      expect([page.status, portal.reason()]).toEqual([400, 'malformed_request']);
    }
    expect(portal.plex.calls()).toHaveLength(0);
    const started = await browser.startPlex();
    const other = await portal.browser().startPlex();
    portal.plex.claim(other.code, 'owner');
    const otherId = portal.plex.calls('pins_create').length;
    const page = await browser.get(
      `${started.forwardUrl}&id=${String(otherId)}&code=${other.code}`,
    );
    expect([page.status, portal.reason()]).toEqual([200, 'pin_pending']);
    expect((await browser.get('/', { headers: { 'X-Plex-Token': 'x' } })).status).toBe(302);
  });

  test('over https the cookie is one that no other host can plant', async () => {
    const https = await startPortal(SUBDOMAINS);
    try {
      const { setCookies } = await https.browser().startPlex();
      expect(setCookies[0]).toMatch(
        /^__Host-usher-pin-[^=]+=[^;]+; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      );
    } finally {
      await https.close();
    }
  });
});

function flowOf(forwardUrl: string): string {
  return new URL(forwardUrl).searchParams.get('flow') ?? '';
}
