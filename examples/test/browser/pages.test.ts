/**
 * Every page of ours, at the width of a phone and of a desk, light and dark: nothing sticks out, everything has a label
 * and enough contrast. That no browser complains (errors, content policy) is asserted after each test of this ring.
 */
import { expect, test } from '@jest/globals';
import axe, { type AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { HOME_PINS } from '../../plex-stand-in/people.js';
import { chooseProfile, goToPlex, pickAtPlex, signIn } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

const SIZES = [
  { name: 'phone', width: 360, height: 740 },
  { name: 'desk', width: 1280, height: 900 },
] as const;
const COLOURS = ['light', 'dark'] as const;

type Walk = Readonly<{ page: Page; context: BrowserContext; site: string; portal: string }>;

/** Switches a fault of plex.tv on for the next request. */
async function breakPlex(endpoint: string, fault: string): Promise<void> {
  const response = await fetch(`${stage.system.addresses.plex}/_stand-in/faults/${endpoint}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ fault, times: 1 }),
  });
  expect(response.ok).toBe(true);
}

async function becomes(walk: Walk, person: string, profile?: string): Promise<void> {
  await provesToBe(walk, person);
  if (profile !== undefined) {
    await chooseProfile(walk.page, profile);
  }
  await walk.page.waitForURL(`${walk.portal}/`);
}

/** By password: the sign-ins with Plex that one address may start would not do for all of these pages. */
async function provesToBe({ page, portal }: Walk, person: string): Promise<void> {
  await page.goto(`${portal}/login`);
  await signIn(page, person);
}

/** The page for admins, or what others see in its place. */
async function asAdmin(walk: Walk, person: 'owner' | 'friend'): Promise<void> {
  await (person === 'owner' ? becomes(walk, person, 'Olive Owner') : becomes(walk, person));
  await walk.page.goto(`${walk.portal}/admin`);
}

function notThePin(pin: string): string {
  return pin === '0000' ? '1111' : '0000';
}

/** Title of each page, and how one comes to it. The last ones use up the attempts that an address has. */
const PAGES: ReadonlyArray<
  readonly [title: string, heading: string, (walk: Walk) => Promise<unknown>]
> = [
  ['sign-in', 'Sign in to Sample Server', ({ page, site }) => page.goto(`${site}/overseerr/?q=1`)],
  [
    'sign-in while signed in',
    'Sign in to Sample Server',
    async (walk) => {
      await becomes(walk, 'friend');
      await walk.page.goto(`${walk.portal}/login`);
    },
  ],
  [
    'sign-in while Plex is broken',
    'Sign in to Sample Server',
    async ({ page, portal }) => {
      await breakPlex('signin', 'html');
      await page.goto(`${portal}/login`);
      await signIn(page, 'friend');
      await page.getByText('It is not about your password').waitFor();
    },
  ],
  ['launcher', 'Sample Server', (walk) => becomes(walk, 'owner', 'Olive Owner')],
  ['launcher of a child', 'Sample Server', (walk) => becomes(walk, 'owner', 'Kim')],
  ['profiles', 'Who is this?', (walk) => provesToBe(walk, 'owner')],
  [
    'profiles, again',
    'Who is this?',
    async (walk) => {
      await becomes(walk, 'owner', 'Kim');
      await walk.page.goto(`${walk.portal}/account`);
      await walk.page.getByRole('link', { name: 'Switch profile' }).click();
    },
  ],
  [
    'PIN',
    'Tess "T" <3',
    async (walk) => {
      await provesToBe(walk, 'owner');
      await walk.page.getByRole('link', { name: 'Tess' }).click();
    },
  ],
  [
    'wrong PIN',
    'Harper Home',
    async (walk) => {
      await provesToBe(walk, 'owner');
      await chooseProfile(walk.page, 'Harper Home', notThePin(HOME_PINS.home));
      await walk.page.getByRole('alert').waitFor();
    },
  ],
  [
    'profiles that Plex does not tell',
    'Cannot reach Plex right now',
    async (walk) => {
      await provesToBe(walk, 'owner');
      await walk.page.getByRole('heading', { name: 'Who is this?' }).waitFor();
      await breakPlex('home_users', 'server_error');
      await walk.page.reload();
    },
  ],
  [
    'account',
    'Harper Home',
    async (walk) => {
      await provesToBe(walk, 'home');
      await chooseProfile(walk.page, 'Harper Home', HOME_PINS.home);
      await walk.page.waitForURL(`${walk.portal}/`);
      await walk.page.goto(`${walk.portal}/account`);
    },
  ],
  [
    'account with other sessions',
    'Frankie',
    async (walk) => {
      await becomes(walk, 'friend');
      const elsewhere = await stage.visitor();
      await becomes({ ...walk, ...elsewhere }, 'friend');
      await walk.page.goto(`${walk.portal}/account`);
      await walk.page
        .getByRole('button', { name: /^Sign out Chrom/ })
        .first()
        .waitFor();
    },
  ],
  [
    'signed out everywhere',
    'You are signed out everywhere',
    async (walk) => {
      await becomes(walk, 'friend');
      await walk.page.goto(`${walk.portal}/account`);
      await walk.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    },
  ],
  [
    'no access',
    'No access',
    async ({ page, portal }) => {
      await page.goto(`${portal}/login`);
      await signIn(page, 'stranger');
    },
  ],
  [
    'refused',
    'This page is not open to you',
    async (walk) => {
      await becomes(walk, 'friend');
      await walk.page.goto(`${walk.site}/sonarr/`);
    },
  ],
  [
    'administration',
    'Administration',
    async (walk) => {
      await becomes(walk, 'owner', 'Olive Owner');
      await walk.page.getByRole('link', { name: 'Administration' }).click();
    },
  ],
  ['administration, for others', 'This page is not open to you', (walk) => asAdmin(walk, 'friend')],
  [
    'administration, with a copied session',
    'Please sign in once more',
    async (walk) => {
      await asAdmin(walk, 'owner');
      await walk.context.clearCookies({ name: 'usher-admin' });
      await walk.page.reload();
    },
  ],
  [
    'administration, of one person',
    'Frankie',
    async (walk) => {
      await asAdmin(walk, 'owner');
      await walk.page.getByRole('link', { name: 'Frankie' }).click();
      await walk.page.getByLabel('Group').selectOption({ label: '2 – Super User' });
      await walk.page.getByRole('button', { name: 'Set override' }).click();
      await walk.page.getByRole('status').waitFor();
    },
  ],
  [
    'administration, a mistake',
    'Frankie',
    async (walk) => {
      await asAdmin(walk, 'owner');
      await walk.page.getByRole('link', { name: 'Frankie' }).click();
      await walk.page.getByLabel('Last day').fill('2020-01-01');
      await walk.page.getByRole('button', { name: 'Change override' }).click();
      await walk.page.getByRole('alert').waitFor();
    },
  ],
  [
    'detaching',
    'Detach the owner’s account?',
    async (walk) => {
      await asAdmin(walk, 'owner');
      await walk.page.getByRole('link', { name: 'Detach' }).click();
    },
  ],
  [
    'attaching somebody else',
    'Not the owner',
    async (walk) => {
      await asAdmin(walk, 'owner');
      await walk.page.getByRole('button', { name: 'Attach again' }).click();
      await pickAtPlex(walk.page, 'neighbour');
    },
  ],
  [
    'signing everybody out',
    'Sign everybody out?',
    async (walk) => {
      await asAdmin(walk, 'owner');
      await walk.page.getByRole('link', { name: 'Sign everybody out' }).click();
    },
  ],
  [
    'sign-out',
    'Sign out?',
    async (walk) => {
      await becomes(walk, 'friend');
      await walk.page.goto(`${walk.portal}/logout`);
    },
  ],
  [
    'signed out',
    'You are signed out',
    async ({ page, portal }) => {
      await page.goto(`${portal}/logout`);
      await page.getByRole('button', { name: 'Sign out' }).click();
    },
  ],
  [
    'start again',
    'Please start again',
    ({ page, portal }) => page.goto(`${portal}/login/plex/return?flow=x`),
  ],
  [
    'waiting for Plex',
    'Waiting for Plex',
    async ({ page, portal }) => {
      await page.goto(`${portal}/login`);
      await goToPlex(page);
      await pickAtPlex(page, '');
      await page.getByRole('heading', { name: 'Waiting for Plex' }).waitFor();
      // It would load itself again while it is looked at.
      await page.route('**', (route) => route.fulfill({ status: 204 }));
    },
  ],
  [
    'Plex is broken after its page',
    'Cannot reach Plex right now',
    async ({ page, portal }) => {
      await page.goto(`${portal}/login`);
      await goToPlex(page);
      await breakPlex('pins_check', 'server_error');
      await pickAtPlex(page, 'friend');
    },
  ],
  ['not found', 'Nothing here', ({ page, portal }) => page.goto(`${portal}/nowhere`)],
  [
    'code',
    'Verification code',
    async ({ page, portal }) => {
      await page.goto(`${portal}/login`);
      await signIn(page, 'careful');
    },
  ],
  [
    'wrong code',
    'Verification code',
    async ({ page, portal }) => {
      await page.goto(`${portal}/login`);
      await signIn(page, 'careful');
      await page.getByLabel('Code').fill('000000');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('alert').waitFor();
    },
  ],
  [
    'wrong password',
    'Sign in to Sample Server',
    async ({ page, portal }) => {
      await page.goto(`${portal}/login`);
      await signIn(page, 'friend', 'wrong');
      await page.getByRole('alert').waitFor();
    },
  ],
  [
    'too many attempts',
    'Too many attempts',
    async ({ page, portal }) => {
      const over = page.getByRole('heading', { name: 'Too many attempts' });
      for (let attempt = 0; attempt < 6 && !(await over.isVisible()); attempt++) {
        await page.goto(`${portal}/login`);
        await signIn(page, 'home', 'wrong');
        await over.or(page.getByRole('alert')).waitFor();
      }
    },
  ],
];

/** What axe finds. A page without scripts has no other way to look again than a refresh. */
async function ruleBreaks(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run({ rules: { 'meta-refresh': { enabled: false } } })",
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`),
  );
}

test.each(PAGES)('%s', async (_, heading, open) => {
  const { page, context } = await stage.visitor();
  await open({ page, context, site: stage.site, portal: stage.portal });
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  for (const { name, ...size } of SIZES) {
    for (const colorScheme of COLOURS) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect([name, width]).toEqual([name, size.width]);
      // Labels and colours are the same on a desk.
      expect(name === 'phone' ? await ruleBreaks(page) : []).toEqual([]);
    }
  }
});
