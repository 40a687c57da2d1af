/** Somebody is put into a better group while they are signed in: where it is said, and how they come to it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { OWNER_ID } from '../../../examples/plex-stand-in/people.js';
import { ask } from '../../../njs-validator/test/nginx/support/request.js';
import { startPortal, SUBDOMAINS, type Browser, type RunningPortal } from './running-portal.js';

const OWNER = `plex:${String(OWNER_ID)}`;
const FRIEND = 'plex:21000004';
const ID = '0123456789abcdef0123456789abcdef';
const SONARR = 'https://sonarr.example.com/series?page=2';
const TAKE = '/_usher/renew?rd=';

let portal: RunningPortal;
let friend: Browser;
beforeEach(async () => {
  portal = await startPortal(SUBDOMAINS);
  friend = portal.browser();
  await friend.signIn('friend');
});
afterEach(() => portal.close());

function override(group: number, until?: number): void {
  portal.state.setOverride({
    subject: FRIEND,
    group,
    note: '',
    setAt: portal.clock.now,
    setBy: OWNER,
    ...(until !== undefined && { until }),
  });
}

const groupOf = (browser: Browser) =>
  decodeJwt(browser.jar.get('__Secure-usher;Domain=example.com') ?? '')['group_id'];

/** As nginx asks for the page about somebody whom its gate has refused. */
async function refusedPage(needs = 1, cookie = friend.cookieHeader()): Promise<string> {
  const { body } = await ask(`${portal.address}/refused`, {
    headers: {
      Cookie: cookie,
      'Usher-Refused': `group_above_threshold ${String(needs)} ${ID}`,
      'Usher-Address': SONARR,
    },
  });
  return body;
}

const linkIn = (page: string, label: string) =>
  new RegExp(`<a[^>]*href="([^"]*)"[^>]*>\\s*${label}\\s*</a`).exec(page)?.[1];

describe('on the page of somebody who is refused', () => {
  test('the way to it is the first thing, and the page opens afterwards', async () => {
    expect(linkIn(await refusedPage(), 'Use it now')).toBeUndefined();
    override(1);
    const page = await refusedPage();
    expect(page).toContain('Your group is Group 1 (Co-Admin) by now.');
    const way = linkIn(page, 'Use it now');
    // At the app's own server, so without a host.
    expect(way).toBe(`${TAKE}${encodeURIComponent('/series?page=2')}`);
    const back = await friend.get(way ?? '');
    expect([back.status, back.location, portal.reason()]).toEqual([
      303,
      '/series?page=2',
      'renewed',
    ]);
    expect(groupOf(friend)).toBe(1);
  });

  test('is offered to nobody whom nothing lets in any more, whatever was last on record', async () => {
    const known = portal.state.person(FRIEND);
    if (known === undefined) {
      throw new Error('who signs in is on record');
    }
    portal.state.recordPerson({ ...known, groupId: 1 });
    portal.state.setOverride({
      subject: FRIEND,
      group: 'refused',
      note: '',
      setAt: portal.clock.now,
      setBy: OWNER,
    });
    const page = await refusedPage();
    expect(page).toContain('You are signed in as');
    expect(page).not.toContain('by now.');
  });

  test('where nothing came of that, one signs in anew', async () => {
    override(1);
    friend.jar.delete('__Secure-usher-refresh;Domain=example.com');
    await friend.get(`${TAKE}%2Fseries`);
    expect([portal.reason(), groupOf(friend)]).toEqual(['renewal_without_cookie', 4]);
    const way = linkIn(await refusedPage(), 'Sign in again');
    expect(way).toBe(`https://auth.example.com/login?rd=${encodeURIComponent(SONARR)}`);
  });

  test('a group that does not open the page either is no way out', async () => {
    override(3);
    expect(linkIn(await refusedPage(), 'Use it now')).toBeUndefined();
  });

  test('an app is called by its name, and by whom it is for', async () => {
    const page = await refusedPage();
    expect(page).toContain('<h1>Sonarr is not open to you</h1>');
    expect(page).toContain('Sonarr is for Co-Admin and above.');
    expect(await refusedPage(0)).toContain('Sonarr is for Admin.');
    // A group without a name has nothing but its number.
    expect(await refusedPage(3)).toContain('Sonarr is for Power User and above.');
    expect(await refusedPage(7)).not.toContain('Sonarr is for');
  });
});

describe('on the portal’s own pages', () => {
  test.each(['/', '/account'])('%s offers it, and shows it afterwards', async (path) => {
    expect((await friend.get(path)).text).not.toContain('by now');
    override(1);
    const way = linkIn((await friend.get(path)).text, 'Use it now');
    expect(way).toBe(`${TAKE}${encodeURIComponent(path)}`);
    expect((await friend.get(way ?? '')).location).toBe(path);
    const after = (await friend.get(path)).text;
    expect(after).toContain('Co-Admin');
    expect(after).not.toContain('by now');
  });

  test('nothing is offered for a worse group, nor to others', async () => {
    const home = portal.browser();
    await home.signIn('home');
    override(1);
    expect((await home.get('/')).text).not.toContain('by now');
    override(7);
    expect((await friend.get('/')).text).not.toContain('by now');
  });

  test('below a path of another server, by signing in, unless a gate of ours is known to be there', async () => {
    const below = await startPortal();
    try {
      const browser = below.browser();
      await browser.signIn('friend');
      below.state.setOverride({ subject: FRIEND, group: 1, note: '', setAt: 1, setBy: OWNER });
      expect(linkIn((await browser.get('/account')).text, 'Sign in again')).toBe(
        `/auth/login?rd=${encodeURIComponent('http://localhost:8080/auth/account')}`,
      );
      await browser.get('/healthz', {
        headers: { 'Usher-Gate': '0.1.0; njs/0.8.9; nginx/1.22.1; list=5' },
      });
      expect(linkIn((await browser.get('/account')).text, 'Use it now')).toBe(
        `${TAKE}${encodeURIComponent('/auth/account')}`,
      );
    } finally {
      await below.close();
    }
  });

  test('who is to be an admin is asked to sign in, which these pages want', async () => {
    expect((await friend.get('/admin')).text).toContain('This page is not open to you');
    override(0);
    const page = await friend.get('/admin');
    expect([page.status, page.text]).toEqual([
      403,
      expect.stringContaining('Please sign in once more'),
    ]);
  });
});

describe('the sign-in page', () => {
  const login = async () => (await friend.get(`/login?rd=${encodeURIComponent(SONARR)}`)).text;

  test('does not just send back to an app that the session does not open', async () => {
    const page = await login();
    expect(linkIn(page, 'Continue')).toBeUndefined();
    expect(page).toContain('Your group is Group 4 (User)');
    expect(linkIn(page, 'Go there all the same')).toBe(SONARR);
    expect(page).toMatch(/<button class="main">Sign in with Plex/);
  });

  test('offers the better group, and leads on afterwards', async () => {
    override(1);
    const way = linkIn(await login(), 'Use it now');
    const back = await friend.get(way ?? '');
    expect(back.location).toBe(`/login?rd=${encodeURIComponent(SONARR)}`);
    expect(linkIn((await friend.get(back.location)).text, 'Continue')).toBe(SONARR);
  });

  test('has one sign in anew where that does not go', async () => {
    override(1);
    friend.jar.delete('__Secure-usher-refresh;Domain=example.com');
    await friend.get(`${TAKE}%2F`);
    const page = await login();
    expect(page).toContain('Sign in again, and it counts.');
    expect(page).toMatch(/<button class="main">Sign in with Plex/);
    expect(linkIn(page, 'Continue')).toBeUndefined();
    const signedIn = await friend.signIn('friend', { rd: SONARR });
    expect([signedIn.location, groupOf(friend)]).toEqual([SONARR, 1]);
  });

  test('leads on, as ever, to what the session opens', async () => {
    const rd = 'https://overseerr.example.com:8443/';
    const page = await friend.get(`/login?rd=${encodeURIComponent(rd)}`);
    expect(linkIn(page.text, 'Continue')).toBe(rd);
  });
});

describe('a renewal before its time', () => {
  test('is for a better group alone', async () => {
    await friend.get('/_usher/renew');
    expect(portal.reason()).toBe('renewal_not_due');
  });

  test('gives it even where it ends sooner than the session', async () => {
    override(1, portal.clock.now + 3600);
    await friend.get('/_usher/renew');
    expect([portal.reason(), groupOf(friend)]).toEqual(['renewed', 1]);
  });

  test('plex.tv has the last word', async () => {
    override(1);
    portal.plex.unshare('friend');
    await friend.get('/_usher/renew');
    expect([portal.reason(), groupOf(friend)]).toEqual(['not_a_member', 4]);
  });
});
