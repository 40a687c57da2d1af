/** Which profile of a Plex Home somebody is: asked before there is a session, and again when they want to. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOME_PINS } from '../../../examples/plex-stand-in/people.js';
import type { HomeUser } from '../../plex/owner-lists.js';
import { startPortal, SUBDOMAINS, type Browser, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal({ homePicker: true });
});
afterEach(async () => {
  await portal.close();
});

const IDS = {
  owner: 21000001,
  home: 21000002,
  child: 21000003,
  friend: 21000004,
  careful: 21000005,
  homeguest: 21000014,
  teen: 21000015,
} as const;
const uuidOf = (key: keyof typeof IDS) => IDS[key].toString(16).padStart(16, 'd');
const subjectOf = (key: keyof typeof IDS) => `plex:${String(IDS[key])}`;

async function asked(person = 'owner', rd?: string): Promise<Browser> {
  const browser = portal.browser();
  const page = await browser.signIn(person, rd === undefined ? {} : { rd });
  expect([page.status, page.location]).toEqual([303, '/auth/login/home']);
  return browser;
}

const choose = (browser: Browser, profile: keyof typeof IDS, pin?: string) =>
  browser.post('/login/home', {
    profile: uuidOf(profile),
    ...(pin === undefined ? {} : { pin }),
  });

const profileWithPin = (id: number): HomeUser => ({
  id,
  uuid: id.toString(16).padStart(16, 'd'),
  title: 'Nobody',
  username: null,
  thumb: null,
  admin: false,
  guest: false,
  restricted: true,
  restrictionProfile: null,
  protected: true,
});

const switches = () => portal.plex.calls('home_switch');

/** Signed in as a profile. */
async function signedInAs(profile: keyof typeof IDS, pin?: string): Promise<Browser> {
  const browser = await asked();
  expect((await choose(browser, profile, pin)).status).toBe(303);
  return browser;
}

describe('after a sign-in of somebody in a Plex Home', () => {
  test('there is no session before a profile is chosen', async () => {
    const browser = await asked();
    expect(browser.names()).toEqual(['usher-profile']);
    expect(portal.log().at(-1)).toMatchObject({
      reason: 'profile_asked',
      subject: subjectOf('owner'),
    });
    expect(portal.verdict(browser).status).toBe(401);
    expect(portal.state.sessions(portal.clock.now)).toEqual([]);
    expect([...browser.jar.values()].join()).not.toContain('owner');
  });

  test('the page shows everybody but the guest profile', async () => {
    const page = await (await asked()).get('/login/home');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Who is this?');
    for (const name of ['Olive Owner', 'Harper Home', 'Kim', 'Tess &quot;T&quot; &lt;3', 'Łucja']) {
      expect(page.text).toContain(name);
    }
    expect(page.text).not.toContain('Guest');
    expect(page.text).not.toContain(uuidOf('homeguest'));
  });

  test('it is asked after Plex’s own page too', async () => {
    const browser = portal.browser();
    const { code, forwardUrl } = await browser.startPlex('/overseerr/?q=1');
    portal.plex.claim(code, 'home');
    const page = await browser.get(forwardUrl);
    expect([page.status, page.location]).toEqual([303, '/auth/login/home']);
    expect(browser.names()).toEqual(['usher-profile']);
    const back = await choose(browser, 'child');
    expect(back.location).toBe('http://localhost:8080/overseerr/?q=1');
    expect(portal.verdict(browser).claims).toMatchObject({
      sub: subjectOf('child'),
      amr: ['plex_pin'],
    });
  });

  test('it is asked after a verification code too, which speaks for the account alone', async () => {
    portal.plex.change('careful', { home: 'adult' });
    const browser = portal.browser();
    await browser.signIn('careful');
    const page = await browser.post('/login/code', { code: '246810' });
    expect(page.location).toBe('/auth/login/home');
    expect(browser.names()).toEqual(['usher-profile']);
    await choose(browser, 'child');
    expect(portal.verdict(browser).claims).toMatchObject({ amr: ['plex_pwd'] });
    expect((await browser.post('/login/home', { profile: uuidOf('careful') })).status).toBe(303);
    expect(portal.verdict(browser).claims).toMatchObject({ amr: ['plex_pwd', 'otp'] });
  });

  test('whoever was signed in here before is not any more', async () => {
    const browser = portal.browser();
    await browser.signIn('friend');
    const copy = browser.jar.get('usher;') ?? '';
    await browser.signIn('owner');
    expect(browser.names()).toEqual(['usher-profile']);
    browser.jar.set('usher;', copy);
    expect((await browser.get('/auth/998')).status).toBe(401);
    expect(portal.reason()).toBe('session_ended');
  });

  test('somebody whose own account may not come in is asked all the same', async () => {
    portal.plex.change('pending', { home: 'adult' });
    portal.plex.unshare('pending');
    const browser = await asked('pending');
    expect((await choose(browser, 'child')).status).toBe(303);
    expect(portal.verdict(browser).claims).toMatchObject({ sub: subjectOf('child') });
  });

  test('nothing is asked of somebody in no Home, nor of plex.tv about them', async () => {
    const browser = portal.browser();
    expect((await browser.signIn('friend')).location).toBe('http://localhost:8080/auth/');
    expect(portal.plex.calls('home_users')).toEqual([]);
  });

  test('nothing is asked of who is alone in a Home, guests left out, and has no PIN', async () => {
    for (const key of ['home', 'child', 'teen', 'little']) {
      portal.plex.change(key, { home: null });
    }
    const browser = portal.browser();
    expect((await browser.signIn('owner')).location).toBe('http://localhost:8080/auth/');
    expect(portal.verdict(browser).claims).toMatchObject({ sub: subjectOf('owner') });
    portal.plex.change('owner', { pin: '4711' });
    await asked();
  });

  test('nothing is asked at all with plex.homePicker: false', async () => {
    const off = await startPortal({ homePicker: false });
    try {
      const browser = off.browser();
      expect((await browser.signIn('owner')).location).toBe('http://localhost:8080/auth/');
      expect(off.plex.calls('home_users')).toEqual([]);
      expect((await browser.get('/login/home')).status).toBe(404);
      expect((await browser.post('/login/home', { profile: uuidOf('child') })).status).toBe(404);
      expect((await browser.get('/account')).text).not.toContain('/login/home');
    } finally {
      await off.close();
    }
  });

  test.each([
    ['server_error', 'plex_status'],
    ['forbidden', 'plex_status'],
    ['html', 'plex_status'],
    ['hang', 'plex_timeout'],
    ['truncated', 'plex_not_json'],
    ['wrong_types', 'plex_unexpected_shape'],
    ['rate_limited', 'plex_rate_limited'],
  ] as const)(
    'a list of profiles that does not come (%s) lets nobody in',
    async (fault, reason) => {
      portal.plex.fault('home_users', fault);
      const browser = portal.browser();
      const page = await browser.signIn('owner');
      expect([page.status, portal.reason()]).toEqual([503, reason]);
      expect(browser.names()).toEqual([]);
    },
  );

  test('a Home without anybody is no way around the question', async () => {
    await portal.close();
    portal = await startPortal({
      homePicker: true,
      client: { homeUsers: () => Promise.resolve({ kind: 'home_users', users: [] }) },
    });
    const browser = portal.browser();
    expect((await browser.signIn('home')).status).toBe(503);
    expect(portal.reason()).toBe('plex_unexpected_shape');
    expect(browser.names()).toEqual([]);
    // Managed accounts come by Plex's own page, and may not look.
    const { code, forwardUrl } = await browser.startPlex();
    portal.plex.claim(code, 'child');
    expect((await browser.get(forwardUrl)).location).toBe('http://localhost:8080/auth/');
  });
});

describe('a profile without a PIN', () => {
  test('is chosen by one press: the account’s own, with the token that it has', async () => {
    const browser = await asked('owner', '/overseerr/?q=1');
    const page = await choose(browser, 'owner');
    expect([page.status, page.location]).toEqual([303, 'http://localhost:8080/overseerr/?q=1']);
    expect(switches()).toEqual([]);
    expect(portal.log().at(-1)).toMatchObject({ reason: 'signed_in', groupId: 0 });
    expect(browser.names()).toEqual([
      'usher-home',
      'usher',
      'usher-refresh',
      'usher-account',
      'usher-admin',
    ]);
    expect(portal.verdict(browser).claims).toMatchObject({
      sub: subjectOf('owner'),
      amr: ['plex_pwd'],
    });
  });

  test('of group 0 administers only where that account signed in itself', async () => {
    const browser = await asked('home');
    expect((await choose(browser, 'owner')).status).toBe(303);
    expect(portal.verdict(browser).claims).toMatchObject({ group_id: 0 });
    expect(browser.names()).not.toContain('usher-admin');
    const page = await browser.get('/admin');
    expect([page.status, portal.reason()]).toEqual([403, 'admin_without_proof']);
    await browser.post('/admin/people/plex%3A21000002/override', {
      group: '0',
      note: '',
      until: '',
    });
    expect(portal.state.overrides(portal.clock.now)).toEqual([]);
    // Nor where it is chosen again.
    await choose(browser, 'child');
    await choose(browser, 'owner');
    expect((await browser.get('/admin')).status).toBe(403);
    const own = await signedInAs('child');
    await choose(own, 'owner');
    expect((await own.get('/admin')).status).toBe(200);
  });

  test('of a child has a session of its own, with a group of its own, which is renewed', async () => {
    const browser = await signedInAs('child');
    const claims = { sub: subjectOf('child'), name: 'Kim', group_id: 5 };
    expect(portal.verdict(browser).claims).toMatchObject(claims);
    expect(portal.verdict(browser, 4).status).toBe(403);
    portal.clock.now += 13 * 60 * 60;
    expect((await browser.get('/renew')).status).toBe(204);
    expect(portal.reason()).toBe('renewed');
    expect(portal.verdict(browser).claims).toMatchObject(claims);
  });

  test('that may not come in leaves the choice of another', async () => {
    await portal.close();
    portal = await startPortal({
      homePicker: true,
      rules: '  - { when: { plex: owner }, group: 0 }',
    });
    const browser = await asked();
    const page = await choose(browser, 'child');
    expect([page.status, portal.reason()]).toEqual([403, 'no_rule']);
    expect(page.text).toContain('Choose another profile');
    expect(browser.names()).toEqual(['usher-profile']);
    expect((await choose(browser, 'owner')).status).toBe(303);
  });
});

describe('a profile with a PIN', () => {
  test('asks for it on a page of its own', async () => {
    const browser = await asked();
    const list = await browser.get('/login/home');
    const address = `/auth/login/home?profile=${uuidOf('teen')}`;
    expect(list.text).toContain(`href="${address}"`);
    expect(list.text).not.toContain(`value="${uuidOf('teen')}"`);
    const page = await browser.get(`/login/home?profile=${uuidOf('teen')}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('inputmode="numeric"');
    expect(page.text).toContain('Tess &quot;T&quot; &lt;3');
    expect((await choose(browser, 'teen', HOME_PINS.teen)).status).toBe(303);
    expect(portal.verdict(browser).claims).toMatchObject({ sub: subjectOf('teen'), group_id: 5 });
  });

  test.each([undefined, '', ' ', '12', '12345', 'abcd', '１３７９', '1379\u0000'])(
    'is nobody’s without four digits, and plex.tv is not asked: %j',
    async (pin) => {
      const browser = await asked();
      const page = await choose(browser, 'teen', pin);
      expect([400, 403]).toContain(page.status);
      expect(portal.reason()).toBe('malformed_request');
      expect(browser.names()).toEqual(['usher-profile']);
      expect(switches()).toEqual([]);
    },
  );

  test.each([{ adminNeedsNoPin: true }, { nobodyNeedsPin: true }])(
    'demands it though plex.tv would not, of everybody: %j',
    async (settings) => {
      portal.plex.set(settings);
      portal.plex.change('owner', { pin: '4711' });
      for (const [account, profile, pin] of [
        ['owner', 'owner', '4711'],
        ['owner', 'home', HOME_PINS.home],
        ['home', 'home', HOME_PINS.home],
        ['home', 'owner', '4711'],
      ] as const) {
        const browser = await asked(account);
        expect((await choose(browser, profile)).status).toBe(403);
        expect((await choose(browser, profile, '')).status).toBe(403);
        const wrong = await choose(browser, profile, '0000');
        expect([wrong.status, portal.reason()]).toEqual([403, 'home_pin_wrong']);
        expect(browser.names()).toEqual(['usher-profile']);
        expect((await choose(browser, profile, pin)).status).toBe(303);
        expect(portal.verdict(browser).claims).toMatchObject({ sub: subjectOf(profile) });
      }
      expect(switches()).toHaveLength(8);
    },
  );

  test('says that it is wrong, and takes the right one afterwards, with blanks in it', async () => {
    const browser = await asked();
    const page = await choose(browser, 'teen', '8642');
    expect(page.status).toBe(403);
    expect(page.text).toContain('role="alert"');
    expect(page.text).toContain('This PIN is not right.');
    expect(page.text).not.toContain('8642');
    expect(portal.log().at(-1)).toMatchObject({
      reason: 'home_pin_wrong',
      subject: subjectOf('teen'),
    });
    expect(browser.names()).toEqual(['usher-profile']);
    expect((await choose(browser, 'teen', ' 1379 ')).status).toBe(303);
    // The id of a request may happen to have these digits.
    const said = portal.log().map(({ request: _, ...line }) => line);
    expect(JSON.stringify(said)).not.toContain('1379');
  });

  test('that got it after the list was shown is asked for it', async () => {
    const browser = await asked();
    await browser.get('/login/home');
    portal.plex.change('child', { pin: '1111' });
    const page = await choose(browser, 'child');
    expect(page.status).toBe(403);
    expect(page.text).toContain('Type the four digits.');
    expect(switches()).toEqual([]);
    expect((await choose(browser, 'child', '1111')).status).toBe(303);
  });
});

describe('asking plex.tv again and again', () => {
  test('is over for an account after thirty looks and choices in ten minutes', async () => {
    const browser = await asked();
    const seen: number[] = [];
    for (let at = 0; at < 16; at++) {
      seen.push((await browser.get('/login/home')).status);
      seen.push((await choose(browser, 'owner')).status);
    }
    expect(seen.slice(0, 30)).toEqual(Array(15).fill([200, 303]).flat());
    expect(seen.slice(30)).toEqual([429, 429]);
    expect(portal.reason()).toBe('too_many_choices');
    // The question at the sign-in itself is one more.
    expect(portal.plex.calls('home_users')).toHaveLength(31);
    // Nobody else has to wait, nor this account for longer than that.
    expect((await choose(await asked('home'), 'child')).status).toBe(303);
    portal.clock.now += 600;
    expect((await choose(browser, 'owner')).status).toBe(303);
  });

  test('is over for an address after sixty, whoever asks', async () => {
    portal.plex.change('friend', { home: 'adult' });
    for (const person of ['owner', 'home']) {
      const browser = await asked(person);
      for (let at = 0; at < 30; at++) {
        await browser.get('/login/home');
      }
    }
    expect((await (await asked('friend')).get('/login/home')).status).toBe(429);
  });

  test('closes the choice for nobody else when plex.tv asks for a pause', async () => {
    const browser = await asked('home');
    portal.plex.fault('home_users', 'rate_limited_retry_after', 1);
    expect((await browser.get('/login/home')).status).toBe(503);
    expect((await choose(browser, 'child')).headers.get('Retry-After')).toBe('7');
    expect((await choose(await asked('owner'), 'owner')).status).toBe(303);
  });

  test('with profiles that may not come in ends the sign-in after five of them', async () => {
    await portal.close();
    portal = await startPortal({
      homePicker: true,
      rules: '  - { when: { plex: owner }, group: 0 }',
    });
    const browser = await asked();
    for (let at = 0; at < 4; at++) {
      expect((await choose(browser, 'child')).text).toContain('Choose another profile');
    }
    const cookie = browser.jar.get('usher-profile;') ?? '';
    const last = await choose(browser, 'child');
    expect([last.status, portal.reason()]).toEqual([403, 'no_rule']);
    expect(last.text).not.toContain('Choose another profile');
    expect(browser.names()).toEqual([]);
    browser.jar.set('usher-profile;', cookie);
    expect((await choose(browser, 'owner')).status).toBe(401);
  });
});

describe('guessing PINs', () => {
  test('of one profile ends after five, from wherever, and is forgotten when it was quiet', async () => {
    const guess = async (at: number, pin: string) => {
      const browser = await asked();
      return browser.post(
        '/login/home',
        { profile: uuidOf('teen'), pin },
        {
          headers: { Origin: 'http://localhost:8080', 'X-Forwarded-For': `192.0.2.${String(at)}` },
        },
      );
    };
    for (let at = 0; at < 5; at++) {
      expect((await guess(at, '0000')).status).toBe(403);
    }
    const page = await guess(6, HOME_PINS.teen);
    expect([page.status, portal.reason()]).toEqual([429, 'too_many_home_pins']);
    expect(page.headers.get('Retry-After')).toBe('1800');
    expect(page.text).toContain('data-wait="1800"');
    expect(switches()).toHaveLength(5);
    // Nobody else's profile is held back by it.
    const browser = await asked();
    expect((await choose(browser, 'home', HOME_PINS.home)).status).toBe(303);
    portal.clock.now += 1800;
    expect((await guess(6, HOME_PINS.teen)).status).toBe(303);
  });

  test('from one address ends after ten', async () => {
    portal.plex.change('child', { pin: '1111' });
    const browser = await asked();
    const statuses: number[] = [];
    for (let at = 0; at < 4; at++) {
      for (const profile of ['teen', 'home', 'child'] as const) {
        statuses.push((await choose(browser, profile, '0000')).status);
      }
    }
    expect(statuses).toEqual([...Array<number>(10).fill(403), 429, 429]);
    expect(switches()).toHaveLength(10);
    // Who has no PIN to guess may choose.
    expect((await choose(browser, 'owner')).status).toBe(303);
  });

  test('of a stranger’s Home, from many addresses, keeps nobody else from their own', async () => {
    await portal.close();
    const plexTv = {
      profiles: Array.from({ length: 11 }, (_, at) => 22000001 + at),
      isFooled: true,
    };
    portal = await startPortal({
      homePicker: true,
      client: {
        homeUsers: () =>
          Promise.resolve({ kind: 'home_users', users: plexTv.profiles.map(profileWithPin) }),
        switchHomeUser: () =>
          Promise.resolve(
            plexTv.isFooled
              ? { kind: 'pin_refused' }
              : { kind: 'switched', token: portal.plex.token('teen') },
          ),
      },
    });
    portal.plex.unshare('neighbour');
    for (const [at, id] of plexTv.profiles.entries()) {
      const stranger = await asked('neighbour');
      for (let guess = 0; guess < 5; guess++) {
        const address = `198.51.${String(at)}.${String(guess)}`;
        const page = await stranger.post(
          '/login/home',
          { profile: profileWithPin(id).uuid, pin: '0000' },
          { headers: { Origin: 'http://localhost:8080', 'X-Forwarded-For': address } },
        );
        expect([page.status, portal.reason()]).toEqual([403, 'home_pin_wrong']);
        portal.clock.now += 30;
      }
    }
    Object.assign(plexTv, { profiles: [IDS.teen], isFooled: false });
    expect((await choose(await asked(), 'teen', HOME_PINS.teen)).status).toBe(303);
  });

  test('all at once does not slip through', async () => {
    const browser = await asked();
    const pages = await Promise.all(
      Array.from({ length: 20 }, (_, at) => choose(browser, 'teen', String(2000 + at))),
    );
    expect(pages.filter(({ status }) => status === 403)).toHaveLength(5);
    expect(switches()).toHaveLength(5);
  });

  test('does not count where plex.tv was to blame', async () => {
    const browser = await asked();
    portal.plex.fault('home_switch', 'server_error', 6);
    for (let at = 0; at < 6; at++) {
      const page = await choose(browser, 'teen', HOME_PINS.teen);
      expect([page.status, portal.reason()]).toEqual([503, 'plex_status']);
      expect(page.text).toContain('Nothing is lost');
    }
    expect((await choose(browser, 'teen', HOME_PINS.teen)).status).toBe(303);
  });

  test('is left to nobody while plex.tv asks for a pause', async () => {
    portal.plex.fault('home_switch', 'rate_limited_retry_after', 1);
    const browser = await asked();
    const page = await choose(browser, 'teen', HOME_PINS.teen);
    expect([page.status, portal.reason()]).toEqual([503, 'plex_rate_limited']);
    expect(page.headers.get('Retry-After')).toBe('7');
    const asksSoFar = portal.plex.calls('home_users').length;
    const held = await choose(browser, 'teen', HOME_PINS.teen);
    expect([held.status, held.headers.get('Retry-After')]).toEqual([503, '7']);
    expect(portal.plex.calls('home_users')).toHaveLength(asksSoFar);
    expect(switches()).toHaveLength(1);
    portal.clock.now += 7;
    expect((await choose(browser, 'teen', HOME_PINS.teen)).status).toBe(303);
  });
});

describe('a choice', () => {
  test.each(['homeguest', 'friend'] as const)('is none of the list’s: %s', async (profile) => {
    const browser = await asked();
    const page = await choose(browser, profile);
    expect([page.status, portal.reason()]).toEqual([400, 'malformed_request']);
    expect(page.text).toContain('not in your Plex Home any more');
    expect(browser.names()).toEqual(['usher-profile']);
    expect(switches()).toEqual([]);
  });

  test.each(['', '../x', 'a'.repeat(65)])('is no profile at all: %s', async (profile) => {
    const browser = await asked();
    expect((await browser.post('/login/home', { profile })).status).toBe(400);
    expect(portal.reason()).toBe('malformed_request');
  });

  test('of somebody who has left the Home meanwhile is none', async () => {
    const browser = await asked();
    portal.plex.change('child', { home: null });
    expect((await choose(browser, 'child')).status).toBe(400);
    expect(browser.names()).toEqual(['usher-profile']);
  });

  test('that plex.tv answers with somebody else’s token lets nobody in', async () => {
    await portal.close();
    const running: { token?: () => string } = {};
    portal = await startPortal({
      homePicker: true,
      client: {
        switchHomeUser: () => Promise.resolve({ kind: 'switched', token: running.token?.() ?? '' }),
      },
    });
    running.token = () => portal.plex.token('owner');
    const browser = await asked();
    const page = await choose(browser, 'child');
    expect([page.status, portal.reason()]).toEqual([503, 'plex_unexpected_shape']);
    expect(browser.names()).toEqual(['usher-profile']);
  });

  test('has to be made within ten minutes', async () => {
    const browser = await asked();
    const cookie = browser.jar.get('usher-profile;') ?? '';
    portal.clock.now += 601;
    browser.jar.set('usher-profile;', cookie);
    const page = await choose(browser, 'owner');
    expect([page.status, portal.reason()]).toEqual([401, 'profile_step_expired']);
    expect(page.text).toContain('That took too long.');
    expect((await browser.get('/login/home')).location).toBe('/auth/login');
    expect(browser.names()).toEqual(['usher-profile']);
  });

  test.each([
    ['the account', () => portal.state.revokeSubject(subjectOf('owner'), portal.clock.now)],
    ['everybody', () => portal.state.revokeAll(portal.clock.now)],
  ])(
    'that waits is over when %s is revoked; a sign-in right afterwards is not',
    async (_, revoke) => {
      const browser = await asked();
      revoke();
      expect((await browser.get('/login/home')).location).toBe('/auth/login');
      const page = await choose(browser, 'owner');
      expect([page.status, portal.reason()]).toEqual([401, 'profile_step_expired']);
      expect((await choose(await asked(), 'owner')).status).toBe(303);
    },
  );

  test('under way when the account is revoked comes to nothing', async () => {
    await portal.close();
    portal = await startPortal({
      homePicker: true,
      client: {
        switchHomeUser: () => {
          portal.state.revokeSubject(subjectOf('owner'), portal.clock.now);
          return Promise.resolve({ kind: 'switched', token: portal.plex.token('child') });
        },
      },
    });
    const browser = await asked();
    const page = await choose(browser, 'child');
    expect([page.status, portal.reason()]).toEqual([401, 'profile_step_expired']);
    expect(portal.verdict(browser).status).toBe(401);
  });

  test('is made once', async () => {
    const browser = await asked();
    const cookie = browser.jar.get('usher-profile;') ?? '';
    expect((await choose(browser, 'child')).status).toBe(303);
    const other = portal.browser();
    other.jar.set('usher-profile;', cookie);
    expect((await other.get('/login/home')).location).toBe('/auth/login');
    const asks = portal.plex.calls('home_users').length;
    expect((await choose(other, 'owner')).status).toBe(401);
    expect(portal.plex.calls('home_users')).toHaveLength(asks);
    expect(portal.reason()).toBe('profile_step_expired');
    expect(other.names()).not.toContain('usher');
  });

  test('made twice at once comes to one session', async () => {
    const browser = await asked();
    const pages = await Promise.all([choose(browser, 'child'), choose(browser, 'owner')]);
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 401]);
  });

  test.each(['', 'garbage', 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.BBBB.CCCC'])(
    'cannot be had with a cookie of one’s own: %s',
    async (cookie) => {
      const browser = portal.browser();
      browser.jar.set('usher-profile;', cookie);
      browser.jar.set('usher-home;', cookie);
      expect((await browser.get('/login/home')).status).toBe(303);
      expect((await choose(browser, 'owner')).status).toBe(401);
      expect(portal.plex.calls('home_users')).toEqual([]);
    },
  );

  test('cannot be had with a cookie of another purpose', async () => {
    const browser = await signedInAs('owner');
    const home = browser.jar.get('usher-home;') ?? '';
    const refresh = browser.jar.get('usher-refresh;') ?? '';
    for (const cookie of [home, refresh]) {
      const other = portal.browser();
      other.jar.set('usher-profile;', cookie);
      expect((await choose(other, 'owner')).status).toBe(401);
    }
  });

  test('does not come from another site', async () => {
    const browser = await asked();
    const page = await browser.post(
      '/login/home',
      { profile: uuidOf('owner') },
      { headers: { Origin: 'https://evil.example' } },
    );
    expect([page.status, portal.reason()]).toEqual([403, 'cross_site_request']);
  });

  test('shows pictures from where they lie, and that page alone may', async () => {
    const browser = await asked();
    const page = await browser.get('/login/home');
    expect(page.text).toContain(`src="https://plex.tv/users/${uuidOf('child')}/avatar`);
    const policy = page.headers.get('Content-Security-Policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("img-src 'self' https://plex.tv;");
    const login = await browser.get('/login');
    expect(login.headers.get('Content-Security-Policy')).toContain("img-src 'self';");
  });
});

describe('choosing again', () => {
  test('needs no new sign-in, and ends the session before', async () => {
    const browser = await signedInAs('child');
    const copy = browser.jar.get('usher;') ?? '';
    const signins = portal.plex.calls('signin').length;
    const page = await browser.get('/login/home');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Stay signed in as Kim');
    expect((await choose(browser, 'owner')).location).toBe('http://localhost:8080/auth/');
    expect(portal.verdict(browser).claims).toMatchObject({ sub: subjectOf('owner') });
    expect(portal.plex.calls('signin')).toHaveLength(signins);
    browser.jar.set('usher;', copy);
    expect((await browser.get('/auth/998')).status).toBe(401);
    expect(portal.reason()).toBe('session_ended');
  });

  test('demands the PIN as ever', async () => {
    portal.plex.change('owner', { pin: '4711' });
    const browser = await signedInAs('child');
    expect((await choose(browser, 'owner')).status).toBe(403);
    expect((await choose(browser, 'owner', '0000')).status).toBe(403);
    expect(portal.verdict(browser).claims).toMatchObject({ sub: subjectOf('child') });
    expect((await choose(browser, 'owner', '4711')).status).toBe(303);
    expect(portal.verdict(browser).claims).toMatchObject({ sub: subjectOf('owner') });
  });

  test.each([
    [
      'is revoked',
      (browser: Browser) => {
        portal.state.revokeSubject(subjectOf('child'), portal.clock.now);
        return browser;
      },
    ],
    [
      'is over',
      (browser: Browser) => {
        browser.jar.delete('usher;');
        return browser;
      },
    ],
    [
      'is another one',
      async (browser: Browser) => {
        const other = portal.browser();
        await other.signIn('friend');
        other.jar.set('usher-home;', browser.jar.get('usher-home;') ?? '');
        return other;
      },
    ],
  ])('is no way in where the session %s', async (_, change) => {
    const browser = await change(await signedInAs('child'));
    const page = await browser.get('/login/home');
    expect([page.status, page.location]).toEqual([303, '/auth/login']);
    const chosen = await choose(browser, 'owner');
    expect([chosen.status, portal.reason()]).toEqual([401, 'profile_step_expired']);
  });

  test('comes to nothing where the session ends meanwhile', async () => {
    await portal.close();
    const child = subjectOf('child');
    portal = await startPortal({
      homePicker: true,
      client: {
        switchHomeUser: () => {
          for (const session of portal.state.sessions(portal.clock.now, child)) {
            portal.state.endSession(session, portal.clock.now);
          }
          return Promise.resolve({ kind: 'switched', token: portal.plex.token('child') });
        },
      },
    });
    const browser = await asked();
    expect((await choose(browser, 'child')).status).toBe(303);
    const page = await choose(browser, 'child');
    expect([page.status, portal.reason()]).toEqual([401, 'profile_step_expired']);
    expect(portal.state.sessions(portal.clock.now)).toEqual([]);
  });

  test('is over when the account that signed in signs out everywhere, whoever was chosen', async () => {
    const tablet = await signedInAs('child');
    portal.clock.now += 60;
    const phone = await signedInAs('owner');
    expect((await phone.post('/account/sign-out-everywhere')).status).toBe(200);
    portal.clock.now += 60;
    expect((await tablet.get('/login/home')).location).toBe('/auth/login');
    const chosen = await choose(tablet, 'owner');
    expect([chosen.status, portal.reason()]).toEqual([401, 'profile_step_expired']);
    expect(portal.verdict(tablet).claims).toMatchObject({ sub: subjectOf('child') });
  });

  test('is no newer than the sign-in for having been done before', async () => {
    const tablet = await signedInAs('child');
    portal.clock.now += 60;
    expect((await choose(tablet, 'teen', HOME_PINS.teen)).status).toBe(303);
    portal.state.revokeSubject(subjectOf('owner'), portal.clock.now - 30);
    expect((await tablet.get('/login/home')).location).toBe('/auth/login');
  });

  test('is over after signing out', async () => {
    const browser = await signedInAs('child');
    const home = browser.jar.get('usher-home;') ?? '';
    await browser.post('/logout');
    expect(browser.names()).toEqual([]);
    browser.jar.set('usher-home;', home);
    expect((await browser.get('/login/home')).location).toBe('/auth/login');
  });

  test('ends a session’s lifetime after the sign-in, however often it was done', async () => {
    const browser = await signedInAs('child');
    portal.clock.now += 20 * 60 * 60;
    expect((await choose(browser, 'owner')).status).toBe(303);
    const cookie = browser.jar.get('usher-home;') ?? '';
    portal.clock.now += 4 * 60 * 60 + 1;
    browser.jar.set('usher-home;', cookie);
    expect(portal.verdict(browser).status).toBe(204);
    expect((await browser.get('/login/home')).location).toBe('/auth/login');
  });

  test('plex.tv may be down meanwhile: who is signed in stays that', async () => {
    const browser = await signedInAs('child');
    portal.plex.fault('home_users', 'server_error');
    const page = await browser.get('/login/home');
    expect([page.status, portal.reason()]).toEqual([503, 'plex_status']);
    expect(portal.verdict(browser).status).toBe(204);
  });
});

test('the cookies have their attributes', async () => {
  const https = await startPortal({ ...SUBDOMAINS, homePicker: true });
  try {
    const browser = https.browser();
    const step = await browser.signIn('owner', { rd: 'https://sonarr.example.com/' });
    expect(step.setCookies.at(-1)).toMatch(
      /^__Host-usher-profile=[^;]+; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    const page = await browser.post('/login/home', { profile: uuidOf('owner') });
    expect(page.location).toBe('https://sonarr.example.com/');
    expect(page.setCookies.find((line) => line.startsWith('__Secure-usher-home='))).toMatch(
      /^[^;]+; Max-Age=86400; Path=\/login\/home; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
  } finally {
    await https.close();
  }
});
