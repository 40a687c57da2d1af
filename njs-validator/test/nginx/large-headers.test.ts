/** Heads of 16 KB, where nginx takes them: they are judged and passed on like small ones, over HTTP/1.1 and HTTP/2. */
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { ask } from './support/request.js';
import { AS_API, AS_PAGE, lastVisit, session, visit } from './support/visit.js';

const BYTES = 16 * 1024;
const NAME = '__Secure-usher';
const filler = (name: string) => `${name}=${'x'.repeat(BYTES)}`;
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `app${index}=${'y'.repeat(BYTES / count)}`);

let gate: Gate;
let client: ClientHttp2Session;
beforeAll(async () => {
  gate = await startGate({
    gateConfig: gateConfigFor(testKeys(1)),
    http: server(`
      listen __OTHER_LISTEN__ http2;
      large_client_header_buffers 4 32k;
      ${guarded('/', 4)}`),
  });
  client = connect(gate.nginx.otherOrigin);
});
afterAll(async () => {
  client.close();
  await gate.stop();
});

/** Each way to send such a request; the cookies go out in one line, or as a crumb each. */
const WAYS: Record<
  string,
  (headers: Record<string, string>, cookies: string[]) => Promise<number>
> = {
  'HTTP/1.1': async (headers, cookies) => {
    const cookie = cookies.length > 0 ? { Cookie: cookies.join('; ') } : {};
    return (await ask(`${gate.nginx.origin}/`, { headers: { ...headers, ...cookie } })).status;
  },
  'HTTP/2': (headers, cookies) => statusOf({ ...headers, cookie: cookies }),
};

describe.each(Object.keys(WAYS))('over %s', (way) => {
  const send = WAYS[way]!;

  test.each<[string, () => string[]]>([
    ['behind a cookie of 16 KB', () => [filler('a'), session().Cookie]],
    ['before a cookie of 16 KB', () => [session().Cookie, filler('a')]],
    ['among 100 cookies', () => [...many(100), session().Cookie, 'b=1']],
    ['behind a planted one of 16 KB', () => [filler(NAME), session().Cookie]],
  ])('a good cookie is found %s', async (_, cookiesNow) => {
    const cookies = cookiesNow();
    expect(await send(AS_PAGE, cookies)).toBe(200);
    const { reached, ...seen } = await lastVisit(gate);
    expect(seen).toMatchObject({ reason: 'allowed', user: 'zoe' });
    expect(reached).toHaveLength(1);
    expect(headerOf(reached[0]!, 'cookie')).toBe(cookies.join('; '));
  });

  test.each<[string, string, () => string[]]>([
    ['other cookies', 'no_token', () => many(100)],
    ['a planted one', 'token_too_large', () => [filler(NAME)]],
    [
      'a good one with more behind it',
      'token_too_large',
      () => [`${session().Cookie}${'.'.repeat(BYTES)}`],
    ],
    [
      'planted ones',
      'not_three_segments',
      () => [...many(20), ...Array<string>(8).fill(`${NAME}=a`)],
    ],
  ])('16 KB of %s let nobody in', async (_, reason, cookies) => {
    expect(await send(AS_API, cookies())).toBe(401);
    expect(await lastVisit(gate)).toMatchObject({ reason, user: '', reached: [] });
  });

  test('another header of 16 KB reaches the app whole, and nobody in without a session', async () => {
    const large = { 'x-large': 'z'.repeat(BYTES), ...AS_API };
    expect(await send(large, [session().Cookie])).toBe(200);
    const { reached } = await lastVisit(gate);
    expect(headerOf(reached[0]!, 'x-large')).toBe(large['x-large']);
    expect(await send(large, [])).toBe(401);
    expect(await lastVisit(gate)).toMatchObject({ reason: 'no_token', reached: [] });
  });
});

test('an address of 16 KB is judged like any other', async () => {
  const address = `/${'a'.repeat(BYTES)}`;
  const passed = await visit(gate, address, { headers: session() });
  expect(passed).toMatchObject({ status: 200, reason: 'allowed' });
  expect(passed.reached).toMatchObject([{ url: address }]);
  const refused = await visit(gate, address, { headers: AS_PAGE });
  expect(refused).toMatchObject({ status: 302, reason: 'no_token', reached: [] });
});

function statusOf(headers: OutgoingHttpHeaders): Promise<number> {
  return new Promise((resolve, reject) => {
    const stream = client.request({ ':path': '/', ...headers });
    let status = 0;
    stream.on('response', (answer) => (status = Number(answer[':status'])));
    stream.on('error', reject);
    stream.on('end', () => {
      resolve(status);
    });
    stream.resume();
  });
}
