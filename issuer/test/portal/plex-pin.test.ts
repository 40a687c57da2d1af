/** Signing in on Plex's own page. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startPortal, type Browser, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

async function approve(browser: Browser, person: string, rd?: string) {
  const started = await browser.startPlex(rd);
  portal.plex.claim(started.code, person);
  return { started, page: await browser.get(started.forwardUrl) };
}

describe('the start', () => {
  test('makes a strong PIN and sends the browser to Plex’s page', async () => {
    const browser = portal.browser();
    const { status, location, code, forwardUrl, setCookies } = await browser.startPlex();
    expect(status).toBe(303);
    expect(location.split('#')[0]).toBe(portal.config.plex.authUrl);
    expect(code).toMatch(/^[a-z0-9]{25}$/);
    expect(forwardUrl).toMatch(
      /^http:\/\/localhost:8080\/auth\/login\/plex\/return\?flow=[0-9a-z]+-[\w-]{22}$/,
    );
    expect(setCookies).toHaveLength(1);
    expect(setCookies[0]).toMatch(
      /^usher-pin-[0-9a-z]+-[\w-]{22}=ey[^;]+; Max-Age=600; Path=\/auth; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    expect(setCookies[0]).not.toContain(code);
    expect(portal.reason()).toBe('pin_started');
  });

  test('lets the form reach Plex’s page', async () => {
    const page = await portal.browser().get('/login');
    const policy = page.headers.get('Content-Security-Policy') ?? '';
    expect(/form-action ([^;]*)/.exec(policy)?.[1]?.split(' ')).toContain(
      new URL(portal.config.plex.authUrl).origin,
    );
  });

  test.each([
    ['server_error', 503, 'plex_status'],
    ['hang', 503, 'plex_timeout'],
    ['html', 503, 'plex_status'],
    ['truncated', 503, 'plex_not_json'],
    ['wrong_types', 503, 'plex_unexpected_shape'],
    ['rate_limited', 503, 'plex_rate_limited'],
  ] as const)(
    'with Plex in trouble (%s) ends on the sign-in page',
    async (fault, status, reason) => {
      portal.plex.fault('pins_create', fault);
      const page = await portal.browser().startPlex('/overseerr/');
      expect([page.status, portal.reason()]).toEqual([status, reason]);
      expect(page.text).toContain('name="rd" value="http://localhost:8080/overseerr/"');
      expect(page.setCookies).toEqual([]);
    },
  );

  test('leaves Plex alone for as long as it asks', async () => {
    portal.plex.fault('pins_create', 'rate_limited_retry_after', 1);
    expect((await portal.browser().startPlex()).headers.get('Retry-After')).toBe('7');
    const held = await portal.browser().startPlex();
    expect([held.status, held.headers.get('Retry-After')]).toEqual([503, '7']);
    expect(portal.plex.calls('pins_create')).toHaveLength(1);
    portal.clock.now += 7;
    expect((await portal.browser().startPlex()).status).toBe(303);
  });

  test('keeps at most four under way, and forgets the oldest', async () => {
    const browser = portal.browser();
    const first = await browser.startPlex();
    for (let started = 1; started < 5; started++) {
      portal.clock.now += 1;
      await browser.startPlex();
    }
    expect(browser.names()).toHaveLength(4);
    portal.plex.claim(first.code, 'friend');
    expect((await browser.get(first.forwardUrl)).status).toBe(400);
  });

  test('keeps fewer where their return addresses are long, and still the newest', async () => {
    const browser = portal.browser();
    for (let started = 0; started < 4; started++) {
      portal.clock.now += 1;
      await browser.startPlex(`/overseerr/${'x'.repeat(1900)}`);
    }
    expect(browser.names()).toHaveLength(1);
    expect(browser.cookieHeader().length).toBeLessThan(4200);
    const { page } = await approve(browser, 'friend', '/overseerr/');
    expect(page.location).toBe('http://localhost:8080/overseerr/');
  });
});

describe('the return', () => {
  test('signs in, goes to the address asked for, and drops the PIN’s cookie', async () => {
    const browser = portal.browser();
    const { page } = await approve(browser, 'friend', 'http://localhost:8080/overseerr/?q=%2F');
    expect([page.status, page.location]).toEqual([303, 'http://localhost:8080/overseerr/?q=%2F']);
    expect(browser.names()).toEqual(['usher', 'usher-refresh', 'usher-account']);
    expect(portal.verdict(browser).claims).toMatchObject({
      sub: 'plex:21000004',
      amr: ['plex_pin'],
    });
    expect(portal.log().at(-1)).toMatchObject({ reason: 'signed_in', subject: 'plex:21000004' });
  });

  test('waits in the request while the claim is not visible yet', async () => {
    const slow = await startPortal({ pinPoll: { tries: 50, pauseMs: 20 } });
    try {
      const browser = slow.browser();
      const started = await browser.startPlex();
      slow.plex.set({ claimDelayMs: 3000 });
      slow.plex.claim(started.code, 'friend');
      const answer = browser.get(started.forwardUrl);
      while (slow.plex.calls('pins_check').length < 3) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      slow.clock.now += 3;
      expect((await answer).status).toBe(303);
    } finally {
      await slow.close();
    }
  });

  test('asks once a second unless told otherwise', async () => {
    const real = await startPortal({ pinPoll: { tries: 2, pauseMs: 1000 } });
    try {
      real.plex.set({ pollLimit: true });
      const browser = real.browser();
      const started = await browser.startPlex();
      const before = performance.now();
      expect((await browser.get(started.forwardUrl)).status).toBe(200);
      expect(performance.now() - before).toBeGreaterThan(1990);
    } finally {
      await real.close();
    }
  });

  test('shows a page that looks again by itself, until it is approved', async () => {
    const browser = portal.browser();
    const started = await browser.startPlex('/overseerr/');
    const waiting = await browser.get(started.forwardUrl);
    expect([waiting.status, portal.reason()]).toEqual([200, 'pin_pending']);
    expect(waiting.text).toContain('<meta http-equiv="refresh" content="2"');
    expect(waiting.text).toContain('role="status"');
    expect(waiting.text).toContain(`code=${started.code}`);
    expect(waiting.setCookies).toEqual([]);
    portal.plex.claim(started.code, 'friend');
    expect((await browser.get(started.forwardUrl)).location).toBe(
      'http://localhost:8080/overseerr/',
    );
  });

  test('waits as long as Plex asks when it is asked too often', async () => {
    const browser = portal.browser();
    const started = await browser.startPlex();
    portal.plex.fault('pins_check', 'rate_limited_retry_after');
    const waiting = await browser.get(started.forwardUrl);
    expect([waiting.status, portal.reason()]).toEqual([200, 'pin_pending']);
    expect(waiting.text).toContain('http-equiv="refresh" content="7"');
  });

  test('is not asked about, and none is started, while Plex wants to be left alone', async () => {
    const browser = portal.browser();
    const started = await browser.startPlex();
    portal.plex.fault('pins_check', 'rate_limited_retry_after', 1);
    await browser.get(started.forwardUrl);
    const waiting = await browser.get(started.forwardUrl);
    expect([waiting.status, portal.reason()]).toEqual([200, 'pin_pending']);
    expect(waiting.text).toContain('http-equiv="refresh" content="7"');
    expect((await portal.browser().startPlex()).status).toBe(503);
    expect(portal.plex.calls('pins_check')).toHaveLength(1);
    expect(portal.plex.calls('pins_create')).toHaveLength(1);
    portal.clock.now += 7;
    portal.plex.claim(started.code, 'friend');
    expect((await browser.get(started.forwardUrl)).status).toBe(303);
  });

  test('gives up after ten minutes', async () => {
    const browser = portal.browser();
    const started = await browser.startPlex();
    portal.plex.claim(started.code, 'friend');
    portal.clock.now += 601;
    const page = await browser.get(started.forwardUrl);
    expect([page.status, portal.reason()]).toEqual([400, 'pin_flow_expired']);
    expect(browser.names()).toEqual([]);
    expect(portal.plex.calls('pins_check')).toHaveLength(0);
  });

  test('starts again when Plex does not know the PIN any more', async () => {
    const browser = portal.browser();
    const started = await browser.startPlex('/overseerr/');
    portal.plex.reset();
    const page = await browser.get(started.forwardUrl);
    expect([page.status, portal.reason()]).toEqual([400, 'pin_gone']);
    expect(page.text).toContain('value="http://localhost:8080/overseerr/"');
    expect(browser.names()).toEqual([]);
  });

  test.each([
    ['hang', 'plex_timeout'],
    ['disconnect', 'plex_network'],
    ['server_error', 'plex_status'],
    ['html', 'plex_status'],
    ['truncated', 'plex_not_json'],
    ['nulls', 'plex_unexpected_shape'],
  ] as const)(
    'survives Plex in trouble (%s): the same sign-in goes on later',
    async (fault, reason) => {
      const browser = portal.browser();
      const started = await browser.startPlex();
      portal.plex.claim(started.code, 'friend');
      portal.plex.fault('user', fault);
      const page = await browser.get(started.forwardUrl);
      expect([page.status, portal.reason()]).toEqual([503, reason]);
      expect(page.text).toContain('Cannot reach Plex right now');
      expect(page.setCookies).toEqual([]);
      portal.plex.fault('user', null);
      expect((await browser.get(started.forwardUrl)).status).toBe(303);
    },
  );

  test('survives a poll that fails', async () => {
    const browser = portal.browser();
    const started = await browser.startPlex();
    portal.plex.claim(started.code, 'friend');
    portal.plex.fault('pins_check', 'server_error');
    const page = await browser.get(started.forwardUrl);
    expect([page.status, portal.reason()]).toEqual([503, 'plex_status']);
    portal.plex.fault('pins_check', null);
    expect((await browser.get(started.forwardUrl)).status).toBe(303);
  });

  test('needs no second look at a PIN that shows its token once', async () => {
    portal.plex.set({ oneShotPins: true });
    const browser = portal.browser();
    const { page } = await approve(browser, 'friend');
    expect(page.status).toBe(303);
    expect(portal.plex.calls('pins_check')).toHaveLength(1);
  });

  test('says so when Plex takes its own token back', async () => {
    const browser = portal.browser();
    const started = await browser.startPlex();
    portal.plex.claim(started.code, 'friend');
    portal.plex.revoke('friend');
    const page = await browser.get(started.forwardUrl);
    expect([page.status, portal.reason()]).toEqual([503, 'plex_token_refused']);
    expect(page.setCookies).toEqual([]);
  });
});
