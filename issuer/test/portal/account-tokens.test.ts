/** Tokens that people make for programs of their own: what they open, for whom, and when they end. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { mintSession } from '../../token/mint-session.js';
import { addAccount, signInLocally } from './local-accounts.js';
import { attachOwner, gateSays, signIn } from './owner-linked.js';
import {
  RING,
  startPortal,
  type Browser,
  type Page,
  type PortalOptions,
  type RunningPortal,
} from './running-portal.js';

const FRIEND = 'plex:21000004';
const DAY = 24 * 60 * 60;
const FORM = { name: 'nzb360 on my phone', group: '4', days: '30' };

let portal: RunningPortal;
afterEach(async () => {
  await portal.close();
});

async function start(options: PortalOptions = {}): Promise<void> {
  portal = await startPortal(options);
  await attachOwner(portal);
}

async function signedIn(person: string): Promise<Browser> {
  const browser = portal.browser();
  expect((await browser.signIn(person)).status).toBe(303);
  return browser;
}

const tokenIn = ({ text }: Page) => /<textarea[^>]*>\s*([\w.-]+)<\/textarea>/.exec(text)?.[1] ?? '';

async function made(browser: Browser, form: Partial<typeof FORM> = {}): Promise<string> {
  const page = await browser.post('/account/tokens', { ...FORM, ...form });
  expect(page.status).toBe(200);
  return tokenIn(page);
}

/** What the gate's question is answered with, to a program that sends the token. */
async function verdict(token: string, threshold = 998) {
  const headers = { Authorization: `Bearer ${token}` };
  const { status } = await portal.browser().get(`/auth/${String(threshold)}`, { headers });
  return [status, portal.reason()];
}

const overrideTo = (group: number, until?: number) => {
  portal.state.setOverride({
    subject: FRIEND,
    group,
    note: '',
    setAt: portal.clock.now,
    setBy: 'command line',
    ...(until !== undefined && { until }),
  });
};

describe('a token of one’s own', () => {
  test('opens what the person may open who made it, as that person', async () => {
    await start();
    const browser = await signedIn('friend');
    const page = await browser.post('/account/tokens', FORM);
    expect(page.status).toBe(200);
    expect(page.headers.get('Cache-Control')).toBe('no-store');
    const token = tokenIn(page);
    const session = decodeJwt(browser.jar.get('usher;') ?? '');
    const { sub, name, preferred_username, email, iss, aud } = session;
    const claims = decodeJwt(token);
    expect(claims).toEqual({
      ...{ sub, name, preferred_username, email, iss, aud },
      iat: portal.clock.now,
      exp: portal.clock.now + 30 * DAY,
      jti: expect.any(String),
      sid: expect.any(String),
      amr: ['token'],
      group: 'User',
      group_id: 4,
    });
    expect(claims['sid']).not.toBe(session['sid']);
    expect(portal.log().at(-1)).toMatchObject({
      reason: 'api_token_made',
      subject: FRIEND,
      sid: claims['sid'],
    });
    expect(portal.logText()).not.toContain(token);
    expect(portal.state.audit(1, FRIEND)).toMatchObject([
      { actor: FRIEND, action: 'token_made', detail: expect.stringMatching(/^nzb360.*group 4/) },
    ]);
    expect(await verdict(token, 4)).toEqual([204, 'allowed']);
    expect(await verdict(token, 3)).toEqual([403, 'group_above_threshold']);
  });

  test.each([
    ['owner', '1'],
    ['home', '4'],
    ['friend', '4'],
  ])(
    'is meant to open the apps and no more, unless somebody says otherwise: %s',
    async (person, group) => {
      await start();
      const { text } = await (await signedIn(person)).get('/account/tokens');
      expect(/<option value="(\d+)"\s+selected/.exec(text)?.[1]).toBe(group);
    },
  );

  test('is shown this once, then listed without itself, and revoked at once', async () => {
    await start();
    const browser = await signedIn('friend');
    const token = await made(browser, { group: '998', days: '7' });
    const list = await browser.get('/account/tokens');
    expect(list.text).toContain('nzb360 on my phone');
    expect(list.text).toContain('Group 998 (Signed In)');
    expect(list.text).not.toContain(token);
    expect((await browser.get('/account')).text).toContain('One program has a token of yours');
    expect(await verdict(token, 998)).toEqual([204, 'allowed']);
    expect(await verdict(token, 4)).toEqual([403, 'group_above_threshold']);
    const sid = decodeJwt(token)['sid'] as string;

    const other = await signedIn('moviefriend');
    expect((await other.get('/account/tokens')).text).not.toContain('nzb360 on my phone</');
    await other.post('/account/tokens/revoke', { session: sid });
    expect(await verdict(token)).toEqual([204, 'allowed']);

    const page = await browser.post('/account/tokens/revoke', { session: sid });
    expect([page.status, page.location]).toEqual([303, '/auth/account/tokens']);
    expect(portal.log().at(-1)).toMatchObject({ reason: 'api_token_revoked', sid });
    expect(await verdict(token)).toEqual([401, 'session_ended']);
    expect(await gateSays(portal, browser)).toBe('allowed');
    expect(portal.state.audit(1, FRIEND)).toMatchObject([
      { actor: FRIEND, action: 'token_revoked', detail: 'nzb360 on my phone' },
    ]);
    expect((await browser.get('/account/tokens')).text).not.toContain(sid);
  });

  test.each<readonly [string, Partial<typeof FORM>, number, string]>([
    ['a better group', { group: '3' }, 400, 'cannot open more than you can'],
    ['the guests’ group', { group: '999' }, 400, 'cannot open more than you can'],
    ['a longer life than the setting', { days: '91' }, 400, 'cannot last that long'],
    ['no name', { name: '  ' }, 400, 'Say what it is for'],
    ['control characters in it', { name: 'a\u0007b' }, 400, 'could not be read'],
    ['a group of no number', { group: 'x' }, 400, 'could not be read'],
    ['no life at all', { days: '0' }, 400, 'could not be read'],
  ])('is not made with %s', async (_what, form, status, said) => {
    await start();
    const browser = await signedIn('friend');
    const page = await browser.post('/account/tokens', { ...FORM, ...form });
    expect([page.status, page.text]).toEqual([status, expect.stringContaining(said)]);
    expect(portal.state.apiTokens()).toEqual([]);
  });

  test('has a name that one’s other tokens have not; others’ do not count', async () => {
    await start();
    const browser = await signedIn('friend');
    await made(browser);
    const page = await browser.post('/account/tokens', FORM);
    expect([page.status, portal.reason()]).toEqual([409, 'api_token_refused']);
    expect(page.text).toContain('You have a token of that name');
    expect(page.text).toContain('value="nzb360 on my phone"');
    await made(await signedIn('moviefriend'));
  });

  test('is one of twenty at most', async () => {
    await start();
    const browser = await signedIn('friend');
    for (let at = 0; at < 20; at += 1) {
      await made(browser, { name: `number ${String(at)}` });
    }
    const page = await browser.post('/account/tokens', FORM);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('as many tokens')]);
  });

  test('is in no better group than an operator says while it is being made', async () => {
    let meanwhile = (): void => undefined;
    portal = await startPortal({
      failingState: {
        sessions: (now, subject) => {
          queueMicrotask(meanwhile);
          return portal.state.sessions(now, subject);
        },
      },
    });
    await attachOwner(portal);
    const browser = await signedIn('friend');
    meanwhile = () => {
      overrideTo(7);
    };
    const page = await browser.post('/account/tokens', FORM);
    expect([tokenIn(page), portal.state.ownTokens(portal.clock.now, FRIEND)]).toEqual(['', []]);
  });

  test('escapes its name', async () => {
    await start();
    const browser = await signedIn('friend');
    const name = '<b>"\'&{x}';
    const page = await browser.post('/account/tokens', { ...FORM, name });
    expect(page.text).toContain('&lt;b&gt;&quot;&#39;&amp;{x}');
    expect((await browser.get('/account/tokens')).text).not.toContain('<b>');
  });

  test('opens no page of the portal, even as its cookie', async () => {
    await start();
    const token = await made(await signedIn('friend'));
    const thief = portal.browser();
    thief.jar.set('usher;', token);
    for (const path of ['/', '/account', '/account/tokens', '/account/sign-out-everywhere']) {
      const page = await thief.get(path);
      expect([302, 303]).toContain(page.status);
      expect(page.location).toContain('/auth/login');
    }
    for (const path of ['/account/tokens', '/account/sign-out-everywhere']) {
      expect((await thief.post(path, FORM)).location).toContain('/auth/login?');
    }
    expect(await verdict(token)).toEqual([204, 'allowed']);
  });
});

describe('a token is made by', () => {
  async function refusal(browser: Browser): Promise<string> {
    const page = await browser.get('/account/tokens');
    expect(page.text).not.toContain('name="days"');
    const forced = await browser.post('/account/tokens', FORM);
    expect([forced.status, portal.reason()]).toEqual([403, 'api_token_refused']);
    expect(portal.state.apiTokens()).toEqual([]);
    return page.text;
  }

  test('nobody with the session cookie alone, which every app gets to see', async () => {
    await start();
    const browser = await signedIn('friend');
    browser.jar.delete('usher-account;');
    expect(await refusal(browser)).toContain('Sign in once more');
    // Nor is that of another sign-in of the same person.
    const other = await signedIn('friend');
    browser.jar.set('usher-account;', other.jar.get('usher-account;') ?? '');
    await refusal(browser);
  });

  test('nobody of Plex while no owner’s account is attached, but for the owner', async () => {
    await start();
    portal.state.removeOwnerLink();
    expect(await refusal(await signedIn('friend'))).toContain(
      'as soon as the owner’s Plex account',
    );
    expect(await made(await signedIn('owner'), { group: '0' })).not.toBe('');
  });

  test('nobody with a restricted session', async () => {
    await start();
    const browser = await signedIn('friend');
    const { token } = await mintSession(
      {
        person: { subject: FRIEND, name: 'Frankie' },
        groupId: 4,
        groupName: 'User',
        amr: ['plex_pwd'],
        from: { device: '', address: '' },
        resources: ['localhost/'],
      },
      { config: portal.config, ring: RING, state: portal.state, now: portal.clock.now },
    );
    browser.jar.set('usher;', token);
    expect(await refusal(browser)).toContain('certain addresses only');
    const account = (await browser.get('/account')).text;
    expect(account).toContain('<bdi>localhost/</bdi>');
    expect(account).not.toContain('/account/tokens');
  });

  test('no guest', async () => {
    await start();
    const { now } = portal.clock;
    portal.state.addGuestPass(
      {
        ...{ id: 'p1', name: 'Grandma', groupId: 4, endsAt: now + DAY },
        ...{ madeBy: 'command line', madeAt: now, uses: 0 },
      },
      'x',
    );
    const browser = await signedIn('friend');
    const { token } = await mintSession(
      {
        person: { subject: 'guest:p1', name: 'Grandma' },
        groupId: 4,
        groupName: 'User',
        amr: ['plex_pwd'],
        from: { device: '', address: '' },
      },
      { config: portal.config, ring: RING, state: portal.state, now: portal.clock.now },
    );
    browser.jar.set('usher;', token);
    expect(await refusal(browser)).toContain('Guests make no tokens');
    expect((await browser.get('/account')).text).toContain('By the guest pass');
  });

  test('nobody beyond the group of the setting', async () => {
    await start({ more: 'apiTokens: { makers: 3 }' });
    const browser = await signedIn('friend');
    expect(await refusal(browser)).toContain('Your group makes no tokens');
    expect((await browser.get('/account')).text).not.toContain('/account/tokens');
  });

  test('whoever may, for no longer than the setting says', async () => {
    await start({ more: 'apiTokens: { maxLifetime: 10d }' });
    const browser = await signedIn('friend');
    const { text } = await browser.get('/account/tokens');
    expect(text.match(/<option value="\d+"[^>]*>\s*\d+ days?/g)).toHaveLength(3);
    expect((await browser.post('/account/tokens', { ...FORM, days: '11' })).status).toBe(400);
    await made(browser, { days: '10' });
  });
});

describe('somebody with an account of the portal’s own', () => {
  test('makes tokens, even while no owner’s account is attached', async () => {
    await start({ rules: "  - { when: { subject: 'local:anna' }, group: 3 }" });
    portal.state.removeOwnerLink();
    await addAccount(portal);
    const browser = portal.browser();
    await signInLocally(browser);
    const page = await browser.get('/account');
    expect(page.text).toContain('By a rule: signed in as local:anna');
    const token = await made(browser, { group: '3' });
    expect(decodeJwt(token)).toMatchObject({ sub: 'local:anna', name: 'Anna Local', group_id: 3 });
    expect(await verdict(token, 3)).toEqual([204, 'allowed']);
    await portal.look();
    expect(await verdict(token, 3)).toEqual([204, 'allowed']);
    portal.state.setDisabled('anna', portal.clock.now);
    await portal.look();
    expect((await verdict(token, 998))[0]).toBe(401);
  });
});

describe('a token ends', () => {
  test('when an override takes its group away, at once', async () => {
    await start();
    const token = await made(await signedIn('friend'));
    const admin = await signedIn('owner');
    const path = `/admin/people/${encodeURIComponent(FRIEND)}/override`;
    await admin.post(path, { group: '6', note: '', until: '', meant: 'yes' });
    expect(await verdict(token)).toEqual([401, 'revoked']);
  });

  test('no later than what its group is by', async () => {
    await start();
    const until = portal.clock.now + 3 * DAY;
    overrideTo(2, until);
    const token = await made(await signedIn('friend'), { group: '2' });
    expect(decodeJwt(token).exp).toBe(until);
  });

  test.each<readonly [string, () => Promise<unknown>, number]>([
    // As with sessions: all that they had is void.
    ['their next sign-in', () => signedIn('friend'), 401],
    ['the next look', () => portal.look(), 204],
  ])('where its person is in a worse group by now, at %s', async (_when, happens, others) => {
    await start();
    overrideTo(2);
    const browser = await signedIn('friend');
    const [better, modest] = [
      await made(browser, { group: '2' }),
      await made(browser, { name: 'modest' }),
    ];
    await browser.post('/logout');
    portal.state.removeOverride(FRIEND);
    portal.clock.now += 60;
    await happens();
    expect((await verdict(better))[0]).toBe(401);
    expect((await verdict(modest))[0]).toBe(others);
    expect(portal.state.audit(9, FRIEND).map(({ action }) => action)).toEqual(
      expect.arrayContaining([expect.stringMatching(/demoted|token_revoked/)]),
    );
  });

  test('at the renewal of another session that has lost nothing', async () => {
    await start();
    const plain = await signedIn('friend');
    overrideTo(2);
    const browser = await signedIn('friend');
    const token = await made(browser, { group: '2' });
    await browser.post('/logout');
    portal.state.removeOverride(FRIEND);
    portal.clock.now += 13 * 60 * 60;
    await plain.get('/renew');
    expect(portal.reason()).toBe('renewed');
    expect((await verdict(token))[0]).toBe(401);
    expect(await gateSays(portal, plain, 4)).toBe('allowed');
  });

  test('when its person is unshared', async () => {
    await start();
    const token = await made(await signedIn('friend'));
    for (const person of ['moviefriend', 'home', 'mailonly', 'owner']) {
      await signIn(portal, person);
    }
    portal.clock.now += 60;
    portal.plex.unshare('friend');
    await portal.look();
    expect(await verdict(token)).toEqual([401, 'revoked']);
  });

  test('when nobody can tell any more whether its person has access', async () => {
    await start();
    const token = await made(await signedIn('friend'));
    const owners = await made(await signedIn('owner'), { group: '0' });
    portal.state.removeOwnerLink();
    portal.clock.now += 60;
    await portal.look();
    expect(portal.log()).toContainEqual(
      expect.objectContaining({ reason: 'api_token_unearned', subject: FRIEND }),
    );
    expect((await verdict(token))[0]).toBe(401);
    expect(await verdict(owners, 0)).toEqual([204, 'allowed']);
  });

  test('with everything else, of which the page says so before', async () => {
    await start();
    const browser = await signedIn('friend');
    const token = await made(browser);
    const page = await browser.get('/account/sign-out-everywhere');
    expect(page.text).toContain('The token that you have made for a program ends as well.');
    expect(await verdict(token)).toEqual([204, 'allowed']);
    await browser.post('/account/sign-out-everywhere');
    expect(await verdict(token)).toEqual([401, 'revoked']);
  });
});

test('a profile that was chosen on somebody else’s sign-in makes none', async () => {
  await start({ homePicker: true });
  const browser = await signedIn('owner');
  const page = await browser.get('/login/home');
  const [, uuid = ''] =
    /value="([\w-]+)"[^]*?<span>Kim<\/span>/.exec(
      page.text.slice(page.text.indexOf('Kim') - 600),
    ) ?? [];
  await browser.post('/login/home', { profile: uuid });
  expect((await browser.get('/account')).text).toContain('Kim');
  expect(browser.jar.has('usher-account;')).toBe(false);
  expect((await browser.get('/account/tokens')).text).toContain('Sign in once more');
});
