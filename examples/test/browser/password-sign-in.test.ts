/** Signing in with a Plex password, as people do it in a browser. */
import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signIn } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

/** The code that the stand-in takes, always. */
const CODE = '246810';

describe('a deep link', () => {
  test.each([
    ['a query', '/overseerr/discover?page=2&sort=title&empty='],
    ['encoded characters', '/overseerr/a%20b%2Fc%26d?q=50%25%20%2B%3F%23&x=%22%3C%3E'],
    ['characters outside of ASCII', '/overseerr/K%C3%BCche/%E6%98%A0%E7%94%BB?q=%C3%A9t%C3%A9'],
    ['an address in its query', '/overseerr/login?rd=https%3A%2F%2Fevil.test%2F&next=/a'],
  ])('with %s comes back intact after the sign-in', async (_, path) => {
    const { page } = await stage.visitor();
    await page.goto(stage.site + path);
    expect(new URL(page.url()).pathname).toBe('/auth/login');
    await signIn(page, 'friend');
    await page.waitForURL(stage.site + path);
    expect(page.url()).toBe(stage.site + path);
    expect(await page.getByRole('code').innerText()).toBe(path);
    expect(await page.getByRole('row', { name: 'Remote-User' }).innerText()).toContain('friend');
    expect(await page.getByRole('row', { name: 'Remote-Group-Id' }).innerText()).toContain('4');
  });
});

test('a wrong password is called that; the name stays in its field, and the right password works', async () => {
  const { page, cookieNames } = await stage.visitor();
  await page.goto(`${stage.site}/overseerr/movie?id=7`);
  await signIn(page, 'friend', 'not the password');
  expect(await page.getByRole('alert').innerText()).toMatch(/^Wrong e-mail, user name or password/);
  expect(await page.getByLabel('E-mail or user name').inputValue()).toBe('friend');
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  expect(await page.content()).not.toContain('not the password');
  expect(await cookieNames(stage.site)).toEqual([]);

  await page.getByLabel('Password').fill('friend-password');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${stage.site}/overseerr/movie?id=7`);
  expect(await cookieNames(stage.site)).toEqual(['usher']);
});

test('two-factor: the code is asked for without the password, a wrong one once more, the right one lets in', async () => {
  const { page, context, cookieNames } = await stage.visitor();
  const documents: Promise<string>[] = [];
  context.on('response', (response) => {
    const isRedirect = response.status() >= 300 && response.status() < 400;
    if (!isRedirect && /html/.test(response.headers()['content-type'] ?? '')) {
      documents.push(response.text());
    }
  });
  await page.goto(`${stage.site}/overseerr/?a=1&b=2`);
  await signIn(page, 'careful');
  await page.waitForURL(`${stage.portal}/login/code`);
  expect(await page.getByRole('main').innerText()).toContain('careful');
  expect(await page.locator('main input').count()).toBe(1);
  expect(await page.getByRole('alert').count()).toBe(0);

  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  expect(await page.getByRole('alert').innerText()).toMatch(/^This code is not right/);
  expect(await page.getByLabel('Code').inputValue()).toBe('');
  expect(await cookieNames(stage.site)).toEqual([]);
  expect(await cookieNames(`${stage.portal}/login`)).toEqual(['usher-code', 'usher-probe']);

  await page.getByLabel('Code').fill(CODE);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${stage.site}/overseerr/?a=1&b=2`);
  expect(await page.getByRole('row', { name: 'Remote-User' }).innerText()).toContain('careful');
  expect(await cookieNames(stage.site)).toEqual(['usher']);
  expect(await cookieNames(`${stage.portal}/login`)).toEqual(['usher']);

  const texts = await Promise.all(documents);
  expect(texts.length).toBeGreaterThanOrEqual(4);
  expect(texts.filter((text) => text.includes('careful-password'))).toEqual([]);
});

/** What has the keyboard: the name of a field, or what a button says. */
function focus(page: Page): Promise<string> {
  return page.evaluate('document.activeElement.name || document.activeElement.innerText');
}

test('the keyboard alone is enough, code step included', async () => {
  const { page } = await stage.visitor();
  await page.goto(`${stage.site}/overseerr/`);
  const order: string[] = [];
  for (let tab = 0; tab < 4; tab++) {
    await page.keyboard.press('Tab');
    order.push(await focus(page));
  }
  expect(order).toEqual(['Sign in with Plex', 'login', 'password', 'Sign in']);

  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.type('careful');
  await page.keyboard.press('Tab');
  await page.keyboard.type('careful-password');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${stage.portal}/login/code`);
  expect(await focus(page)).toBe('code');
  await page.keyboard.type(CODE);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${stage.site}/overseerr/`);
});

test('what has the keyboard is outlined', async () => {
  const { page } = await stage.visitor();
  await page.goto(`${stage.portal}/login`);
  for (const field of ['Sign in with Plex', 'login', 'password', 'Sign in']) {
    await page.keyboard.press('Tab');
    const outline = 'getComputedStyle(document.activeElement).outlineStyle';
    expect([field, await page.evaluate(outline)]).toEqual([field, 'solid']);
  }
});
