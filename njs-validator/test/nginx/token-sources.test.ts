/** Tokens that come otherwise than in the session cookie: who gets in by them, and what the app gets to see of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, goodClaims, mint, testKeys } from '../../../shared/test/token-maker.js';
import type { TokenSources } from '../../../shared/token-sources.js';
import { headerOf, type Reached } from './support/app.js';
import { server, startGate, type Gate } from './support/gate.js';
import type { Ask } from './support/request.js';
import { AS_API, AS_PAGE, session, visit, visitRaw } from './support/visit.js';

type Headers = Readonly<Record<string, string>>;

const keys = testKeys(1);
const ALL: TokenSources = { bearer: true, basic: true, header: 'x_usher_token', query: 'token' };
const NONE: TokenSources = { bearer: false, basic: false, header: '', query: '' };

const tokenOf = (claims: object = {}) =>
  mint(keys[0]!, { ...goodClaims(Math.floor(Date.now() / 1000)), ...claims });
const named = (user: string) => tokenOf({ preferred_username: user });
const expired = () => tokenOf({ exp: 2, iat: 1 });

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
const bearer = (token: string): Headers => ({ Authorization: `Bearer ${token}` });
const basic = (token: string): Headers => ({ Authorization: `Basic ${base64(`any:${token}`)}` });
const header = (token: string): Headers => ({ 'X-Usher-Token': token });

/** One request for each place that a token may be in. */
const PLACES: [string, (token: string) => { path: string; headers: Headers }][] = [
  ['bearer', (token) => ({ path: '/', headers: bearer(token) })],
  ['header', (token) => ({ path: '/', headers: header(token) })],
  ['basic', (token) => ({ path: '/', headers: basic(token) })],
  ['query', (token) => ({ path: `/?token=${token}`, headers: {} })],
];

const LOCATIONS = `
  access_log __FOLDER__/logs/usher.log usher;
  access_log __FOLDER__/logs/access.log test;
  location / {
    auth_request /_usher/4;
    include __GATE__/location.conf;
    add_header X-Source "$usher_source" always;
    proxy_pass http://__APP__;
  }
  location /own/ {
    auth_request /_usher/4;
    include __GATE__/identity.conf;
    proxy_set_header Host own.example.com;
    proxy_pass http://__APP__;
  }
  location /below/ {
    auth_request /_usher/4;
    include __GATE__/location.conf;
    proxy_pass http://__APP__/app/;
  }
  location /0/ {
    auth_request /_usher/0;
    include __GATE__/location.conf;
    proxy_pass http://__APP__;
  }
  location /guests/ {
    auth_request /_usher/999;
    include __GATE__/location.conf;
    add_header X-Source "$usher_source" always;
    proxy_pass http://__APP__;
  }`;

function start(sources: TokenSources): Promise<Gate> {
  return startGate({ gateConfig: { ...gateConfigFor(keys), sources }, http: server(LOCATIONS) });
}

/** All that the app got, as one text. */
function everything({ url, rawHeaders }: Reached): string {
  return [url, ...rawHeaders].join('\n');
}

describe('with all places switched on', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await start(ALL);
  });
  afterAll(() => gate.stop());

  const go = (path: string, headers: Ask['headers'] = {}) => visit(gate, path, { headers });

  test.each(PLACES)('%s lets in, and the token stays with nginx', async (source, place) => {
    const token = tokenOf();
    for (const prefix of ['', '/own', '/below']) {
      const { path, headers } = place(token);
      const seen = await go(prefix + path, { ...headers, 'X-Other': 'stays' });
      expect(seen).toMatchObject({ status: 200, reason: 'allowed', user: 'zoe', groupId: '4' });
      expect(seen.reached).toHaveLength(1);
      const [reached] = seen.reached;
      expect(headerOf(reached!, 'remote-user')).toBe('zoe');
      expect(headerOf(reached!, 'x-other')).toBe('stays');
      expect(headerOf(reached!, 'authorization')).toBeUndefined();
      expect(headerOf(reached!, 'x-usher-token')).toBeUndefined();
      expect(everything(reached!)).not.toContain(token.split('.')[1]);
      expect(everything(reached!)).not.toContain(base64(token).slice(8, 40));
    }
    const { path, headers } = place(token);
    expect((await go(path, headers)).answer.headers['x-source']).toBe(source);
  });

  test.each(PLACES)('%s: the group counts', async (_, place) => {
    const { path, headers } = place(tokenOf({ group_id: 5 }));
    expect(await go(path, { ...AS_API, ...headers })).toMatchObject({
      status: 403,
      reason: 'group_above_threshold',
      user: 'zoe',
      reached: [],
    });
  });

  test.each(PLACES)('%s: a bad token lets nobody in', async (_, place) => {
    const hostile: [string, string][] = [
      ['expired', expired()],
      ['signature_mismatch', tokenOf().slice(0, -43) + 'A'.repeat(43)],
      ['no_token', 'scrap'],
      ['no_token', ''],
    ];
    for (const [reason, token] of hostile) {
      const { path, headers } = place(token);
      expect(await go(path, { ...AS_API, ...headers })).toMatchObject({
        status: 401,
        reason,
        user: '',
        reached: [],
      });
    }
  });

  test.each(PLACES)('%s: a guest is named at threshold 999', async (source, place) => {
    const good = place(tokenOf());
    const seen = await go(`/guests${good.path}`, good.headers);
    expect(seen).toMatchObject({ status: 200, reason: 'allowed', user: 'zoe' });
    expect(seen.answer.headers['x-source']).toBe(source);
    const bad = place(expired());
    expect(await go(`/guests${bad.path}`, bad.headers)).toMatchObject({
      status: 200,
      reason: 'guest',
      user: '',
    });
  });

  test('are looked at in the order that the documentation has', async () => {
    const places: [string, string, Headers][] = [
      ['cookie', '/', { Cookie: session({ preferred_username: 'cookie' }).Cookie }],
      ['bearer', '/', bearer(named('bearer'))],
      ['header', '/', header(named('header'))],
      ['query', `/?token=${named('query')}`, {}],
    ];
    for (let first = 0; first < places.length; first++) {
      const rest = places.slice(first);
      const path = rest.map(([, where]) => where).at(-1)!;
      const headers = Object.assign({}, ...rest.map(([, , some]) => some)) as Headers;
      expect(await go(path, headers)).toMatchObject({ status: 200, user: rest[0]![0] });
    }
    expect(await go('/', { ...basic(named('basic')), ...header(named('header')) })).toMatchObject({
      user: 'header',
    });
    expect(await go(`/?token=${named('query')}`, basic(named('basic')))).toMatchObject({
      user: 'basic',
    });
  });

  test('a good one is found behind bad ones', async () => {
    const headers = { Cookie: '__Secure-usher=scrap', ...bearer(expired()), ...header('a.b.c') };
    const seen = await go(`/?token=${tokenOf()}`, headers);
    expect(seen).toMatchObject({ status: 200, user: 'zoe' });
    expect(seen.answer.headers['x-source']).toBe('query');
  });

  test('the reason is that of the token that came furthest', async () => {
    const headers = { ...AS_API, Cookie: '__Secure-usher=scrap', ...bearer('a.b.c') };
    expect(await go(`/?token=${expired()}`, headers)).toMatchObject({ reason: 'expired' });
    expect(await go('/?token=d.e.f', { ...headers, ...header(expired()) })).toMatchObject({
      reason: 'expired',
      reached: [],
    });
  });

  test('a second token in the query, and one beside a good cookie, are refused no less', async () => {
    expect(await go(`/?token=scrap&token=${tokenOf()}`, AS_API)).toMatchObject({
      status: 401,
      reason: 'no_token',
      reached: [],
    });
    const other = { ...session({ group_id: 5 }), ...bearer(tokenOf({ group_id: 0 })) };
    expect(await go('/', { ...AS_API, ...other })).toMatchObject({ status: 403, reached: [] });
  });

  describe("an app's own credentials reach it", () => {
    const OWN = [
      'Bearer 0123456789abcdef',
      'Basic YWRtaW46c2VjcmV0',
      'Digest username="a", nonce="b.c.d"',
      'Token a.b.c',
      'Bearer a.b.c',
    ];

    test.each(OWN)('%s', async (Authorization) => {
      const own = { Authorization, 'X-Usher-Token': 'mine' };
      for (const path of ['/', '/own/']) {
        const seen = await go(path, { ...session(), ...own });
        expect(seen).toMatchObject({ status: 200, user: 'zoe' });
        expect(headerOf(seen.reached[0]!, 'authorization')).toBe(Authorization);
        expect(headerOf(seen.reached[0]!, 'x-usher-token')).toBe('mine');
      }
      const guest = await go('/guests/', own);
      expect(guest).toMatchObject({ status: 200, reason: 'guest' });
      expect(headerOf(guest.reached[0]!, 'authorization')).toBe(Authorization);
      expect(await go('/', { ...AS_API, ...own })).toMatchObject({ status: 401, reached: [] });
    });

    test('beside a token in another place', async () => {
      const seen = await go('/', { ...header(tokenOf()), Authorization: 'Basic YWRtaW46c2VjcmV0' });
      expect(seen).toMatchObject({ status: 200, user: 'zoe' });
      expect(headerOf(seen.reached[0]!, 'authorization')).toBe('Basic YWRtaW46c2VjcmV0');
      expect(headerOf(seen.reached[0]!, 'x-usher-token')).toBeUndefined();
    });

    test('none is made up where none was sent', async () => {
      const { reached } = await go('/', session());
      expect(reached[0]!.rawHeaders.join()).not.toMatch(/authorization|usher-token|referer/i);
    });
  });

  describe('as bytes', () => {
    test.each([
      ['any letter case and blanks', () => `aUTHORIZATION: bEARER   ${tokenOf()}  `],
      ['a user name in Latin-1', () => `Authorization: Basic ${base64(`Zo\xeb:${tokenOf()}`)}`],
      ['a user name in UTF-8', () => `Authorization: Basic ${base64(`Zo\xc3\xab:${tokenOf()}`)}`],
      ['no user name', () => `Authorization: basic ${base64(`:${tokenOf()}`)}`],
      [
        'a user name of 255 odd bytes',
        () => `Authorization: Basic ${base64(`${'\xff'.repeat(255)}:${tokenOf()}`)}`,
      ],
    ])('a token is found with %s', async (_, line) => {
      expect(await visitRaw(gate, '/', [line()])).toMatchObject({ status: 200, user: 'zoe' });
    });

    const spoilt = (credentials: string) => `Authorization: Basic ${credentials}`;
    const padded = () => {
      const all = ['', 'a', 'ab'].map((user) => base64(`${user}:${tokenOf()}`));
      return all.find((text) => text.endsWith('='))!;
    };

    test.each([
      ['two tokens', () => `Authorization: Bearer ${tokenOf()}, ${tokenOf()}`],
      ['a tab before it', () => `Authorization: Bearer\t${tokenOf()}`],
      ['no blank before it', () => `Authorization: Bearer${tokenOf()}`],
      ['a byte that is no letter behind it', () => `Authorization: Bearer ${tokenOf()}\xa0`],
      ['Basic without its padding', () => spoilt(padded().replace(/=+$/, ''))],
      ['Basic with more padding', () => spoilt(`${padded()}=`)],
      ['Basic with stray bits', () => spoilt(padded().replace(/.(=+)$/, '9$1'))],
      ['Basic that is no base64', () => spoilt(`any:${tokenOf()}`)],
      ['Basic with blanks in it', () => spoilt(base64(`a:${tokenOf()}`).replace(/^(.{8})/, '$1 '))],
      ['Basic with a newline at its end', () => spoilt(base64(`a:${tokenOf()}\n`))],
      ['Basic with a second colon', () => spoilt(base64(`a:b:${tokenOf()}`))],
      ['Basic with no colon', () => spoilt(base64(tokenOf()))],
      ['Basic that is too long', () => spoilt(base64(`${'x'.repeat(5000)}:${tokenOf()}`))],
      ['a header of odd bytes', () => 'X-Usher-Token: \xff\xfe.\x80.\xc3'],
    ])('none is found with %s', async (_, line) => {
      expect(await visitRaw(gate, '/', ['Accept: application/json', line()])).toMatchObject({
        status: 401,
        reason: 'no_token',
        reached: [],
      });
    });

    test('nginx itself refuses two Authorization headers', async () => {
      const line = `Authorization: Bearer ${tokenOf()}`;
      expect(await visitRaw(gate, '/', [line, line])).toMatchObject({ status: 400, reached: [] });
    });

    test('of two headers of our own, none reaches the app as a token', async () => {
      const token = tokenOf();
      const line = `X-Usher-Token: ${token}`;
      const { status, reached } = await visitRaw(gate, '/', [
        'Accept: application/json',
        line,
        line,
      ]);
      // Before nginx 1.23 a variable has the first of them, later both, joined.
      expect([200, 401]).toContain(status);
      expect(reached.map(everything).join()).not.toContain(token);
    });
  });

  describe('the query', () => {
    test.each([
      ['/own/x?token=T&a=1&b=%26%20+', '/own/x?a=1&b=%26%20+'],
      ['/own/x?a=1&token=T&b=2', '/own/x?a=1&b=2'],
      ['/own/x?a=%3d&token=T', '/own/x?a=%3d&'],
      ['/below/x?a=1&token=T&b=2', '/app/x?a=1&b=2'],
      ['/own/a%20b?token=T', '/own/a%20b'],
    ])('%s reaches the app as %s', async (path, url) => {
      const seen = await go(path.replace('T', tokenOf()));
      expect(seen).toMatchObject({ status: 200, user: 'zoe' });
      expect(seen.reached[0]!.url).toBe(url);
    });

    test.each([
      '/own/a%2Fb//c/%2e?x=%26&y=a.b.c',
      '/own/x?token=own-key-of-the-app',
      '/own/x?tokens=a.b.c&mytoken=a.b.c',
      '/own/x?a=1&&b',
      '/own/token=a.b.c',
    ])('without a token, %s reaches the app as it was sent', async (path) => {
      const seen = await go(path, session());
      expect(seen).toMatchObject({ status: 200 });
      expect(seen.reached[0]!.url).toBe(path);
    });

    test.each([
      ['an encoded dot', (token: string) => token.replace('.', '%2e')],
      ['an encoded letter', (token: string) => `%65${token.slice(1)}`],
      ['a plus before it', (token: string) => `+${token}`],
      ['a NUL behind it', (token: string) => `${token}%00`],
    ])('a token with %s is none', async (_, change) => {
      expect(await go(`/?token=${change(tokenOf())}`, AS_API)).toMatchObject({
        status: 401,
        reason: 'no_token',
        reached: [],
      });
    });

    test('a token is not in the log, neither as the address nor as the page before', async () => {
      const token = tokenOf();
      await go(`/own/x?a=1&token=${token}`);
      const page = `http://app.example.com/?token=${token}`;
      const { reached } = await go('/own/y?a=1', { ...session(), Referer: page });
      expect(headerOf(reached[0]!, 'referer')).toBeUndefined();
      await go('/own/z?a=1', { ...session(), Referer: 'http://app.example.com/x?a=1' });
      const log = readFileSync(join(gate.nginx.folder, 'logs/usher.log'), 'utf8');
      expect(log).toContain('"GET /own/x HTTP/1.1" 200');
      expect(log).toContain('"GET /own/z?a=1 HTTP/1.1" 200');
      expect(log).toContain('"http://app.example.com/x?a=1"');
      expect(log).not.toContain(token.split('.')[1]);
    });

    test('a token that is not good enough does not travel to the sign-in', async () => {
      const refused = await go(`/x?a=1&token=${expired()}&b=%C3%A9`, AS_PAGE);
      expect(refused.status).toBe(302);
      const { searchParams } = new URL(refused.answer.headers.location ?? '');
      expect(new URL(searchParams.get('rd') ?? '').search).toBe('?a=1&b=%C3%A9');
      const page = await go(`/0/x?token=${tokenOf()}`, AS_PAGE);
      expect(page).toMatchObject({ status: 403, user: 'zoe', reached: [] });
      expect(page.answer.body).toContain('%2F0%2Fx');
      expect(page.answer.body).not.toContain('token');
    });
  });
});

describe('as shipped', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await start({ ...NONE, bearer: true });
  });
  afterAll(() => gate.stop());

  test('Bearer lets in, and no other place does', async () => {
    for (const [source, place] of PLACES) {
      const { path, headers } = place(tokenOf());
      expect(await visit(gate, path, { headers: { ...AS_API, ...headers } })).toMatchObject(
        source === 'bearer'
          ? { status: 200, user: 'zoe' }
          : { status: 401, reason: 'no_token', reached: [] },
      );
    }
  });

  test('what is not switched on reaches the app as it was sent', async () => {
    const own = tokenOf();
    const headers = { ...session(), ...header(own), Referer: 'http://a.test/?token=a.b.c' };
    const { reached } = await visit(gate, '/own/x?token=a.b.c', { headers });
    expect(reached[0]!.url).toBe('/own/x?token=a.b.c');
    expect(headerOf(reached[0]!, 'x-usher-token')).toBe(own);
    expect(headerOf(reached[0]!, 'referer')).toBe(headers.Referer);
  });
});

describe('with every place switched off', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await start(NONE);
  });
  afterAll(() => gate.stop());

  test.each(PLACES)('%s lets nobody in', async (_, place) => {
    const { path, headers } = place(tokenOf({ group_id: 0 }));
    expect(await visit(gate, path, { headers: { ...AS_API, ...headers } })).toMatchObject({
      status: 401,
      reason: 'no_token',
      user: '',
      reached: [],
    });
    const seen = await visit(gate, path, { headers: { ...session(), ...headers } });
    expect(seen.status).toBe(200);
    expect(headerOf(seen.reached[0]!, 'authorization')).toBe(headers['Authorization']);
  });
});
