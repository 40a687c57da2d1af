/** How often somebody may try, so that plex.tv never refuses the portal itself. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SignInOutcome } from '../../plex/outcomes.js';
import { startPortal, type Browser, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('wrong passwords', () => {
  async function fail(browser: Browser, login: string, address?: string): Promise<number> {
    const headers = {
      Origin: 'http://localhost:8080',
      ...(address === undefined ? {} : { 'X-Forwarded-For': address }),
    };
    return (await browser.post('/login/password', { login, password: 'no' }, { headers })).status;
  }

  test('from one address reach Plex four times, and another address still works', async () => {
    const statuses: number[] = [];
    for (let tries = 0; tries < 40; tries++) {
      statuses.push(await fail(portal.browser(), `nobody${String(tries)}`, '192.0.2.1'));
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(4);
    expect(statuses.slice(4).every((status) => status === 429)).toBe(true);
    expect(portal.reason()).toBe('too_many_failures_of_address');
    expect(portal.plex.calls('signin')).toHaveLength(4);
    expect((await portal.browser().signIn('friend')).status).toBe(303);
  });

  test('all at once do not slip through', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 30 }, (_, at) => fail(portal.browser(), 'x', `192.0.2.${String(at)}`)),
    );
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(4);
    expect(portal.plex.calls('signin').length).toBeLessThanOrEqual(4);
  });

  test('for one account count together, from wherever and however it is spelt', async () => {
    const spellings = ['friend', 'FRIEND', ' friend ', 'Friend', 'friend'];
    const statuses: number[] = [];
    for (const [at, login] of spellings.entries()) {
      statuses.push(await fail(portal.browser(), login, `192.0.2.${String(at)}`));
    }
    expect(statuses).toEqual([401, 401, 401, 401, 429]);
    expect(portal.reason()).toBe('too_many_failures_of_account');
  });

  test('from everywhere stay below what Plex takes, however slowly they come', async () => {
    for (let tries = 0; tries < 60; tries++) {
      await fail(portal.browser(), `nobody${String(tries)}`, `198.51.100.${String(tries)}`);
      portal.clock.now += 100;
    }
    expect(portal.log().map((line) => line['reason'])).toContain('too_many_failures');
    expect(portal.log().map((line) => line['reason'])).not.toContain('address_refused');
    expect(portal.plex.calls('signin').length).toBeGreaterThan(5);
  });

  test('are forgotten when it has been quiet for sixteen minutes', async () => {
    for (let tries = 0; tries < 4; tries++) {
      await fail(portal.browser(), 'friend');
    }
    const page = await portal.browser().signIn('friend');
    expect([page.status, page.headers.get('Retry-After')]).toEqual([429, '960']);
    expect(page.text).toContain('data-wait="960"');
    expect(page.text).toContain('The button “Sign in with Plex” still works.');
    expect((await portal.browser().startPlex()).status).toBe(303);
    portal.clock.now += 960;
    expect((await portal.browser().signIn('friend')).status).toBe(303);
  });

  test('do not count where the password was right, or Plex was to blame', async () => {
    for (let tries = 0; tries < 12; tries++) {
      expect((await portal.browser().signIn('friend')).status).toBe(303);
    }
    portal.plex.fault('signin', 'server_error', 8);
    for (let tries = 0; tries < 8; tries++) {
      expect((await portal.browser().signIn('friend')).status).toBe(503);
    }
  });

  test('do not count where somebody did not wait for a slow Plex', async () => {
    portal.plex.fault('signin', 'hang', 4);
    for (let tries = 1; tries <= 4; tries++) {
      await goAway('friend', 'friend-password', tries);
    }
    const busy = await portal.browser().signIn('friend');
    expect([busy.status, busy.headers.get('Retry-After')]).toEqual([429, '10']);
    expect(portal.plex.calls('signin')).toHaveLength(4);
    let status = busy.status;
    while (status === 429) {
      ({ status } = await portal.browser().signIn('friend'));
    }
    expect(status).toBe(303);
  });

  test('count though somebody did not wait for the answer', async () => {
    const answers: ((outcome: SignInOutcome) => void)[] = [];
    await portal.close();
    portal = await startPortal({
      client: { signIn: () => new Promise((resolve) => answers.push(resolve)) },
    });
    for (let tries = 1; tries <= 4; tries++) {
      await goAway('friend', 'no', tries, () => answers.length);
    }
    answers.forEach((answer) => {
      answer({ kind: 'bad_credentials' });
    });
    await new Promise((resolve) => setImmediate(resolve));
    const page = await portal.browser().signIn('friend');
    expect([page.status, page.headers.get('Retry-After')]).toEqual([429, '960']);
  });

  async function goAway(
    login: string,
    password: string,
    calls: number,
    callsSoFar = () => portal.plex.calls('signin').length,
  ): Promise<void> {
    const abort = new AbortController();
    const request = fetch(`${portal.address}/auth/login/password`, {
      method: 'POST',
      body: new URLSearchParams({ login, password }),
      headers: { Origin: 'http://localhost:8080' },
      signal: abort.signal,
    });
    await until(() => callsSoFar() === calls);
    abort.abort();
    await expect(request).rejects.toThrow();
    await until(() => portal.log().length === calls);
  }

  test('codes count too, asked for and wrong, as both tell that the password is right', async () => {
    const browser = portal.browser();
    expect((await browser.signIn('careful')).status).toBe(303);
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries++) {
      statuses.push((await browser.post('/login/code', { code: '1' })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
    expect(portal.plex.calls('signin')).toHaveLength(4);
  });

  test('a right code takes back that it was asked for', async () => {
    for (let tries = 0; tries < 10; tries++) {
      const browser = portal.browser();
      expect((await browser.signIn('careful')).status).toBe(303);
      expect((await browser.post('/login/code', { code: '246810' })).status).toBe(303);
    }
  });

  test('a right code takes back one failure, however often it is sent', async () => {
    const browser = portal.browser();
    await fail(browser, 'nobody1');
    await fail(browser, 'nobody2');
    await browser.signIn('careful');
    const pending = new Map(browser.jar);
    const statuses: number[] = [];
    for (let tries = 0; tries < 3; tries++) {
      pending.forEach((value, key) => browser.jar.set(key, value));
      statuses.push((await browser.post('/login/code', { code: '246810' })).status);
    }
    expect([...statuses, portal.reason()]).toEqual([303, 401, 401, 'code_step_expired']);
    expect(portal.plex.calls('signin')).toHaveLength(4);
    for (const left of [401, 401, 429]) {
      expect(await fail(portal.browser(), 'nobody3')).toBe(left);
    }
  });

  test('a forged X-Forwarded-For frees nobody when no proxy is trusted', async () => {
    const bare = await startPortal({ issuer: '  trustedProxies: []' });
    try {
      const statuses: number[] = [];
      for (let tries = 0; tries < 6; tries++) {
        const page = await bare.browser().post(
          '/login/password',
          { login: `n${String(tries)}`, password: 'no' },
          {
            headers: {
              Origin: 'http://localhost:8080',
              'X-Forwarded-For': `192.0.2.${String(tries)}`,
            },
          },
        );
        statuses.push(page.status);
      }
      expect(statuses.slice(4)).toEqual([429, 429]);
    } finally {
      await bare.close();
    }
  });

  test.each(['a', '', ',,,', 'fe80::1%eth0', 'x'.repeat(8000), '::ffff:192.0.2.1', '999.1.1.1'])(
    'X-Forwarded-For of %j breaks nothing',
    async (value) => {
      expect(await fail(portal.browser(), 'x', value)).toBe(401);
    },
  );

  test('neighbours in one IPv6 network count as one', async () => {
    for (let tries = 0; tries < 4; tries++) {
      await fail(portal.browser(), `n${String(tries)}`, `2001:db8::${String(tries + 1)}`);
    }
    expect(await fail(portal.browser(), 'n9', '2001:db8:0:1::9')).toBe(429);
    expect(await fail(portal.browser(), 'n9', '2001:db8:1::9')).toBe(401);
  });
});

describe('sign-ins with Plex', () => {
  test('are limited by address, and more come after a while', async () => {
    const statuses: number[] = [];
    for (let tries = 0; tries < 50; tries++) {
      statuses.push((await portal.browser().startPlex()).status);
    }
    expect(statuses.filter((status) => status === 303)).toHaveLength(12);
    expect(portal.reason()).toBe('too_many_pins_of_address');
    expect(portal.plex.calls('pins_create')).toHaveLength(12);
    portal.clock.now += 600;
    expect((await portal.browser().startPlex()).status).toBe(303);
  });

  test('are limited over all', async () => {
    for (let tries = 0; tries < 130; tries++) {
      await portal.browser().post(
        '/login/plex',
        {},
        {
          headers: {
            Origin: 'http://localhost:8080',
            'X-Forwarded-For': `192.0.2.${String(tries)}`,
          },
        },
      );
    }
    expect(portal.reason()).toBe('too_many_pins');
    expect(portal.plex.calls('pins_create')).toHaveLength(120);
  });
});
