/**
 * Addresses and heads that no browser sends. nginx refuses them itself, or makes an address of them as it always does,
 * and the threshold of the location that this leads to counts: nothing gets around the gate by its spelling.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { askRaw } from './support/request.js';
import { AS_API, lastVisit, session, visit, visitRaw } from './support/visit.js';

const API = `Accept: ${AS_API.Accept}`;
const ZOE = `Cookie: ${session().Cookie}`;

let gate: Gate;
beforeAll(async () => {
  gate = await startGate({
    gateConfig: gateConfigFor(testKeys(1)),
    http: server(
      // nginx waits so long for more of a body that it has refused.
      'lingering_timeout 100ms;' +
        guarded('/open/', 999) +
        guarded('/strict/', 1) +
        guarded('/', 4),
    ),
  });
});
afterAll(() => gate.stop());

describe('an address is judged as nginx reads it', () => {
  test.each([
    ['/strict/', '1'],
    ['//strict/', '1'],
    ['///strict///', '1'],
    ['/./strict/', '1'],
    ['/strict/.', '1'],
    ['/strict/x/..', '1'],
    ['/strict%2f', '1'],
    ['/%73%74rict/', '1'],
    ['/open/../strict/', '1'],
    ['/open//../strict/', '1'],
    ['/open/%2e%2e/strict/', '1'],
    ['/open/%2E./strict/', '1'],
    ['/open/..%2fstrict/', '1'],
    ['/open/x/../../strict/', '1'],
    ['http://app/strict/', '1'],
    ['http://app//open/../strict/', '1'],
    ['HTTP://app:80/strict/', '1'],
    ['https://evil.example/strict/', '1'],
    ['/strict/?/../open/', '1'],
    ['/strict/?_usher/999', '1'],
    ['/strict/#/../open/', '1'],
    ['/strict/%23/', '1'],
    ['/strict/\xff\xfe', '1'],
    ['/strict/%ff%fe', '1'],
    ['/strict/%0d%0aRemote-User:%20admin', '1'],
    ['/strict/%25%32%65', '1'],
    [`/strict/${'a'.repeat(7000)}`, '1'],
    ['/open/', '999'],
    ['/strict/../open/', '999'],
    ['/open/?/../strict/', '999'],
    ['/open/#/../strict/', '999'],
    ['/', '4'],
    ['/STRICT/', '4'],
    ['/strict;/', '4'],
    ['/\\strict/', '4'],
    ['/strict%c0%af', '4'],
    ['/?/strict/', '4'],
    ['http://app', '4'],
    ['http://app?/open/', '4'],
  ])('%s at %s', async (address, threshold) => {
    const passes = { '1': [false, false], '4': [false, true], '999': [true, true] }[threshold]!;
    for (const [index, lines] of [[API], [API, ZOE]].entries()) {
      const seen = await visitRaw(gate, address, lines);
      expect(seen).toMatchObject({ threshold, status: statusOf(passes[index]!, index) });
      expect(seen.reached).toHaveLength(passes[index] ? 1 : 0);
    }
  });

  /** Of a guest, then of somebody signed in. */
  const statusOf = (passes: boolean, index: number) => (passes ? 200 : index === 0 ? 401 : 403);
});

describe('nginx itself refuses an address', () => {
  test.each([
    '/%',
    '/%4',
    '/%zz',
    '/strict/%2',
    '/%00',
    '/open/%00/../strict/',
    '/..',
    '/../strict/',
    '/open/../../strict/',
    '/open/%2e%2e/%2e%2e/strict/',
    '/open/\x01',
    '/open/\x7f',
    '/open/\t/strict/',
    '/open/ /strict/',
    'strict/',
    '*',
    'app/open/',
    'http:/open/',
    'http:///open/',
    'javascript:/open/',
    '',
  ])('%j', async (address) => {
    const seen = await visitRaw(gate, address, [API, ZOE]);
    expect(seen).toMatchObject({ status: 400, reason: '', reached: [] });
  });

  test('that is longer than its buffers', async () => {
    const seen = await visitRaw(gate, `/open/${'a'.repeat(9000)}`, [API, ZOE]);
    expect(seen).toMatchObject({ status: 414, reason: '', reached: [] });
  });
});

describe('nginx itself refuses a head', () => {
  test.each<[string, string[]]>([
    ['with two lengths', ['Content-Length: 5', 'Content-Length: 6']],
    ['with a length that is none', ['Content-Length: -1']],
    ['with a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['with two encodings', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']],
    ['with a second Host', ['Host: other.example']],
    ['with a Host that is none', ['Host: a/b']],
    ['with NUL in a value', ['X: a\0b']],
    ['with NUL in a name', ['X\0: a']],
  ])('%s', async (_, lines) => {
    const seen = await visitRaw(gate, '/open/', [...lines, ZOE]);
    expect(seen).toMatchObject({ status: 400, reason: '', reached: [] });
  });

  test.each([
    ['no Host', 'GET /open/ HTTP/1.1\r\n'],
    ['an unknown version', 'GET /open/ HTTP/3.1\r\nHost: app\r\n'],
    ['no version that can be read', 'GET /open/ HTTP/1.x\r\nHost: app\r\n'],
    ['a method in small letters', 'get /open/ HTTP/1.1\r\nHost: app\r\n'],
    ['nothing but blanks', '   \r\n'],
    ['the greeting of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n'],
    ['the greeting of TLS', '\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00\r\n'],
  ])('with %s', async (_, head) => {
    const answer = await askRaw(gate.nginx.port, Buffer.from(`${head}${ZOE}\r\n\r\n`, 'latin1'));
    expect(answer).toMatch(/^(HTTP\/1\.1 (400|405|505) [^]*|)$/);
    expect((await lastVisit(gate)).reached).toEqual([]);
  });
});

test('what follows a head that is refused is no request of its own', async () => {
  const hidden = `GET /open/ HTTP/1.1\r\nHost: app\r\n${ZOE}\r\n\r\n`;
  const answer = await askRaw(
    gate.nginx.port,
    `POST /strict/ HTTP/1.1\r\nHost: app\r\nContent-Length: ${hidden.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  );
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
  expect((await lastVisit(gate)).reached).toEqual([]);
});

test('a header line that is none is left out, and those beside it are read', async () => {
  const lines = ['no colon', ': no name', 'Coo kie: x', '_under: x', 'Cookie : x', ZOE];
  const { status } = await visitRaw(gate, '/strict/', lines);
  // Newer ones refuse some of them altogether.
  expect([400, 403]).toContain(status);
  expect((await visit(gate, '/', { headers: session() })).reached).toHaveLength(1);
});
