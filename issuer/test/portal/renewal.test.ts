/** How a session goes on without a sign-in, and when it does not. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { OWNER_ID, SERVER_ID } from '../../../examples/plex-stand-in/people.js';
import { ask } from '../../../njs-validator/test/nginx/support/request.js';
import type { PlexResource } from '../../plex/plex-resource.js';
import { startPortal, SUBDOMAINS, type Browser, type RunningPortal } from './running-portal.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Past the half of the default life. */
const LATER = 13 * HOUR;

/** The server, as a friend of its owner sees it. */
const SHARED: PlexResource = {
  clientIdentifier: SERVER_ID,
  name: 'Sample Server',
  provides: ['server'],
  owned: false,
  home: false,
  ownerId: OWNER_ID,
};

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

async function signedIn(person = 'friend', at = portal): Promise<Browser> {
  const browser = at.browser();
  expect((await browser.signIn(person)).status).toBe(303);
  return browser;
}

const sessionOf = (browser: Browser) => decodeJwt(browser.jar.get('usher;') ?? '');
const refreshOf = (browser: Browser) => browser.jar.get('usher-refresh;') ?? '';
const questions = () => portal.plex.calls('user').length;

describe('a sign-in', () => {
  test('leaves a refresh cookie that goes to the gate’s own address alone, for as long as renewal lasts', async () => {
    const subDomains = await startPortal(SUBDOMAINS);
    try {
      const { setCookies } = await subDomains.browser().signIn('friend');
      const refresh = setCookies.find((line) => line.startsWith('__Secure-usher-refresh='));
      expect(refresh?.replace(/=[^;]+/, '=…').replace(/ Expires=[^;]+;/, '')).toBe(
        '__Secure-usher-refresh=…; Max-Age=2592000; Domain=example.com; Path=/_usher/; HttpOnly; Secure; SameSite=Lax',
      );
      expect(refresh).not.toContain('plex');
    } finally {
      await subDomains.close();
    }
  });

  test('leaves none where renewal is off, and nobody answers then', async () => {
    const off = await startPortal({ session: '{ renewal: false }' });
    try {
      const browser = await signedIn('friend', off);
      expect(browser.names()).toEqual(['usher', 'usher-account']);
      expect((await browser.get('/renew')).status).toBe(404);
    } finally {
      await off.close();
    }
  });

  test('by Plex’s page leaves one too', async () => {
    const browser = portal.browser();
    const started = await browser.startPlex();
    portal.plex.claim(started.code, 'home');
    await browser.get(started.forwardUrl);
    portal.clock.now += LATER;
    await browser.get('/renew');
    expect(portal.reason()).toBe('renewed');
    expect(sessionOf(browser)).toMatchObject({ sub: 'plex:21000002', amr: ['plex_pin'] });
  });
});

describe('a renewal', () => {
  test('gives a fresh token of the same session, after plex.tv was asked again', async () => {
    const browser = await signedIn();
    const before = sessionOf(browser);
    const refreshBefore = refreshOf(browser);
    const asked = questions();
    portal.clock.now += LATER;
    const page = await browser.get('/renew');
    expect([page.status, page.text, portal.reason()]).toEqual([204, '', 'renewed']);
    expect(page.headers.get('Cache-Control')).toBe('no-store');
    expect(questions()).toBe(asked + 1);
    const after = sessionOf(browser);
    expect(after).toEqual({
      ...before,
      iat: portal.clock.now,
      exp: portal.clock.now + DAY,
      jti: expect.any(String),
    });
    expect(after.jti).not.toBe(before.jti);
    expect(refreshOf(browser)).not.toBe(refreshBefore);
    expect(portal.log().at(-1)).toMatchObject({ sid: before['sid'], groupId: 4 });
    expect(portal.verdict(browser).status).toBe(204);
  });

  test('again and again, until the sign-in is too long ago', async () => {
    const browser = await signedIn();
    const { auth_time: signedInAt } = sessionOf(browser) as { auth_time: number };
    let renewals = 0;
    while (portal.verdict(browser).status === 204) {
      await browser.get('/renew');
      renewals += portal.reason() === 'renewed' ? 1 : 0;
      portal.clock.now += LATER;
    }
    expect(renewals).toBeGreaterThan(50);
    expect(sessionOf(browser)).toMatchObject({ auth_time: signedInAt, exp: signedInAt + 30 * DAY });
    portal.clock.now = signedInAt + 30 * DAY - 60;
    await browser.get('/renew');
    expect(portal.reason()).toBe('renewal_over');
  });

  test('applies the rules anew', async () => {
    const browser = await signedIn('friend');
    const stricter = await startPortal({
      rules: `
  - { when: { plexId: 21000004 }, group: 7 }
  - { when: { plex: friend }, group: 4 }`,
    });
    try {
      const there = stricter.browser();
      await there.signIn('friend');
      stricter.clock.now += LATER;
      await there.get('/renew');
      expect(sessionOf(there)).toMatchObject({ group_id: 7 });
    } finally {
      await stricter.close();
    }
    portal.clock.now += LATER;
    await browser.get('/renew');
    expect(sessionOf(browser)).toMatchObject({ group_id: 4 });
  });

  test('has none of the portal’s own headers: the answer is the app’s', async () => {
    const browser = await signedIn();
    portal.clock.now += LATER;
    const { headers } = await browser.get('/renew');
    for (const name of [
      'Strict-Transport-Security',
      'Content-Security-Policy',
      'X-Frame-Options',
    ]) {
      expect(headers.get(name)).toBeNull();
    }
  });

  test('of several tabs at once, and of a second one a moment later, asks plex.tv once', async () => {
    const browser = await signedIn();
    const old = browser.cookieHeader();
    portal.clock.now += LATER;
    const asked = questions();
    const tabs = Array.from({ length: 5 }, () =>
      portal.browser().get('/renew', { headers: { Cookie: old } }),
    );
    const answers = [...(await Promise.all(tabs))];
    portal.clock.now += 59;
    answers.push(await portal.browser().get('/renew', { headers: { Cookie: old } }));
    expect(answers.map(({ setCookies }) => setCookies.length)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(questions()).toBe(asked + 1);
    portal.clock.now += 1;
    await portal.browser().get('/renew', { headers: { Cookie: old } });
    expect(questions()).toBe(asked + 2);
  });
});

describe('no fresh token', () => {
  async function refused(browser: Browser, reason: string) {
    const before = browser.cookieHeader();
    const page = await browser.get('/renew');
    expect([page.status, portal.reason(), page.setCookies]).toEqual([204, reason, []]);
    expect(browser.cookieHeader()).toBe(before);
  }

  test('before the half of the life', async () => {
    const browser = await signedIn();
    const asked = questions();
    portal.clock.now += 12 * HOUR;
    await refused(browser, 'renewal_not_due');
    expect(questions()).toBe(asked);
  });

  test('without a session, or with one that is over', async () => {
    const browser = await signedIn();
    portal.clock.now += 2 * DAY;
    await refused(browser, 'renewal_without_session');
    browser.jar.delete('usher;');
    await refused(browser, 'renewal_without_session');
  });

  test('without the refresh cookie', async () => {
    const browser = await signedIn();
    browser.jar.delete('usher-refresh;');
    portal.clock.now += LATER;
    await refused(browser, 'renewal_without_cookie');
  });

  test.each([
    ['of somebody else', 'home'],
    ['of another sign-in of the same person', 'friend'],
  ])('with the refresh cookie %s', async (_, person) => {
    const browser = await signedIn('friend');
    const other = await signedIn(person);
    browser.jar.set('usher-refresh;', refreshOf(other));
    portal.clock.now += LATER;
    await refused(browser, 'renewal_without_cookie');
  });

  test.each(['x', 'a.b.c.d.e', 'x'.repeat(4000)])(
    'with a refresh cookie of %.20s',
    async (text) => {
      const browser = await signedIn();
      browser.jar.set('usher-refresh;', text);
      portal.clock.now += LATER;
      await refused(browser, 'renewal_without_cookie');
    },
  );

  test.each([
    ['not_a_member', []],
    ['no_rule', [SHARED]],
  ])('for who has lost access (%s), and the session ends', async (reason, left) => {
    let resources = [SHARED];
    const changing = await startPortal({
      client: { resources: () => Promise.resolve({ kind: 'resources', resources }) },
      rules: `
  - { when: { plex: friend }, group: 4 }`,
    });
    try {
      const browser = await signedIn('friend', changing);
      resources = left.map((resource) => ({ ...resource, home: true }));
      changing.clock.now += LATER;
      const page = await browser.get('/renew');
      expect([page.status, changing.reason(), page.setCookies]).toEqual([204, reason, []]);
      await browser.get('/auth/998');
      expect(changing.reason()).toBe('revoked');
    } finally {
      await changing.close();
    }
  });

  test('with a Plex token that Plex takes no more', async () => {
    const browser = await signedIn();
    portal.plex.revoke('friend');
    portal.clock.now += LATER;
    await refused(browser, 'plex_token_refused');
  });

  test('for a copy of a session that was signed out', async () => {
    const browser = await signedIn();
    const copy = browser.cookieHeader();
    portal.clock.now += LATER;
    await browser.post('/logout');
    expect(browser.names()).toEqual([]);
    const page = await portal.browser().get('/renew', { headers: { Cookie: copy } });
    expect([portal.reason(), page.setCookies]).toEqual(['renewal_without_session', []]);
  });

  test('for one that is signed out while plex.tv is asked', async () => {
    const answered: (() => void)[] = [];
    let isHeld = false;
    const held = await startPortal({
      client: {
        resources: async () => {
          if (isHeld) {
            await new Promise<void>((resolve) => answered.push(resolve));
          }
          return { kind: 'resources', resources: [SHARED] };
        },
      },
    });
    try {
      const browser = await signedIn('friend', held);
      const copy = browser.cookieHeader();
      held.clock.now += LATER;
      isHeld = true;
      const renewal = held.browser().get('/renew', { headers: { Cookie: copy } });
      while (answered.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await browser.post('/logout');
      answered.forEach((answer) => {
        answer();
      });
      expect((await renewal).setCookies).toEqual([]);
      expect(held.reason()).toBe('session_ended');
    } finally {
      await held.close();
    }
  });

  test('beside a planted refresh cookie the good one is found', async () => {
    const browser = await signedIn();
    const other = await signedIn('home');
    browser.jar.set('usher-refresh;Domain=other', refreshOf(other));
    portal.clock.now += LATER;
    const reversed = browser.cookieHeader().split('; ').reverse().join('; ');
    const page = await portal.browser().get('/renew', { headers: { Cookie: reversed } });
    expect([page.status, portal.reason()]).toEqual([204, 'renewed']);
  });
});

describe('while plex.tv is in trouble', () => {
  test.each([
    ['server_error', 'user'],
    ['rate_limited', 'user'],
    ['disconnect', 'resources'],
  ] as const)('(%s) what it said last counts at most a day longer', async (fault, endpoint) => {
    const browser = await signedIn();
    const first = sessionOf(browser);
    portal.clock.now += LATER;
    portal.plex.fault(endpoint, fault);
    await browser.get('/renew');
    expect(portal.reason()).toBe('renewed_unasked');
    expect(sessionOf(browser)).toEqual({
      ...first,
      iat: portal.clock.now,
      exp: portal.clock.now + DAY,
      jti: expect.any(String),
    });
    // The bound is that of the last answer, not of the last renewal.
    portal.clock.now += LATER;
    await browser.get('/renew');
    expect(portal.reason()).toBe('renewed_unasked');
    expect(sessionOf(browser).exp).toBe(first.iat! + 2 * DAY);
    portal.clock.now += 12 * HOUR;
    await browser.get('/renew');
    expect(portal.reason()).toMatch(/^plex_/);
    portal.plex.fault('all', null);
    portal.clock.now += 60;
    await browser.get('/renew');
    expect(portal.reason()).toBe('renewed');
    expect(sessionOf(browser).exp).toBe(portal.clock.now + DAY);
  });

  test('a life of minutes is doubled at most', async () => {
    const short = await startPortal({ session: '{ lifetime: 10m }' });
    try {
      const browser = await signedIn('friend', short);
      const first = sessionOf(browser);
      short.plex.fault('user', 'server_error');
      for (let i = 0; i < 20; i++) {
        short.clock.now += 60;
        await browser.get('/renew');
      }
      expect(sessionOf(browser).exp).toBe(first.iat! + 20 * 60);
    } finally {
      await short.close();
    }
  });

  test('nobody waits long for it, and its late answer serves the next one who asks', async () => {
    let held = Promise.resolve();
    let answer = (): void => undefined;
    let asked = 0;
    const slow = await startPortal({
      recheckPatienceMs: 50,
      client: {
        resources: async () => {
          asked += 1;
          await held;
          return { kind: 'resources', resources: [SHARED] };
        },
      },
    });
    try {
      const browser = await signedIn('friend', slow);
      slow.clock.now += LATER;
      const old = browser.cookieHeader();
      held = new Promise((resolve) => (answer = resolve));
      await browser.get('/renew');
      expect([slow.reason(), asked]).toEqual(['renewed_unasked', 2]);
      answer();
      await slow.browser().get('/renew', { headers: { Cookie: old } });
      expect([slow.reason(), asked]).toEqual(['renewed', 2]);
    } finally {
      await slow.close();
    }
  });

  test('it is left alone for as long as it asks to be', async () => {
    const one = await signedIn('friend');
    const other = await signedIn('home');
    portal.clock.now += LATER;
    portal.plex.fault('user', 'rate_limited_retry_after');
    await one.get('/renew');
    const asked = questions();
    await other.get('/renew');
    expect([questions(), portal.reason()]).toEqual([asked, 'renewed_unasked']);
    portal.plex.fault('user', null);
    portal.clock.now += 7;
    await other.get('/renew');
    expect(questions()).toBe(asked);
    portal.clock.now += LATER;
    await other.get('/renew');
    expect([questions(), portal.reason()]).toEqual([asked + 1, 'renewed']);
  });
});

describe('by way of a redirect', () => {
  const guard = (page: { setCookies: readonly string[] }) =>
    page.setCookies
      .find((line) => line.startsWith('usher-renewed='))
      ?.replace(/ Expires=[^;]+;/, '');

  test('it leads back to the page, with a guard against a circle', async () => {
    const browser = await signedIn();
    portal.clock.now += 23 * HOUR;
    const page = await browser.get(
      `/renew?rd=${encodeURIComponent('/movies?a=%2F&b=1#'.slice(0, -1))}`,
    );
    expect([page.status, page.location, portal.reason()]).toEqual([
      303,
      '/movies?a=%2F&b=1',
      'renewed',
    ]);
    expect(guard(page)).toBe('usher-renewed=1; Max-Age=60; Path=/; HttpOnly; SameSite=Lax');
    expect(page.headers.get('Cache-Control')).toBe('no-store');
  });

  test('so it does for who gets no token; who cannot get one is left in peace for the rest', async () => {
    const nobody = await portal.browser().get('/renew?rd=/x');
    expect([nobody.status, nobody.location]).toEqual([303, '/x']);
    expect(guard(nobody)).toContain('Max-Age=60;');
    const browser = await signedIn();
    browser.jar.delete('usher-refresh;');
    portal.clock.now += 22 * HOUR;
    const page = await browser.get('/renew?rd=/x');
    expect([page.status, page.location]).toEqual([303, '/x']);
    expect(guard(page)).toContain(`Max-Age=${2 * HOUR};`);
  });

  test.each([
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'evil.example',
    '',
    '/a\tb',
    '/a\r\nSet-Cookie: x=1',
    '/\t/evil.example',
    '/ü',
    '/_usher/renew?rd=/',
  ])('it never leads elsewhere: %j', async (rd) => {
    const page = await portal.browser().get(`/renew?rd=${encodeURIComponent(rd)}`);
    expect([page.status, page.location]).toEqual([303, '/']);
  });

  test('nor to an address that is too long for a sign-in', async () => {
    const page = await portal.browser().get(`/renew?rd=/${'a'.repeat(2048)}`);
    expect([page.status, page.location]).toEqual([303, '/']);
  });

  test('of two return addresses it takes none', async () => {
    const page = await portal.browser().get('/renew?rd=/a&rd=/b');
    expect([page.status, page.location]).toEqual([303, '/']);
  });
});

describe('on another site’s page', () => {
  /** Not by fetch, which says itself what it is. */
  async function renewWith(headers: Readonly<Record<string, string>>, query = '') {
    const browser = await signedIn();
    portal.clock.now += LATER;
    const { status, headers: answered } = await ask(`${portal.address}/auth/renew${query}`, {
      headers: { Cookie: browser.cookieHeader(), ...headers },
    });
    return [status, portal.reason(), answered['set-cookie']?.length ?? 0];
  }

  test.each([
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    { 'Sec-Fetch-Site': 'cross-site' },
  ])('an image or a frame does nothing: %j', async (headers) => {
    expect(await renewWith(headers)).toEqual([403, 'cross_site_request', 0]);
  });

  test.each([
    { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
    { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
    {},
  ])('but on the app’s own it does: %j', async (headers) => {
    expect(await renewWith(headers)).toEqual([204, 'renewed', 2]);
  });

  test('a link to an app may lead here', async () => {
    const headers = {
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
    };
    expect(await renewWith(headers, '?rd=/x')).toEqual([303, 'renewed', 3]);
  });
});
