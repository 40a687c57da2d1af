/** What whoever runs the portal does on its page for admins, by clicking alone. */
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chooseProfile, pickAtPlex, signIn } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

/** The owner, on the page for admins. */
async function openAdmin(page: Page): Promise<void> {
  await page.goto(`${stage.portal}/admin`);
  await signIn(page, 'owner');
  await chooseProfile(page, 'Olive Owner');
  await page.getByRole('heading', { name: 'Administration' }).waitFor();
}

/** As the owner, the page of somebody else. */
async function openPerson(page: Page, name: string): Promise<void> {
  await openAdmin(page);
  await page.getByRole('link', { name: 'People', exact: true }).click();
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name }).waitFor();
}

async function openApp(page: Page, person: string): Promise<void> {
  await page.goto(`${stage.site}/overseerr/`);
  await signIn(page, person);
  await page.waitForURL(`${stage.site}/overseerr/`);
}

/** Where the app's page leads now. */
async function reloaded(page: Page): Promise<string> {
  await page.goto(`${stage.site}/overseerr/`);
  return new URL(page.url()).pathname;
}

test('detaches the owner’s account, and attaches it through Plex’s page', async () => {
  const { page, cookieNames } = await stage.visitor();
  await openAdmin(page);
  expect(await page.getByRole('main').innerText()).toMatch(/Account\s+Olive Owner 21000001/);
  await page.getByRole('link', { name: 'Detach' }).click();
  await page.getByRole('button', { name: 'Detach it' }).click();
  await page.getByText('None is attached.').waitFor();

  await page.getByRole('button', { name: 'Attach the owner’s account' }).click();
  await page.getByRole('heading', { name: 'Sign in (stand-in for plex.tv)' }).waitFor();
  await pickAtPlex(page, 'owner');
  await page.getByRole('status').waitFor();
  expect(await page.getByRole('status').innerText()).toBe('The owner’s account is attached.');
  expect(await page.getByRole('main').innerText()).toMatch(/Account\s+Olive Owner 21000001/);
  expect(await cookieNames(`${stage.portal}/admin`)).not.toContain('usher-link');

  await page.getByRole('button', { name: 'Attach again' }).click();
  await pickAtPlex(page, 'owner');
  await page.getByText('The owner’s account is attached.').waitFor();
});

test('refuses somebody, whose open app is closed to them at once', async () => {
  const friend = (await stage.visitor()).page;
  await openApp(friend, 'friend');
  const { page } = await stage.visitor();
  await openPerson(page, 'Frankie');
  await page.getByLabel('Group').selectOption({ label: 'Refused' });
  await page.getByLabel('Note').fill('ask me');
  await page.getByRole('button', { name: 'Set override' }).click();
  await page.getByRole('heading', { name: 'Refuse Frankie?' }).waitFor();
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page.getByText('Kept. What they had is void.').waitFor();
  expect(await reloaded(friend)).toBe('/auth/login');
  await signIn(friend, 'friend');
  await friend.getByRole('heading', { name: 'No access' }).waitFor();

  await page.getByRole('button', { name: 'Remove override' }).click();
  await page.getByText('The override is gone').waitFor();
});

test('signs somebody out everywhere', async () => {
  const home = (await stage.visitor()).page;
  await home.goto(`${stage.site}/overseerr/`);
  await signIn(home, 'home');
  await chooseProfile(home, 'Harper Home', '2580');
  await home.waitForURL(`${stage.site}/overseerr/`);
  const { page } = await stage.visitor();
  await openPerson(page, 'Harper Home');
  const sessions = page.getByRole('region', { name: 'Sessions' });
  expect(await sessions.getByRole('listitem').first().innerText()).toContain('Chrome');
  await page.getByRole('link', { name: 'Sign them out everywhere' }).click();
  await page.getByRole('heading', { name: 'Sign Harper Home out everywhere?' }).waitFor();
  await page.getByRole('button', { name: 'Sign them out everywhere' }).click();
  await page.getByText('What they had is void.').waitFor();
  expect(await reloaded(home)).toBe('/auth/login');
});

test('signs everybody out, after a question', async () => {
  const friend = (await stage.visitor()).page;
  await openApp(friend, 'moviefriend');
  const { page } = await stage.visitor();
  await openAdmin(page);
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('link', { name: 'Sign everybody out' }).click();
  await page.getByRole('button', { name: 'Sign everybody out' }).click();
  await page.getByRole('heading', { name: 'Everybody is signed out' }).waitFor();
  expect(await reloaded(friend)).toBe('/auth/login');
  await page.goto(`${stage.portal}/admin`);
  expect(new URL(page.url()).pathname).toBe('/auth/login');
});

test('is closed to everybody else', async () => {
  const { page } = await stage.visitor();
  await page.goto(`${stage.portal}/admin`);
  await signIn(page, 'friend');
  await page.getByRole('heading', { name: 'This page is not open to you' }).waitFor();
});
