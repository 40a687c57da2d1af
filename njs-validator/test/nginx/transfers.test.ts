/** Methods, uploads and headers of a request: the gate judges each of them, and what it lets through is unchanged. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { askRaw } from './support/request.js';
import { AS_API, AS_PAGE, lastVisit, session, visit } from './support/visit.js';

const BIG = Buffer.alloc(100 * 1024 * 1024, 'x');

describe('through the gate', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(`
        client_max_body_size 128m;
        ${guarded('/', 4)}
        ${guarded('/streamed/', 4).replace('proxy_pass', 'proxy_request_buffering off; proxy_pass')}
      `),
    });
  });
  afterAll(() => gate.stop());

  describe.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    '%s',
    (method) => {
      test('reaches the app as it is, for somebody who may pass', async () => {
        const seen = await visit(gate, '/x?a=1', { method, headers: session() });
        expect(seen).toMatchObject({ status: 200, reason: 'allowed', user: 'zoe' });
        expect(seen.reached).toMatchObject([{ method, url: '/x?a=1' }]);
        expect(seen.answer.body === '').toBe(method === 'HEAD');
      });

      test('does not reach it for anybody else', async () => {
        expect(await visit(gate, '/x?a=1', { method, headers: AS_API })).toMatchObject({
          status: 401,
          reason: 'no_token',
          reached: [],
        });
        expect(
          await visit(gate, '/x', { method, headers: { ...AS_API, ...session({ group_id: 5 }) } }),
        ).toMatchObject({ status: 403, reason: 'group_above_threshold', reached: [] });
      });
    },
  );

  test.each(['TRACE', 'CONNECT'])('%s is not for nginx to pass on', async (method) => {
    const answer = await askRaw(
      gate.nginx.port,
      `${method} / HTTP/1.1\r\nHost: app\r\nConnection: close\r\nCookie: ${session().Cookie}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 40[05]/);
    expect((await lastVisit(gate)).reached).toEqual([]);
  });

  describe.each(['/', '/streamed/'])('an upload of 100 MB to %s', (path) => {
    test.each<[string, Record<string, string>]>([
      ['of known length', { 'Content-Length': String(BIG.length) }],
      ['in chunks', { 'Transfer-Encoding': 'chunked' }],
      ['after a 100 Continue', { 'Content-Length': String(BIG.length), Expect: '100-continue' }],
    ])('%s arrives whole', async (_, headers) => {
      const seen = await visit(gate, path, {
        method: 'POST',
        headers: { ...session(), ...headers },
        body: BIG,
      });
      expect(seen).toMatchObject({ status: 200, reason: 'allowed' });
      expect(seen.reached).toMatchObject([{ method: 'POST', bodyBytes: BIG.length }]);
    });

    test('of somebody who may not is answered, and no byte of it reaches the app', async () => {
      const seen = await visit(gate, path, { method: 'POST', headers: AS_API, body: BIG });
      expect(seen).toMatchObject({ status: 401, reason: 'no_token', reached: [] });
    });
  });

  test('an app hears of ranges and conditions', async () => {
    const sent = { Range: 'bytes=2-5', 'If-None-Match': '"x"', 'If-Range': '"y"' };
    const { reached } = await visit(gate, '/', { headers: { ...session(), ...sent } });
    for (const [name, value] of Object.entries(sent)) {
      expect(headerOf(reached[0]!, name.toLowerCase())).toBe(value);
    }
  });

  test('a body that nginx finds too long is refused before the app hears of it', async () => {
    const seen = await visit(gate, '/', {
      method: 'POST',
      headers: { ...AS_PAGE, ...session(), 'Content-Length': String(200 * 1024 * 1024) },
      body: 'x',
    }).catch(async () => ({ status: 413, ...(await lastVisit(gate)) }));
    expect(seen).toMatchObject({ status: 413, reached: [] });
  });
});
