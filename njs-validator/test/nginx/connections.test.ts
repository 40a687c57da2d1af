/** Connections that carry requests of several people, and old kinds of requests: each request is judged by itself. */
import { Agent } from 'node:http';
import { connect, type ClientHttp2Session } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { ask, askRaw } from './support/request.js';
import { AS_API, lastVisit, session } from './support/visit.js';

let gate: Gate;
beforeAll(async () => {
  gate = await startGate({
    gateConfig: gateConfigFor(testKeys(1)),
    http: server(`server_name app.example.com; listen __OTHER_LISTEN__ http2; ${guarded('/', 4)}`),
  });
});
afterAll(() => gate.stop());

describe('one connection', () => {
  const person = (index: number) =>
    session({ sub: `plex:${index}`, preferred_username: `p${index}` });

  /** Whom the app took the request for, as it says in its answer. */
  function nameIn(body: string): string | undefined {
    const { rawHeaders } = JSON.parse(body) as { rawHeaders: string[] };
    return rawHeaders[rawHeaders.indexOf('Remote-User') + 1];
  }

  test('serves different people, one after the other', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    agent.on('free', ({ localPort }: { localPort?: number }) => ports.add(localPort));
    try {
      for (let index = 0; index < 20; index++) {
        const mine = await ask(`${gate.nginx.origin}/`, { agent, headers: person(index) });
        expect(nameIn(mine.body)).toBe(`p${index}`);
        const nobodys = await ask(`${gate.nginx.origin}/`, { agent, headers: AS_API });
        expect(nobodys.status).toBe(401);
      }
      expect(ports.size).toBe(1);
    } finally {
      agent.destroy();
    }
    expect(gate.app.reached()).toHaveLength(20);
    await gate.nginx.accessLog(40);
  });

  test('serves different people who do not wait for each other', async () => {
    const requests = Array.from({ length: 10 }, (_, index) =>
      [
        `GET /${index} HTTP/1.1\r\nHost: app\r\nCookie: ${person(index).Cookie}\r\n\r\n`,
        `GET /${index} HTTP/1.1\r\nHost: app\r\nAccept: application/json\r\n\r\n`,
      ].join(''),
    );
    const last = 'GET / HTTP/1.1\r\nHost: app\r\nConnection: close\r\nAccept: text/html\r\n\r\n';
    const answers = await askRaw(gate.nginx.port, requests.join('') + last);
    expect(answers.match(/(?<=HTTP\/1\.1 )\d+/g)).toEqual([
      ...Array.from({ length: 10 }, () => ['200', '401']).flat(),
      '302',
    ]);
    await gate.nginx.accessLog(21);
    expect(gate.app.reached().map((one) => [one.url, headerOf(one, 'remote-user')])).toEqual(
      Array.from({ length: 10 }, (_, index) => [`/${index}`, `p${index}`]),
    );
  });

  test('of HTTP/2 serves fifty people at once', async () => {
    const client = connect(gate.nginx.otherOrigin);
    try {
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          stream(client, index % 2 === 0 ? person(index).Cookie : '__Secure-usher=scrap'),
        ),
      );
      outcomes.forEach(({ status, body }, index) => {
        const expected = index % 2 === 0 ? [200, `p${index}`] : [401, undefined];
        expect([status, status === 200 ? nameIn(body) : undefined]).toEqual(expected);
      });
    } finally {
      client.close();
    }
    expect(gate.app.reached()).toHaveLength(50);
    await gate.nginx.accessLog(100);
  });
});

test('the body of a refused request is not taken for the next request', async () => {
  const { Cookie } = session();
  const hidden = `GET /hidden HTTP/1.1\r\nHost: app\r\nCookie: ${Cookie}\r\n\r\n`;
  const answer = await askRaw(
    gate.nginx.port,
    `POST / HTTP/1.1\r\nHost: app\r\nAccept: application/json\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}` +
      `GET /next HTTP/1.1\r\nHost: app\r\nConnection: close\r\nCookie: ${Cookie}\r\n\r\n`,
  );
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200']);
  expect(await gate.nginx.accessLog(2)).toHaveLength(2);
  expect(gate.app.reached().map(({ url }) => url)).toEqual(['/next']);
});

describe('HTTP/1.0', () => {
  const get = (lines: string) => askRaw(gate.nginx.port, `GET / HTTP/1.0\r\n${lines}\r\n`);

  test('works for somebody who may pass', async () => {
    expect(await get(`Cookie: ${session().Cookie}\r\n`)).toContain(' 200 OK');
    const seen = await lastVisit(gate);
    expect(seen).toMatchObject({ reason: 'allowed', user: 'zoe' });
    expect(seen.reached).toHaveLength(1);
  });

  test('is no way around the gate', async () => {
    expect(await get('')).toContain(' 302 ');
    expect(await lastVisit(gate)).toMatchObject({ reason: 'no_token', reached: [] });
  });
});

test('HTTP/0.9, which has no headers, is no way around it either', async () => {
  await askRaw(gate.nginx.port, 'GET /\r\n');
  expect(await lastVisit(gate)).toMatchObject({ reason: 'no_token', reached: [] });
});

function stream(
  client: ClientHttp2Session,
  cookie: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = client.request({ ':path': '/', cookie, accept: 'application/json' });
    let status = 0;
    let body = '';
    request.setEncoding('utf8');
    request.on('response', (headers) => (status = Number(headers[':status'])));
    request.on('data', (chunk: string) => (body += chunk));
    request.on('error', reject);
    request.on('end', () => {
      resolve({ status, body });
    });
  });
}
