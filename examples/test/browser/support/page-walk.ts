/** One visitor on the way to one page, in one language. */
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from '@jest/globals';
import type { Language } from '../../../../issuer/languages/language.js';
import { HOME_PINS } from '../../../plex-stand-in/people.js';
import { sayIn, type Said } from './said.js';
import type { Stage } from './stage.js';
import { usher } from './usher-command.js';

export type Walk = Readonly<{
  page: Page;
  context: BrowserContext;
  /** Origin of the apps. */
  site: string;
  /** Without a slash at its end. */
  portal: string;
  stage: Stage;
  /** Somebody else, in a browser of their own. */
  another: () => Promise<Walk>;
  /** An English text of ours in the language of this walk. */
  say: (english: string) => Said;
  heading: (english: string) => Locator;
  button: (english: string) => Locator;
  link: (english: string) => Locator;
  field: (english: string) => Locator;
  text: (english: string) => Locator;
  /** To a page of the portal. */
  open: (path: string) => Promise<unknown>;
  /** Proves to be one of the sample people, by password: Plex's own page is limited more. */
  provesToBe: (person: string, password?: string) => Promise<void>;
  /** As a profile if it is somebody of the Home. */
  signsIn: (person: string, profile?: string) => Promise<void>;
  /**
   * Is on the launcher as somebody, with a session that an earlier walk had, if there is one: accounts and addresses may
   * sign in so many times, and there are more states.
   */
  becomes: (person: string, profile?: string) => Promise<void>;
  choosesProfile: (name: string, pin?: string) => Promise<void>;
  /** What whoever runs the system types at a terminal. */
  usher: (args: readonly string[], input?: string) => Promise<string>;
  /** Switches a fault of plex.tv on for the next request. */
  breakPlex: (endpoint: string, fault: string, times?: number) => Promise<void>;
}>;

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** Of each stage, by name. */
const SIGNED_IN = new WeakMap<Stage, Map<string, Cookies>>();

export async function startWalk(stage: Stage, language: Language): Promise<Walk> {
  const { page, context } = await stage.visitor({ locale: LOCALES[language] ?? language });
  const { site, portal } = stage;
  const say = sayIn(language);
  const open: Walk['open'] = (path) => page.goto(`${portal}${path}`);
  const provesToBe: Walk['provesToBe'] = async (person, password = `${person}-password`) => {
    await open('/login');
    await typePassword(page, person, password);
  };
  const choosesProfile: Walk['choosesProfile'] = async (name, pin) => {
    await page.waitForURL(`${portal}/login/home`);
    await page.getByRole(pin === undefined ? 'button' : 'link', { name }).click();
    if (pin !== undefined) {
      await page.locator('#pin').fill(pin);
      await page.locator('main form button').click();
    }
  };
  const signsIn: Walk['signsIn'] = async (person, profile) => {
    await provesToBe(person);
    if (profile !== undefined) {
      await choosesProfile(profile, PINS[profile]);
    }
    await page.waitForURL(`${portal}/`);
  };
  return {
    page,
    context,
    site,
    portal,
    stage,
    another: () => startWalk(stage, language),
    say,
    // Some say above the name what it is about.
    heading: (english) => page.getByRole('heading', { name: say(english), level: 1 }),
    button: (english) => page.getByRole('button', { name: say(english), exact: true }),
    link: (english) => page.getByRole('link', { name: say(english), exact: true }),
    field: (english) => page.getByLabel(say(english), { exact: true }),
    text: (english) => page.getByText(say(english), { exact: true }),
    open,
    provesToBe,
    choosesProfile,
    signsIn,
    becomes: async (person, profile) => {
      const known = SIGNED_IN.get(stage) ?? new Map<string, Cookies>();
      SIGNED_IN.set(stage, known);
      const name = profile ?? person;
      await context.addCookies(known.get(name) ?? []);
      await open('/account');
      // Theirs, if it still counts.
      if (page.url() !== `${portal}/account`) {
        await context.clearCookies();
        await signsIn(person, profile);
        known.set(name, await context.cookies());
      }
      await open('/');
    },
    usher: (args, input) => usher(stage.system.config, args, input),
    breakPlex: async (endpoint, fault, times = 1) => {
      const response = await fetch(
        `${stage.system.addresses.plex ?? ''}/_stand-in/faults/${endpoint}`,
        {
          method: 'PUT',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ fault, times }),
        },
      );
      expect(response.ok).toBe(true);
    },
  };
}

/** What browsers of people there ask for. */
const LOCALES: Partial<Record<Language, string>> = { en: 'en-GB', de: 'de-AT', zh: 'zh-CN' };

const PINS: Readonly<Record<string, string>> = { 'Harper Home': HOME_PINS.home };

/** Into the form of the sign-in page that is open. */
export async function typePassword(page: Page, person: string, password: string): Promise<void> {
  await page.locator('#login').fill(person);
  await page.locator('#password').fill(password);
  await page.locator('form[action$="/login/password"] button').click();
}
