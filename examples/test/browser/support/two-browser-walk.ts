/** The whole system, and what people do in Chromium and in Firefox alike. */
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { startSystem, type System } from '../../../../scripts/up-system.js';
import { HOME_PINS } from '../../../plex-stand-in/people.js';
import { startBrowser, type BrowserName } from './two-browsers.js';

/** Somebody with a browser profile of their own. */
export type Walker = Readonly<{
  page: Page;
  open: (address: string) => Promise<void>;
  /** Types it. */
  fill: (selector: string, text: string) => Promise<void>;
  /** Sets what is chosen elsewhere than in the page itself: a date. */
  set: (selector: string, value: string) => Promise<void>;
  valueOf: (selector: string) => Promise<string>;
  /** Presses a button or a link, and waits for the page that comes of it. */
  press: (selector: string) => Promise<void>;
  /** Waits until the browser is on a page whose address matches. */
  arrives: (address: RegExp) => Promise<void>;
  /** What the page says. */
  text: (selector?: string) => Promise<string>;
  /** Signs in with Plex by password, wherever the browser is sent for that. */
  signsIn: (person: string, profile?: string) => Promise<void>;
  /** What a script on the page that is open gets from its own server: status. */
  asks: (path: string) => Promise<number>;
}>;

export type TwoBrowserStage = Readonly<{
  system: System;
  /** Origin of the apps. */
  site: string;
  /** Without a slash at its end. */
  portal: string;
  walker: () => Promise<Walker>;
}>;

const WAIT_MS = 30_000;

const PINS: Readonly<Record<string, string>> = { 'Harper Home': HOME_PINS.home };

/** For a whole block of tests; no test of it may end with a complaint of its browser. */
export function useTwoBrowserStage(name: BrowserName): TwoBrowserStage {
  // Filled before the first test.
  const stage = {} as { -readonly [Key in keyof TwoBrowserStage]: TwoBrowserStage[Key] };
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  let browser: Browser | undefined;
  beforeAll(async () => {
    stage.system = await startSystem({ freePorts: true });
    const { site, portal } = stage.system.addresses;
    Object.assign(stage, { site, portal: portal.replace(/\/$/, '') });
    browser = await startBrowser(name, ['localhost']);
    const running = browser;
    stage.walker = async () => {
      const context = await running.createBrowserContext();
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(WAIT_MS);
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
          complaints.push(`${page.url()}: ${message.text()}`);
        }
      });
      return walkerOn(page);
    };
  }, 60_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await stage.system.stop();
  });
  return stage;
}

function walkerOn(page: Page): Walker {
  const arrives: Walker['arrives'] = (address) =>
    until(
      async () =>
        address.test(page.url()) &&
        (await page.evaluate('document.readyState').catch(() => '')) === 'complete',
      () => `${String(address)}; the browser is at ${page.url()}`,
    );
  const fill: Walker['fill'] = async (selector, text) => {
    await page.bringToFront();
    await page.waitForSelector(selector);
    await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).value = ''`);
    await page.type(selector, text);
  };
  const press: Walker['press'] = async (selector) => {
    // Firefox lets pages behind others wait.
    await page.bringToFront();
    await page.waitForSelector(selector);
    // Marks the page that is left.
    await page.evaluate('window.__isLeft = true');
    await page.click(selector);
    await until(
      async () =>
        (await page
          .evaluate(`window.__isLeft === undefined && document.readyState === 'complete'`)
          .catch(() => false)) === true,
      () => `what comes of ${selector} at ${page.url()}`,
    );
  };
  return {
    page,
    open: async (address) => {
      await page.goto(address);
    },
    fill,
    press,
    arrives,
    text: async (selector = 'main') => {
      await page.waitForSelector(selector);
      return String(
        await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).innerText`),
      );
    },
    valueOf: async (selector) =>
      String(await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).value`)),
    set: async (selector, value) => {
      await page.evaluate(
        `document.querySelector(${JSON.stringify(selector)}).value = ${JSON.stringify(value)}`,
      );
    },
    signsIn: async (person, profile) => {
      await arrives(/\/login\b/);
      await fill('#login', person);
      await fill('#password', `${person}-password`);
      await press('form[action$="/login/password"] button');
      if (profile === undefined) {
        return;
      }
      await arrives(/\/login\/home$/);
      const pin = PINS[profile];
      await press(`::-p-aria([name="${profile}"])`);
      if (pin !== undefined) {
        await fill('#pin', pin);
        await press('main form button');
      }
    },
    asks: (path) =>
      page.evaluate(
        `fetch(${JSON.stringify(path)}).then(({ status }) => status)`,
      ) as Promise<number>,
  };
}

/** Polls; @throws after {@link WAIT_MS} */
async function until(isSo: () => Promise<boolean>, what: () => string): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) {
      throw new Error(`waited ${String(WAIT_MS / 1000)} s in vain for ${what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
