/** Who may open what, as people see it: members and strangers, pages and scripts, and how to become somebody else. */
import { describe, expect, test } from '@jest/globals';
import { fetchFrom, socketFrom } from './support/scripts.js';
import { HOME_PINS } from '../../plex-stand-in/people.js';
import { chooseProfile, goToPlex, pickAtPlex, signIn } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

describe('no access, no cookie, and the server is named:', () => {
  test.each([
    ['stranger', 'Sam Stranger, stranger@example.com'],
    ['pending', 'Penny Pending, pending@example.com'],
    ['impostor', 'Olive Owner, impostor@example.com'],
  ])('%s', async (person, name) => {
    const { page, cookieNames } = await stage.visitor();
    await page.goto(`${stage.site}/overseerr/`);
    await signIn(page, person);
    await page.getByRole('heading', { name: 'No access' }).waitFor();
    const text = await page.getByRole('main').innerText();
    expect(text).toContain(`The account ${name} has no access to Sample Server`);
    expect(await cookieNames(stage.site)).toEqual([]);

    await page.getByRole('link', { name: 'Use another account' }).click();
    await page.waitForURL(/\/auth\/login\?rd=/);
    await signIn(page, 'friend');
    await page.waitForURL(`${stage.site}/overseerr/`);
  });

  test('a stranger by way of Plex, who takes the place of a friend', async () => {
    const { page, cookieNames } = await stage.visitor();
    await page.goto(`${stage.site}/overseerr/`);
    await signIn(page, 'friend');
    await page.waitForURL(`${stage.site}/overseerr/`);
    await page.goto(`${stage.portal}/login`);
    await goToPlex(page);
    await pickAtPlex(page, 'stranger');
    await page.getByRole('heading', { name: 'No access' }).waitFor();
    expect(await cookieNames(stage.site)).toEqual([]);
  });
});

test('a friend on the admin app is told who, what is needed, and can switch to an account that may', async () => {
  const link = `${stage.site}/sonarr/calendar?unmonitored=true&q=%C3%A9`;
  const { page } = await stage.visitor();
  await page.goto(`${stage.portal}/`);
  await signIn(page, 'friend');
  await page.waitForURL(`${stage.portal}/`);

  const response = await page.goto(link);
  expect(response?.status()).toBe(403);
  expect(page.url()).toBe(link);
  const text = await page.getByRole('main').innerText();
  expect(text).toContain('You are signed in as Frankie');
  expect(text).toContain('4 (User)');
  expect(text).toContain('1 (Co-Admin)');
  expect(await page.content()).not.toContain('sample app');

  await page.getByRole('link', { name: 'Use another account' }).click();
  await page.getByText('or use another account').waitFor();
  expect(await page.getByRole('main').innerText()).toContain('You are signed in as Frankie');
  await signIn(page, 'owner');
  await chooseProfile(page, 'Olive Owner');
  await page.waitForURL(link);
  expect(await page.getByRole('row', { name: 'Remote-User' }).innerText()).toContain('owner');
  expect(await page.getByRole('row', { name: 'Remote-Group-Id' }).innerText()).toContain('0');
});

test('the page of a refusal leads back to the start', async () => {
  const { page } = await stage.visitor();
  await page.goto(`${stage.site}/overseerr/`);
  await signIn(page, 'friend');
  await page.waitForURL(`${stage.site}/overseerr/`);
  await page.goto(`${stage.site}/sonarr/`);
  await page.getByRole('link', { name: 'Back to the start page' }).click();
  await page.waitForURL(`${stage.portal}/`);
});

describe('each person finds and opens just their apps:', () => {
  test.each([
    ['owner', 'Olive Owner', 'Admin', ['Sonarr', 'Overseerr', 'Kids TV']],
    ['home', 'Harper Home', 'Power User', ['Overseerr', 'Kids TV']],
    ['friend', '', 'User', ['Overseerr', 'Kids TV']],
    ['child', 'Kim', 'Kids', ['Kids TV']],
  ])('%s (%s, %s)', async (person, profile, group, apps) => {
    const { page } = await stage.visitor();
    await page.goto(`${stage.site}/`);
    await goToPlex(page);
    await pickAtPlex(page, person);
    if (profile !== '') {
      await chooseProfile(page, profile, person === 'home' ? HOME_PINS.home : undefined);
    }
    await page.waitForURL(`${stage.portal}/`);
    expect(await page.getByRole('main').innerText()).toContain(group);
    const tiles = page.getByRole('listitem').getByRole('strong');
    expect(await tiles.allInnerTexts()).toEqual(apps);

    for (const { name, address } of stage.system.apps) {
      if (apps.includes(name)) {
        await page.goto(`${stage.portal}/`);
        await page.getByRole('link', { name }).click();
        await page.getByRole('heading', { name, exact: true }).waitFor();
        expect(page.url()).toBe(address);
      } else {
        expect((await page.goto(address))?.status()).toBe(403);
      }
    }
  });
});

describe('a script on the page of an app', () => {
  test('that asks without a session gets its 401 in JSON, and no sign-in page', async () => {
    const { page, context } = await stage.visitor();
    await page.goto(`${stage.site}/overseerr/`);
    await signIn(page, 'friend');
    await page.waitForURL(`${stage.site}/overseerr/`);
    expect(await fetchFrom(page, '/overseerr/api/status')).toMatchObject({
      status: 200,
      body: { app: 'Overseerr', identity: { 'Remote-User': 'friend' } },
    });
    expect(await fetchFrom(page, '/sonarr/api/status')).toMatchObject({
      status: 403,
      redirected: false,
      body: { error: 'group_above_threshold', group_id: 4, needed: 1 },
    });

    await context.clearCookies();
    for (const address of ['/overseerr/api/status', '/overseerr/', '/sonarr/']) {
      expect(await fetchFrom(page, address)).toMatchObject({
        status: 401,
        redirected: false,
        type: 'application/json',
        body: { error: 'not_signed_in', sign_in: `${stage.portal}/login` },
      });
    }
  });

  test('talks over a WebSocket while there is a session that may, and not otherwise', async () => {
    const { page, context } = await stage.visitor();
    await page.goto(`${stage.site}/overseerr/`);
    await signIn(page, 'friend');
    await page.waitForURL(`${stage.site}/overseerr/`);
    const hello = await socketFrom(page, `${stage.site}/overseerr/socket`);
    expect(JSON.parse(hello)).toMatchObject({
      app: 'Overseerr',
      identity: { 'Remote-User': 'friend', 'Remote-Group-Id': '4' },
    });
    expect(await socketFrom(page, `${stage.site}/sonarr/socket`)).toBe('closed');
    await context.clearCookies();
    expect(await socketFrom(page, `${stage.site}/overseerr/socket`)).toBe('closed');
    expect(await stage.leave()).toEqual([
      expect.stringMatching(/sonarr\/socket' failed: .*Unexpected response code: 403/),
      // What Chromium makes of a 401.
      expect.stringMatching(/overseerr\/socket' failed: HTTP Authentication failed/),
    ]);
  });
});
