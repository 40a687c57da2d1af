import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createPlexClient } from '../../../plex/plex-client.js';
import type { PlexClient } from '../../../plex/plex-client.js';
import { MAX_ANSWER_BYTES } from '../../../plex/plex-http.js';
import { hang, json, page, plexServer, reset, until } from './plex-server.js';
import type { PlexServer } from './plex-server.js';

const CREDENTIALS = { login: 'olive@example.com', password: 'pä ss+&=%' };
const ACCOUNT = {
  id: 7,
  title: 'Olive',
  home: false,
  homeAdmin: false,
  restricted: false,
  protected: false,
  guest: false,
};

const BOMB = gzipSync(Buffer.alloc(64 * MAX_ANSWER_BYTES, ' '));

const servers: PlexServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server with such answers and a client of it. */
async function clientOf(
  answers: ReadonlyArray<(res: ServerResponse, req: IncomingMessage) => void>,
  timeoutSeconds = 10,
): Promise<{ server: PlexServer; client: PlexClient }> {
  const server = await plexServer(...answers);
  servers.push(server);
  return { server, client: clientAt(server.url, timeoutSeconds) };
}

function clientAt(apiUrl: string, timeoutSeconds = 10): PlexClient {
  return createPlexClient({
    apiUrl,
    authUrl: 'https://app.plex.tv/auth',
    product: 'Our house',
    clientIdentifier: 'client-1',
    version: '0.1.0',
    timeoutSeconds,
  });
}

describe('what plex.tv is asked', () => {
  const WHO_ASKS = {
    accept: 'application/json',
    'x-plex-client-identifier': 'client-1',
    'x-plex-product': 'Our house',
    'x-plex-version': '0.1.0',
    'x-plex-platform': 'Web',
  };

  test('a sign-in is a form, with who is asking and no token', async () => {
    const { server, client } = await clientOf([json(201, { authToken: 'tok' })]);
    const outcome = await client.signIn({ ...CREDENTIALS, verificationCode: '012345' });
    expect(outcome).toEqual({ kind: 'signed_in', token: 'tok' });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'POST', url: '/api/v2/users/signin', headers: WHO_ASKS });
    expect(asked?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(asked?.headers).not.toHaveProperty('x-plex-token');
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      ...CREDENTIALS,
      rememberMe: 'false',
      verificationCode: '012345',
    });
  });

  test('a PIN is asked for and about under the same client identifier', async () => {
    const { server, client } = await clientOf([
      json(201, { id: 12, code: 'abc' }),
      json(200, { id: 12, authToken: null }),
      json(200, { id: 12, authToken: 'tok' }),
      json(404, { errors: [{ code: 1020 }] }),
    ]);
    expect(await client.createPin()).toEqual({ kind: 'pin', id: 12, code: 'abc' });
    expect(await client.checkPin(12)).toEqual({ kind: 'pending' });
    expect(await client.checkPin(12)).toEqual({ kind: 'claimed', token: 'tok' });
    expect(await client.checkPin(12)).toEqual({ kind: 'gone' });
    expect(server.asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/v2/pins?strong=true',
      'GET /api/v2/pins/12',
      'GET /api/v2/pins/12',
      'GET /api/v2/pins/12',
    ]);
    for (const asked of server.asked) {
      expect(asked.headers).toMatchObject(WHO_ASKS);
    }
  });

  test('a token travels in its header', async () => {
    const { server, client } = await clientOf([json(200, ACCOUNT), json(200, [])]);
    expect(await client.account('tok')).toMatchObject({ kind: 'account', account: { id: 7 } });
    expect(await client.resources('tok')).toEqual({ kind: 'resources', resources: [] });
    for (const asked of server.asked) {
      expect(asked.headers).toMatchObject({ ...WHO_ASKS, 'x-plex-token': 'tok' });
      expect(asked.url).not.toContain('tok');
      expect(asked.headers).not.toHaveProperty('cookie');
    }
  });

  test('an answer leaves no timer behind', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const { client } = await clientOf([json(200, ACCOUNT)], 60);
    const before = timers();
    for (let i = 0; i < 10; i++) {
      await client.account('tok');
    }
    expect(timers()).toBeLessThan(before + 10);
  });

  test('an answer without a content type says nothing', async () => {
    const { client } = await clientOf([(res) => res.end(JSON.stringify(ACCOUNT))]);
    expect(await client.account('tok')).toMatchObject({ cause: 'not_json', status: 200 });
  });

  test('a base address may have a path', async () => {
    const { server } = await clientOf([json(200, ACCOUNT)]);
    await clientAt(`${server.url}/plex`).account('tok');
    expect(server.asked[0]?.url).toBe('/plex/api/v2/user');
  });

  test('a token that would end its header is never sent, and not quoted either', async () => {
    const { server, client } = await clientOf([json(200, ACCOUNT)]);
    const error: unknown = await client.account('secret\r\nCookie: x').catch((e: unknown) => e);
    expect(error).toHaveProperty('name', 'TypeError');
    expect(String(error)).not.toContain('secret');
    expect(server.asked).toHaveLength(0);
  });

  test('the page for browsers is at authUrl', () => {
    expect(clientAt('http://127.0.0.1:9').authPageUrl('c', 'https://a.example/')).toBe(
      'https://app.plex.tv/auth#?clientID=client-1&code=c&forwardUrl=https%3A%2F%2Fa.example%2F' +
        '&context%5Bdevice%5D%5Bproduct%5D=Our%20house',
    );
  });
});

describe('what can go wrong on the way, for a sign-in', () => {
  const timeout = { kind: 'plex_unavailable', cause: 'timeout' };
  const network = { kind: 'plex_unavailable', cause: 'network' };
  const tooLarge = { kind: 'plex_unavailable', cause: 'too_large' };

  /** An answer that begins and goes on for ever, a byte at a time. */
  function drip(res: ServerResponse): void {
    res.writeHead(201, { 'Content-Type': 'application/json' });
    const timer = setInterval(() => res.write(' '), 20);
    res.on('close', () => {
      clearInterval(timer);
    });
  }

  function flood(res: ServerResponse): void {
    res.writeHead(201, { 'Content-Type': 'application/json' });
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const more = (): void => {
      while (!res.destroyed && res.write(chunk));
      res.once('drain', more);
    };
    more();
  }

  function headersOnly(res: ServerResponse): void {
    res.writeHead(201).flushHeaders();
  }

  function bomb(res: ServerResponse): void {
    res.writeHead(201, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
    res.end(BOMB);
  }

  test.each([
    ['no answer', hang, timeout],
    ['an answer that never ends', drip, timeout],
    ['headers and then nothing', headersOnly, timeout],
  ])('%s', async (_name, answer, outcome) => {
    const { server, client } = await clientOf([answer], 1);
    const start = performance.now();
    expect(await client.signIn(CREDENTIALS)).toEqual(outcome);
    expect(performance.now() - start).toBeLessThan(8000);
    expect(server.asked).toHaveLength(1);
    await until(() => server.openConnections() === 0);
  });

  test.each([
    ['a reset connection', reset, network],
    ['more than a megabyte, without end', flood, tooLarge],
    ['a small answer that unpacks to 64 megabytes', bomb, tooLarge],
  ])('%s', async (_name, answer, outcome) => {
    const { server, client } = await clientOf([answer]);
    expect(await client.signIn(CREDENTIALS)).toEqual(outcome);
    expect(server.asked).toHaveLength(1);
    await until(() => server.openConnections() === 0);
  });

  test('an answer that breaks off', async () => {
    const { client } = await clientOf([
      (res) => {
        res.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': '100' });
        res.write('{"authToken":"tok"}');
        setImmediate(() => res.destroy());
      },
    ]);
    expect(await client.signIn(CREDENTIALS)).toEqual(network);
  });

  test('an answer in chunks that breaks off', async () => {
    const { client } = await clientOf([
      (res) => {
        res.writeHead(201, { 'Content-Type': 'application/json' });
        res.write('{"authToken":"tok"}');
        setImmediate(() => res.destroy());
      },
    ]);
    expect(await client.signIn(CREDENTIALS)).toEqual(network);
  });

  test('nobody listens', async () => {
    const { server } = await clientOf([hang]);
    await server.close();
    servers.length = 0;
    expect(await clientAt(server.url).signIn(CREDENTIALS)).toEqual(network);
  });

  test.each([
    ['elsewhere', 'ELSEWHERE/'],
    ['to an address that is none', 'http://['],
  ])('a redirect %s is not followed', async (_name, location) => {
    const other = await clientOf([json(201, { authToken: 'tok' })]);
    const { client } = await clientOf([
      (res) => {
        res.writeHead(307, { Location: location.replace('ELSEWHERE', other.server.url) }).end();
      },
    ]);
    expect(await client.signIn(CREDENTIALS)).toEqual({
      kind: 'plex_unavailable',
      cause: 'redirect',
    });
    expect(other.server.asked).toHaveLength(0);
  });

  test('a packed answer is unpacked', async () => {
    const { server, client } = await clientOf([
      (res) => {
        res.writeHead(201, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
        res.end(gzipSync('{"authToken":"tok"}'));
      },
    ]);
    expect(await client.signIn(CREDENTIALS)).toEqual({ kind: 'signed_in', token: 'tok' });
    await until(() => server.openConnections() === 0);
  });

  test('just under a megabyte is read', async () => {
    const { client } = await clientOf([
      json(201, { authToken: 'tok', padding: 'x'.repeat(MAX_ANSWER_BYTES - 100) }),
    ]);
    expect(await client.signIn(CREDENTIALS)).toEqual({ kind: 'signed_in', token: 'tok' });
  });

  test.each([502, 503, 504])('status %d is not asked again', async (status) => {
    const { server, client } = await clientOf([page(status), json(201, { authToken: 'tok' })]);
    expect(await client.signIn(CREDENTIALS)).toEqual({
      kind: 'plex_unavailable',
      cause: 'status',
      status,
    });
    expect(server.asked).toHaveLength(1);
  });

  test('nor is a request for a PIN', async () => {
    const { server, client } = await clientOf([reset]);
    expect(await client.createPin()).toEqual(network);
    expect(server.asked).toHaveLength(1);
  });

  test.each([
    [400, 1000, { kind: 'plex_unavailable', cause: 'status', status: 400 }],
    [401, 1001, { kind: 'bad_credentials' }],
    [401, 1029, { kind: 'verification_code_required' }],
    [429, 1003, { kind: 'rate_limited', retryAfterSeconds: 9 }],
    [500, 1007, { kind: 'plex_unavailable', cause: 'status', status: 500 }],
  ])('status %d with code %d', async (status, code, outcome) => {
    const { client } = await clientOf([
      json(status, { errors: [{ code }] }, { 'Retry-After': '9' }),
    ]);
    expect(await client.signIn(CREDENTIALS)).toEqual(outcome);
  });
});

describe('a question that only reads', () => {
  function redirect(res: ServerResponse): void {
    res.writeHead(302, { Location: '/elsewhere' }).end();
  }

  test.each([
    ['502', page(502)],
    ['503', page(503)],
    ['504', page(504)],
    ['a reset connection', reset],
    ['503 that asks for no pause', json(503, {}, { 'Retry-After': '0' })],
  ])('is asked again once after %s', async (_name, answer) => {
    const { server, client } = await clientOf([answer, json(200, ACCOUNT)]);
    expect(await client.account('tok')).toMatchObject({ kind: 'account' });
    expect(server.asked).toHaveLength(2);
  });

  test('is not asked a third time', async () => {
    const { server, client } = await clientOf([page(503)]);
    expect(await client.account('tok')).toEqual({
      kind: 'plex_unavailable',
      cause: 'status',
      status: 503,
    });
    expect(server.asked).toHaveLength(2);
  });

  test.each([
    ['500', json(500, {})],
    ['429', json(429, {})],
    ['401', json(401, {})],
    ['HTML', page(200)],
    ['a redirect', redirect],
  ])('is not asked again after %s', async (_name, answer) => {
    const { server, client } = await clientOf([answer, json(200, ACCOUNT)]);
    expect(await client.account('tok')).not.toMatchObject({ kind: 'account' });
    expect(server.asked).toHaveLength(1);
  });

  test('is not asked again if the pause that plex.tv wants is beyond the time limit', async () => {
    const { server, client } = await clientOf([json(503, {}, { 'Retry-After': '30' })], 10);
    const start = performance.now();
    expect(await client.account('tok')).toMatchObject({ cause: 'status', status: 503 });
    expect(performance.now() - start).toBeLessThan(8000);
    expect(server.asked).toHaveLength(1);
  });

  test('has one time limit for both attempts', async () => {
    const { server, client } = await clientOf([page(502), hang], 2);
    const start = performance.now();
    expect(await client.account('tok')).toEqual({ kind: 'plex_unavailable', cause: 'timeout' });
    expect(performance.now() - start).toBeLessThan(8000);
    expect(server.asked).toHaveLength(2);
    await until(() => server.openConnections() === 0);
  });
});
