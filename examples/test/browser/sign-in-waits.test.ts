/** What the portal's script does for a sign-in, and what happens where a browser keeps no cookies. */
import { expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { goToPlex, pickAtPlex, signIn } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

/**
 * As a browser does that blocks the cookies of a site.
 * @returns ends it; pictures that are still on their way do not matter then
 */
async function blockCookies(context: BrowserContext): Promise<() => Promise<void>> {
  await context.route(`${stage.portal}/**`, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    const body = await response.body();
    await context.clearCookies();
    const headers = Object.entries(response.headers()).filter(([name]) => name !== 'set-cookie');
    await route.fulfill({ status: response.status(), headers: Object.fromEntries(headers), body });
  });
  return () => context.unrouteAll({ behavior: 'ignoreErrors' });
}

/** How often a form is sent to a path. */
function countPosts(page: Page, path: string): () => number {
  let posts = 0;
  page.on('request', (request) => {
    posts += request.method() === 'POST' && request.url().endsWith(path) ? 1 : 0;
  });
  return () => posts;
}

test('blocked cookies are explained, as often as somebody tries, and nothing goes round in circles', async () => {
  const { page, context } = await stage.visitor();
  const unblock = await blockCookies(context);
  await page.goto(`${stage.portal}/login`);
  for (const button of ['Sign in with Plex', 'Sign in']) {
    await page.getByLabel('E-mail or user name').fill('friend');
    await page.getByLabel('Password').fill('friend-password');
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('heading', { name: 'Cookies are blocked' }).waitFor();
    await page.getByRole('link', { name: 'Try again' }).click();
  }
  await page.getByRole('heading', { name: 'Sign in to Sample Server' }).waitFor();
  await unblock();
});

test('a form is sent once, however often it is pressed, and again after going back', async () => {
  const { page } = await stage.visitor();
  const posts = countPosts(page, '/login/plex');
  await page.goto(`${stage.portal}/login`);
  await page.evaluate(`(() => {
    const form = document.querySelector('form[action$="/login/plex"]');
    form.requestSubmit();
    form.requestSubmit();
  })()`);
  await page.getByRole('heading', { name: 'Sign in (stand-in for plex.tv)' }).waitFor();
  expect(posts()).toBe(1);
  await page.goBack();
  await goToPlex(page);
  expect(posts()).toBe(2);
});

test('a page that waits for Plex looks again as soon as somebody comes back to it', async () => {
  const { page } = await stage.visitor();
  await page.goto(`${stage.site}/overseerr/`);
  await goToPlex(page);
  await pickAtPlex(page, '');
  await page.getByRole('heading', { name: 'Waiting for Plex' }).waitFor();
  const again = page.waitForRequest(/\/login\/plex\/return\?/);
  await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
  await again;
});

test('too many attempts are counted down, and the page goes back by itself when they are over', async () => {
  const { page } = await stage.visitor();
  const over = page.getByRole('heading', { name: 'Too many attempts' });
  await page.clock.install();
  for (let attempt = 0; attempt < 6 && !(await over.isVisible()); attempt++) {
    await page.goto(`${stage.site}/overseerr/?tried=1`);
    await signIn(page, 'home', 'wrong');
    await over.or(page.getByRole('alert')).waitFor();
  }
  const timer = page.getByRole('timer');
  expect(await timer.innerText()).toMatch(/^You can try again in 1[56]:\d\d\.$/);
  await page.clock.runFor('10:00');
  expect(await timer.innerText()).toMatch(/^You can try again in [56]:\d\d\.$/);
  await page.clock.runFor('06:00');
  await page.getByRole('heading', { name: 'Sign in to Sample Server' }).waitFor();
  expect(await page.getByText('You will continue to Overseerr.').isVisible()).toBe(true);

  const plain = await stage.visitor({ javaScriptEnabled: false });
  await plain.page.goto(`${stage.site}/overseerr/?tried=1`);
  await signIn(plain.page, 'home', 'wrong');
  expect(await plain.page.getByRole('timer').innerText()).toMatch(/^You can try again at \d+:\d\d/);
});
