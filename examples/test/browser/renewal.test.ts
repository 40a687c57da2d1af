/** Quiet renewal, as two browsers do it: on two hosts, with an app whose content policy allows nothing but its own. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, HTTPResponse, Page } from 'puppeteer-core';
import {
  ageOf,
  HOSTS,
  startRenewalStage,
  type Arrival,
  type RenewalStage,
} from './support/renewal-stage.js';
import { startBrowser, type BrowserName } from './support/two-browsers.js';

const HOUR = 3600;
/** A session lives 24 hours. */
const PAST_HALF = 13 * HOUR;
const LAST_TENTH = 22 * HOUR;

async function start(name: BrowserName, scheme: 'http' | 'https') {
  const stage = await startRenewalStage(scheme);
  try {
    return { stage, browser: await startBrowser(name, HOSTS) };
  } catch (error) {
    await stage.stop();
    throw error;
  }
}

async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) {
      throw new Error(`waited 30 s in vain for: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each([
  ['chromium', 'https'],
  ['firefox', 'https'],
  ['chromium', 'http'],
  ['firefox', 'http'],
] as const)('in %s over %s', (name, scheme) => {
  let browser: Browser;
  let stage: RenewalStage;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    ({ browser, stage } = await start(name, scheme));
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await stage.stop();
  });

  beforeEach(async () => {
    context = await browser.createBrowserContext();
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        complaints.push(message.text());
      }
    });
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await context.close();
  });

  /** Signs in, so many seconds ago as far as the session knows. */
  async function signIn(age: number): Promise<void> {
    stage.dateBack(age);
    stage.renewals();
    await page.goto(`${stage.origin('one')}/`);
    await page.type('#login', 'friend');
    await page.type('#password', 'friend-password');
    await page.click('form[action$="/login/password"] button');
    await arrivedAt(`${stage.origin('one')}/`);
    // What it does after the sign-in belongs to the past.
    await renewals(1);
    await settled();
    stage.dateBack(0);
    stage.renewals();
    stage.arrivals();
  }

  async function open(address: string): Promise<HTTPResponse> {
    const response = await page.goto(address, { waitUntil: 'load' });
    expect(response).not.toBeNull();
    return response!;
  }

  /** Waits for what a click leads to. */
  async function arrivedAt(address: string): Promise<void> {
    const title = async () => (page.url() === address ? page.title().catch(() => '') : '');
    await until(async () => (await title()) === 'App', address);
  }

  /** Lets the browser finish what it fetches by itself. */
  async function settled(): Promise<void> {
    await page.waitForNetworkIdle({ idleTime: 300, timeout: 3000 }).catch(() => undefined);
  }

  async function renewals(count: number): Promise<readonly string[]> {
    const lines: string[] = [];
    await until(() => lines.push(...stage.renewals()) >= count, 'renewals');
    return lines;
  }

  const pages = (arrivals: readonly Arrival[]) =>
    arrivals.filter(({ url }) => !url.startsWith('/icon') && !url.startsWith('/favicon'));

  test('past the half of its life a session is renewed while pages are read, on both hosts, without a redirect', async () => {
    await signIn(PAST_HALF);
    const response = await open(`${stage.origin('one')}/films?a=1`);
    expect([response.status(), response.request().redirectChain().length]).toEqual([200, 0]);
    expect(response.headers()['x-operator']).toBe('kept');
    expect(await renewals(1)).toEqual(['GET /_usher/renew 204']);
    expect(stage.portal.reason()).toBe('renewed');
    await open(`${stage.origin('two')}/`);
    const [before, after] = pages(stage.arrivals());
    expect([before?.url, after?.url]).toEqual(['/films?a=1', '/']);
    expect(Math.round(ageOf(before?.session ?? '') / HOUR)).toBe(13);
    expect(ageOf(after?.session ?? '')).toBeLessThan(60);
    expect(after?.host).toContain('two.example.test');
    // The session is young now: nothing more to do.
    await open(`${stage.origin('one')}/`);
    await settled();
    expect(stage.renewals()).toEqual([]);
  });

  test('in its last tenth, a page goes by way of the portal once, and comes back to the very address', async () => {
    await signIn(LAST_TENTH);
    const address = `${stage.origin('two')}/films?a=%2F&b=%C3%BC&c=1+2`;
    const response = await open(address);
    expect([response.status(), page.url()]).toEqual([200, address]);
    expect(await renewals(1)).toEqual([
      `GET /_usher/renew?rd=${encodeURIComponent('/films?a=%2F&b=%C3%BC&c=1+2')} 303`,
    ]);
    const [arrival, ...more] = pages(stage.arrivals());
    expect([arrival?.url, more]).toEqual(['/films?a=%2F&b=%C3%BC&c=1+2', []]);
    expect(ageOf(arrival?.session ?? '')).toBeLessThan(60);
    await open(`${stage.origin('one')}/`);
    await settled();
    expect(stage.renewals()).toEqual([]);
  });

  test('a script, a form and a WebSocket are never sent anywhere', async () => {
    await signIn(LAST_TENTH);
    // A page that is open already.
    expect(
      await page.evaluate(
        `fetch('/api/x').then((answer) => [answer.status, answer.redirected, answer.headers.get('link')])`,
      ),
    ).toEqual([200, false, null]);
    expect(
      await page.evaluate(`new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.open('POST', '/api/y');
        request.onload = () => resolve([request.status, request.responseURL.endsWith('/api/y')]);
        request.send('a=1');
      })`),
    ).toEqual([200, true]);
    expect(
      await page.evaluate(`new Promise((resolve) => {
        const socket = new WebSocket(location.origin.replace('http', 'ws') + '/socket');
        socket.onmessage = ({ data }) => { resolve(data); socket.close(); };
        socket.onclose = () => resolve('closed');
      })`),
    ).toBe('hi');
    await page.click('form button');
    await arrivedAt(`${stage.origin('one')}/form`);
    await settled();
    expect(stage.renewals()).toEqual([]);
    expect(pages(stage.arrivals()).map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/x',
      'POST /api/y',
      'GET /socket',
      'POST /form',
    ]);
  });
});

describe.each(['chromium', 'firefox'] as const)('while the portal is stopped, in %s', (name) => {
  test('nothing breaks until the session ends', async () => {
    const { browser, stage } = await start(name, 'https');
    try {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      const sessionOf = async (age: number) => {
        stage.dateBack(age);
        const visitor = stage.portal.browser();
        await visitor.signIn('friend');
        return visitor.jar.get(`${stage.sessionCookie};Domain=example.test`) ?? '';
      };
      const old = await sessionOf(PAST_HALF);
      const veryOld = await sessionOf(LAST_TENTH);
      const take = async (session: string) => {
        await context.setCookie({
          name: stage.sessionCookie,
          value: session,
          domain: '.example.test',
          path: '/',
          httpOnly: true,
          secure: true,
          sameSite: 'Lax',
        });
      };
      await stage.portal.close();

      await take(old);
      const quiet = await page.goto(`${stage.origin('one')}/a`);
      expect([quiet?.status(), quiet?.request().redirectChain().length]).toEqual([200, 0]);

      await take(veryOld);
      stage.renewals();
      for (const path of ['/b?x=1', '/c', '/d']) {
        const response = await page.goto(stage.origin('two') + path);
        expect([response?.status(), page.url()]).toEqual([200, stage.origin('two') + path]);
      }
      // One detour; then the page is left in peace for a while.
      const detours = stage.renewals().filter((line) => line.includes('rd='));
      expect(detours).toEqual(['GET /_usher/renew?rd=%2Fb%3Fx%3D1 303']);
    } finally {
      await browser.close();
      await stage.stop();
    }
  }, 90_000);
});
