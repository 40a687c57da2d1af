/** Who somebody of a Plex Home is: the choice of a profile, and the account page. */
import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { HOME_PINS } from '../../plex-stand-in/people.js';
import { chooseProfile, goToPlex, pickAtPlex, signIn, typePin } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

const SCRIPTS = [
  ['with JavaScript', true],
  ['without JavaScript', false],
] as const;

const header = async (page: Page, name: string) =>
  (await page.getByRole('row', { name, exact: false }).first().innerText()).split('\t')[1];

describe.each(SCRIPTS)('a child with a PIN, %s,', (_, javaScriptEnabled) => {
  test('is somebody by the PIN alone, comes in where children may, and nowhere else', async () => {
    const { page, cookieNames } = await stage.visitor({ javaScriptEnabled });
    const link = `${stage.site}/kids/show?id=7&q=%C3%BC`;
    await page.goto(link);
    await signIn(page, 'owner');
    await page.getByRole('heading', { name: 'Who is this?' }).waitFor();
    expect(await page.getByText('Guest').count()).toBe(0);
    // Nobody yet, for the portal and for the gate.
    expect(await cookieNames(`${stage.portal}/login`)).toEqual(['usher-probe', 'usher-profile']);
    expect(await cookieNames(stage.site)).toEqual([]);
    await page.goto(link);
    expect(new URL(page.url()).pathname).toBe('/auth/login');

    await page.goto(`${stage.portal}/login/home`);
    await chooseProfile(page, 'Tess', '0000');
    expect(await page.getByRole('alert').innerText()).toBe('This PIN is not right.');
    expect(await cookieNames(`${stage.portal}/login`)).toEqual(['usher-probe', 'usher-profile']);
    await typePin(page, HOME_PINS.teen);
    await page.waitForURL(link);
    expect(await header(page, 'Remote-Groups')).toBe('Kids');
    expect(await header(page, 'Remote-Group-Id')).toBe('5');

    for (const app of ['Overseerr', 'Sonarr']) {
      expect((await page.goto(`${stage.site}/${app.toLowerCase()}/`))?.status()).toBe(403);
      await page.getByRole('heading', { name: `${app} is not open to you` }).waitFor();
    }
    await page.goto(`${stage.portal}/`);
    expect(await page.locator('.me').innerText()).toContain('Tess "T" <3 Kids');
    expect(await page.locator('.apps strong').allInnerTexts()).toEqual(['Kids TV']);
  });
});

test('a child’s tablet goes on to a parent with the PIN only, and not by way of Plex', async () => {
  const { page } = await stage.visitor();
  await page.goto(`${stage.site}/kids/`);
  await goToPlex(page);
  await pickAtPlex(page, 'home');
  await chooseProfile(page, 'Kim');
  await page.waitForURL(`${stage.site}/kids/`);

  await page.goto(`${stage.portal}/`);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('link', { name: 'Switch profile' }).click();
  await chooseProfile(page, 'Harper Home', '1234');
  await page.getByRole('alert').waitFor();
  await page.getByRole('link', { name: 'Somebody else' }).click();
  await page.getByRole('link', { name: 'Stay signed in as Kim' }).click();
  await page.getByRole('heading', { name: 'Kim' }).waitFor();

  await page.getByRole('link', { name: 'Switch profile' }).click();
  await chooseProfile(page, 'Harper Home', HOME_PINS.home);
  await page.waitForURL(`${stage.portal}/`);
  expect(await page.locator('.me').innerText()).toContain('Harper Home Power User');
});

test('the choice fits on a phone, and pictures are there', async () => {
  const { page } = await stage.visitor({ viewport: { width: 360, height: 740 } });
  await page.goto(`${stage.portal}/login`);
  await signIn(page, 'owner');
  await page.getByRole('heading', { name: 'Who is this?' }).waitFor();
  const shown = await page.evaluate<number[]>(
    "Promise.all([...document.querySelectorAll('img.portrait')].map((i) => i.decode().then(() => i.naturalWidth)))",
  );
  expect(shown).toHaveLength(5);
  expect(shown.every((width) => width > 0)).toBe(true);
  await page.getByRole('link', { name: 'Tess' }).click();
  await page.getByLabel('PIN').waitFor();
  // One can type at once, and a phone shows digits.
  expect(await page.evaluate('document.activeElement.inputMode')).toBe('numeric');
});

describe('the account page', () => {
  test('ends another session at once: its next request is refused', async () => {
    const phone = await stage.visitor();
    await phone.page.goto(`${stage.site}/overseerr/`);
    await signIn(phone.page, 'friend');
    await phone.page.waitForURL(`${stage.site}/overseerr/`);

    const { page } = await stage.visitor({ javaScriptEnabled: false });
    await page.goto(`${stage.portal}/account`);
    await signIn(page, 'friend');
    await page.waitForURL(`${stage.portal}/account`);
    const text = await page.getByRole('main').innerText();
    expect(text).toContain('friend of Sample Server');
    const endings = page.getByRole('button', { name: /^Sign out Chrom/ });
    await endings.first().click();
    await page.waitForURL(`${stage.portal}/account`);
    expect(await endings.count()).toBe(0);

    await phone.page.goto(`${stage.site}/overseerr/`);
    expect(new URL(phone.page.url()).pathname).toBe('/auth/login');
    await page.goto(`${stage.site}/overseerr/`);
    expect(page.url()).toBe(`${stage.site}/overseerr/`);
  });

  test('ends all of them at once', async () => {
    const visitors = [await stage.visitor(), await stage.visitor()];
    for (const { page } of visitors) {
      await page.goto(`${stage.site}/overseerr/`);
      await signIn(page, 'friend');
      await page.waitForURL(`${stage.site}/overseerr/`);
    }
    const [here, there] = visitors;
    await here!.page.goto(`${stage.portal}/account`);
    await here!.page.getByRole('link', { name: 'Sign out everywhere' }).click();
    await here!.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await here!.page.getByRole('heading', { name: 'You are signed out everywhere' }).waitFor();
    for (const { page } of [here!, there!]) {
      await page.goto(`${stage.site}/overseerr/`);
      expect(new URL(page.url()).pathname).toBe('/auth/login');
    }
  });
});
