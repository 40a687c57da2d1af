/** Who gets in with which group, where they land, and how a session ends. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StateError } from '../../state/state-error.js';
import { addAccount, signInLocally } from './local-accounts.js';
import { startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

async function signedIn(person: string) {
  const browser = portal.browser();
  const started = await browser.startPlex();
  portal.plex.claim(started.code, person);
  return { browser, page: await browser.get(started.forwardUrl) };
}

describe('membership', () => {
  test.each([
    ['owner', 0, 'Admin'],
    ['home', 3, 'Power User'],
    ['child', 5, 'Group 5'],
    ['friend', 4, 'User'],
    ['careful', 4, 'User'],
    ['google', 4, 'User'],
  ])('%s is in group %d', async (person, groupId, group) => {
    const { browser, page } = await signedIn(person);
    expect([page.status, page.location]).toEqual([303, 'http://localhost:8080/auth/']);
    expect(portal.verdict(browser).claims).toMatchObject({ group_id: groupId, group });
    expect(portal.verdict(browser, groupId).status).toBe(204);
    if (groupId > 0) {
      expect(portal.verdict(browser, groupId - 1).status).toBe(403);
    }
  });

  test.each([
    'pending',
    'stranger',
    'impostor',
    'servertwin',
    'twinfriend',
    'playertwin',
    'homeguest',
  ])('%s is told so and gets no session', async (person) => {
    const { browser, page } = await signedIn(person);
    expect([page.status, portal.reason()]).toEqual([403, 'not_a_member']);
    expect(page.text).toMatch(
      /The account <strong>[^<]+<\/strong> has no access to Sample Server\./,
    );
    expect(browser.names()).toEqual([]);
    expect(portal.log().at(-1)).toMatchObject({ subject: expect.stringMatching(/^plex:\d+$/) });
  });

  test('by password it is no different', async () => {
    const browser = portal.browser();
    const page = await browser.signIn('stranger', { rd: '/overseerr/' });
    expect([page.status, portal.reason()]).toEqual([403, 'not_a_member']);
    expect(page.text).toContain('Sam Stranger');
    expect(page.text).toContain(
      'href="/auth/login?rd=http%3A%2F%2Flocalhost%3A8080%2Foverseerr%2F"',
    );
    expect(browser.names()).toEqual([]);
  });

  test('whom no rule names is told to ask the owner', async () => {
    const strict = await startPortal({ rules: '  - { when: { plex: owner }, group: 0 }' });
    try {
      const browser = strict.browser();
      const page = await browser.signIn('friend');
      expect([page.status, strict.reason()]).toEqual([403, 'no_rule']);
      expect(page.text).toContain('Ask the owner.');
      expect(browser.names()).toEqual([]);
    } finally {
      await strict.close();
    }
  });
});

describe('changing accounts', () => {
  test('every sign-in makes a new session, whatever the browser had', async () => {
    const { browser } = await signedIn('friend');
    const before = browser.jar.get('usher;');
    const claimsBefore = portal.verdict(browser).claims;
    await browser.signIn('friend');
    expect(browser.jar.get('usher;')).not.toBe(before);
    const claims = portal.verdict(browser).claims;
    expect([claims?.jti, claims?.sid]).not.toContain(claimsBefore?.jti);
    expect(claims?.sid).not.toBe(claimsBefore?.sid);
  });

  test('an account without access ends the session that was there', async () => {
    const { browser } = await signedIn('friend');
    const page = await browser.signIn('stranger');
    expect(page.status).toBe(403);
    expect(browser.names()).toEqual([]);
  });

  test('a session before it that cannot be ended is said in the log', async () => {
    const fail = () => {
      throw new StateError('the disk is full');
    };
    const failing = await startPortal({ homePicker: true, failingState: { endSession: fail } });
    try {
      const last = () => {
        const { reason, level, error } = failing.log().at(-1) ?? {};
        return [reason, level, String(error).slice(0, 30)];
      };
      const browser = failing.browser();
      await browser.signIn('friend');
      await browser.signIn('owner');
      expect(last()).toEqual(['profile_asked', 'error', 'StateError the disk is full at']);
      await browser.signIn('friend');
      await browser.signIn('stranger');
      expect(last()).toEqual(['not_a_member', 'error', 'StateError the disk is full at']);
      await addAccount(failing, { disabledAt: failing.clock.now });
      await browser.signIn('friend');
      await signInLocally(browser);
      expect(last()).toEqual(['local_account_disabled', 'error', 'StateError the disk is full at']);
    } finally {
      await failing.close();
    }
  });

  test('a wrong password, or Plex in trouble, leaves it as it is', async () => {
    const { browser } = await signedIn('friend');
    await browser.signIn('owner', { password: 'no' });
    portal.plex.fault('user', 'server_error');
    await browser.signIn('owner');
    expect(portal.verdict(browser).claims?.sub).toBe('plex:21000004');
  });
});

describe('the sign-in page', () => {
  test('shows the server, one big button, and a form that password managers know', async () => {
    const page = await portal.browser().get('/login');
    expect(page.status).toBe(200);
    for (const part of [
      'Sample Server',
      'Sign in with Plex',
      'autocomplete="username"',
      'autocomplete="current-password"',
      '<label for="login">',
      '<label for="password">',
      'Not affiliated with Plex',
    ]) {
      expect(page.text).toContain(part);
    }
    expect(page.text).not.toMatch(/<script(?! src="\/)|style=|\son\w+=/i);
  });

  test('does not send a signed-in visitor on by itself, but offers it', async () => {
    const { browser } = await signedIn('friend');
    const page = await browser.get('/login?rd=http://localhost:8080/overseerr/7');
    expect(page.status).toBe(200);
    expect(page.text).toContain('You are signed in as <strong>Frankie</strong>');
    expect(page.text).toContain('href="http://localhost:8080/overseerr/7"');
    expect(page.text).toContain('You will continue to Overseerr.');
    expect(page.text).toContain('type="password"');
  });

  test('takes an expired or forged session for none', async () => {
    const { browser } = await signedIn('friend');
    portal.clock.now += 2 * 86400;
    expect((await browser.get('/login')).text).not.toContain('signed in as');
    browser.jar.set('usher;', 'a.b.c');
    expect((await browser.get('/')).status).toBe(302);
  });

  test('finds the good cookie behind a planted one', async () => {
    const { browser } = await signedIn('friend');
    const good = browser.jar.get('usher;') ?? '';
    const page = await portal.browser().get('/', {
      headers: { Cookie: `usher=planted; usher="; usher=${good}` },
    });
    expect([page.status, page.text.includes('Frankie')]).toEqual([200, true]);
  });
});

describe('the launcher', () => {
  test('sends who is not signed in to the sign-in page', async () => {
    const page = await portal.browser().get('/');
    expect([page.status, page.location]).toEqual([302, '/auth/login']);
    expect((await portal.browser().get('')).status).toBe(302);
  });

  test('shows what one may open, and nothing else', async () => {
    const friend = await (await signedIn('friend')).browser.get('/');
    expect(friend.text).toMatch(/<bdi>Frankie<\/bdi><\/strong>\s*<small><bdi>User<\/bdi>/);
    expect(friend.text).toContain('href="http://localhost:8080/overseerr"');
    expect(friend.text).not.toContain('Sonarr');
    const owner = await (await signedIn('owner')).browser.get('/');
    expect(owner.text).toContain('Sonarr');
  });

  test('says so when there is nothing to open', async () => {
    const child = await (await signedIn('child')).browser.get('/');
    expect(child.text).toContain('There is no app here for your group.');
  });
});

describe('signing out', () => {
  test('asks first, and a link does nothing', async () => {
    const { browser } = await signedIn('friend');
    const page = await browser.get('/logout');
    expect([page.status, page.setCookies]).toEqual([200, []]);
    expect(page.text).toContain('<strong>Frankie</strong>');
    expect(page.text).toContain('Stay signed in');
  });

  test('offers nobody to stay who is not signed in', async () => {
    const page = await portal.browser().get('/logout');
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('Stay signed in');
    expect(page.text).toContain('/login">Sign in</a>');
  });

  test('removes every cookie of ours', async () => {
    const { browser } = await signedIn('friend');
    await browser.startPlex();
    await browser.signIn('careful');
    expect(browser.names()).toHaveLength(5);
    const page = await browser.post('/logout');
    expect([page.status, portal.reason()]).toEqual([200, 'signed_out']);
    expect(page.text).toContain('You are signed out');
    expect(page.text).toContain('Plex itself still knows you');
    expect(browser.names()).toEqual([]);
    expect(portal.log().at(-1)).toMatchObject({ subject: 'plex:21000004' });
    expect((await portal.browser().post('/logout')).status).toBe(200);
  });

  test('removes those of the pages for admins as well', async () => {
    const { browser } = await signedIn('owner');
    expect(browser.names()).toContain('usher-admin');
    await browser.post('/logout');
    expect(browser.names()).toEqual([]);
  });

  test('is not kept from it by a planted cookie', async () => {
    const { browser } = await signedIn('friend');
    browser.jar.set('usher-pin-a b;', '1');
    browser.jar.set('usher-pin-x;', 'j:{"toString":1}');
    const page = await browser.post('/logout');
    expect([page.status, portal.reason()]).toEqual([200, 'signed_out']);
    expect((await browser.startPlex()).status).toBe(303);
  });

  test('removes the cookie of the domain and the one of the host', async () => {
    const https = await startPortal(SUBDOMAINS);
    try {
      const browser = https.browser();
      const page = await browser.post('/logout');
      const cleared = page.setCookies.filter((line) => line.startsWith('__Secure-usher=;'));
      expect(cleared.map((line) => line.includes('Domain=example.com')).sort()).toEqual([
        false,
        true,
      ]);
      expect(cleared.every((line) => line.includes('Max-Age=0') && line.includes('Secure'))).toBe(
        true,
      );
    } finally {
      await https.close();
    }
  });
});

describe('the return address', () => {
  const LAUNCHER = 'http://localhost:8080/auth/';

  test.each([
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    'http://localhost:8080@evil.test/',
    'http://localhost:8080.evil.test/',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://localhost:9999/',
    '/auth/login?rd=/overseerr',
    '/auth/logout',
    '/a\r\nSet-Cookie: a=b',
    ' /x',
    '',
  ])('%j leads to the launcher, from either sign-in', async (rd) => {
    const page = await portal.browser().get(`/login?rd=${encodeURIComponent(rd)}`);
    expect(page.text).not.toContain('name="rd"');
    expect(page.text.replace(/name="back" value="[^"]*"/, '')).not.toContain('evil');
    expect((await portal.browser().signIn('friend', { rd })).location).toBe(LAUNCHER);
    const browser = portal.browser();
    const started = await browser.startPlex(rd);
    portal.plex.claim(started.code, 'friend');
    expect((await browser.get(started.forwardUrl)).location).toBe(LAUNCHER);
  });

  test('given twice or as a list counts as none', async () => {
    for (const query of ['rd=/overseerr&rd=https://evil.test', 'rd[]=/overseerr', 'rd[a]=/x']) {
      const page = await portal.browser().get(`/login?${query}`);
      expect([page.status, page.text.includes('name="rd"')]).toEqual([200, false]);
    }
  });

  test('may be any host of the domain, or an app', async () => {
    const https = await startPortal(SUBDOMAINS);
    try {
      for (const rd of [
        'https://sonarr.example.com/a?b=c#d',
        'https://overseerr.example.com:8443/',
        'https://apps.example.net/other',
      ]) {
        const page = await https.browser().signIn('friend', { rd });
        expect(page.location).toBe(rd);
        const policy = page.headers.get('Content-Security-Policy') ?? '';
        expect(policy).toContain('https://*.example.com:8443');
        expect(policy).toContain('https://apps.example.net');
      }
      const evil = await https.browser().signIn('friend', { rd: 'http://sonarr.example.com/' });
      expect(evil.location).toBe('https://auth.example.com/');
    } finally {
      await https.close();
    }
  });
});
