/** Guest passes over HTTP: making one, opening its link, using it, and what ends it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import {
  MAX_PASSES_OF_ADDRESS,
  MAX_WRONG_PASSES_OF_ADDRESS,
  PASS_WINDOW_SECONDS,
} from '../../http/limits.js';
import { startPortal, SUBDOMAINS, type Browser, type RunningPortal } from './running-portal.js';

const DAY = 86_400;

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal(SUBDOMAINS);
});
afterEach(async () => {
  await portal.close();
});

const inDays = (days: number) =>
  new Date((portal.clock.now + days * DAY) * 1000).toISOString().slice(0, 10);

async function admin(): Promise<Browser> {
  const browser = portal.browser();
  await browser.signIn('owner');
  return browser;
}

const FORM = {
  name: 'Grandma',
  group: 'least',
  scope: 'apps',
  app: 'Overseerr',
  addresses: '',
  uses: '2',
};

/** @returns what the link holds */
async function make(maker: Browser, form: Readonly<Record<string, string>> = {}, place = 'admin') {
  const made = await maker.post(`/${place}/passes`, { ...FORM, until: inDays(7), ...form });
  expect([made.status, made.location]).toEqual([303, `/${place}/passes/made`]);
  const { text } = await maker.get(`/${place}/passes/made`);
  return /https:\/\/auth\.example\.com\/guest\/([\w-]{32})"/.exec(text)?.[1] ?? '';
}

const sessionOf = (browser: Browser) =>
  decodeJwt(
    browser.jar.get('__Secure-usher;Domain=example.com') ?? browser.jar.get('usher;') ?? '',
  );

async function guest(secret: string): Promise<Browser> {
  const browser = portal.browser();
  expect((await browser.post('/guest', { pass: secret })).status).toBe(303);
  return browser;
}

describe('a guest pass', () => {
  test('is shown until whoever made it leaves the page, as a link and as a QR code of our own', async () => {
    const maker = await admin();
    const secret = await make(maker);
    expect(secret).toHaveLength(32);
    const again = await maker.get('/admin/passes/made');
    expect(again.text).toContain(secret);
    expect(again.text).toContain('Opens <bdi>Overseerr</bdi>');
    expect(again.text).toContain('Group 4 (User)');
    const list = await maker.get('/admin/passes');
    const left = await maker.get('/admin/passes/made');
    expect([left.status, left.location]).toEqual([303, '/admin/passes']);
    expect(list.text).toContain('Grandma');
    expect(list.text).toContain('Overseerr');
    expect(list.text).not.toContain(secret);
    expect(JSON.stringify(portal.state.guestPasses())).not.toContain(secret);
    expect(portal.state.audit(1)[0]).toMatchObject({ action: 'guest_pass_made' });
    expect(portal.logText()).not.toContain(secret);
  });

  test('says what it is for, and is not used up by looking at it', async () => {
    const secret = await make(await admin(), { uses: '1' });
    const browser = portal.browser();
    for (let look = 0; look < 3; look += 1) {
      const { status, text, headers } = await browser.get(`/guest/${secret}`);
      expect(status).toBe(200);
      expect(headers.get('Referrer-Policy')).toBe('strict-origin');
      expect(text).toContain('Grandma');
      expect(text).toContain('Overseerr');
      expect(text).not.toContain('Sonarr');
    }
    expect(browser.names()).toEqual(['__Host-usher-probe']);
    expect(portal.state.guestPasses()[0]?.uses).toBe(0);
    expect(portal.logText()).not.toContain(secret);
  });

  test('is no must for whoever is signed in: they are told what it ends, and may stay as they are', async () => {
    const browser = await admin();
    const { text } = await browser.get(`/guest/${await make(browser)}`);
    expect(text).toContain('If you continue, you are signed out of that.');
    expect(text).toMatch(/<a href="\/"\s*>Stay signed in as <bdi>Olive Owner<\/bdi>/);
  });

  test('is not used up by a browser that keeps no cookies', async () => {
    const secret = await make(await admin(), { uses: '1' });
    const browser = portal.browser();
    const { text } = await browser.get(`/guest/${secret}`);
    const [, cookies] = /name="cookies" value="(\w+)"/.exec(text) ?? [];
    browser.jar.clear();
    const page = await browser.post('/guest', { pass: secret, cookies: cookies ?? '' });
    expect([page.status, portal.reason()]).toEqual([400, 'cookies_blocked']);
    expect(page.text).toContain(`href="https://auth.example.com/guest/${secret}"`);
    expect(portal.state.guestPasses()[0]?.uses).toBe(0);
    await browser.get(`/guest/${secret}`);
    expect((await browser.post('/guest', { pass: secret, cookies: 'set' })).status).toBe(303);
    expect(browser.names()).not.toContain('__Host-usher-probe');
  });

  test('gives a session that opens what was chosen, and ends with the pass', async () => {
    const secret = await make(await admin());
    const browser = portal.browser();
    const used = await browser.post('/guest', { pass: secret });
    expect([used.status, used.location]).toEqual([303, 'https://overseerr.example.com:8443/']);
    const [pass] = portal.state.guestPasses();
    expect(sessionOf(browser)).toMatchObject({
      sub: `guest:${pass?.id ?? ''}`,
      name: 'Grandma',
      group_id: 4,
      amr: ['guest_pass'],
      resources: ['overseerr.example.com/'],
    });
    expect(portal.reason()).toBe('signed_in');
    portal.clock.now = (pass?.endsAt ?? 0) - 60;
    const late = await guest(secret);
    expect(sessionOf(late).exp).toBe(pass?.endsAt);
  });

  test('tells its guests when it ends, and promises no renewal beyond that', async () => {
    const browser = await guest(await make(await admin()));
    const endsAt = portal.state.guestPasses()[0]?.endsAt ?? 0;
    const lastDay = new Date((endsAt - 1) * 1000).toISOString().slice(0, 10);
    const early = (await browser.get('/account')).text;
    expect(early).toContain('It is renewed by itself');
    expect(early).toMatch(new RegExp(`guest pass is good until[^]*?datetime="${lastDay}"`));
    portal.clock.now = endsAt - 60;
    const late = (
      await (await guest(await make(await admin(), { until: lastDay }))).get('/account')
    ).text;
    expect(late).not.toContain('It is renewed by itself');
    expect(late).toContain('guest pass is good until');
  });

  test('counts each browser once, and lets in no more than it is for', async () => {
    const secret = await make(await admin(), { uses: '2' });
    const first = await guest(secret);
    await first.post('/guest', { pass: secret });
    await guest(secret);
    const third = await portal.browser().post('/guest', { pass: secret });
    expect([third.status, portal.reason()]).toEqual([404, 'guest_pass_used_up']);
    expect((await portal.browser().get(`/guest/${secret}`)).status).toBe(404);
    expect(portal.state.guestPasses()[0]?.uses).toBe(2);
    // The first one has signed in twice, and may again, a week from now.
    portal.clock.now += 5 * DAY;
    expect((await first.post('/guest', { pass: secret })).status).toBe(303);
  });

  test('that somebody signed out of is counted again', async () => {
    const secret = await make(await admin(), { uses: '1' });
    const browser = await guest(secret);
    expect((await browser.post('/logout')).text).not.toContain('Plex itself');
    expect((await browser.post('/guest', { pass: secret })).status).toBe(404);
  });

  test('has guests for whom an override has no better group to offer', async () => {
    const browser = await admin();
    await guest(await make(browser));
    const [pass] = portal.state.guestPasses();
    const page = await browser.get(`/admin/people/guest%3A${pass?.id ?? ''}`);
    const choices = [...page.text.matchAll(/<option value="(\d+)"/g)].map(([, id]) => Number(id));
    expect(Math.min(...choices)).toBe(pass?.groupId);
    expect(page.text).toContain('never a better one than their pass has');
  });

  test('gives no session while the clock is behind a revocation', async () => {
    const secret = await make(await admin());
    const subject = `guest:${portal.state.guestPasses()[0]?.id ?? ''}`;
    portal.state.revokeSubject(subject, portal.clock.now + 3600);
    const browser = portal.browser();
    const page = await browser.post('/guest', { pass: secret });
    expect([page.status, portal.reason()]).toEqual([503, 'clock_set_back']);
    expect(browser.names()).not.toContain('__Secure-usher');
  });

  test('of many at once lets in as many as it is for', async () => {
    const secret = await make(await admin(), { uses: '3' });
    const statuses = await Promise.all(
      Array.from({ length: 12 }, async () =>
        portal
          .browser()
          .post('/guest', { pass: secret })
          .then(({ status }) => status),
      ),
    );
    expect(statuses.filter((status) => status === 303)).toHaveLength(3);
  });

  test('is used so often from one address, and no more for a while: each use is a session on record', async () => {
    const secret = await make(await admin(), { uses: '' });
    const browser = portal.browser();
    for (let at = 0; at < MAX_PASSES_OF_ADDRESS; at += 1) {
      expect((await browser.post('/guest', { pass: secret })).status).toBe(303);
    }
    const page = await browser.post('/guest', { pass: secret });
    expect([page.status, portal.reason()]).toEqual([429, 'too_many_guest_passes']);
    expect((await browser.get(`/guest/${secret}`)).status).toBe(303);
    expect(portal.state.guestPasses()[0]?.uses).toBe(1);
    portal.clock.now += PASS_WINDOW_SECONDS;
    expect((await browser.post('/guest', { pass: secret })).status).toBe(303);
  });

  test('that is taken back while somebody comes in by it gives no session', async () => {
    await portal.close();
    let meanwhile = (): void => undefined;
    portal = await startPortal({
      ...SUBDOMAINS,
      failingState: {
        guestPassBySecret: (hash) => {
          queueMicrotask(meanwhile);
          return portal.state.guestPassBySecret(hash);
        },
      },
    });
    const secret = await make(await admin());
    const browser = await guest(secret);
    const [pass] = portal.state.guestPasses();
    meanwhile = () => {
      portal.state.revokeGuestPass(pass?.id ?? '', portal.clock.now);
      portal.state.revokeSubject(`guest:${pass?.id ?? ''}`, portal.clock.now);
    };
    const page = await browser.post('/guest', { pass: secret });
    expect([page.status, portal.reason()]).toEqual([404, 'guest_pass_revoked']);
    expect((await browser.get('/auth/998')).status).toBe(401);
  });

  test('shows guests nothing of one another, though all have one subject', async () => {
    const secret = await make(await admin());
    const [one, other] = [await guest(secret), await guest(secret)];
    const { text } = await one.get('/account');
    expect(text.match(/"sessions"[^]*?<\/ul>/)?.[0].match(/<li>/g)).toHaveLength(1);
    expect(text).not.toContain('sign-out-everywhere');
    await one.post('/account/end-session', { session: String(sessionOf(other)['sid']) });
    await one.get('/account/sign-out-everywhere');
    await one.post('/account/sign-out-everywhere');
    expect((await other.get('/')).status).toBe(200);
  });

  test('renews its sessions without Plex', async () => {
    const browser = await guest(await make(await admin()));
    const before = portal.plex.calls('user').length;
    portal.clock.now += 13 * 3600;
    await browser.get('/renew');
    expect(portal.reason()).toBe('renewed');
    expect(portal.plex.calls('user')).toHaveLength(before);
    expect(sessionOf(browser)).toMatchObject({
      iat: portal.clock.now,
      resources: ['overseerr.example.com/'],
    });
  });

  test('that is taken back ends its sessions at once', async () => {
    const maker = await admin();
    const secret = await make(maker);
    const browser = await guest(secret);
    const id = portal.state.guestPasses()[0]?.id ?? '';
    expect((await maker.get(`/admin/passes/${id}/revoke`)).text).toContain('Grandma');
    expect((await browser.get('/')).status).toBe(200);
    await maker.post(`/admin/passes/${id}/revoke`);
    expect((await browser.get('/')).status).toBe(302);
    expect(portal.state.earliestIssueOf(`guest:${id}`)).toBeGreaterThan(portal.clock.now);
    expect((await browser.get(`/guest/${secret}`)).status).toBe(404);
    expect(portal.reason()).toBe('guest_pass_revoked');
    expect(portal.state.audit(1)[0]).toMatchObject({ action: 'guest_pass_revoked' });
  });
});

describe('nobody gives more than they have', () => {
  const refused = async (form: Readonly<Record<string, string>>, text: string) => {
    const page = await (
      await admin()
    ).post('/admin/passes', { ...FORM, until: inDays(7), ...form });
    expect(page.status).toBe(400);
    expect(page.text).toContain(text);
    expect(portal.state.guestPasses()).toEqual([]);
  };

  test.each([
    [{ group: '0' }, 'You can give group 1 or a lesser one'],
    [{ group: '999' }, 'You can give group 1 or a lesser one'],
    [{ name: ' ' }, 'The name has to have'],
    [{ uses: '0' }, 'The number of devices'],
    [{ uses: '1e3' }, 'The number of devices'],
    [{ until: '' }, 'The last day'],
    [{ until: '2020-01-01' }, 'The last day'],
    [{ until: '2999-01-01' }, 'The last day'],
    [{ app: 'Nothing' }, 'The pass cannot open Nothing'],
    [{ app: 'Elsewhere' }, 'The pass cannot open Elsewhere'],
    [{ addresses: 'example.net/x' }, 'The pass cannot open example.net/x'],
    [{ addresses: 'a.example.com/..%2fx' }, 'The pass cannot open'],
    [{ addresses: 'https://auth.example.com@evil.example.com' }, 'The pass cannot open'],
    [{ group: '9' }, 'Overseerr needs group 4 or better'],
    [{ scope: 'group' }, 'Choose a group: it cannot be told'],
    [{ addresses: 'sonarr.example.com' }, 'Choose a group yourself'],
  ])('a form with %j is refused: %s', async (form, text) => {
    await refused(form, text);
  });

  test.each([
    [{ name: ' ' }, '<input id="name" name="name"'],
    [{ group: '0' }, '<select id="group" name="group"'],
    [{ addresses: 'sonarr.example.com' }, '<select id="group" name="group"'],
    [{ group: '4', addresses: 'example.net/x' }, '<input id="addresses" name="addresses"'],
    [{ until: '2020-01-01' }, '<input id="until" name="until"'],
    [{ uses: '0' }, '<input id="uses" name="uses"'],
  ])('what is wrong with %j is said at the field', async (form, field) => {
    const browser = await admin();
    const page = await browser.post('/admin/passes', { ...FORM, until: inDays(7), ...form });
    const text = page.text.replace(/\s+/g, ' ');
    expect(text.match(/id="problem"/g)).toHaveLength(1);
    expect(text.match(/role="alert"/g)).toHaveLength(1);
    const [input] = /<(?:input|select)[^>]*aria-invalid="true"[^>]*>/.exec(text) ?? [];
    expect(input).toContain(field);
    expect(input).toMatch(/aria-describedby="problem[ "]/);
  });

  test('a form of another kind is refused', async () => {
    const browser = await admin();
    for (const form of [{ ...FORM, scope: 'all' }, { ...FORM, secret: 'x' }, {}]) {
      expect((await browser.post('/admin/passes', form)).status).toBe(400);
    }
  });

  test('only those make passes who may', async () => {
    const browser = portal.browser();
    await browser.signIn('friend');
    expect((await browser.get('/account/passes')).status).toBe(404);
    expect((await browser.post('/account/passes', FORM)).status).toBe(404);
    expect((await browser.get('/admin/passes')).status).toBe(403);
    const guests = await guest(await make(await admin(), { group: '4', scope: 'group' }));
    expect((await guests.get('/account/passes')).status).toBe(404);
  });
});

describe('a maker who is no admin', () => {
  let friends: RunningPortal;
  beforeEach(async () => {
    friends = portal;
    portal = await startPortal({ ...SUBDOMAINS, more: 'guestPasses: { makers: 4 }' });
  });
  afterEach(async () => {
    await friends.close();
  });

  async function friend(): Promise<Browser> {
    const browser = portal.browser();
    await browser.signIn('friend');
    return browser;
  }

  test('gives their own group at best, and sees their own passes alone', async () => {
    const owner = await admin();
    await make(owner, { name: 'Of the owner' });
    const maker = await friend();
    const form = (await maker.get('/account/passes/new')).text;
    expect(form).toContain('Overseerr');
    expect(form).not.toContain('Sonarr');
    const page = await maker.post('/account/passes', { ...FORM, until: inDays(7), group: '3' });
    expect(page.text).toContain('You can give group 4 or a lesser one');
    await make(maker, { name: 'Of the friend' }, 'account');
    const list = (await maker.get('/account/passes')).text;
    expect(list).toContain('Of the friend');
    expect(list).not.toContain('Of the owner');
    expect((await owner.get('/admin/passes')).text).toContain('Of the friend');
    const others = portal.state.guestPasses().find(({ name }) => name === 'Of the owner');
    const taken = await maker.post(`/account/passes/${others?.id ?? ''}/revoke`);
    expect(taken.status).toBe(404);
    expect(portal.state.guestPass(others?.id ?? '')?.revokedAt).toBeUndefined();
  });

  test('whose group gets worse takes their guests along', async () => {
    const secret = await make(await friend(), { group: '4', scope: 'group' }, 'account');
    const guests = await guest(secret);
    const setAt = portal.clock.now;
    const override = { subject: 'plex:21000004', note: '', setAt, setBy: 'command line' };
    portal.state.setOverride({ ...override, group: 7 });
    expect(sessionOf(await guest(secret))).toMatchObject({ group_id: 7 });
    expect((await guests.get('/')).status).toBe(302);
    portal.state.setOverride({ ...override, group: 'refused' });
    expect((await guests.get(`/guest/${secret}`)).status).toBe(404);
    expect(portal.reason()).toBe('guest_pass_maker_gone');
  });

  test('is shown no link that somebody else has made in the same browser', async () => {
    const browser = await friend();
    await browser.post('/account/passes', { ...FORM, until: inDays(7) });
    await browser.signIn('home');
    const page = await browser.get('/account/passes/made');
    expect([page.status, page.location]).toEqual([303, '/account/passes']);
  });

  test('cannot make one with a copy of the session cookie alone, which apps see', async () => {
    const maker = await friend();
    const app = portal.browser();
    for (const [key, value] of maker.jar) {
      if (key.startsWith('__Secure-usher;')) {
        app.jar.set(key, value);
      }
    }
    const page = await app.post('/account/passes', { ...FORM, until: inDays(7) });
    expect(page.status).toBe(403);
    expect(portal.state.guestPasses()).toEqual([]);
  });
});

describe('a link that opens nothing', () => {
  test('gets one page, whatever is wrong with it', async () => {
    const maker = await admin();
    const [over, revoked, usedUp] = [
      await make(maker, { until: inDays(1) }),
      await make(maker, { name: 'Revoked' }),
      await make(maker, { uses: '1' }),
    ];
    await guest(usedUp);
    const pass = portal.state.guestPasses().find(({ name }) => name === 'Revoked');
    await maker.post(`/admin/passes/${pass?.id ?? ''}/revoke`);
    portal.clock.now += 3 * DAY;
    const pages = [];
    for (const secret of [over, usedUp, revoked, 'x'.repeat(32), 'short', `${revoked}x`]) {
      const { status, text } = await portal.browser().get(`/guest/${secret}`);
      pages.push(text.replaceAll(secret, ''));
      expect(status).toBe(404);
    }
    expect(new Set(pages).size).toBe(1);
  });

  test('is none of those where nothing was sent that could be one', async () => {
    const browser = portal.browser();
    for (let at = 0; at < MAX_WRONG_PASSES_OF_ADDRESS + 1; at += 1) {
      expect((await browser.post('/guest', { pass: 'x'.repeat(65) })).status).toBe(400);
    }
    expect((await guest(await make(await admin()))).names()).toContain('__Secure-usher');
  });

  test('may be tried a few times from one address', async () => {
    const browser = portal.browser();
    for (let at = 0; at < MAX_WRONG_PASSES_OF_ADDRESS; at += 1) {
      expect((await browser.post('/guest', { pass: 'x'.repeat(32) })).status).toBe(404);
    }
    const page = await browser.get('/guest/anything');
    expect([page.status, portal.reason()]).toEqual([429, 'too_many_guest_passes']);
  });
});
