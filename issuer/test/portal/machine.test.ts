/** Headers, log, keys, health, static files, errors, and the portal as a process. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, isIP } from 'node:net';
import { serve } from '../../serve.js';
import { RING, startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

const EVERYWHERE = [
  '/',
  '/login',
  '/login/code',
  '/login/plex/return',
  '/logout',
  '/healthz',
  '/readyz',
  '/.well-known/jwks.json',
  '/.well-known/usher-revocations',
  '/nothing-here',
  '/%ff',
  '/assets/none.css',
];

describe('headers', () => {
  test.each(EVERYWHERE)('of %s keep browsers and caches away from it', async (path) => {
    const { headers } = await portal.browser().get(path);
    const policy = headers.get('Content-Security-Policy') ?? '';
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      expect(policy).toContain(part);
    }
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|upgrade-insecure/);
    const isPublic = path === '/.well-known/jwks.json';
    expect(headers.get('Cache-Control')).toBe(isPublic ? 'public, max-age=60' : 'no-store');
    expect(headers.get('ETag')).toBeNull();
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('X-Frame-Options')).toBe('DENY');
    expect(headers.get('Referrer-Policy')).toBe('same-origin');
    expect(headers.get('X-Powered-By')).toBeNull();
    expect(headers.get('ETag')).toBeNull();
    expect(headers.get('Strict-Transport-Security')).toBeNull();
  });

  test('over https ask for https, on errors too', async () => {
    const https = await startPortal(SUBDOMAINS);
    try {
      for (const path of ['/login', '/nothing-here']) {
        const { headers } = await https.browser().get(path);
        expect(headers.get('Strict-Transport-Security')).toBe('max-age=15552000');
      }
    } finally {
      await https.close();
    }
  });
});

describe('pages that are none', () => {
  test('are a page that says so', async () => {
    const page = await portal.browser().get('/no<b>where');
    expect([page.status, portal.reason()]).toEqual([404, 'not_found']);
    expect(page.text).toContain('There is no such page.');
    expect(page.text).not.toContain('<b>');
  });

  test('outside of the portal’s path too', async () => {
    expect((await fetch(`${portal.address}/login`)).status).toBe(404);
    expect((await fetch(`${portal.address}/authx/login`)).status).toBe(404);
  });

  test('a request that cannot be read is not our fault', async () => {
    const page = await portal.browser().get('/assets/%ff');
    expect([page.status, portal.reason()]).toEqual([400, 'malformed_request']);
  });

  test('an exception shows nothing of itself, and the log says where', async () => {
    const broken = await startPortal({
      client: { signIn: () => Promise.reject(new TypeError('secret detail of hunter2')) },
    });
    try {
      const page = await broken.browser().signIn('friend');
      expect([page.status, broken.reason()]).toEqual([500, 'internal_error']);
      expect(page.text.replace(/\/assets\/[^"]+/g, '')).not.toMatch(/hunter2|TypeError|\.ts|\.js/);
      const line = broken.log().find((each) => each['reason'] === 'internal_error');
      expect(line).toMatchObject({
        level: 'error',
        error: expect.stringMatching(/^TypeError at /),
      });
      expect(broken.logText()).not.toContain('hunter2');
    } finally {
      await broken.close();
    }
  });
});

describe('for programs', () => {
  test('keys are published, and an HS256 secret is not one of them', async () => {
    const page = await portal.browser().get('/.well-known/jwks.json');
    expect(page.headers.get('Content-Type')).toContain('application/jwk-set+json');
    expect(JSON.parse(page.text)).toEqual({ keys: [] });
  });

  test('health and readiness', async () => {
    expect(JSON.parse((await portal.browser().get('/healthz')).text)).toEqual({ status: 'ok' });
    expect(JSON.parse((await portal.browser().get('/readyz')).text)).toEqual({ status: 'ready' });
  });

  test('a portal that is about to end is healthy and not ready', async () => {
    const ending = await startPortal({ isReady: () => false });
    try {
      expect((await ending.browser().get('/healthz')).status).toBe(200);
      const page = await ending.browser().get('/readyz');
      expect([page.status, ending.reason()]).toEqual([503, 'stopping']);
      expect(JSON.parse(page.text)).toEqual({ status: 'stopping' });
    } finally {
      await ending.close();
    }
  });

  test('static files may be kept for ever', async () => {
    const login = await portal.browser().get('/login');
    const assets = [...login.text.matchAll(/\/auth(\/assets\/[^"]+)/g)].map(
      ([, path]) => path ?? '',
    );
    expect(new Set(assets).size).toBe(3);
    for (const path of assets) {
      const asset = await portal.browser().get(path);
      expect(asset.status).toBe(200);
      expect(asset.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
      expect(asset.headers.get('Content-Type')).toMatch(
        /^(text\/(css|javascript)|image\/svg\+xml)/,
      );
    }
  });
});

describe('the log', () => {
  test('has one line of JSON per request, and no secret', async () => {
    const browser = portal.browser();
    const secrets = [
      'friend-password',
      '246810',
      'careful-password',
      'rd-secret',
      'refused-password',
    ];
    await browser.signIn('friend', { password: 'refused-password' });
    await browser.signIn('careful', { rd: '/overseerr/?token=rd-secret' });
    secrets.push(...browser.jar.values());
    await browser.post('/login/code', { code: '246810' });
    await browser.get('/login?rd=/overseerr/rd-secret');
    const started = await browser.startPlex('/overseerr/rd-secret');
    secrets.push(started.code, new URL(started.forwardUrl).searchParams.get('flow') ?? '');
    secrets.push(...browser.jar.values());
    portal.plex.claim(started.code, 'friend');
    await browser.get(started.forwardUrl);
    secrets.push(...browser.jar.values());
    await browser.get('/');
    const text = portal.logText();
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(4);
      expect(text).not.toContain(secret);
    }
    expect(portal.log()).toHaveLength(7);
    for (const line of portal.log()) {
      expect(Object.keys(line)).toEqual(
        expect.arrayContaining([
          'level',
          'time',
          'request',
          'method',
          'path',
          'address',
          'status',
          'ms',
        ]),
      );
      expect(Object.keys(line).join()).not.toMatch(/head|cookie|query|body|url/i);
    }
  });

  test.each(['x'.repeat(8000), `fe80::1%${'x'.repeat(8000)}`, '', 'me'])(
    'has no address that is none (%#)',
    async (forwarded) => {
      await portal.browser().get('/login', { headers: { 'X-Forwarded-For': forwarded } });
      const address = String(portal.log().at(-1)?.['address']);
      expect([address, isIP(address) !== 0 || address === 'unknown']).toEqual([address, true]);
      expect(address.length).toBeLessThan(65);
    },
  );

  test('names the level by what happened', async () => {
    await portal.browser().get('/healthz');
    await portal.browser().get('/login');
    await portal.browser().signIn('nobody');
    expect(portal.log().map((line) => line['level'])).toEqual(['debug', 'info', 'warn']);
  });

  test('notes who went away before the answer', async () => {
    portal.plex.fault('signin', 'hang');
    const abort = new AbortController();
    const request = fetch(`${portal.address}/auth/login/password`, {
      method: 'POST',
      body: new URLSearchParams({ login: 'friend', password: 'friend-password' }),
      headers: { Origin: 'http://localhost:8080' },
      signal: abort.signal,
    });
    while (portal.plex.calls('signin').length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    abort.abort();
    await expect(request).rejects.toThrow();
    while (portal.log().length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(portal.log()[0]).toMatchObject({ path: '/auth/login/password', aborted: true });
  });
});

describe('as a process', () => {
  const secrets = { sealingKey: new Uint8Array(32).fill(7), clientIdentifier: 'serve-test' };

  test('says where it listens, answers, and ends when told', async () => {
    const lines: string[] = [];
    const log = { write: (line: string) => void lines.push(line) };
    const serving = await serve(
      portal.config,
      { keys: RING.keys, secrets },
      { log, signals: false },
    );
    expect(lines.join('')).toContain(`listens on ${serving.url}`);
    expect((await fetch(`${serving.url}/auth/readyz`)).status).toBe(200);
    await serving.close();
    await serving.closed;
    await expect(fetch(`${serving.url}/auth/healthz`)).rejects.toThrow();
  });

  test('takes as many headers as nginx does, whatever other apps have set for cookies', async () => {
    const log = { write: () => undefined };
    const serving = await serve(
      portal.config,
      { keys: RING.keys, secrets },
      { log, signals: false },
    );
    const cookies = Array.from({ length: 7 }, (_, i) => `app${String(i)}=${'x'.repeat(4000)}`);
    const headers = { Cookie: cookies.join('; ') };
    expect((await fetch(`${serving.url}/auth/login`, { headers })).status).toBe(200);
    await serving.close();
  });

  test('ends on SIGTERM, lets an answer under way finish, and is not ready meanwhile', async () => {
    const log = { write: () => undefined };
    const serving = await serve(portal.config, { keys: RING.keys, secrets }, { log });
    portal.plex.fault('signin', 'hang');
    const answer = fetch(`${serving.url}/auth/login/password`, {
      method: 'POST',
      body: new URLSearchParams({ login: 'friend', password: 'friend-password' }),
      headers: { Origin: 'http://localhost:8080' },
    });
    while (portal.plex.calls('signin').length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    process.emit('SIGTERM', 'SIGTERM');
    expect((await answer).status).toBe(503);
    await serving.closed;
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });

  test('can be ended in good order as soon as it says that it listens', async () => {
    const listeners: number[] = [];
    const log = { write: () => void listeners.push(process.listenerCount('SIGTERM')) };
    const serving = await serve(portal.config, { keys: RING.keys, secrets }, { log });
    await serving.close();
    expect(listeners[0]).toBe(process.listenerCount('SIGTERM') + 1);
  });

  test('does not start where the address is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const issuer = { ...portal.config.issuer, listenPort: port };
    await expect(
      serve({ ...portal.config, issuer }, { keys: RING.keys, secrets }, { signals: false }),
    ).rejects.toThrow('EADDRINUSE');
    await new Promise((resolve) => taken.close(resolve));
  });
});
