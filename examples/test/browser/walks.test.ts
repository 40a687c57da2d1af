/**
 * From what whoever runs the portal does on its pages to what nginx lets through with the next request, in two browsers:
 * overrides, what is taken back; and an admin who gets in without Plex.
 */
import { describe, expect, jest, test } from '@jest/globals';
import { usher } from './support/usher-command.js';
import { useTwoBrowserStage, type Walker } from './support/two-browser-walk.js';

const FRIEND = '/admin/people/plex:21000004';
const MOVIE_FRIEND = '/admin/people/plex:21000017';

const ADMIN = { name: 'rescue', password: 'a lighthouse keeper’s lamp' };

/** Firefox takes its time to start, and to sign in. */
jest.setTimeout(120_000);

describe.each(['chromium', 'firefox'] as const)('in %s', (name) => {
  const stage = useTwoBrowserStage(name);

  async function administers(path: string): Promise<Walker> {
    const owner = await stage.walker();
    await owner.open(`${stage.portal}/admin`);
    await owner.signsIn('owner', 'Olive Owner');
    await owner.arrives(/\/admin$/);
    await owner.open(`${stage.portal}${path}`);
    return owner;
  }

  /** With the app for everybody with a share open. */
  async function watches(person: string): Promise<Walker> {
    const walker = await stage.walker();
    await walker.open(`${stage.site}/overseerr/`);
    await walker.signsIn(person);
    await walker.arrives(/\/overseerr\/$/);
    expect(await walker.asks('/overseerr/')).toBe(200);
    return walker;
  }

  test('somebody whom the admin refuses is out with the next request, and in again once that is taken back', async () => {
    const friend = await watches('friend');
    const owner = await administers(FRIEND);
    await owner.page.select('#group', 'refused');
    await owner.press('form[action$="/override"] button');
    await owner.press('main button.main');
    expect(await friend.asks('/overseerr/')).toBe(401);
    await friend.open(`${stage.site}/overseerr/`);
    await friend.signsIn('friend');
    expect(await friend.text('h1')).toBe('No access');

    await owner.press('[formaction$="/override/remove"]');
    await friend.open(`${stage.site}/overseerr/`);
    await friend.signsIn('friend');
    await friend.arrives(/\/overseerr\/$/);
  });

  test('an override opens an app that was closed, until its last day', async () => {
    const friend = await watches('friend');
    expect(await friend.asks('/sonarr/')).toBe(403);
    const owner = await administers(FRIEND);
    await owner.page.select('#group', '1');
    const nextYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
    await owner.set('#until', nextYear);
    await owner.press('form[action$="/override"] button');
    expect(await owner.valueOf('#until')).toBe(nextYear);
    await friend.open(`${stage.site}/sonarr/`);
    expect(await friend.text('h1')).toBe('Sonarr is not open to you');
    // The session learns of it by way of nginx, without a sign-in.
    await friend.press('.account a.button.main');
    expect(friend.page.url()).toBe(`${stage.site}/sonarr/`);
    expect(await friend.asks('/sonarr/')).toBe(200);

    await owner.press('[formaction$="/override/remove"]');
  });

  test('whom the admin signs out everywhere is out with the next request', async () => {
    const friend = await watches('moviefriend');
    const owner = await administers(MOVIE_FRIEND);
    await owner.press('a[href$="/revoke"]');
    await owner.press('form[action$="/revoke"] button');
    expect(await friend.asks('/overseerr/')).toBe(401);
    await friend.open(`${stage.site}/overseerr/`);
    await friend.arrives(/\/auth\/login\b/);
  });

  test('a guest pass opens what it is for, a look at its link does not use it up, and it ends when it is taken back', async () => {
    const owner = await administers('/admin/passes/new');
    await owner.fill('#name', 'Film night');
    await owner.page.click('#scope-apps');
    await owner.page.click('input[name="app"][value="Overseerr"]');
    await owner.fill('#uses', '1');
    await owner.press('form[action$="/passes"] button');
    const link = await owner.valueOf('#link');
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);

    const guest = await stage.walker();
    await guest.open(link);
    expect(await guest.text()).toContain('Overseerr');
    await guest.press('form[action$="/guest"] button');
    await guest.open(`${stage.site}/overseerr/`);
    expect(guest.page.url()).toBe(`${stage.site}/overseerr/`);
    expect(await guest.text('table')).toContain('Film night');
    expect([await guest.asks('/sonarr/'), await guest.asks('/kids/')]).toEqual([403, 403]);

    const another = await stage.walker();
    await another.open(link);
    expect(await another.text('h1')).toBe('This link opens nothing');

    await owner.open(`${stage.portal}/admin/passes`);
    await owner.press('a[href$="/revoke"]');
    await owner.press('form[action$="/revoke"] button');
    expect(await guest.asks('/overseerr/')).toBe(401);
  });

  test('while plex.tv is down, an admin with a local account signs in and takes access away', async () => {
    const friend = await watches('moviefriend');
    await usher(
      stage.system.config,
      ['user', 'add', ADMIN.name, '--group', '0'],
      `${ADMIN.password}\n`,
    );
    await stage.system.endPlex();

    const admin = await stage.walker();
    await admin.open(`${stage.portal}/login`);
    await admin.press('a[href*="/login/local"]');
    await admin.fill('#login', ADMIN.name);
    await admin.fill('#password', ADMIN.password);
    await admin.press('form[action$="/login/local"] button');
    await admin.open(`${stage.site}/sonarr/`);
    expect(admin.page.url()).toBe(`${stage.site}/sonarr/`);
    // Who was signed in goes on.
    expect(await friend.asks('/overseerr/')).toBe(200);

    await admin.open(`${stage.portal}${MOVIE_FRIEND}/revoke`);
    await admin.press('form[action$="/revoke"] button');
    expect(await friend.asks('/overseerr/')).toBe(401);
  });
});
