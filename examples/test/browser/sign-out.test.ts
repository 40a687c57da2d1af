/** Signing out, and what a browser still shows afterwards. */
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chooseProfile, signIn } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

/** Signed in, with the launcher open. */
async function openLauncher(page: Page, person: string): Promise<void> {
  await page.goto(`${stage.portal}/`);
  await signIn(page, person);
  await page.waitForURL(`${stage.portal}/`);
}

test('takes the session away, in every tab', async () => {
  const { page, newTab, cookieNames } = await stage.visitor();
  await openLauncher(page, 'friend');
  const other = await newTab();
  await other.goto(`${stage.site}/overseerr/`);
  expect(other.url()).toBe(`${stage.site}/overseerr/`);

  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign out?' }).waitFor();
  expect(await page.getByRole('main').innerText()).toContain('You are signed in as Frankie');
  // The question alone changes nothing.
  expect(await cookieNames(stage.site)).toEqual(['usher']);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  expect(await cookieNames(stage.portal)).toEqual([]);

  await other.reload();
  expect(new URL(other.url()).pathname).toBe('/auth/login');
  await page.goto(`${stage.portal}/`);
  expect(page.url()).toBe(`${stage.portal}/login`);
});

test('leaves nothing behind the back button', async () => {
  const { page } = await stage.visitor();
  // These two are what Chromium would keep: it comes to them by a form.
  await page.goto(`${stage.site}/overseerr/`);
  await signIn(page, 'friend');
  await page.waitForURL(`${stage.site}/overseerr/`);
  await page.goto(`${stage.portal}/login`);
  await signIn(page, 'owner');
  await chooseProfile(page, 'Olive Owner');
  await page.waitForURL(`${stage.portal}/`);
  await page.goto(`${stage.site}/sonarr/`);
  await page.goto(`${stage.portal}/logout`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();

  const seen: string[] = [];
  for (let steps = 0; steps < 6; steps++) {
    await page.goBack();
    seen.push(new URL(page.url()).pathname);
    expect(await page.content()).not.toMatch(/Olive|Frankie|sample app/);
  }
  const login = '/auth/login';
  expect(seen).toEqual(['/auth/logout', login, login, login, login, login]);
});

test('"Stay signed in" stays signed in', async () => {
  const { page } = await stage.visitor();
  await openLauncher(page, 'friend');
  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Stay signed in' }).click();
  await page.waitForURL(`${stage.portal}/`);
  expect(await page.getByRole('main').innerText()).toContain('Frankie');
});

test('lets somebody else sign in afterwards', async () => {
  const { page } = await stage.visitor();
  await openLauncher(page, 'friend');
  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await signIn(page, 'owner');
  await chooseProfile(page, 'Olive Owner');
  await page.waitForURL(`${stage.portal}/`);
  expect(await page.getByRole('main').innerText()).toContain('Olive');
});
