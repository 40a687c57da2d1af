/** Restricted tokens: what is not named in them is not opened, however it is asked for. */
import { connect } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf } from './support/app.js';
import { guarded, startGate, type Gate } from './support/gate.js';
import { askRaw } from './support/request.js';
import { AS_API, AS_PAGE, lastVisit, session, visit } from './support/visit.js';

const NAMED = (name: string, locations: string, more = ''): string => `
  server {
    listen __LISTEN__ ${more};
    listen __OTHER_LISTEN__ http2;
    server_name ${name};
    include __GATE__/server.conf;
    ${locations}
  }`;

let gate: Gate;
beforeAll(async () => {
  gate = await startGate({
    gateConfig: { ...gateConfigFor(testKeys(1)), sources: BEARER },
    organizr: true,
    files: { 'files/x/readme.txt': 'within', 'files/readme.txt': 'without' },
    http:
      'include __GATE__/http.conf;' +
      NAMED('first.example.com alias.example.com', guarded('/', 4), 'default_server') +
      NAMED(
        'films.example.com',
        guarded('/', 4) +
          guarded('/everybody/', 999) +
          `
          location /to-secret/ { auth_request /_usher/4; include __GATE__/location.conf;
            proxy_pass http://__APP__/?accel=/secret/; }
          location /to-x/ { auth_request /_usher/4; include __GATE__/location.conf;
            proxy_pass http://__APP__/?accel=/x/moved; }
          location /x/none/ { root __FOLDER__/none; error_page 404 = /secret/; }
          location /x/named/ { root __FOLDER__/none; error_page 404 = @within; }
          location /secret/named/ { root __FOLDER__/none; error_page 404 = @within; }
          location /x/rewritten/ { rewrite ^ /secret/ last; }
          location /secret/rewritten/ { rewrite ^ /x/inside last; }
          location @within { auth_request /_usher/4; include __GATE__/location.conf; proxy_pass http://__APP__; }
          location /organizr/ { auth_request /organizr-auth/4; include __GATE__/location.conf;
            proxy_pass http://__APP__; }`,
      ) +
      NAMED('*.wild.example.com', guarded('/', 4)) +
      NAMED('tail.*', guarded('/', 4)) +
      NAMED('~^(?<app>a|b)\\.pattern\\.example\\.com$', guarded('/', 4)) +
      NAMED('.dot.example.com', guarded('/', 4)) +
      NAMED('slashes.example.com', `merge_slashes off; ${guarded('/', 4)}`),
  });
});
afterAll(() => gate.stop());

const BEARER = { bearer: true, basic: false, header: '', query: '' };

type Reply = Awaited<ReturnType<typeof lastVisit>> & Readonly<{ status: number }>;

/** @param target what stands in the request line, as it stands */
async function asks(
  resources: readonly string[],
  target: string,
  { host = 'films.example.com', claims = {}, lines = [] as readonly string[] } = {},
): Promise<Reply> {
  const head = [
    `GET ${target} HTTP/1.1`,
    ...(host === '' ? [] : [`Host: ${host}`]),
    'Connection: close',
    'Accept: application/json',
    `Cookie: ${session({ ...claims, resources }).Cookie}`,
    ...lines,
  ];
  const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1');
  const answer = await askRaw(gate.nginx.port, bytes);
  return { status: Number(answer.split(' ')[1]), ...(await lastVisit(gate)) };
}

const ALLOWED = { status: 200, reason: 'allowed', user: 'zoe' };
const REFUSED = { status: 403, reason: 'resource_not_allowed', user: 'zoe', reached: [] };

describe('a path', () => {
  const X = ['films.example.com/x/'];
  const PLAIN_X = ['films.example.com/x'];

  test.each([
    [X, '/x/'],
    [X, '/x/y?z=/../&a=%2f'],
    [X, '/x/?/../secret'],
    [X, '/x/caf%C3%A9%20d%27or/~a_b-c.d,e:f@g=h+i!'],
    [X, '/x/...'],
    [X, '/x/.hidden/..double'],
    [PLAIN_X, '/x'],
    [PLAIN_X, '/x?a=b'],
    [PLAIN_X, '/x/'],
    [PLAIN_X, '/x/y'],
    [['films.example.com/a', 'films.example.com/x/'], '/x/y'],
    [['films.example.com/'], '/anything/%2f..%5c;//'],
  ])('%j opens %s', async (resources, target) => {
    const seen = await asks(resources, target);
    expect(seen).toMatchObject(ALLOWED);
    expect(seen.reached).toHaveLength(1);
  });

  test.each([
    '/',
    '/x',
    '/X/',
    '/xy/',
    '/secret/',
    '/secret/?/x/',
    '/secret/#/x/',
    '/x/../secret/',
    '/x/..',
    '/x/.',
    '/x/./',
    '/x/%2e%2e/secret/',
    '/x/%2E%2E/secret/',
    '/x/.%2e/secret/',
    '/x/%2e./secret/',
    '/x/..%2fsecret/',
    '/x%2f..%2fsecret/',
    '/x/..%5csecret/',
    '/x/..\\secret/',
    '/x/%5c..%5csecret',
    '/x/..;/secret/',
    '/x/..;a=b/secret/',
    '/x/;/../secret/',
    '/x/..%3b/secret/',
    '/x/%252e%252e/secret/',
    '/x/%25%32%65%25%32%65/secret/',
    '/x/%25252e/secret',
    '/x/..%00/secret/',
    '/x/%00',
    '/x/%0d%0aHost:%20secret',
    '/x/%7f',
    '/x/%c0%ae%c0%ae/secret/',
    '/x/%e0%80%ae%e0%80%ae/secret/',
    '/x/%f0%80%80%ae/secret/',
    '/x/\xc0\xae\xc0\xae/secret/',
    '/x/%u002e%u002e/secret/',
    '/x/%',
    '/x/#/../secret/',
    '/x//../secret/',
    '/x//y',
    '//x/',
    '/./x/',
    '/secret/../x/',
    '/secret/..%2fx/',
    '/secret/%2e%2e/x/',
    '/%2e/x/',
    '/%2fx/',
    '/x%2f',
    '/%78;/',
    '/x/\xff',
    '/_usher/4/../../x/',
  ])('/x/ does not open %j', async (target) => {
    const seen = await asks(X, target);
    // What nginx itself does not take never comes as far as the gate.
    if (seen.status === 400 || seen.status === 404) {
      expect(seen.reached).toEqual([]);
    } else {
      expect(seen).toMatchObject(REFUSED);
    }
  });

  test.each(['/%78/', '/x/%79'])('%s is within /x/', async (target) => {
    expect(await asks(X, target)).toMatchObject(ALLOWED);
  });

  test('with slashes that are left as they are', async () => {
    const host = 'slashes.example.com';
    expect(await asks([`${host}/x/`], '/x/y', { host })).toMatchObject(ALLOWED);
    expect(await asks([`${host}/x/`], '/x//y', { host })).toMatchObject(REFUSED);
    expect(await asks([`${host}/x/`], '//x/y', { host })).toMatchObject(REFUSED);
  });
});

describe('a host', () => {
  const FILMS = ['films.example.com/'];

  test.each([
    ['films.example.com', 200],
    ['FILMS.Example.COM', 200],
    ['films.example.com:8443', 200],
    ['films.example.com.', 200],
    ['first.example.com', 403],
    ['secret.films.example.com', 403],
    ['films.example.com.evil.example', 403],
    ['films', 403],
    ['', 400],
  ])('%j: %d', async (host, status) => {
    const seen = await asks(FILMS, '/', { host });
    expect(seen).toMatchObject({ status });
    expect(seen.reached).toHaveLength(status === 200 ? 1 : 0);
  });

  test('the request line names one, and the header, which the app gets, another', async () => {
    const header = { host: 'first.example.com' };
    expect(await asks(FILMS, 'http://films.example.com/', header)).toMatchObject(REFUSED);
    expect(await asks(['first.example.com/'], 'http://films.example.com/', header)).toMatchObject(
      REFUSED,
    );
    expect(await asks(FILMS, 'http://films.example.com/')).toMatchObject(ALLOWED);
    expect(await asks(FILMS, 'http://films.example.com:8080/')).toMatchObject(ALLOWED);
    expect(await asks(FILMS, 'http://films.example.com?/', {})).toMatchObject(ALLOWED);
    expect(await asks(['films.example.com/x/'], 'http://films.example.com?/x/', {})).toMatchObject(
      REFUSED,
    );
  });

  test('what no server is for goes to the default one, and is none of its own', async () => {
    const host = 'elsewhere.example.com';
    expect(await asks([`${host}/`], '/', { host })).toMatchObject(REFUSED);
  });

  test('a second name of a server cannot be told from that', async () => {
    const host = 'alias.example.com';
    expect(await asks([`${host}/`], '/', { host })).toMatchObject(REFUSED);
    const first = 'first.example.com';
    expect(await asks([`${first}/`], '/', { host: first })).toMatchObject(ALLOWED);
  });

  test.each(['a.wild.example.com', 'tail.example', 'b.pattern.example.com', 'c.dot.example.com'])(
    '%s is a name of its server by a pattern',
    async (host) => {
      expect(await asks([`${host}/`], '/', { host })).toMatchObject(ALLOWED);
      expect(await asks(FILMS, '/', { host })).toMatchObject(REFUSED);
    },
  );

  describe('over HTTP/2', () => {
    test.each([
      [{ ':authority': 'films.example.com' }, 200],
      [{ ':authority': 'films.example.com:8443' }, 200],
      [{ ':authority': 'first.example.com' }, 403],
      [{ ':authority': 'films.example.com', host: 'first.example.com' }, 403],
      [{ ':authority': 'first.example.com', host: 'films.example.com' }, 403],
      [{ ':authority': 'films.example.com', ':path': '/y/../x' }, 200],
      [{ ':authority': 'first.example.com', ':path': '/x?//films.example.com/' }, 403],
    ])('%j: %d', async (headers, status) => {
      const client = connect(gate.nginx.otherOrigin);
      const answer = await new Promise<number>((resolve, reject) => {
        const stream = client.request({
          ...AS_API,
          ...headers,
          cookie: session({ resources: FILMS }).Cookie,
        });
        stream.on('response', (got) => {
          resolve(got[':status'] ?? 0);
        });
        stream.on('error', reject);
        stream.resume().end();
      });
      client.close();
      const seen = await lastVisit(gate);
      // Two names that differ: newer versions of nginx refuse the request themselves.
      expect(status === 403 ? [403, 400] : [status]).toContain(answer);
      expect(seen.reached).toHaveLength(status === 200 ? 1 : 0);
    });
  });
});

describe('within nginx', () => {
  const X = ['films.example.com/x/', 'films.example.com/to-secret/', 'films.example.com/to-x/'];

  test.each([
    ['X-Accel-Redirect', '/to-x/'],
    ['a named location', '/x/named/'],
    ['`rewrite … last`, which keeps what was asked for', '/x/rewritten/'],
  ])('%s leads to what is open', async (_what, target) => {
    const seen = await asks(X, target);
    expect(seen).toMatchObject(ALLOWED);
  });

  test.each([
    ['X-Accel-Redirect', '/to-secret/'],
    ['error_page', '/x/none/'],
    ['a named location', '/secret/named/'],
    ['`rewrite … last`', '/secret/rewritten/'],
  ])('%s does not lead to what is not', async (_what, target) => {
    const { status, reason, reached } = await asks(X, target);
    expect([status, reason]).toEqual([403, 'resource_not_allowed']);
    expect(reached.filter(({ url }) => !url.includes('accel'))).toEqual([]);
  });

  test('a question in the words of Organizr', async () => {
    const open = ['films.example.com/organizr/a'];
    expect(await asks(open, '/organizr/a')).toMatchObject(ALLOWED);
    expect(await asks(open, '/organizr/b')).toMatchObject(REFUSED);
  });
});

describe('the same token', () => {
  const now = Math.floor(Date.now() / 1000);
  const open = {
    host: 'films.example.com',
    claims: { jti: 'the-same', iat: now - 60, exp: now + 3600 },
  };

  test('is judged anew for every address, in any order', async () => {
    const X = ['films.example.com/x/'];
    for (const [target, status] of [
      ['/x/', 200],
      ['/secret/', 403],
      ['/x/y', 200],
      ['/everybody/', 200],
      ['/secret/', 403],
    ] as const) {
      expect(await asks(X, target, open)).toMatchObject({ status });
    }
  });

  test('opens nothing beyond its group', async () => {
    expect(await asks(['films.example.com/'], '/', { claims: { group_id: 5 } })).toMatchObject({
      status: 403,
      reason: 'group_above_threshold',
    });
  });

  test('is nobody where everybody passes and it is not for that', async () => {
    const seen = await asks(['films.example.com/x/'], '/everybody/');
    expect(seen).toMatchObject({ status: 200, reason: 'guest', user: '', groupId: '' });
    expect(headerOf(seen.reached[0]!, 'remote-user')).toBeUndefined();
    expect(headerOf(seen.reached[0]!, 'remote-group-id')).toBeUndefined();
    const within = await asks(['films.example.com/'], '/everybody/');
    expect(headerOf(within.reached[0]!, 'remote-user')).toBe('zoe');
  });

  test('as a Bearer', async () => {
    const token = session({ resources: ['films.example.com/x/'] }).Cookie.split('=')[1] ?? '';
    const headers = { ...AS_API, Host: 'films.example.com', Authorization: `Bearer ${token}` };
    expect(await visit(gate, '/x/', { headers })).toMatchObject(ALLOWED);
    expect(await visit(gate, '/secret/', { headers })).toMatchObject(REFUSED);
  });

  test('beside one that is not restricted, the first is who asks', async () => {
    const restricted = session({ resources: ['films.example.com/x/'] }).Cookie;
    const headers = { ...AS_API, Host: 'films.example.com' };
    const cookie = (...all: readonly string[]) => ({
      headers: { ...headers, Cookie: all.join('; ') },
    });
    expect(await visit(gate, '/y', cookie(restricted, session().Cookie))).toMatchObject(REFUSED);
    expect(await visit(gate, '/y', cookie(session().Cookie, restricted))).toMatchObject(ALLOWED);
  });

  test('a page of somebody who is refused says so', async () => {
    const { Cookie } = session({ resources: ['films.example.com/x/'] });
    const headers = { ...AS_PAGE, Host: 'films.example.com', Cookie };
    const { answer } = await visit(gate, '/secret/', { headers });
    expect([answer.status, answer.headers['content-type']]).toEqual([
      403,
      'text/html; charset=utf-8',
    ]);
  });
});

test('with a server.conf that does not tell the path, nothing is within', async () => {
  const old = await startGate({
    gateConfig: gateConfigFor(testKeys(1)),
    http: `
      include __GATE__/http.conf;
      server {
        listen __LISTEN__;
        set $usher_server found;
        location ^~ /_usher/ { internal; js_content usher.authorize; }
        ${guarded('/', 4)}
        set $other "";
      }`,
  });
  try {
    const headers = { ...AS_API, ...session({ resources: ['127.0.0.1/'] }) };
    expect(await visit(old, '/', { headers })).toMatchObject({ status: 403, reached: [] });
    expect(await visit(old, '/', { headers: { ...AS_API, ...session() } })).toMatchObject({
      status: 200,
    });
  } finally {
    await old.stop();
  }
});
