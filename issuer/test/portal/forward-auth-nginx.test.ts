/** What docs/forward-auth.md says for nginx without njs, in a real nginx, with the portal behind it. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { headerOf, startApp, type App } from '../../../njs-validator/test/nginx/support/app.js';
import { startNginx, type Nginx } from '../../../njs-validator/test/nginx/support/nginx.js';
import { ask, askRaw, type Ask } from '../../../njs-validator/test/nginx/support/request.js';
import { startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

const [, BLOCK = ''] =
  /^```nginx\n([^]*?)^```$/m.exec(readFileSync('docs/forward-auth.md', 'utf8')) ?? [];
/** The log of the tests names the gate's variables, which are not there without it. */
const NO_GATE = ['reason', 'user', 'group_id', 'threshold']
  .map((name) => `map $host $usher_${name} { default -; }`)
  .join(' ');
const HOST = { Host: 'sonarr.example.com' };
const PAGE = { ...HOST, Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' };
const PROGRAM = { ...HOST, Accept: 'application/json' };
const SIGN_IN = 'https://auth.example.com/login';

let portal: RunningPortal;
let app: App;
let nginx: Nginx;
let friend: string;
let owner: string;
beforeAll(async () => {
  portal = await startPortal(SUBDOMAINS);
  app = await startApp();
  const upstreams = {
    'http://127.0.0.1:9190': portal.address,
    'http://127.0.0.1:8989': `http://${app.address}`,
  };
  const guests = BLOCK.replace(
    'auth_request /usher-verdict/1;',
    'auth_request /usher-verdict/999;',
  );
  const broken = BLOCK.replace('auth_request /usher-verdict/1;', 'auth_request /usher-verdict/01;');
  nginx = await startNginx({
    http: `
      ${NO_GATE}
      server { listen __LISTEN__; server_name sonarr.example.com; ${BLOCK} }
      server { listen __LISTEN__; server_name open.example.com; ${guests} }
      server { listen __LISTEN__; server_name broken.example.com; ${broken} }`,
    replace: upstreams,
  });
  friend = await cookiesOf('friend');
  owner = await cookiesOf('owner');
});
afterAll(async () => {
  await nginx.stop();
  await app.stop();
  await portal.close();
});
afterEach(() => {
  app.reached();
});

async function cookiesOf(person: string): Promise<string> {
  const browser = portal.browser();
  await browser.signIn(person);
  return browser.cookieHeader();
}

function get(path: string, headers: Ask['headers'] = {}, more: Omit<Ask, 'headers'> = {}) {
  return ask(`${nginx.origin}${path}`, { headers, ...more });
}

describe('nginx without njs', () => {
  test('lets in who may pass, and tells the app who it is, whatever the visitor says', async () => {
    const answer = await get('/api?x=1', {
      ...PAGE,
      Cookie: owner,
      'Remote-User': 'somebody',
      'Remote-Group-Id': '0',
      'X-Forwarded-Uri': '/elsewhere',
      'X-Original-URL': 'https://evil.test/',
    });
    expect(answer.status).toBe(200);
    const [reached] = app.reached();
    expect(reached).toMatchObject({ method: 'GET', url: '/api?x=1' });
    expect(headerOf(reached!, 'remote-group-id')).toBe('0');
    expect(headerOf(reached!, 'remote-groups')).toBe('Admin');
    expect(headerOf(reached!, 'remote-user')).not.toBe('somebody');
    expect(reached!.rawHeaders.filter((name) => /^remote-user$/i.test(name))).toHaveLength(1);
  });

  test('sends a page to the sign-in, and back to the very address', async () => {
    const uri = '/series/7?a=1&b=%20c&d=%C3%A9';
    const answer = await get(uri, PAGE);
    expect(answer.status).toBe(302);
    const rd = `rd=${encodeURIComponent(`https://sonarr.example.com${uri}`)}`;
    expect(answer.headers.location).toBe(`${SIGN_IN}?${rd}`);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(app.reached()).toEqual([]);
    const back = await portal.browser().signIn('owner', { rd: `https://sonarr.example.com${uri}` });
    expect(back.location).toBe(`https://sonarr.example.com${uri}`);
  });

  test('keeps raw bytes, long addresses and foreign hosts out of trouble', async () => {
    const port = Number(new URL(nginx.origin).port);
    const raw = `GET /caf\u00e9 HTTP/1.1\r\nHost: sonarr.example.com\r\nAccept: text/html\r\nConnection: close\r\n\r\n`;
    expect(await askRaw(port, Buffer.from(raw, 'latin1'))).toContain(
      'sonarr.example.com%2Fcaf%25E9\r\n',
    );
    const long = await get(`/${'x'.repeat(6000)}`, PAGE);
    expect(long.headers.location).toBe(`${SIGN_IN}?rd=https%3A%2F%2Fsonarr.example.com%2F`);
    const fits = await get(`/${'!"'.repeat(480)}`, PAGE);
    expect([fits.status, fits.headers.location?.startsWith(`${SIGN_IN}?rd=`)]).toEqual([302, true]);
    expect((await get('/', { ...PAGE, Host: 'evil.test' })).headers.location).toBe(SIGN_IN);
    expect(app.reached()).toEqual([]);
  });

  test('gives a program 401 and JSON', async () => {
    const answer = await get('/api', PROGRAM);
    expect([answer.status, answer.headers.location]).toEqual([401, undefined]);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'not_signed_in' });
    expect(app.reached()).toEqual([]);
  });

  test('gives 403 to a group that is too high', async () => {
    for (const headers of [PAGE, PROGRAM]) {
      expect((await get('/', { ...headers, Cookie: friend })).status).toBe(403);
      expect(portal.reason()).toBe('group_above_threshold');
    }
    expect(app.reached()).toEqual([]);
  });

  test('passes uploads on to the app, and not to the portal', async () => {
    const body = Buffer.alloc(100_000, 'x');
    for (let count = 0; count < 3; count += 1) {
      const answer = await get('/', { ...PROGRAM, Cookie: owner }, { method: 'POST', body });
      expect(answer.status).toBe(200);
      expect((await get('/', PROGRAM, { method: 'POST', body })).status).toBe(401);
    }
    expect(app.reached().map(({ bodyBytes }) => bodyBytes)).toEqual([100_000, 100_000, 100_000]);
  });

  test('lets guests in at 999, nameless', async () => {
    const headers = { Host: 'open.example.com', 'Remote-User': 'admin', 'Remote-Group-Id': '0' };
    expect((await get('/', headers)).status).toBe(200);
    const [guest] = app.reached();
    expect(guest!.rawHeaders.join().toLowerCase()).not.toContain('remote-');
    await get('/', { ...headers, Cookie: friend });
    expect(headerOf(app.reached()[0]!, 'remote-group-id')).toBe('4');
  });

  test('lets nobody in by a threshold that is none, and nobody ask for himself', async () => {
    expect((await get('/', { ...PAGE, Host: 'broken.example.com', Cookie: owner })).status).toBe(
      500,
    );
    expect(portal.reason()).toBe('threshold_malformed');
    for (const path of ['/usher-verdict/999', '//usher-verdict/999', '/%75sher-verdict/999']) {
      expect((await get(path, { ...HOST, Cookie: owner })).status).toBe(404);
    }
    expect(app.reached()).toEqual([]);
  });

  test('lets nobody in while the portal is down', async () => {
    const alone = await startNginx({
      http: `${NO_GATE} server { listen __LISTEN__; ${BLOCK} }`
        .replace('127.0.0.1:9190', '__OTHER_LISTEN__')
        .replace('127.0.0.1:8989', app.address),
    });
    try {
      expect((await ask(`${alone.origin}/`, { headers: { Cookie: owner } })).status).toBe(500);
      expect(app.reached()).toEqual([]);
    } finally {
      await alone.stop();
    }
  });
});
