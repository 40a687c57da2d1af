/**
 * Texts fit in every language: no page sticks out on a phone, at the usual size of letters and at twice that. (pages.test.ts
 * looks at every state, in English.)
 */
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LANGUAGES, type Language } from '../../../issuer/languages/language.js';
import { overflow, reflowFaults } from './support/page-checks.js';
import { chooseProfile, signIn } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

const PHONE = { width: 360, height: 740 };

/** Whoever looks at them. */
const NOT_THERE = ['/guest/unknown', '/nowhere'];
const OF_ANYBODY = ['/login', '/login/local', '/logout', ...NOT_THERE];
const OF_ADMINS = [
  '/',
  '/account',
  '/account/tokens',
  '/account/passes',
  '/account/sign-out-everywhere',
  '/admin',
  '/admin/people',
  '/admin/people/plex:21000001',
  '/admin/sessions',
  '/admin/tokens',
  '/admin/passes',
  '/admin/audit',
  '/admin/configuration',
  '/admin/revoke-all',
  '/admin/link/remove',
];

async function speak(page: Page, language: Language): Promise<void> {
  const { hostname } = new URL(stage.portal);
  await page
    .context()
    .addCookies([{ name: 'usher-look', value: `${language}.auto`, domain: hostname, path: '/' }]);
}

async function faultsOf(page: Page, paths: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const path of paths) {
    await page.setViewportSize(PHONE);
    const response = await page.goto(stage.portal + path);
    expect([path, response?.status()]).toEqual([path, NOT_THERE.includes(path) ? 404 : 200]);
    const here = [...(await overflow(page)), ...(await reflowFaults(page))];
    faults.push(...here.map((fault) => `${path}: ${fault}`));
  }
  return faults;
}

test('a page is in the language that was chosen', async () => {
  const { page } = await stage.visitor();
  for (const language of LANGUAGES) {
    await speak(page, language);
    await page.goto(`${stage.portal}/login`);
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
  }
});

test('texts fit on a phone, in every language', async () => {
  const anybody = await stage.visitor();
  const admin = await stage.visitor();
  await admin.page.goto(`${stage.portal}/login`);
  await signIn(admin.page, 'owner');
  await chooseProfile(admin.page, 'Olive Owner');
  await admin.page.waitForURL(`${stage.portal}/`);
  const faults: string[] = [];
  for (const language of LANGUAGES) {
    await speak(anybody.page, language);
    await speak(admin.page, language);
    const here = [
      ...(await faultsOf(anybody.page, OF_ANYBODY)),
      ...(await faultsOf(admin.page, OF_ADMINS)),
    ];
    faults.push(...here.map((fault) => `${language}: ${fault}`));
  }
  expect(faults).toEqual([]);
}, 180_000);
