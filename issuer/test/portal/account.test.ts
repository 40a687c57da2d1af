/** The account page: who somebody is here, why, where else, and ending it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { StateError } from '../../state/state-error.js';
import { startPortal, type Browser, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

const FRIEND = 'plex:21000004';

async function signedIn(person: string): Promise<Browser> {
  const browser = portal.browser();
  expect((await browser.signIn(person)).status).toBe(303);
  return browser;
}

const sidOf = (browser: Browser) => decodeJwt(browser.jar.get('usher;') ?? '')['sid'] as string;

/** What the gate's question is answered with. */
async function verdict(browser: Browser) {
  const { status } = await browser.get('/auth/998');
  return [status, portal.reason()];
}

/** The text that a reader sees. */
const textOf = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ,/g, ',');

describe('the account page', () => {
  test('is for who is signed in; others sign in first, and come back', async () => {
    const page = await portal.browser().get('/account');
    expect([page.status, page.location]).toEqual([
      303,
      '/auth/login?rd=http%3A%2F%2Flocalhost%3A8080%2Fauth%2Faccount',
    ]);
    const browser = portal.browser();
    const back = await browser.signIn('friend', { rd: 'http://localhost:8080/auth/account' });
    expect(back.location).toBe('http://localhost:8080/auth/account');
  });

  test('says who it is, in which group and why, and until when', async () => {
    const page = await (await signedIn('friend')).get('/account');
    expect(page.status).toBe(200);
    const text = textOf(page.text);
    expect(text).toContain('Frankie');
    expect(text).toContain('Group User Group 4 By a rule: friend of Sample Server');
    expect(text).toContain('ends in 24 hours');
    expect(text).toContain('renewed by itself');
    expect(page.headers.get('Cache-Control')).toBe('no-store');
  });

  test('says nothing of renewal where there is none', async () => {
    const fixed = await startPortal({ session: '{ renewal: false }' });
    try {
      const browser = fixed.browser();
      await browser.signIn('friend');
      expect((await browser.get('/account')).text).not.toContain('renewed by itself');
    } finally {
      await fixed.close();
    }
  });

  test('says what an operator has decided, and not why they did', async () => {
    portal.state.setOverride({
      subject: FRIEND,
      group: 2,
      note: 'helps with <the> films',
      setAt: portal.clock.now,
      setBy: 'command line',
    });
    const page = await (await signedIn('friend')).get('/account');
    expect(textOf(page.text)).toContain('Group 2');
    expect(textOf(page.text)).toContain('By an override');
    expect(page.text).not.toContain('helps with');
  });

  test('says so where something else was decided since', async () => {
    const browser = await signedIn('friend');
    const said = { subject: FRIEND, note: '', setAt: portal.clock.now, setBy: 'command line' };
    portal.state.setOverride({ ...said, group: 7 });
    const text = textOf((await browser.get('/account')).text);
    expect(text).toContain(
      'User Group 4 This session is older than what holds now, and learns of it at its next renewal: Group 7 By an override',
    );
  });

  test('shows the picture from Plex, and lets no other in', async () => {
    const page = await (await signedIn('friend')).get('/account');
    expect(page.text).toMatch(/<img\s+class="portrait"\s+src="https:\/\/plex\.tv\/users\//);
    expect(page.headers.get('Content-Security-Policy')).toContain(
      "img-src 'self' https://plex.tv;",
    );
  });

  test('is linked to from the launcher', async () => {
    const page = await (await signedIn('friend')).get('/');
    expect(page.text).toContain('href="/auth/account"');
  });

  test('escapes what people and their browsers are called', async () => {
    portal.plex.change('friend', { friendlyName: '<b>Fr"an\'kie</b>' });
    const browser = portal.browser();
    await browser.post(
      '/login/password',
      { login: 'friend', password: 'friend-password' },
      { headers: { Origin: 'http://localhost:8080', 'User-Agent': 'x<script>/1 <b>"' } },
    );
    const page = await browser.get('/account');
    expect(page.text).toContain('&lt;b&gt;Fr&quot;an&#39;kie&lt;/b&gt;');
    expect(page.text).not.toContain('<script>');
    expect(page.text).not.toContain('<b>');
  });
});

describe('one’s sessions', () => {
  const FIREFOX =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

  async function onFirefox(): Promise<Browser> {
    const browser = portal.browser();
    await browser.post(
      '/login/password',
      { login: 'friend', password: 'friend-password' },
      {
        headers: {
          Origin: 'http://localhost:8080',
          'User-Agent': FIREFOX,
          'X-Forwarded-For': '192.0.2.7',
        },
      },
    );
    return browser;
  }

  test('are listed with device, address and times, this one first and marked', async () => {
    const elsewhere = await onFirefox();
    portal.clock.now += 3 * 60 * 60;
    const browser = await signedIn('friend');
    await signedIn('owner');
    const page = await browser.get('/account');
    const text = textOf(page.text);
    expect(text).toContain('this one');
    expect(text).toContain('Firefox on Windows 192.0.2.7 · signed in 3 hours ago');
    expect(text.indexOf('this one')).toBeLessThan(text.indexOf('Firefox'));
    expect(page.text).toContain(`value="${sidOf(elsewhere)}"`);
    expect(page.text).not.toContain(`value="${sidOf(browser)}"`);
    expect(page.text.match(/account\/end-session/g)).toHaveLength(1);
    expect(page.text.match(/signed in <time/g)).toHaveLength(2);
  });

  test('can be ended one by one, at once, and are on record as ended', async () => {
    const elsewhere = await onFirefox();
    const browser = await signedIn('friend');
    expect(await verdict(elsewhere)).toEqual([204, 'allowed']);
    const page = await browser.post('/account/end-session', { session: sidOf(elsewhere) });
    expect([page.status, page.location]).toEqual([303, '/auth/account']);
    expect(portal.log().at(-1)).toMatchObject({
      reason: 'own_session_ended',
      subject: FRIEND,
      sid: sidOf(elsewhere),
    });
    expect(await verdict(elsewhere)).toEqual([401, 'session_ended']);
    expect(await verdict(browser)).toEqual([204, 'allowed']);
    expect(existsSync(join(portal.config.revocation.dir, 's-plex%3A21000004'))).toBe(true);
    expect((await browser.get('/account')).text).not.toContain(sidOf(elsewhere));
    expect(portal.state.audit(1, FRIEND)).toMatchObject([
      { actor: FRIEND, action: 'session_ended', detail: 'Firefox on Windows' },
    ]);
  });

  test('of others cannot be ended, nor what is none', async () => {
    const owner = await signedIn('owner');
    const browser = await signedIn('friend');
    for (const session of [sidOf(owner), 'none']) {
      const page = await browser.post('/account/end-session', { session });
      expect([page.status, page.location]).toEqual([303, '/auth/account']);
    }
    expect(await verdict(owner)).toEqual([204, 'allowed']);
    expect(portal.state.audit(9).filter(({ action }) => action === 'session_ended')).toEqual([]);
    for (const form of ['', 'session=', 'session=a&session=b', 'session=%3Cb%3E']) {
      expect((await browser.post('/account/end-session', form)).status).toBe(400);
    }
  });

  test('the present one can be ended there too, which signs out', async () => {
    const browser = await signedIn('friend');
    const copy = portal.browser();
    browser.jar.forEach((value, key) => copy.jar.set(key, value));
    await browser.post('/account/end-session', { session: sidOf(browser) });
    expect(browser.names()).toEqual([]);
    expect(await verdict(copy)).toEqual([401, 'session_ended']);
  });

  test('can be ended all at once', async () => {
    const [elsewhere, owner] = [await onFirefox(), await signedIn('owner')];
    const browser = await signedIn('friend');
    const copy = portal.browser();
    browser.jar.forEach((value, key) => copy.jar.set(key, value));
    const page = await browser.post('/account/sign-out-everywhere');
    expect(page.status).toBe(200);
    expect(page.text).toContain('You are signed out everywhere');
    expect(portal.log().at(-1)).toMatchObject({ reason: 'signed_out_everywhere', subject: FRIEND });
    expect(browser.names()).toEqual([]);
    expect(await verdict(elsewhere)).toEqual([401, 'revoked']);
    expect(await verdict(copy)).toEqual([401, 'revoked']);
    expect(await verdict(owner)).toEqual([204, 'allowed']);
    expect(portal.state.sessions(portal.clock.now, FRIEND)).toEqual([]);
    expect(portal.state.audit(1, FRIEND)).toMatchObject([
      { actor: FRIEND, action: 'signed_out_everywhere' },
    ]);
    expect(await verdict(await signedIn('friend'))).toEqual([204, 'allowed']);
  });

  test.each(['/account/end-session', '/account/sign-out-everywhere'])(
    'are ended by nobody else’s page, and by nobody who is not signed in: %s',
    async (path) => {
      const browser = await signedIn('friend');
      const form = { session: sidOf(browser) };
      const forged = await browser.post(path, form, {
        headers: { Origin: 'https://evil.example' },
      });
      expect([forged.status, portal.reason()]).toEqual([403, 'cross_site_request']);
      expect(await verdict(browser)).toEqual([204, 'allowed']);
      const page = await portal.browser().post(path, form);
      expect([page.status, page.location]).toEqual([
        303,
        '/auth/login?rd=http%3A%2F%2Flocalhost%3A8080%2Fauth%2Faccount',
      ]);
    },
  );

  test('that could not be ended are not said to be', async () => {
    await portal.close();
    const fail = () => {
      throw new StateError('the disk is full');
    };
    portal = await startPortal({ failingState: { revokeSubject: fail, endSession: fail } });
    const elsewhere = await signedIn('friend');
    const browser = await signedIn('friend');
    for (const [path, form] of [
      ['/account/end-session', { session: sidOf(elsewhere) }],
      ['/account/sign-out-everywhere', {}],
    ] as const) {
      const page = await browser.post(path, form);
      expect([page.status, portal.reason()]).toEqual([500, 'revocation_failed']);
      expect(page.text).toContain('Nothing has ended');
      expect(browser.names()).toContain('usher');
    }
  });
});

test('somebody of a Plex Home finds the way to another profile', async () => {
  await portal.close();
  portal = await startPortal({ homePicker: true });
  const atHome = portal.browser();
  await atHome.signIn('owner');
  await atHome.post('/login/home', { profile: (21000001).toString(16).padStart(16, 'd') });
  const page = await atHome.get('/account');
  expect(page.text).toContain('href="/auth/login/home">Switch profile</a>');
  // Who is in no Home signs in anew.
  const browser = await signedIn('friend');
  const friends = await browser.get('/account');
  expect(friends.text).toContain('href="/auth/login/home">Use another account</a>');
  expect((await browser.get('/login/home')).location).toBe('/auth/login');
});
