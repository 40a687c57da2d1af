/** Quiet renewal in nginx: who is shown the way, who is sent, and what comes of it when the portal does not answer. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_API, AS_FETCH, AS_PAGE, session, visit, visitRaw } from './support/visit.js';

const LINK = '</_usher/renew>; rel=preload; as=image';
const LIFE = 10_000;

/** The session cookie of zoe, so far into its life. */
function aged(part: number, claims: object = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const iat = now - Math.round(part * LIFE);
  return session({ iat, exp: iat + LIFE, ...claims }).Cookie;
}
const YOUNG = 0.4;
const OLD = 0.6;
const VERY_OLD = 0.95;

/** A portal that does what a test says, and remembers what it was asked. */
async function startStub() {
  const asked: { url: string; method: string; rawHeaders: readonly string[] }[] = [];
  const answers: { current: RequestListener } = { current: (_req, res) => res.end() };
  const listener: RequestListener = (req, res) => {
    asked.push({ url: req.url ?? '', method: req.method ?? '', rawHeaders: req.rawHeaders });
    answers.current(req, res);
  };
  const stub: Server = createServer(listener);
  await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((stub.address() as AddressInfo).port)}/auth/renew`,
    asked: () => asked.splice(0),
    answers,
    stop: () =>
      new Promise<void>((resolve) => {
        stub.close(() => {
          resolve();
        });
        stub.closeAllConnections();
      }),
  };
}

let gate: Gate;
let stub: Awaited<ReturnType<typeof startStub>>;
beforeAll(async () => {
  stub = await startStub();
  gate = await startGate({
    gateConfig: { ...gateConfigFor(testKeys(1)), renewalUrl: stub.url },
    files: { 'static/page.html': '<p>here</p>' },
    expectedErrors: /connect\(\) failed|upstream timed out/,
    // What a server may say of all its proxying.
    http: server(`
      server_name app.example.com;
      add_header Strict-Transport-Security max-age=1;
      proxy_redirect / /elsewhere/;
      proxy_cookie_path / /elsewhere/;
      proxy_cookie_domain example.com example.net;
      proxy_cookie_flags ~ nosecure samesite=none;
      proxy_hide_header X-Stub;
      proxy_intercept_errors on;
      proxy_busy_buffers_size 8k;
      proxy_set_header X-Server server;
      ${guarded('/', 4)}
      ${guarded('/open/', 999)}
      location /own/ {
        auth_request /_usher/4;
        include __GATE__/identity.conf;
        add_header X-Location location;
        proxy_set_header X-Own own;
        proxy_pass http://__APP__;
      }
      location /files/ {
        auth_request /_usher/4;
        add_header Link $usher_renewal;
        include __GATE__/location.conf;
        alias __FOLDER__/static/;
      }`),
  });
});
afterAll(async () => {
  await gate.stop();
  await stub.stop();
});
afterEach(() => {
  stub.asked();
});

describe('a page that is opened past the half of a session’s life', () => {
  test.each(['/films?x=1', '/open/', '/own/'])('is shown the way to renew it: %s', async (path) => {
    const seen = await visit(gate, path, { headers: { ...AS_PAGE, Cookie: aged(OLD) } });
    expect(seen).toMatchObject({ status: 200, reason: 'allowed', user: 'zoe' });
    expect(seen.answer.headers['link']).toBe(LINK);
    expect(seen.reached).toHaveLength(1);
    expect(stub.asked()).toEqual([]);
  });

  test('keeps the headers that the operator adds, at whichever place', async () => {
    const headers = { ...AS_PAGE, Cookie: aged(OLD) };
    const one = await visit(gate, '/', { headers });
    expect(one.answer.headers).toMatchObject({
      link: LINK,
      'strict-transport-security': 'max-age=1',
    });
    const other = await visit(gate, '/own/', { headers });
    expect(other.answer.headers).toMatchObject({ link: LINK, 'x-location': 'location' });
  });

  test.each([
    ['in a frame', { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' }],
    ['in a tab', { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }],
    ['over plain http', { Accept: 'text/html,*/*;q=0.8' }],
  ])('is one %s', async (_, headers) => {
    const seen = await visit(gate, '/', { headers: { ...headers, Cookie: aged(OLD) } });
    expect(seen.answer.headers['link']).toBe(LINK);
  });

  test('is shown it by a line of the operator’s own, where nginx does not proxy', async () => {
    for (const [part, link] of [
      [YOUNG, undefined],
      [OLD, LINK],
    ] as const) {
      const headers = { ...AS_PAGE, Cookie: aged(part) };
      const seen = await visit(gate, '/files/page.html', { headers });
      expect([seen.status, seen.answer.headers['link']]).toEqual([200, link]);
    }
  });

  test('is not shown it while the session is young, nor without one, nor where it may not pass', async () => {
    for (const [path, Cookie] of [
      ['/', aged(YOUNG)],
      ['/open/', 'a=b'],
      ['/', aged(OLD, { group_id: 5 })],
    ] as const) {
      const seen = await visit(gate, path, { headers: { ...AS_PAGE, Cookie } });
      expect(seen.answer.headers['link']).toBeUndefined();
    }
  });

  test('tells the app nothing of it, whatever the client says', async () => {
    for (const part of [YOUNG, OLD]) {
      const headers = { ...AS_PAGE, Cookie: aged(part), 'Usher-Renewal': 'x' };
      const { reached } = await visit(gate, '/', { headers });
      expect(headerOf(reached[0]!, 'usher-renewal')).toBeUndefined();
    }
  });

  test('is shown it once, also where the app sends nginx on', async () => {
    const headers = { ...AS_PAGE, Cookie: aged(OLD) };
    const seen = await visit(gate, '/?accel=/own/', { headers });
    expect(seen.reached).toHaveLength(2);
    expect(seen.answer.headers['link']).toBe(LINK);
  });
});

const NO_PAGE: readonly (readonly [string, string, object])[] = [
  ['a fetch', 'GET', AS_FETCH],
  ['an image', 'GET', { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image', ...AS_PAGE }],
  ['an object', 'GET', { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'object' }],
  ['an XMLHttpRequest', 'GET', { ...AS_PAGE, 'X-Requested-With': 'XMLHttpRequest' }],
  ['an API call', 'GET', AS_API],
  ['curl', 'GET', { Accept: '*/*' }],
  ['a form', 'POST', { ...AS_PAGE, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }],
  ['a HEAD', 'HEAD', AS_PAGE],
  ['an OPTIONS', 'OPTIONS', AS_PAGE],
  ['a PUT', 'PUT', AS_PAGE],
];

describe.each([
  ['past the half', OLD],
  ['in the last tenth', VERY_OLD],
])('%s of a session’s life', (_, part) => {
  test.each(NO_PAGE)('%s goes to the app as ever', async (_name, method, headers) => {
    const seen = await visit(gate, '/x', { method, headers: { ...headers, Cookie: aged(part) } });
    expect(seen).toMatchObject({ status: 200, reason: 'allowed' });
    expect(seen.answer.headers['link']).toBeUndefined();
    expect(seen.reached).toHaveLength(1);
  });
});

describe('a page that is opened in the last tenth', () => {
  test('goes by way of the portal, with the way back, and the app hears nothing of it', async () => {
    const headers = { ...AS_PAGE, Cookie: aged(VERY_OLD) };
    const seen = await visit(gate, '/films/a%20b?x=%2F&y=1+2', { headers });
    expect(seen).toMatchObject({ status: 302, reason: 'renewal_due', user: 'zoe', reached: [] });
    // Relative: another proxy in front may speak another scheme, at another port.
    expect(seen.answer.headers.location).toBe(
      `/_usher/renew?rd=${encodeURIComponent('/films/a%20b?x=%2F&y=1+2')}`,
    );
    expect(seen.answer.headers['cache-control']).toBe('no-store');
  });

  test('so does one of plain files', async () => {
    const headers = { ...AS_PAGE, Cookie: aged(VERY_OLD) };
    const seen = await visit(gate, '/files/page.html', { headers });
    expect(seen.answer.headers.location).toBe('/_usher/renew?rd=%2Ffiles%2Fpage.html');
  });

  test('but not if it has just been there', async () => {
    const headers = { ...AS_PAGE, Cookie: `usher-renewed=1; ${aged(VERY_OLD)}` };
    const seen = await visit(gate, '/', { headers });
    expect(seen).toMatchObject({ status: 200, reason: 'allowed' });
    expect(seen.answer.headers['link']).toBeUndefined();
  });

  test.each(['//films', '/a\\b', `/${'a'.repeat(2048)}`])(
    'but not from an address that one would not come back to: %.10s',
    async (path) => {
      const headers = { ...AS_PAGE, Cookie: aged(VERY_OLD) };
      const seen = await visit(gate, path, { headers });
      expect(seen).toMatchObject({ status: 200, reason: 'allowed' });
      expect(seen.answer.headers['link']).toBe(LINK);
    },
  );

  test('but not where its group may not pass: no token is fetched for a page that is refused', async () => {
    const headers = { ...AS_PAGE, Cookie: aged(VERY_OLD, { group_id: 5 }) };
    expect(await visit(gate, '/', { headers })).toMatchObject({
      status: 403,
      reason: 'group_above_threshold',
    });
  });
});

describe('an address that a browser takes for one of the gate', () => {
  // It leaves `%2f` alone, and so sends the refresh cookie there; nginx takes it for a slash.
  test.each([
    '/_usher/..%2ffilms',
    '/_usher/..%2F_usher/..%2ffilms',
    '/_usher//..%2ffilms',
    '/_usher/renew/..%2f..%2ffilms',
    '/_usher/renew%2f..%2f..%2ffilms?x=1',
    '/_usher/..%2fopen/',
    '/_usher/..%2f?accel=/own/',
  ])('leads to no app, which would get the refresh cookie: %s', async (path) => {
    const seen = await visitRaw(gate, path, [
      'Accept: text/html',
      `Cookie: ${aged(YOUNG)}; __Secure-usher-refresh=sealed`,
    ]);
    expect(seen).toMatchObject({ status: 404, reached: [] });
    expect(stub.asked()).toEqual([]);
  });
});

describe('/_usher/renew', () => {
  test('asks the portal, with the cookies and the address of who asks, and hands on its answer as it is', async () => {
    const cookies = [
      `__Secure-usher=${'t'.repeat(3000)}; Max-Age=1; Domain=example.com; Path=/; HttpOnly; Secure; SameSite=Lax`,
      `__Secure-usher-refresh=${'r'.repeat(3500)}; Domain=example.com; Path=/_usher/; HttpOnly; Secure; SameSite=Lax`,
    ];
    stub.answers.current = (_req, res) => {
      res.writeHead(303, {
        Location: '/films?x=1',
        'Set-Cookie': cookies,
        'Cache-Control': 'no-store',
      });
      res.end();
    };
    const Cookie = `${aged(VERY_OLD)}; __Secure-usher-refresh=sealed`;
    const seen = await visit(gate, '/_usher/renew?rd=%2Ffilms%3Fx%3D1', {
      headers: { ...AS_PAGE, Cookie, Host: 'app.example.com', 'X-Forwarded-For': '192.0.2.7' },
    });
    expect(seen).toMatchObject({ status: 303, reached: [] });
    expect(seen.answer.headers).toMatchObject({ location: '/films?x=1', 'set-cookie': cookies });
    const [asked, ...more] = stub.asked();
    expect(more).toEqual([]);
    expect(asked).toMatchObject({ url: '/auth/renew?rd=%2Ffilms%3Fx%3D1', method: 'GET' });
    const sent = { method: '', url: '', bodyBytes: 0, rawHeaders: asked!.rawHeaders };
    expect(headerOf(sent, 'cookie')).toBe(Cookie);
    expect(headerOf(sent, 'x-forwarded-for')).toBe('192.0.2.7, 127.0.0.1');
    expect(headerOf(sent, 'host')).toBe('app.example.com');
  });

  test('passes on no body', async () => {
    stub.answers.current = (_req, res) => res.writeHead(204).end();
    await visit(gate, '/_usher/renew', { method: 'POST', body: 'x'.repeat(1000) });
    const [asked] = stub.asked();
    const sent = { method: '', url: '', bodyBytes: 0, rawHeaders: asked!.rawHeaders };
    expect(headerOf(sent, 'content-length')).toBeUndefined();
  });

  test.each([400, 403, 404, 429, 500, 502, 503])(
    'makes nothing of a portal that answers %d',
    async (status) => {
      stub.answers.current = (_req, res) => res.writeHead(status).end('no');
      await expectNothing();
    },
  );

  test('waits a few seconds for a portal that says nothing', async () => {
    stub.answers.current = () => undefined;
    const started = performance.now();
    const { status } = await visit(gate, '/_usher/renew', {});
    expect(status).toBe(204);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  async function expectNothing(): Promise<void> {
    const quiet = await visit(gate, '/_usher/renew', {});
    expect([quiet.status, quiet.answer.body, quiet.reached]).toEqual([204, '', []]);
    expect(quiet.answer.headers['set-cookie']).toBeUndefined();
    const back = await visit(gate, '/_usher/renew?rd=%2Ffilms%3Fx%3D%252F%26y%3D1', {});
    expect([back.status, back.answer.headers.location]).toEqual([303, '/films?x=%2F&y=1']);
    expect(back.answer.headers['set-cookie']).toEqual([
      'usher-renewed=1; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure',
    ]);
    expect(back.answer.headers['cache-control']).toBe('no-store');
  }

  describe('while the portal is stopped', () => {
    beforeAll(() => stub.stop());

    test('shows the page all the same, and leaves it in peace for a minute', expectNothing);

    test.each([
      '//evil.example/',
      '/\\evil.example/',
      'https://evil.example/',
      'javascript:alert(1)',
      '/a\r\nSet-Cookie: x=1',
      '/\t/evil.example',
      '/ü',
      '/_usher/renew?rd=%2F',
    ])('leads nowhere else: %j', async (rd) => {
      const seen = await visit(gate, `/_usher/renew?rd=${encodeURIComponent(rd)}`, {});
      expect([seen.status, seen.answer.headers.location]).toEqual([303, '/']);
      expect(seen.answer.headers['set-cookie']).toHaveLength(1);
    });

    test('leads nowhere from an address that is too long for a sign-in', async () => {
      const seen = await visit(gate, `/_usher/renew?rd=%2F${'a'.repeat(2048)}`, {});
      expect([seen.status, seen.answer.headers.location]).toEqual([303, '/']);
    });

    test.each(['%', '%zz', '%ff', '%c3'])('copes with what cannot be decoded: %s', async (rd) => {
      const seen = await visit(gate, `/_usher/renew?rd=${rd}`, {});
      expect([seen.status, seen.answer.headers.location]).toEqual([303, '/']);
    });

    test('a session goes on until it ends', async () => {
      const headers = { ...AS_PAGE, Cookie: aged(OLD) };
      expect((await visit(gate, '/', { headers })).status).toBe(200);
      const late = { ...AS_PAGE, Cookie: `${aged(0.999)}; usher-renewed=1` };
      expect((await visit(gate, '/', { headers: late })).status).toBe(200);
      const over = { ...AS_PAGE, Cookie: aged(1.01) };
      const seen = await visit(gate, '/', { headers: over });
      expect([seen.status, seen.reason]).toEqual([302, 'expired']);
      expect(seen.answer.headers.location).toContain('https://auth.example.com/login?rd=');
    });
  });
});

describe('where sessions are not renewed', () => {
  let plain: Gate;
  beforeAll(async () => {
    plain = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(guarded('/', 4)),
    });
  });
  afterAll(() => plain.stop());

  test.each([OLD, VERY_OLD])('an old one passes, and nothing is said of it: %d', async (part) => {
    const seen = await visit(plain, '/', { headers: { ...AS_PAGE, Cookie: aged(part) } });
    expect(seen).toMatchObject({ status: 200, reason: 'allowed' });
    expect(seen.answer.headers['link']).toBeUndefined();
  });

  test('nobody is there to ask', async () => {
    const seen = await visit(plain, '/_usher/renew', { headers: { Cookie: aged(OLD) } });
    expect(seen).toMatchObject({ status: 404, reached: [] });
  });
});
