/** Scripts, API calls and WebSockets without a session get a 401 in JSON, never a redirect they would take for data. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_API, AS_FETCH, AS_PAGE, session, visit } from './support/visit.js';

describe('a program without a session', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(guarded('/', 4)),
    });
  });
  afterAll(() => gate.stop());

  const PROGRAMS: [string, string, Record<string, string>, string?][] = [
    ['fetch', '/', AS_FETCH],
    ['an image', '/logo.png', { Accept: 'image/*', 'Sec-Fetch-Mode': 'no-cors' }],
    ['XMLHttpRequest', '/', { ...AS_PAGE, 'X-Requested-With': 'XMLHttpRequest' }],
    ['a call that asks for JSON', '/', AS_API],
    ['a call with an API key', '/', { 'X-Api-Key': '0123' }],
    ['a call with credentials of its own', '/', { Authorization: 'Bearer abc' }],
    ['an address below /api/', '/sonarr/api/v3/series?a=1', { Accept: '*/*' }],
    ['a request of another origin', '/', { Origin: 'https://elsewhere.example' }],
    ['a script of an old browser', '/data', { Accept: '*/*', Referer: 'http://app.example.com/' }],
    ['a PUT', '/', { Accept: '*/*' }, 'PUT'],
    [
      'a WebSocket',
      '/socket',
      {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
      },
    ],
  ];

  test.each(PROGRAMS)('%s gets 401 and JSON', async (_, path, headers, method = 'GET') => {
    const seen = await visit(gate, path, { method, headers });
    expect(seen).toMatchObject({ status: 401, reason: 'no_token', user: '', threshold: '4' });
    expect(seen.reached).toEqual([]);
    expect(seen.answer.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'www-authenticate': 'Bearer realm="usher"',
    });
    expect(seen.answer.headers).not.toHaveProperty('location');
    expect(JSON.parse(seen.answer.body)).toEqual({
      error: 'not_signed_in',
      message: 'Sign in first.',
      sign_in: 'https://auth.example.com/login',
    });
  });

  test.each(PROGRAMS)('%s of a group that is too high gets 403 and JSON', async (...row) => {
    const [, path, headers, method = 'GET'] = row;
    const seen = await visit(gate, path, {
      method,
      headers: { ...headers, ...session({ group_id: 5 }) },
    });
    expect(seen).toMatchObject({ status: 403, reason: 'group_above_threshold', user: 'zoe' });
    expect(seen.reached).toEqual([]);
    expect(seen.answer.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    expect(JSON.parse(seen.answer.body)).toEqual({
      error: 'group_above_threshold',
      message: 'Your group may not open this.',
      group_id: 5,
      needed: 4,
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });
});
