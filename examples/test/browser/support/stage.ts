/**
 * The whole system and a headless Chromium in front of it. Each visitor has a browser context of its own: own cookies,
 * own cache. What a visitor's browser complains about is kept, and so is every address outside of this machine.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { startSystem, type System } from '../../../../scripts/up-system.js';

export type Visitor = Readonly<{
  context: BrowserContext;
  page: Page;
  /** Another tab of the same browser. */
  newTab: () => Promise<Page>;
  /** Names of the cookies that the browser holds for a site. */
  cookieNames: (address: string) => Promise<string[]>;
}>;

export type Visitors = Readonly<{
  browser: Browser;
  visitor: (options?: BrowserContextOptions) => Promise<Visitor>;
  /**
   * Closes the browsers of all visitors so far.
   * @returns errors and broken content policies that they reported, and requests that left this machine
   */
  leave: () => Promise<string[]>;
  stop: () => Promise<void>;
}>;

export type Stage = Visitors & Readonly<{ system: System; site: string; portal: string }>;

/** Long enough for a busy machine; all of it is waited for only if something is wrong. */
const WAIT_MS = 30_000;

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser notes each 4xx and 5xx; the tests expect those, and assert them where they matter. */
const EXPECTED = /^Failed to load resource: the server responded with a status of [45]\d\d/;

/**
 * For a whole file of tests: starts everything before them, and no test may end with a complaint of its browsers.
 * @param more goes behind the sample configuration
 */
export function useStage(more = ''): Stage {
  // Filled before the first test.
  const stage = {} as Stage;
  let started: Stage | undefined;
  beforeAll(async () => {
    started = await startStage(more);
    Object.assign(stage, started);
  });
  afterEach(async () => {
    expect((await started?.leave()) ?? []).toEqual([]);
  });
  afterAll(() => started?.stop());
  return stage;
}

async function startStage(more: string): Promise<Stage> {
  const system = await startSystem({ freePorts: true, more });
  try {
    const visitors = await startVisitors();
    const { site, portal } = system.addresses;
    return {
      ...visitors,
      system,
      site,
      portal: portal.replace(/\/$/, ''),
      stop: async () => {
        await visitors.stop();
        await system.stop();
      },
    };
  } catch (error) {
    await system.stop();
    throw error;
  }
}

/**
 * Starts Chromium.
 * @param names pattern of host names that are to lead to this machine, besides localhost
 */
export async function startVisitors(names?: string): Promise<Visitors> {
  const rules = [
    ...(names === undefined ? [] : [`MAP ${names} 127.0.0.1`]),
    'MAP * ~NOTFOUND',
    'EXCLUDE localhost',
    'EXCLUDE 127.0.0.1',
  ];
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    // What people have: pages are kept for the back button.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [...FLAGS, `--host-resolver-rules=${rules.join(', ')}`],
    timeout: 30_000,
  });
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];

  function watch(context: BrowserContext): void {
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(message.text())) {
        complaints.push(`${message.page()?.url() ?? ''}: ${message.text()}`);
      }
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    context.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      const isOurs = /^(localhost|127\.0\.0\.1|(.+\.)?example\.test)$/.test(hostname);
      if (/^(http|ws)s?:$/.test(protocol) && !isOurs) {
        complaints.push(`asks ${hostname}`);
      }
    });
  }

  return {
    browser,
    async visitor(options = {}) {
      const context = await browser.newContext({ locale: 'en-GB', ...options });
      contexts.push(context);
      context.setDefaultTimeout(WAIT_MS);
      watch(context);
      return {
        context,
        page: await context.newPage(),
        newTab: () => context.newPage(),
        cookieNames: async (address) =>
          (await context.cookies(address)).map(({ name }) => name).sort(),
      };
    },
    async leave() {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      return complaints.splice(0);
    },
    stop: () => browser.close(),
  };
}

/** @throws if there is none: a ring that was left out is no green run */
function chromiumPath(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'chromium')).find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error('no chromium on the PATH; scripts/install test installs it');
  }
  return found;
}
