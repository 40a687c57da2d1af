/** The portal needs no script: the whole way in and out with JavaScript switched off. */
import { expect, test } from '@jest/globals';
import { chooseProfile, signIn } from './support/sign-in.js';
import { useStage, type Visitor } from './support/stage.js';

const stage = useStage();

function visitor(): Promise<Visitor> {
  return stage.visitor({ javaScriptEnabled: false });
}

test('a password signs in, after a wrong one, and the button signs out', async () => {
  const { page, cookieNames } = await visitor();
  const link = `${stage.site}/overseerr/movie?id=7&q=%C3%BC`;
  await page.goto(link);
  await signIn(page, 'friend', 'wrong');
  expect(await page.getByRole('alert').innerText()).toMatch(/^Wrong/);
  expect(await page.getByLabel('E-mail or user name').inputValue()).toBe('friend');
  await signIn(page, 'friend');
  await page.waitForURL(link);
  expect(await page.getByRole('row', { name: 'Remote-User' }).innerText()).toContain('friend');

  await page.goto(`${stage.portal}/`);
  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  expect(await cookieNames(stage.site)).toEqual([]);
});

test('the code step works', async () => {
  const { page } = await visitor();
  await page.goto(`${stage.site}/overseerr/?a=1`);
  await signIn(page, 'careful');
  await page.getByLabel('Code').fill('246810');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${stage.site}/overseerr/?a=1`);
});

test('the page of a refusal names the person, and its links work', async () => {
  const { page } = await visitor();
  await page.goto(`${stage.site}/sonarr/`);
  await signIn(page, 'friend');
  await page.getByRole('heading', { name: 'Sonarr is not open to you' }).waitFor();
  await page.getByRole('link', { name: 'Use another account' }).click();
  await signIn(page, 'owner');
  await chooseProfile(page, 'Olive Owner');
  await page.waitForURL(`${stage.site}/sonarr/`);
});

test('a sign-in with Plex goes on by itself once Plex knows, even if the browser is back too early', async () => {
  const { page } = await visitor();
  await page.goto(`${stage.site}/overseerr/?late=1`);
  await page.getByRole('button', { name: 'Sign in with Plex' }).click();
  // Plex's own page does need a script. Its address says what it would have done with one.
  await page.waitForURL(/\/auth#\?/);
  const address = new URLSearchParams(new URL(page.url()).hash.slice(2));
  await page.goto(address.get('forwardUrl')!);
  await page.getByRole('heading', { name: 'Waiting for Plex' }).waitFor();

  const claimed = await fetch(`${stage.system.addresses.plex}/_stand-in/claim`, {
    method: 'POST',
    body: new URLSearchParams({ code: address.get('code')!, person: 'friend' }),
  });
  expect(await claimed.json()).toEqual({ claimed: true });
  await page.waitForURL(`${stage.site}/overseerr/?late=1`);
});
