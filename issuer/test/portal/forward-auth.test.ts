/** The verdict for other proxies: what it says to whom, and what does not talk it round. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, askRaw, type Ask } from '../../../njs-validator/test/nginx/support/request.js';
import { goodClaims, mint } from '../../../shared/test/token-maker.js';
import { MAX_RETURN_ADDRESS_BYTES } from '../../../shared/token-profile.js';
import { gateConfigOf } from '../../keys/gate-config.js';
import { RING, startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

const PAGE = { Accept: 'text/html,*/*;q=0.8', 'Sec-Fetch-Mode': 'navigate' };
const PROGRAM = { Accept: 'application/json' };
/** As Traefik and Caddy send them. */
const FORWARDED = {
  'X-Forwarded-Method': 'GET',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'sonarr.example.com',
  'X-Forwarded-Uri': '/series/7?a=1&b=%20c',
};
const SIGN_IN = 'https://auth.example.com/login';
const RD = `${SIGN_IN}?rd=https%3A%2F%2Fsonarr.example.com%2Fseries%2F7%3Fa%3D1%26b%3D%2520c`;

let portal: RunningPortal;
beforeAll(async () => {
  portal = await startPortal(SUBDOMAINS);
});
afterAll(() => portal.close());

/** A session of somebody in group 4, with these claims. */
function cookieOf(claims: object = {}, at: RunningPortal = portal): string {
  const { issuer, audience, cookieName, keys } = gateConfigOf(at.config, RING);
  const token = mint(keys[0]!, {
    ...goodClaims(at.clock.now),
    iss: issuer,
    aud: audience,
    ...claims,
  });
  return `${cookieName}=${token}`;
}

function verdict(path: string, headers: Ask['headers'] = {}, more: Omit<Ask, 'headers'> = {}) {
  return ask(`${portal.address}${path}`, { headers, ...more });
}

describe('who may pass', () => {
  test('gets 204, and the app gets who it is', async () => {
    const answer = await verdict('/auth/4', { Cookie: cookieOf(), ...FORWARDED });
    expect([answer.status, answer.body, portal.reason()]).toEqual([204, '', 'allowed']);
    expect(answer.headers).toMatchObject({
      'remote-user': 'zoe',
      'remote-name': 'Zo%C3%AB %C3%85ngstr%C3%B6m',
      'remote-email': 'zoe@example.com',
      'remote-groups': 'friends',
      'remote-group-id': '4',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(Object.keys(answer.headers).sort()).toEqual([
      'cache-control',
      'connection',
      'cross-origin-resource-policy',
      'date',
      'remote-email',
      'remote-group-id',
      'remote-groups',
      'remote-name',
      'remote-user',
    ]);
  });

  test.each(['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])(
    'passes by %s too, whatever page it came from',
    async (method) => {
      const headers = { Cookie: cookieOf(), Origin: 'https://evil.test', ...PAGE };
      expect((await verdict('/auth/4', headers, { method })).status).toBe(204);
      expect((await verdict('/auth/3', { ...headers, ...PROGRAM }, { method })).status).toBe(403);
    },
  );

  test('is named at threshold 999 too; a guest passes with empty headers', async () => {
    const named = await verdict('/auth/999', { Cookie: cookieOf() });
    expect([named.status, named.headers['remote-user']]).toEqual([204, 'zoe']);
    for (const Cookie of ['', 'theme=dark', '__Secure-usher=scrap', cookieOf({ exp: 1 })]) {
      const guest = await verdict('/auth/999', { Cookie, 'Remote-User': 'admin' });
      expect([guest.status, portal.reason()]).toEqual([204, 'guest']);
      for (const name of ['user', 'name', 'email', 'groups', 'group-id']) {
        expect([name, guest.headers[`remote-${name}`]]).toEqual([name, '']);
      }
    }
  });

  test('is who the cookie says, whatever else the visitor sends', async () => {
    const headers = {
      'Remote-User': 'admin',
      'Remote-Groups': 'Admin',
      'Remote-Group-Id': '0',
      'X-Forwarded-User': 'admin',
      Remote_User: 'admin',
    };
    expect((await verdict('/auth/998', headers)).status).toBe(401);
    const answer = await verdict('/auth/4', { ...headers, Cookie: cookieOf() });
    expect(answer.headers).toMatchObject({ 'remote-user': 'zoe', 'remote-group-id': '4' });
    expect(JSON.stringify(answer.headers)).not.toMatch(/admin/i);
  });

  test('cannot end a header by a name', async () => {
    const name = 'x\r\nRemote-Group-Id: 0';
    const cookie = cookieOf({ name, preferred_username: name, email: name, group: name });
    const answer = await verdict('/auth/4', { Cookie: cookie });
    expect(answer.headers).toMatchObject({
      'remote-user': 'x%0D%0ARemote-Group-Id: 0',
      'remote-group-id': '4',
    });
  });

  test('is found behind planted cookies, in one line or several', async () => {
    const Cookie = ['__Secure-usher=planted', 'a=1', cookieOf()];
    expect((await verdict('/auth/4', { Cookie })).status).toBe(204);
    expect((await verdict('/auth/4', { Cookie: Cookie.join('; ') })).status).toBe(204);
  });
});

describe('a threshold', () => {
  test.each(['/auth/4?x', '/auth/4?', '/auth/4?group=999', '/auth/4?redirect=no'])(
    'is the path, whatever comes as a query: %s',
    async (path) => {
      expect((await verdict(path, { Cookie: cookieOf() })).status).toBe(204);
      expect((await verdict(path, { Cookie: cookieOf({ group_id: 5 }) })).status).toBe(403);
    },
  );

  test.each([
    '/auth/',
    '/auth',
    '/auth?4',
    '/auth/4/',
    '/auth/4/4',
    '/auth//4',
    '/auth/04',
    '/auth/+4',
    '/auth/-0',
    '/auth/4.0',
    '/auth/4e0',
    '/auth/0x4',
    '/auth/1000',
    '/auth/-1',
    '/auth/%34',
    '/auth/4%00',
    '/auth/4%20',
    '/auth/4;a',
    '/auth/4#',
    '/auth/4#?',
    '/auth/abc',
    '/auth/NaN',
    '/auth/Infinity',
    '/auth/null',
    '/auth/..',
    '/auth/../4',
    '/auth/%ff',
    '/auth/%2e%2e/999',
    `/auth/${'9'.repeat(3000)}`,
  ])('that is none is an error of ours and lets nobody in: %s', async (path) => {
    for (const headers of [{ Cookie: cookieOf({ group_id: 0 }) }, { ...PAGE, ...FORWARDED }]) {
      const answer = await verdict(path, headers);
      expect([answer.status, portal.reason()]).toEqual([500, 'threshold_malformed']);
      expect(JSON.parse(answer.body)).toMatchObject({ error: 'threshold_malformed' });
      expect(answer.headers).not.toHaveProperty('remote-user');
      expect(answer.headers).not.toHaveProperty('location');
    }
    expect(portal.log().at(-1)).toMatchObject({
      level: 'error',
      path: path.split('?')[0]!.slice(0, 200),
    });
  });

  test.each(['/Auth/4', '/AUTH/4', '/auth4', '/auth.4', '/%61uth/4', '//auth/4', '/x/auth/4'])(
    'elsewhere is no page of ours, and lets nobody in: %s',
    async (path) => {
      expect((await verdict(path, { Cookie: cookieOf() })).status).toBe(404);
    },
  );

  test('in an address with a host is none', async () => {
    const request = `GET http://auth.example.com/auth/4 HTTP/1.1\r\nHost: x\r\nCookie: ${cookieOf()}\r\nConnection: close\r\n\r\n`;
    expect(await askRaw(Number(new URL(portal.address).port), request)).toMatch(/^HTTP\/1.1 500 /);
  });

  test('lies below the path of issuer.url', async () => {
    const inFolder = await startPortal();
    try {
      const Cookie = cookieOf({}, inFolder);
      const at = (path: string) => ask(`${inFolder.address}${path}`, { headers: { Cookie } });
      expect((await at('/auth/auth/4')).status).toBe(204);
      expect((await at('/auth/auth/3')).status).toBe(403);
      expect((await at('/auth/4')).status).toBe(404);
    } finally {
      await inFolder.close();
    }
  });
});

describe('who is not signed in', () => {
  test('and opens a page is sent to the sign-in, with the way back', async () => {
    const answer = await verdict('/auth/4', { ...PAGE, ...FORWARDED });
    expect([answer.status, answer.headers.location, answer.body]).toEqual([302, RD, '']);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(portal.log().at(-1)).toMatchObject({ level: 'info', reason: 'no_token', status: 302 });
  });

  test('and ends there, whatever token is the trouble', async () => {
    for (const [cookie, reason] of [
      [cookieOf({ exp: 1 }), 'expired'],
      [cookieOf({ iss: 'https://evil.test' }), 'iss_mismatch'],
      ['__Secure-usher=a.b.c', 'signature_malformed'],
    ] as const) {
      const answer = await verdict('/auth/998', { ...PAGE, ...FORWARDED, Cookie: cookie });
      expect([answer.status, portal.reason()]).toEqual([302, reason]);
      expect(answer.headers).not.toHaveProperty('remote-user');
    }
  });

  test('and sends a form gets there by GET', async () => {
    const headers = { ...PAGE, ...FORWARDED, 'X-Forwarded-Method': 'POST' };
    expect((await verdict('/auth/4', headers)).status).toBe(303);
    expect((await verdict('/auth/4', { ...headers, 'X-Forwarded-Method': 'HEAD' })).status).toBe(
      302,
    );
    // HAProxy asks by HEAD, whatever the visitor did.
    expect((await verdict('/auth/4', headers, { method: 'HEAD' })).status).toBe(303);
  });

  test.each([
    ['an API call', PROGRAM],
    ['fetch() of a page', { Accept: '*/*', 'Sec-Fetch-Mode': 'cors' }],
    [
      'an old browser’s XMLHttpRequest',
      { Accept: 'text/html', 'X-Requested-With': 'XMLHttpRequest' },
    ],
    ['an API key', { 'X-Api-Key': 'abc' }],
    ['a WebSocket behind a proxy', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' }],
    ['an API path', { 'X-Forwarded-Uri': '/sonarr/api/v3/series?x' }],
  ])('and is %s gets a plain 401', async (_name, headers) => {
    const answer = await verdict('/auth/4', { ...FORWARDED, ...headers });
    expect(answer.status).toBe(401);
    expect(answer.headers).not.toHaveProperty('location');
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="usher"');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(answer.body)).toEqual({
      error: 'not_signed_in',
      message: 'Sign in first.',
      sign_in: SIGN_IN,
    });
  });

  test('and asks through nginx gets 401, and nginx the address to send a page to', async () => {
    const original = {
      'X-Original-URL': 'https://sonarr.example.com/series/7?a=1&b=%20c',
      'X-Original-Method': 'GET',
    };
    const page = await verdict('/auth/4', { ...PAGE, ...original });
    expect([page.status, page.headers.location]).toEqual([401, RD]);
    const program = await verdict('/auth/4', { ...PROGRAM, ...original });
    expect([program.status, program.headers.location]).toEqual([401, undefined]);
    // Many nginx.conf send these everywhere; nginx would make 500 of a redirect.
    const both = await verdict('/auth/4', { ...PAGE, ...FORWARDED, ...original });
    expect([both.status, both.headers.location]).toEqual([401, RD]);
  });

  test('gets no redirect where the proxy asks for none, or tells nothing', async () => {
    const asked = await verdict('/auth/4?redirect=no', { ...PAGE, ...FORWARDED });
    expect([asked.status, asked.headers.location]).toEqual([401, RD]);
    const silent = await verdict('/auth/4', PAGE);
    expect([silent.status, silent.headers.location]).toEqual([401, SIGN_IN]);
  });
});

describe('who is signed in and in too high a group', () => {
  test('sees a page that stands by itself, with the way to another account', async () => {
    const claims = { name: '<b>Zoë</b>', group_id: 4 };
    const answer = await verdict('/auth/1', { ...PAGE, ...FORWARDED, Cookie: cookieOf(claims) });
    expect([answer.status, portal.reason()]).toEqual([403, 'group_above_threshold']);
    expect(answer.body).toContain('<strong>&lt;b&gt;Zoë&lt;/b&gt;</strong>');
    expect(answer.body).toContain('<dd>4 (User)</dd>');
    expect(answer.body).toContain('<dd>1 (Co-Admin) or a smaller number</dd>');
    expect(answer.body).toContain(`href="${RD}"`);
    expect(answer.body).not.toMatch(/<script|<link|src=/);
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'.*'sha256-/);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    // It is shown at the app's address, which is not ours to bind to https.
    expect(answer.headers).not.toHaveProperty('strict-transport-security');
    expect(answer.headers).not.toHaveProperty('remote-user');
    expect(portal.log().at(-1)).toMatchObject({
      subject: 'plex:1234567',
      groupId: 4,
      level: 'info',
    });
  });

  test('gets JSON as a program', async () => {
    const answer = await verdict('/auth/1', { ...PROGRAM, ...FORWARDED, Cookie: cookieOf() });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toEqual({
      error: 'group_above_threshold',
      message: 'Your group may not open this.',
      group_id: 4,
      needed: 1,
    });
  });
});

describe('the way back', () => {
  const locationFor = async (headers: Readonly<Record<string, string | string[]>>) =>
    (await verdict('/auth/4', { ...PAGE, ...FORWARDED, ...headers })).headers.location;
  const rdOf = (address: string | undefined) => new URL(address ?? '').searchParams.get('rd');

  test.each([
    { 'X-Forwarded-Host': 'evil.test' },
    { 'X-Forwarded-Host': 'sonarr.example.com.evil.test' },
    { 'X-Forwarded-Host': 'evilexample.com' },
    { 'X-Forwarded-Host': 'sonarr.example.com@evil.test' },
    { 'X-Forwarded-Host': 'evil.test#sonarr.example.com' },
    { 'X-Forwarded-Host': 'evil.test/sonarr.example.com' },
    { 'X-Forwarded-Host': 'evil.test\\sonarr.example.com' },
    { 'X-Forwarded-Host': 'sonarr.example.com:99999' },
    { 'X-Forwarded-Host': 'sonarr.example.com:81' },
    { 'X-Forwarded-Host': 'sonarr.example.com, evil.test' },
    { 'X-Forwarded-Host': ['sonarr.example.com', 'evil.test'] },
    { 'X-Forwarded-Host': ['evil.test', 'sonarr.example.com'] },
    { 'X-Forwarded-Host': '' },
    { 'X-Forwarded-Host': ' ' },
    { 'X-Forwarded-Host': '\u00e9vil.test' },
    { 'X-Forwarded-Uri': ['/a', '/b'] },
    { 'X-Forwarded-Uri': '/a\\b' },
    { 'X-Forwarded-Uri': '/a b' },
    { 'X-Forwarded-Host': 'auth.example.com', 'X-Forwarded-Uri': '/login?rd=x' },
    { 'X-Forwarded-Host': 'auth.example.com', 'X-Forwarded-Uri': '/logout' },
  ])('is left out where it would be no place of ours: %j', async (headers) => {
    expect(await locationFor(headers)).toBe(SIGN_IN);
  });

  test.each([
    'https://evil.test/',
    '//evil.test/',
    'https://sonarr.example.com@evil.test/',
    'https://sonarr.example.com\\@evil.test/',
    'javascript:alert(1)',
    'data:text/html,x',
    'sonarr.example.com',
    '/series',
    'https://',
    'https:///evil.test',
    '',
  ])('is left out of X-Original-URL too: %s', async (url) => {
    expect(await locationFor({ 'X-Original-URL': url })).toBe(SIGN_IN);
    expect(await locationFor({ 'X-Original-URL': [url, 'https://sonarr.example.com/'] })).toBe(
      SIGN_IN,
    );
  });

  test.each([
    ['@evil.test/', 'https://sonarr.example.com/'],
    ['.evil.test/', 'https://sonarr.example.com/'],
    ['http://evil.test/', 'https://sonarr.example.com/'],
    ['', 'https://sonarr.example.com/'],
    ['//evil.test', 'https://sonarr.example.com//evil.test'],
    ['/?rd=https://evil.test&x', 'https://sonarr.example.com/?rd=https://evil.test&x'],
    ['/caf\u00c3\u00a9', 'https://sonarr.example.com/caf%C3%A9'],
    [`/${'x'.repeat(MAX_RETURN_ADDRESS_BYTES)}`, 'https://sonarr.example.com/'],
    [`/${'\u00e9'.repeat(MAX_RETURN_ADDRESS_BYTES / 2)}`, 'https://sonarr.example.com/'],
  ])('stays at the host, whatever the path: %.30j', async (uri, rd) => {
    expect(rdOf(await locationFor({ 'X-Forwarded-Uri': uri }))).toBe(rd);
  });

  test('is https where the portal is, even if the proxy sees http', async () => {
    for (const proto of ['http', 'wss', 'javascript', 'https, http', '']) {
      expect(await locationFor({ 'X-Forwarded-Proto': proto })).toBe(RD);
    }
    const url = 'http://sonarr.example.com/series/7?a=1&b=%20c';
    expect(await locationFor({ 'X-Original-URL': url })).toBe(RD);
  });

  test('may be an app elsewhere, as it is configured', async () => {
    const headers = { 'X-Forwarded-Host': 'apps.example.net', 'X-Forwarded-Uri': '/x' };
    expect(rdOf(await locationFor(headers))).toBe('https://apps.example.net/x');
    const withPort = { ...headers, 'X-Forwarded-Host': 'Overseerr.example.com:8443' };
    expect(rdOf(await locationFor(withPort))).toBe('https://overseerr.example.com:8443/x');
  });
});

describe('a proxy that is not in issuer.trustedProxies', () => {
  test.each(['[]', '[10.0.0.0/8]'])('is not believed (%s)', async (trusted) => {
    const strict = await startPortal({ ...SUBDOMAINS, issuer: `  trustedProxies: ${trusted}` });
    try {
      const at = (headers: Ask['headers']) =>
        ask(`${strict.address}/auth/4`, { headers: headers! });
      for (const headers of [FORWARDED, { 'X-Original-URL': 'https://sonarr.example.com/' }]) {
        const page = await at({ ...PAGE, ...headers, 'X-Forwarded-For': '10.0.0.1' });
        expect([page.status, page.headers.location]).toEqual([401, SIGN_IN]);
        expect(strict.log().at(-1)).toMatchObject({ proxyTrusted: false, address: '127.0.0.1' });
      }
      await at(PAGE);
      expect(strict.log().at(-1)).not.toHaveProperty('proxyTrusted');
      expect((await at({ ...FORWARDED, Cookie: cookieOf({}, strict) })).status).toBe(204);
      const refusal = await at({
        ...PAGE,
        ...FORWARDED,
        Cookie: cookieOf({ group_id: 5 }, strict),
      });
      expect([refusal.status, refusal.body.includes('rd=')]).toEqual([403, false]);
    } finally {
      await strict.close();
    }
  });
});

describe('under strain', () => {
  const port = () => Number(new URL(portal.address).port);

  test('nobody is held back for asking often', async () => {
    for (let count = 0; count < 300; count += 1) {
      expect((await verdict('/auth/4', { Cookie: cookieOf({ exp: 1 }) })).status).toBe(401);
    }
    expect((await verdict('/auth/4', { Cookie: cookieOf() })).status).toBe(204);
  });

  test('HTTP/1.0 is served', async () => {
    const answer = await askRaw(port(), `GET /auth/4 HTTP/1.0\r\nCookie: ${cookieOf()}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 204 /);
    expect(answer).toContain('Remote-User: zoe\r\n');
    expect(await askRaw(port(), 'GET /auth/4 HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 401 /);
  });

  test('a body is not read', async () => {
    const answer = await verdict(
      '/auth/4',
      { Cookie: cookieOf() },
      { method: 'POST', body: 'x=1' },
    );
    expect(answer.status).toBe(204);
  });

  describe.each(['Content-Length: 9', 'Transfer-Encoding: chunked'])(
    'a body that is announced, and may not come (%s),',
    (announced) => {
      const first = () =>
        `GET /auth/4 HTTP/1.1\r\nHost: x\r\nCookie: ${cookieOf()}\r\n${announced}\r\n\r\n`;
      const hidden = 'GET /auth/999 HTTP/1.1\r\nHost: x\r\n\r\n';

      test('ends the connection with the answer, so that no later question is taken for it', async () => {
        const answer = await askInTurn(port(), first(), `GET /auth${hidden}`);
        expect(statuses(answer)).toEqual(['204']);
        expect(answer).toMatch(/\r\nConnection: close\r\n/i);
      });

      test.each([
        ['in its second half', 'GET /auth'],
        ['after a body that ends', announced.startsWith('T') ? '0\r\n\r\n' : 'x'.repeat(9)],
      ])('is no way to ask a question %s, sent in one go', async (_where, before) => {
        const answer = await askRaw(port(), first() + before + hidden);
        // What is no chunk is refused by Node itself, which may be done before the verdict.
        const isNoChunk = announced.startsWith('T') && before === 'GET /auth';
        expect(statuses(answer)).toEqual([
          isNoChunk ? expect.stringMatching(/^(204|400)$/) : '204',
        ]);
      });
    },
  );

  test('a question without one leaves the connection open', async () => {
    const answer = await askRaw(
      port(),
      'GET /auth/4 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n' +
        'GET /auth/999 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 204']);
  });

  test('an exception is an error of ours and lets nobody in, not even as a guest', async () => {
    const broken = await startPortal(SUBDOMAINS);
    Object.defineProperty(broken.clock, 'now', {
      get: () => {
        throw new TypeError('detail of hunter2');
      },
    });
    try {
      const answer = await ask(`${broken.address}/auth/999`, {
        headers: { ...PAGE, ...FORWARDED },
      });
      expect([answer.status, broken.reason()]).toEqual([500, 'gate_error']);
      expect(JSON.parse(answer.body)).toEqual({
        error: 'gate_error',
        message: 'The verdict could not be found.',
      });
      expect(answer.headers).not.toHaveProperty('remote-user');
      expect(broken.log().at(-1)).toMatchObject({
        level: 'error',
        error: expect.stringMatching(/^TypeError at /),
      });
      expect(broken.logText()).not.toContain('hunter2');
    } finally {
      await broken.close();
    }
  });

  test('the log is quiet about those who pass, and holds no query and no token', async () => {
    const cookie = cookieOf();
    await verdict('/auth/4?x=secret', { ...FORWARDED, Cookie: cookie });
    expect(portal.log().at(-1)).toMatchObject({ level: 'debug', reason: 'allowed' });
    await verdict('/auth/1?x=secret', { ...FORWARDED, ...PAGE, Cookie: cookie });
    expect(portal.log().at(-1)).toMatchObject({ level: 'info', status: 403 });
    expect(portal.logText()).not.toMatch(/secret|series|eyJ/);
  });
});

function statuses(answers: string): string[] {
  return answers.match(/(?<=HTTP\/1\.1 )\d+/g) ?? [];
}

/** Asks a second time on the same connection when the first answer has begun. Gives all answers. */
function askInTurn(port: number, first: string, second: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(first));
    socket.setEncoding('latin1');
    socket.once('data', () => socket.write(second));
    socket.on('data', (chunk: string) => (text += chunk));
    // The other side may have closed before the second question was out.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      resolve(text);
    });
  });
}
