/** Over HTTP/2, as browsers come: each stream is judged by itself. Cookies in crumbs are in cookies.test.ts. */
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_API, AS_PAGE, lastVisit, session } from './support/visit.js';

const BIG = Buffer.alloc(20 * 1024 * 1024, 'x');

let gate: Gate;
let client: ClientHttp2Session;
beforeAll(async () => {
  gate = await startGate({
    gateConfig: gateConfigFor(testKeys(1)),
    files: { 'files/digits.txt': '0123456789' },
    http: server(`
      server_name app.example.com;
      listen __OTHER_LISTEN__ http2;
      client_max_body_size 32m;
      ${guarded('/', 4)}
      location /files/ {
        auth_request /_usher/4;
        include __GATE__/location.conf;
        alias __FOLDER__/files/;
      }`),
  });
  client = connect(gate.nginx.otherOrigin);
});
afterAll(async () => {
  client.close();
  await gate.stop();
});

const zoe = () => ({ cookie: session().Cookie });

describe('over HTTP/2', () => {
  describe.each(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'])('%s', (method) => {
    test('reaches the app for somebody who may pass', async () => {
      const { status, body } = await send({ ':method': method, ':path': '/x?a=1', ...zoe() });
      expect([status, body === '']).toEqual([200, method === 'HEAD']);
      const seen = await lastVisit(gate);
      expect(seen).toMatchObject({ reason: 'allowed', reached: [{ method, url: '/x?a=1' }] });
      expect(headerOf(seen.reached[0]!, 'remote-user')).toBe('zoe');
    });

    test('does not reach it for anybody else', async () => {
      const { status } = await send({ ':method': method, ...AS_API });
      expect([status, await lastVisit(gate)]).toMatchObject([401, { reached: [] }]);
      const tooHigh = { cookie: session({ group_id: 5 }).Cookie };
      const { status: refused } = await send({ ':method': method, ...AS_API, ...tooHigh });
      expect([refused, await lastVisit(gate)]).toMatchObject([403, { reached: [] }]);
    });
  });

  test('an upload arrives whole, and no byte of one that is refused', async () => {
    const post = { ':method': 'POST' };
    expect((await send({ ...post, ...zoe() }, BIG)).status).toBe(200);
    expect(await lastVisit(gate)).toMatchObject({ reached: [{ bodyBytes: BIG.length }] });
    expect((await send({ ...post, ...AS_API }, BIG)).status).toBe(401);
    expect(await lastVisit(gate)).toMatchObject({ reason: 'no_token', reached: [] });
  });

  test('part of a file is sent to whoever may have the whole', async () => {
    const part = { ':path': '/files/digits.txt', range: 'bytes=2-5', ...AS_API };
    expect(await send({ ...part, ...zoe() })).toMatchObject({ status: 206, body: '2345' });
    const { status, body } = await send(part);
    expect([status, body.includes('2345')]).toEqual([401, false]);
    await gate.nginx.accessLog(2);
  });

  test('a page without a session comes back to where it was', async () => {
    const { status, location } = await send({
      ':path': '/series?a=1&b=2',
      ':authority': 'app.example.com:8443',
      ...AS_PAGE,
    });
    expect([status, location]).toEqual([
      302,
      'https://auth.example.com/login?rd=' +
        encodeURIComponent('https://app.example.com:8443/series?a=1&b=2'),
    ]);
    await lastVisit(gate);
  });

  test.each(['remote-user', 'remote_user', 'remote-group-id'])(
    'what a visitor calls himself in %s does not count',
    async (name) => {
      await send({ ...zoe(), [name]: '0' });
      const { reached } = await lastVisit(gate);
      expect(reached[0]!.rawHeaders.filter((text) => /^remote[-_]user$/i.test(text))).toHaveLength(
        1,
      );
      expect(headerOf(reached[0]!, 'remote-user')).toBe('zoe');
      expect(headerOf(reached[0]!, 'remote-group-id')).toBe('4');
    },
  );

  test.each(['/%', '/%00', '/../x', '*', 'x', ''])(
    'nginx itself refuses the path %j',
    async (path) => {
      const { status } = await send({ ':path': path, ...zoe() });
      expect([0, 400]).toContain(status);
      expect(gate.app.reached()).toEqual([]);
      await lastVisit(gate);
    },
  );
});

type Answer = { status: number; location: string; body: string };

/** Status 0: the stream was ended without an answer. */
function send(headers: OutgoingHttpHeaders, body?: Buffer): Promise<Answer> {
  return new Promise((resolve) => {
    const stream = client.request({ ':path': '/', ...headers }, { endStream: body === undefined });
    const answer: Answer = { status: 0, location: '', body: '' };
    stream.setEncoding('utf8');
    stream.on('response', (head) => {
      answer.status = Number(head[':status']);
      answer.location = head.location ?? '';
    });
    stream.on('data', (chunk: string) => (answer.body += chunk));
    // One that is refused may be ended before all of its body is sent.
    stream.on('error', () => stream.close());
    stream.on('close', () => {
      resolve(answer);
    });
    stream.end(body);
  });
}
