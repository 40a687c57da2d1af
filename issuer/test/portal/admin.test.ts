/** The page for admins: who may see it, what it shows, and what it does at once. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import { OWNER_ID } from '../../../examples/plex-stand-in/people.js';
import { addAccount, signInLocally } from './local-accounts.js';
import { startPortal, type Browser, type Page, type RunningPortal } from './running-portal.js';

const OWNER = `plex:${String(OWNER_ID)}`;
const FRIEND = 'plex:21000004';
const FRIENDS_PAGE = `/admin/people/${encodeURIComponent(FRIEND)}`;
const ACTIONS = [
  '/admin/link',
  '/admin/link/remove',
  '/admin/revoke-all',
  '/admin/sessions/end',
  '/admin/tokens/any/revoke',
  `${FRIENDS_PAGE}/override`,
  `${FRIENDS_PAGE}/override/remove`,
  `${FRIENDS_PAGE}/revoke`,
  `${FRIENDS_PAGE}/end-session`,
  '/admin/link/servers',
  '/admin/passes',
  '/admin/passes/any/revoke',
];

const PAGES = [
  '/admin',
  '/admin/people',
  FRIENDS_PAGE,
  `${FRIENDS_PAGE}/revoke`,
  '/admin/sessions',
  '/admin/tokens',
  '/admin/tokens/any/revoke',
  '/admin/audit',
  '/admin/configuration',
  '/admin/revoke-all',
  '/admin/link/servers',
  '/admin/passes',
  '/admin/passes/new',
  '/admin/passes/made',
  '/admin/nothing',
];

const LINK_OF_OWNER = {
  clientIdentifier: 'link',
  plexId: OWNER_ID,
  accountName: 'Olive Owner',
  sealedToken: 'x',
  servers: [],
  linkedAt: 1,
  goodAt: 1,
  problem: '',
};

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

async function signedIn(person: string): Promise<Browser> {
  const browser = portal.browser();
  expect((await browser.signIn(person)).status).toBe(303);
  return browser;
}

function isLetIn(browser: Browser, threshold = 998): boolean {
  return portal.verdict(browser, threshold).status === 204;
}

/** Whether the portal itself still takes the session. */
async function isKnownAt(browser: Browser): Promise<boolean> {
  return (await browser.get('/')).status === 200;
}

/** Where somebody's override page comes back to, and what it then says. */
async function after(admin: Browser, page: Page): Promise<string> {
  expect(page.status).toBe(303);
  return (await admin.get(page.location.replace('/auth', ''))).text;
}

describe('who may see it', () => {
  test('nobody without a session: they sign in, and come back', async () => {
    const page = await portal.browser().get('/admin');
    expect([page.status, page.location]).toEqual([
      303,
      `/auth/login?rd=${encodeURIComponent('http://localhost:8080/auth/admin')}`,
    ]);
  });

  test.each(PAGES)('nobody but group 0: %s', async (path) => {
    const page = await (await signedIn('home')).get(path);
    expect([page.status, portal.reason()]).toEqual([403, 'admin_only']);
    expect(page.text).toContain('This page is not open to you');
    expect(page.text).not.toContain('Administration');
  });

  test.each(ACTIONS)('and nobody else does anything: POST %s', async (path) => {
    const friend = await signedIn('friend');
    const victim = await signedIn('friend');
    const before = portal.state.audit(100).length;
    expect((await friend.post(path, { group: 'refused' })).status).toBe(403);
    expect((await portal.browser().post(path, { group: 'refused' })).status).toBe(303);
    expect(await isKnownAt(victim)).toBe(true);
    expect(portal.state.overrides(portal.clock.now)).toEqual([]);
    expect(portal.state.audit(100)).toHaveLength(before);
  });

  test.each(ACTIONS)('a form of another site does nothing: POST %s', async (path) => {
    const admin = await signedIn('owner');
    const page = await admin.post(
      path,
      { group: 'refused' },
      { headers: { Origin: 'https://evil.example' } },
    );
    expect([page.status, portal.reason()]).toEqual([403, 'cross_site_request']);
    expect(await isKnownAt(admin)).toBe(true);
    expect(portal.state.overrides(portal.clock.now)).toEqual([]);
  });

  test('a copy of the session cookie of an admin is not enough, whatever else there is', async () => {
    const admin = await signedIn('owner');
    const proofOfBefore = admin.jar.get('usher-admin;')!;
    const thief = portal.browser();
    thief.jar.set('usher;', admin.jar.get('usher;')!);
    for (const [cookie, value] of [
      ['usher-other;', ''],
      ['usher-admin;', 'nonsense'],
      ['usher-admin;', admin.jar.get('usher-refresh;')!],
    ] as const) {
      thief.jar.set(cookie, value);
      const page = await thief.get('/admin');
      expect([page.status, portal.reason()]).toEqual([403, 'admin_without_proof']);
      expect((await thief.post('/admin/revoke-all')).status).toBe(403);
      expect((await thief.post('/admin/link')).status).toBe(403);
    }
    expect(portal.state.epoch()).toBe(0);
    // Nor is that of another sign-in, be it of the same person.
    const again = await signedIn('owner');
    again.jar.set('usher-admin;', proofOfBefore);
    expect((await again.get('/admin')).status).toBe(403);
    expect((await admin.get('/admin')).status).toBe(200);
  });

  test('the other cookie goes to these pages alone, and to admins', async () => {
    const { setCookies } = await portal.browser().signIn('owner');
    const line = setCookies.find((each) => each.startsWith('usher-admin='));
    expect(line).toMatch(/; Path=\/auth\/admin; .*HttpOnly; SameSite=Lax$/);
    expect(line).not.toContain('Domain');
    expect((await portal.browser().signIn('friend')).setCookies.join()).not.toContain(
      'usher-admin',
    );
  });

  test('a session of group 0 that was taken away is none', async () => {
    const admin = await signedIn('owner');
    portal.state.revokeSubject(OWNER, portal.clock.now);
    expect((await admin.get('/admin')).status).toBe(303);
    expect((await admin.post('/admin/revoke-all')).status).toBe(303);
    expect(portal.state.epoch()).toBe(0);
  });
});

describe('what it shows', () => {
  test('everybody who tried to sign in, their group, and why', async () => {
    await signedIn('friend');
    await signedIn('friend');
    await portal.browser().signIn('stranger');
    const { text } = await (await signedIn('owner')).get('/admin/people');
    expect(text).toContain('Group 4 (User), by rules[3]: friend of Sample Server');
    expect(text).toContain('Group 0 (Admin), by rules[0]: owner of Sample Server');
    expect(text).toContain('2 sessions');
    expect(text).toMatch(
      /Sam Stranger<\/bdi><\/a>[^]*?Refused: no access to the server[^]*?not signed in/,
    );
  });

  test('names as text, whatever they hold', async () => {
    portal.state.recordPerson({
      subject: 'plex:7',
      name: '<script>alert(1)</script>',
      facts: { subject: 'plex:7', plexId: 7, username: '"><b>', servers: [] },
      refused: 'not_a_member',
      at: portal.clock.now,
    });
    const admin = await signedIn('owner');
    for (const path of ['/admin/people', '/admin/people/plex%3A7']) {
      const { text } = await admin.get(path);
      expect(text).toContain('&lt;script&gt;');
      expect(text).not.toMatch(/<script>|<b>/);
    }
  });

  test('somebody’s facts and sessions', async () => {
    await signedIn('friend');
    const { text } = await (await signedIn('owner')).get(FRIENDS_PAGE);
    expect(text).toContain('Frankie');
    expect(text).toContain('friend; libraries not known');
    expect(text).toContain('name="session"');
  });

  test('no group is preselected for somebody who has none: the first would be group 0', async () => {
    const admin = await signedIn('owner');
    const none = /<select[^>]*required[^>]*>\s*<option value="">/;
    expect((await admin.get('/admin/people/plex%3A21000006')).text).toMatch(none);
    await signedIn('friend');
    const { text } = await admin.get(FRIENDS_PAGE);
    expect(text).not.toMatch(none);
    expect(text).toMatch(/<option value="4"\s+selected>/);
  });

  test('somebody who was never here can be given an override all the same', async () => {
    const admin = await signedIn('owner');
    const page = await admin.get('/admin/people/plex%3A21000006');
    expect([page.status, page.text]).toEqual([
      200,
      expect.stringContaining('They never tried to sign in here.'),
    ]);
    expect((await admin.get('/admin/people/nobody')).status).toBe(404);
  });

  test('that more than a fifth seem to have lost access at once', async () => {
    const admin = await signedIn('owner');
    const started = await admin.post('/admin/link');
    const fragment = new URLSearchParams(started.location.replace(/^[^#]*#\?/, ''));
    portal.plex.claim(fragment.get('code')!, 'owner');
    await admin.get(fragment.get('forwardUrl')!);
    for (const person of ['friend', 'home', 'moviefriend']) {
      await signedIn(person);
    }
    portal.plex.unshare('friend');
    portal.plex.unshare('moviefriend');
    portal.clock.now += 60;
    await portal.look();
    const { text } = await admin.get('/admin');
    expect(text).toContain('2 of 4 people who are signed in seem to have lost access at once');
    expect(text).toContain('More than a fifth seem to have lost access at once');
  });
});

describe('an override', () => {
  const set = (admin: Browser, form: Readonly<Record<string, string>>, path = FRIENDS_PAGE) =>
    admin.post(`${path}/override`, { note: '', until: '', meant: 'yes', ...form });

  test('that takes access away acts at once, and the next sign-in has it', async () => {
    const admin = await signedIn('owner');
    const friend = await signedIn('friend');
    const text = await after(admin, await set(admin, { group: '7', note: 'too loud' }));
    expect(text).toContain('Kept. What they had is void.');
    expect(text).toContain('Group 7, by an override: too loud');
    expect(await isKnownAt(friend)).toBe(false);
    expect(portal.state.audit(2)).toMatchObject([
      { actor: OWNER, action: 'revoked', subject: FRIEND },
      { actor: OWNER, action: 'override_set', subject: FRIEND, detail: 'group 7, too loud' },
    ]);
    portal.clock.now += 2;
    await friend.signIn('friend');
    expect([isLetIn(friend, 4), isLetIn(friend, 7)]).toEqual([false, true]);
    expect(portal.state.sessions(portal.clock.now, FRIEND)[0]?.groupId).toBe(7);
  });

  const ask = (admin: Browser, group: string) =>
    admin.post(`${FRIENDS_PAGE}/override`, { group, note: 'why', until: '2099-01-31' });

  test.each([
    ['makes somebody an admin', '0', 'Make Frankie an admin?', 'Make admin'],
    ['refuses somebody', 'refused', 'Refuse Frankie?', 'Refuse'],
    ['is worse than what they have', '7', 'Put Frankie into Group 7?', 'Change the group'],
  ])('that %s asks first', async (_what, group, title, label) => {
    const admin = await signedIn('owner');
    const friend = await signedIn('friend');
    const page = await ask(admin, group);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining(`<h1>${title}</h1>`)]);
    expect(page.text).toContain(`<button class="main">${label}</button>`);
    expect(page.text).toContain('name="until" value="2099-01-31"');
    expect(page.text).toContain('name="note" value="why"');
    expect(page.text.includes('Their session is void at once')).toBe(group !== '0');
    expect(portal.state.overrides(portal.clock.now)).toEqual([]);
    expect(await isKnownAt(friend)).toBe(true);
  });

  test('that ends nothing does not ask, nor for whom is an admin already', async () => {
    const admin = await signedIn('owner');
    await signedIn('friend');
    expect((await ask(admin, '2')).status).toBe(303);
    expect((await ask(admin, '4')).status).toBe(303);
    await set(admin, { group: '0' });
    expect((await ask(admin, '0')).status).toBe(303);
  });

  test('that refuses keeps them out', async () => {
    const admin = await signedIn('owner');
    const friend = await signedIn('friend');
    await set(admin, { group: 'refused' });
    expect(await isKnownAt(friend)).toBe(false);
    portal.clock.now += 2;
    expect((await friend.signIn('friend')).status).toBe(403);
    expect(portal.reason()).toBe('override_refuses');
    expect((await admin.get('/admin/people')).text).toContain('Refused by an override');
  });

  test('that gives more leaves what they have', async () => {
    const admin = await signedIn('owner');
    const friend = await signedIn('friend');
    const text = await after(admin, await set(admin, { group: '2' }));
    expect(text).toContain('It counts from their next renewal or sign-in.');
    expect(await isKnownAt(friend)).toBe(true);
  });

  test('ends with its last day', async () => {
    const admin = await signedIn('owner');
    const day = new Date((portal.clock.now + 3 * 86_400) * 1000).toISOString().slice(0, 10);
    const text = await after(admin, await set(admin, { group: '2', until: day }));
    expect(text).toContain(`value="${day}"`);
    const end = Date.parse(`${day}T00:00:00Z`) / 1000 + 86_400;
    expect(portal.state.overrideOf(FRIEND, portal.clock.now)?.until).toBe(end);
  });

  test.each(['2020-01-01', 'tomorrow', '2026-02-31'])('cannot end on %s', async (until) => {
    const admin = await signedIn('owner');
    const page = await set(admin, { group: '2', until, note: 'typed' });
    expect([page.status, page.text]).toEqual([
      400,
      expect.stringContaining('The end has to be a day to come.'),
    ]);
    expect(page.text).toMatch(/id="until"[^>]*aria-describedby="problem" aria-invalid="true"/);
    expect(page.text).toMatch(/value="2"\s+selected/);
    expect(page.text).toContain('value="typed"');
    expect(portal.state.overrides(portal.clock.now)).toEqual([]);
  });

  test.each(['', '1000', '-1', '1.5', '01', 'admin'])('has no group %j', async (group) => {
    const admin = await signedIn('owner');
    expect((await set(admin, { group })).status).toBe(400);
    expect(portal.state.overrides(portal.clock.now)).toEqual([]);
  });

  test('that is removed takes away what it gave', async () => {
    const admin = await signedIn('owner');
    await set(admin, { group: '1' });
    const friend = await signedIn('friend');
    expect(isLetIn(friend, 1)).toBe(true);
    const text = await after(admin, await admin.post(`${FRIENDS_PAGE}/override/remove`));
    expect(text).toContain('The override is gone. What they had by it is void.');
    expect(await isKnownAt(friend)).toBe(false);
  });

  test('that is removed from a local account takes away no more than it gave', async () => {
    const admin = await signedIn('owner');
    await addAccount(portal, { groupId: 4 });
    const path = `/admin/people/${encodeURIComponent('local:anna')}`;
    const anna = portal.browser();
    for (const [group, said] of [
      ['6', 'override_removed'],
      ['2', 'override_removed_revoked'],
    ] as const) {
      await set(admin, { group }, path);
      await signInLocally(anna);
      expect(portal.state.sessions(portal.clock.now, 'local:anna')[0]?.groupId).toBe(Number(group));
      const page = await admin.post(`${path}/override/remove`);
      expect(page.location).toBe(`/auth${path}?done=${said}`);
      expect(await isKnownAt(anna)).toBe(group === '6');
    }
  });

  test('takes nothing from the owner', async () => {
    const admin = await signedIn('owner');
    const path = `/admin/people/${encodeURIComponent(OWNER)}`;
    const { text } = await admin.get(path);
    const [choices = ''] = /<select id="group"[^]*?<\/select>/.exec(text) ?? [];
    expect([...choices.matchAll(/<option value="(.*?)"/g)].map(([, value]) => value)).toEqual([
      '0',
    ]);
    for (const group of ['refused', '900']) {
      const page = await set(admin, { group }, path);
      expect([page.status, page.text]).toEqual([
        400,
        expect.stringContaining('The owner of the servers is never locked out.'),
      ]);
    }
    expect(portal.state.overrides(portal.clock.now)).toEqual([]);
    expect(await isKnownAt(admin)).toBe(true);
  });

  test('that was set all the same leaves the owner in group 0', async () => {
    portal.state.setOverride({ subject: OWNER, group: 998, note: '', setAt: 1, setBy: 'x' });
    portal.state.setOwnerLink(LINK_OF_OWNER);
    expect((await (await signedIn('owner')).get('/admin')).status).toBe(200);
  });
});

test('a link that cannot be read leaves the page on which to attach it anew', async () => {
  const admin = await signedIn('owner');
  portal.state.setOwnerLink(LINK_OF_OWNER);
  const database = new Database(`${portal.config.issuer.dataDir}/usher.sqlite`);
  database.exec(`UPDATE owner_link SET servers = '{'`);
  database.close();
  for (const path of ['/admin', '/admin/people', FRIENDS_PAGE, '/admin/sessions']) {
    expect([path, (await admin.get(path)).status]).toEqual([path, 200]);
  }
});

describe('taking access back', () => {
  test('one person’s, everywhere', async () => {
    const admin = await signedIn('owner');
    const [one, other] = [await signedIn('friend'), await signedIn('friend')];
    const text = await after(admin, await admin.post(`${FRIENDS_PAGE}/revoke`));
    expect(text).toContain('What they had is void.');
    expect([await isKnownAt(one), await isKnownAt(other)]).toEqual([false, false]);
    expect(await isKnownAt(admin)).toBe(true);
    expect(portal.state.audit(1)).toMatchObject([
      { actor: OWNER, action: 'revoked', subject: FRIEND },
    ]);
  });

  test('one session', async () => {
    const admin = await signedIn('owner');
    const one = await signedIn('friend');
    const [session] = portal.state.sessions(portal.clock.now, FRIEND);
    const other = await signedIn('friend');
    await admin.post(`${FRIENDS_PAGE}/end-session`, { session: session!.sid });
    expect([await isKnownAt(one), await isKnownAt(other)]).toEqual([false, true]);
  });

  test('of one person only, whatever the form names', async () => {
    const admin = await signedIn('owner');
    const home = await signedIn('home');
    const [session] = portal.state.sessions(portal.clock.now, 'plex:21000002');
    await admin.post(`${FRIENDS_PAGE}/end-session`, { session: session!.sid });
    expect(await isKnownAt(home)).toBe(true);
  });

  test('everybody’s, after a question', async () => {
    const admin = await signedIn('owner');
    const friend = await signedIn('friend');
    expect((await admin.get('/admin/revoke-all')).text).toContain('Sign everybody out?');
    expect(await isKnownAt(friend)).toBe(true);
    const page = await admin.post('/admin/revoke-all');
    expect(page.text).toContain('Everybody is signed out');
    expect([await isKnownAt(friend), await isKnownAt(admin)]).toEqual([false, false]);
    expect(portal.state.audit(1)).toMatchObject([{ actor: OWNER, action: 'revoked_all' }]);
  });

  test('says so if nginx cannot know yet', async () => {
    const admin = await signedIn('owner');
    const friend = await signedIn('friend');
    const { dir } = portal.config.revocation;
    const { rmSync, writeFileSync } = await import('node:fs');
    rmSync(dir, { recursive: true });
    writeFileSync(dir, 'in the way');
    const text = await after(admin, await admin.post(`${FRIENDS_PAGE}/revoke`));
    expect(text).toContain('nginx does not know yet');
    expect(portal.log().some((line) => line['reason'] === 'revocation_unpublished')).toBe(true);
    expect(await isKnownAt(friend)).toBe(false);
  });
});
