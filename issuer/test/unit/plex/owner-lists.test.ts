/** The owner's lists and the Plex Home over HTTP. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createPlexClient } from '../../../plex/plex-client.js';
import type { PlexClient } from '../../../plex/plex-client.js';
import { MAX_ANSWER_BYTES } from '../../../plex/plex-http.js';
import {
  ALL_LIBRARIES,
  container,
  FRIEND,
  SERVER,
  SOME_LIBRARIES,
  user,
  wholeList,
  xml,
} from './lists.js';
import { hang, json, page, plexServer, reset } from './plex-server.js';
import type { PlexServer } from './plex-server.js';

type Answer = (res: ServerResponse, req: IncomingMessage) => void;

const UNEXPECTED = { kind: 'plex_unavailable', cause: 'unexpected_shape' };
const TOO_LARGE = { kind: 'plex_unavailable', cause: 'too_large' };

const servers: PlexServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function clientOf(
  answers: readonly Answer[],
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

/** Users from one id up to another, and what the list says of itself. */
function users(from: number, to: number, attributes: string): Answer {
  const rows = Array.from({ length: to - from + 1 }, (_, i) => user(from + i));
  return xml(container(rows, `${attributes} size="${String(rows.length)}"`));
}

describe('what plex.tv is asked', () => {
  test('for lists in XML, with the token in its header', async () => {
    const { server, client } = await clientOf([
      xml(wholeList([FRIEND])),
      xml(wholeList([SOME_LIBRARIES, ALL_LIBRARIES])),
    ]);
    expect(await client.users('tok')).toMatchObject({ kind: 'users', users: [{ id: 7393808 }] });
    expect(await client.shares('tok', SERVER)).toMatchObject({
      kind: 'shares',
      shares: [{ userId: 7393808 }, { userId: 8676063 }],
    });
    expect(server.asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/users',
      `GET /api/servers/${SERVER}/shared_servers`,
    ]);
    for (const { headers } of server.asked) {
      expect(headers).toMatchObject({
        accept: 'application/xml',
        'x-plex-token': 'tok',
        'x-plex-client-identifier': 'client-1',
      });
    }
  });

  test('a server’s identifier is no way to another address', async () => {
    const { server, client } = await clientOf([xml(wholeList([]))]);
    await client.shares('tok', '../users?x=');
    expect(server.asked[0]?.url).toBe('/api/servers/..%2Fusers%3Fx%3D/shared_servers');
  });

  test('for the Plex Home, and to become another profile', async () => {
    const { server, client } = await clientOf([
      json(200, { users: [] }),
      json(201, { authToken: 'theirs' }),
      json(403, { errors: [{ code: 1041 }] }),
    ]);
    expect(await client.homeUsers('tok')).toEqual({ kind: 'home_users', users: [] });
    expect(await client.switchHomeUser('tok', 'd000000001406f42')).toEqual({
      kind: 'switched',
      token: 'theirs',
    });
    expect(await client.switchHomeUser('tok', 'd000000001406f42', '0123')).toEqual({
      kind: 'pin_refused',
    });
    expect(server.asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/v2/home/users',
      'POST /api/v2/home/users/d000000001406f42/switch',
      'POST /api/v2/home/users/d000000001406f42/switch?pin=0123',
    ]);
    for (const { headers } of server.asked) {
      expect(headers).toMatchObject({ accept: 'application/json', 'x-plex-token': 'tok' });
    }
  });

  test('for a PIN that is short enough to be typed', async () => {
    const { server, client } = await clientOf([json(201, { id: 12, code: 'AB2C' })]);
    expect(await client.createTypedPin()).toEqual({ kind: 'pin', id: 12, code: 'AB2C' });
    expect(server.asked[0]).toMatchObject({ method: 'POST', url: '/api/v2/pins', body: '' });
  });
});

describe('a list of many pages', () => {
  test('is asked for to its end', async () => {
    const { server, client } = await clientOf([
      users(1, 50, 'totalSize="170"'),
      users(51, 150, 'totalSize="170" offset="50"'),
      users(151, 170, 'totalSize="170"'),
    ]);
    const outcome = await client.users('tok');
    expect(outcome).toMatchObject({ kind: 'users', users: { length: 170 } });
    expect(server.asked.map(({ url }) => url)).toEqual([
      '/api/users',
      '/api/users?X-Plex-Container-Start=50&X-Plex-Container-Size=100',
      '/api/users?X-Plex-Container-Start=150&X-Plex-Container-Size=100',
    ]);
    for (const { headers } of server.asked) {
      expect(headers).toMatchObject({ 'x-plex-token': 'tok' });
    }
  });

  test.each<readonly [string, readonly Answer[]]>([
    ['gives the first page again', [users(1, 2, 'totalSize="4"')]],
    ['overlaps', [users(1, 2, 'totalSize="4"'), users(2, 3, 'totalSize="4"')]],
    ['ends early', [users(1, 2, 'totalSize="4"'), users(3, 2, 'totalSize="4"')]],
    ['goes on too long', [users(1, 2, 'totalSize="4"'), users(3, 5, 'totalSize="4"')]],
    ['is more than it says at once', [users(1, 5, 'totalSize="4"')]],
    ['grows meanwhile', [users(1, 2, 'totalSize="4"'), users(3, 4, 'totalSize="5"')]],
    ['shrinks meanwhile', [users(1, 2, 'totalSize="4"'), users(3, 3, 'totalSize="3"')]],
    ['forgets how long it is', [users(1, 2, 'totalSize="4"'), users(3, 4, '')]],
    ['begins elsewhere', [users(1, 2, 'totalSize="4" offset="2"'), users(3, 4, 'totalSize="4"')]],
    ['goes on elsewhere', [users(1, 2, 'totalSize="4"'), users(3, 4, 'totalSize="4" offset="0"')]],
    ['has somebody twice', [xml(wholeList([user(1), user(1)]))]],
    ['says there is somebody, and has nobody', [users(1, 0, 'totalSize="1"')]],
  ])('is none if it %s', async (_name, answers) => {
    const { server, client } = await clientOf(answers);
    expect(await client.users('tok')).toMatchObject(UNEXPECTED);
    expect(server.asked.length).toBeLessThanOrEqual(2);
  });

  test.each<readonly [string, Answer, object]>([
    [
      '429',
      json(429, { errors: [{ code: 1003 }] }, { 'Retry-After': '7' }),
      { kind: 'rate_limited', retryAfterSeconds: 7 },
    ],
    ['a dead token', json(401, { errors: [{ code: 1001 }] }), { kind: 'token_refused' }],
    ['an edge’s page', page(500), { kind: 'plex_unavailable', cause: 'status', status: 500 }],
    ['a page with 200', page(200), { kind: 'plex_unavailable', cause: 'not_xml', status: 200 }],
    [
      'half a document',
      xml(wholeList([user(3)]).slice(0, -5)),
      { kind: 'plex_unavailable', cause: 'not_xml', status: 200 },
    ],
    ['a broken connection', reset, { kind: 'plex_unavailable', cause: 'network' }],
  ])('is none if its second page is %s', async (_name, second, outcome) => {
    const { client } = await clientOf([users(1, 2, 'totalSize="4"'), second]);
    expect(await client.users('tok')).toEqual(outcome);
  });

  test('shares between libraries count like people, also those of nobody', async () => {
    const invitation = '<SharedServer id="7" userID="" invitedAt="1465691504" allLibraries="0"/>';
    const { client } = await clientOf([
      xml(container([invitation, SOME_LIBRARIES], 'totalSize="3" size="2"')),
      xml(container([ALL_LIBRARIES], 'totalSize="3" size="1"')),
    ]);
    expect(await client.shares('tok', SERVER)).toMatchObject({
      kind: 'shares',
      shares: [{ userId: 7393808 }, { userId: 8676063 }],
    });
  });

  test('a share that is listed twice makes it none', async () => {
    const { client } = await clientOf([xml(wholeList([SOME_LIBRARIES, SOME_LIBRARIES]))]);
    expect(await client.shares('tok', SERVER)).toMatchObject(UNEXPECTED);
  });

  test('has one time limit for all pages', async () => {
    const { client } = await clientOf([users(1, 2, 'totalSize="4"'), hang], 1);
    const start = performance.now();
    expect(await client.users('tok')).toEqual({ kind: 'plex_unavailable', cause: 'timeout' });
    expect(performance.now() - start).toBeLessThan(8000);
  });

  test('a page that met 503 is asked for once more', async () => {
    const { server, client } = await clientOf([
      users(1, 2, 'totalSize="3"'),
      page(503),
      users(3, 3, 'totalSize="3"'),
    ]);
    expect(await client.users('tok')).toMatchObject({ kind: 'users', users: { length: 3 } });
    expect(server.asked).toHaveLength(3);
  });

  test('of one row each, for ever, ends', async () => {
    let given = 0;
    const { server, client } = await clientOf([
      (res, req) => {
        given += 1;
        users(given, given, 'totalSize="9999"')(res, req);
      },
    ]);
    expect(await client.users('tok')).toMatchObject(UNEXPECTED);
    expect(server.asked).toHaveLength(50);
  });

  test('of more people than anybody knows is not begun', async () => {
    const { server, client } = await clientOf([users(1, 1, 'totalSize="10001"')]);
    expect(await client.users('tok')).toEqual(TOO_LARGE);
    expect(server.asked).toHaveLength(1);
  });

  test('of more than eight megabytes together ends', async () => {
    let given = 0;
    const { server, client } = await clientOf([
      (res) => {
        given += 1;
        const long = user(given).replace(
          'title="User"',
          `title="${'x'.repeat(MAX_ANSWER_BYTES - 1000)}"`,
        );
        xml(container([long], 'totalSize="20" size="1"'))(res);
      },
    ]);
    expect(await client.users('tok')).toEqual(TOO_LARGE);
    expect(server.asked).toHaveLength(9);
  });

  test('one page of more than a megabyte is not read', async () => {
    const { client } = await clientOf([xml(wholeList([user(1)]) + ' '.repeat(MAX_ANSWER_BYTES))]);
    expect(await client.users('tok')).toEqual(TOO_LARGE);
  });
});

describe('becoming another profile', () => {
  test.each([page(502), page(503), page(504), reset])('is never tried twice', async (answer) => {
    const { server, client } = await clientOf([answer, json(201, { authToken: 'theirs' })]);
    expect(await client.switchHomeUser('tok', 'd0', '0123')).toMatchObject({
      kind: 'plex_unavailable',
    });
    expect(server.asked).toHaveLength(1);
  });

  test.each(['', '123', '12345', '12a4', ' 123', '1234\n', '１２３４', '12&a', 'my password'])(
    'asks nobody about what cannot be a PIN: %j',
    async (pin) => {
      const { server, client } = await clientOf([json(201, { authToken: 'theirs' })]);
      expect(await client.switchHomeUser('tok', 'd0', pin)).toEqual({ kind: 'pin_refused' });
      expect(server.asked).toHaveLength(0);
    },
  );

  test.each(['', '.', '..', '../x', 'a/b', 'a?b', 'a#b', 'a\r\nb', '\ud800', 'x'.repeat(65)])(
    'is not tried with what is no uuid: %j',
    async (uuid) => {
      const { server, client } = await clientOf([json(201, { authToken: 'theirs' })]);
      const error: unknown = await client
        .switchHomeUser('tok', uuid, '0123')
        .catch((e: unknown) => e);
      expect(error).toHaveProperty('name', 'TypeError');
      expect(String(error)).not.toContain('0123');
      expect(server.asked).toHaveLength(0);
    },
  );

  test.each<readonly [string, Answer]>([
    ['no answer', hang],
    ['a broken connection', reset],
    ['a page', page(500)],
    ['a redirect', (res) => res.writeHead(302, { Location: 'http://127.0.0.1:9/?pin=7319' }).end()],
    ['a refusal that quotes it', json(403, { errors: [{ code: 1041, message: 'pin=7319' }] })],
    ['nonsense that quotes it', json(200, { pin: '7319' })],
  ])('a PIN is no part of an outcome: %s', async (_name, answer) => {
    const { client } = await clientOf([answer], 0.3);
    const outcome = await client.switchHomeUser('tok', 'd0', '7319');
    expect(JSON.stringify(outcome)).not.toContain('7319');
  });

  test('nor where nobody listens', async () => {
    const outcome = await clientAt('http://127.0.0.1:1').switchHomeUser('tok', 'd0', '7319');
    expect(outcome).toEqual({ kind: 'plex_unavailable', cause: 'network' });
  });
});
