/** The portal's page about a refusal, shown in the app's place; and the gate's own where the portal is slow, down or odd. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_API, AS_PAGE, session, visit } from './support/visit.js';

type Asked = Readonly<{ method: string; url: string; headers: Readonly<Record<string, unknown>> }>;

const asked: Asked[] = [];
let answer: RequestListener;
let stub: Server;
let gate: Gate;
beforeAll(async () => {
  stub = createServer((req, res) => {
    asked.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers });
    answer(req, res);
  });
  await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
  const { port } = stub.address() as AddressInfo;
  gate = await startGate({
    gateConfig: {
      ...gateConfigFor(testKeys(1)),
      renewalUrl: `http://127.0.0.1:${String(port)}/base/renew`,
    },
    expectedErrors: /connect\(\) failed|upstream timed out|prematurely closed/,
    http: server(
      'access_log __FOLDER__/logs/usher.log usher; access_log __FOLDER__/logs/access.log test;' +
        'server_name app.example.com; error_page 500 502 503 504 /sorry/; client_max_body_size 8m;' +
        guarded('/', 0),
    ),
  });
});
afterAll(async () => {
  await gate.stop();
  stub.closeAllConnections();
  stub.close();
});

const HEADERS = { ...AS_PAGE, Host: 'app.example.com:8443' };
const page =
  (status: number, text: string, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_req, res) => {
    res.writeHead(status, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'",
      'Set-Cookie': 'planted=1',
      ...headers,
    });
    res.end(text);
  };

const refused = (
  path = '/x?a=1',
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
) => {
  asked.splice(0);
  return visit(gate, path, { method, headers: { ...HEADERS, ...session(), ...headers } });
};

test('it is shown with 403 and its own policy, and with no other of its headers', async () => {
  answer = page(403, '<p>from the portal ä', { Location: 'https://evil.example/' });
  const seen = await refused();
  expect(seen).toMatchObject({ status: 403, reason: 'group_above_threshold', reached: [] });
  expect(seen.answer.body).toBe('<p>from the portal ä');
  expect(seen.answer.headers).toMatchObject({
    'content-security-policy': "default-src 'none'",
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(seen.answer.headers['set-cookie']).toBeUndefined();
  expect(seen.answer.headers.location).toBeUndefined();
});

test('the portal learns who it is about, and nothing that is for the app', async () => {
  answer = page(403, 'x');
  await refused('/x?a=%0d%0aUsher-Refused:%20x', {
    Authorization: 'Basic YTpi',
    'Sec-Fetch-Mode': 'navigate',
    'Usher-Refused': 'forged',
    'Accept-Language': 'de',
    Range: 'bytes=0-1',
  });
  expect(asked).toHaveLength(1);
  const [{ method, url, headers }] = asked as [Asked];
  expect([method, url]).toEqual(['GET', '/base/refused']);
  expect(headers).toMatchObject({
    'usher-refused': expect.stringMatching(/^group_above_threshold 0 [0-9a-f]{32}$/),
    'usher-address': 'http://app.example.com:8443/x?a=%0d%0aUsher-Refused:%20x',
    'accept-language': 'de',
    'usher-gate': expect.stringMatching(/^\d[\w.]+; njs\/\d[\w.]+; nginx\/\d[\d.]+; list=-$/),
    cookie: expect.stringContaining('__Secure-usher='),
  });
  expect(headers).not.toHaveProperty('authorization');
  expect(headers).not.toHaveProperty('range');
});

test('a form that is refused is not passed on', async () => {
  answer = page(403, 'x');
  asked.splice(0);
  const seen = await visit(gate, '/form', {
    method: 'POST',
    body: 'a'.repeat(200_000),
    headers: { ...HEADERS, ...session(), 'Sec-Fetch-Mode': 'navigate' },
  });
  expect([seen.status, seen.answer.body]).toEqual([403, 'x']);
  expect(asked[0]).toMatchObject({ method: 'GET' });
  expect(asked[0]?.headers).not.toHaveProperty('content-length');
});

test('a page as large as they get comes whole', async () => {
  const text = 'ä'.repeat(20_000);
  answer = page(403, text);
  expect((await refused()).answer.body).toBe(text);
});

test('nobody but nginx itself asks there', async () => {
  answer = page(403, 'x');
  const seen = await refused('/_usher/refused');
  expect(seen.status).toBe(404);
  expect(asked).toEqual([]);
});

test('a program has its JSON at once, with the id', async () => {
  const seen = await refused('/', AS_API);
  expect(JSON.parse(seen.answer.body)).toMatchObject({
    error: 'group_above_threshold',
    request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(asked).toEqual([]);
});

test('the id of a refusal stands in the log of nginx, on the page, and is told to the portal', async () => {
  const logged = () =>
    /usher=group_above_threshold .* id=([0-9a-f]{32})\n$/.exec(
      readFileSync(join(gate.nginx.folder, 'logs/usher.log'), 'utf8'),
    )?.[1];
  answer = page(500, 'x');
  const own = await refused();
  const id = logged();
  expect(id).toBeDefined();
  expect(own.answer.body).toContain(`<dd>${id!}</dd>`);
  expect(asked[0]?.headers['usher-refused']).toBe(`group_above_threshold 0 ${id!}`);
  const { answer: json } = await refused('/', AS_API);
  expect(logged()).not.toBe(id);
  expect(JSON.parse(json.body)).toMatchObject({ request_id: logged() });
});

test.each<[string, RequestListener]>([
  ['knows nobody', page(303, '', { Location: '/login' })],
  ['has a fault', page(500, 'x')],
  ['lets them in, which is not its business', page(200, 'x')],
  ['says nothing', page(403, '')],
  ['sends something else', page(403, 'x', { 'Content-Type': 'application/json' })],
  ['breaks off', (_req, res) => res.destroy()],
  ['does not answer', () => undefined],
])('where the portal %s, the gate has a page of its own', async (_what, does) => {
  answer = does;
  const seen = await refused();
  expect(seen).toMatchObject({ status: 403, reached: [] });
  expect(seen.answer.body).toContain('<strong>Zoë Ångström</strong>');
  expect(seen.answer.body).toMatch(/<dd>[0-9a-f]{32}<\/dd>/);
});
