/** A 401 or 403 that is not the gate's is passed on without a way to the sign-in, which would not help. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { server, startGate, type Gate } from './support/gate.js';
import { AS_PAGE, session, visit } from './support/visit.js';

describe.each([401, 403])('a %d', (status) => {
  let gate: Gate;
  beforeAll(async () => {
    const location = (path: string, threshold: number, more: string) => `
      location ${path} {
        auth_request /_usher/${threshold};
        include __GATE__/location.conf;
        proxy_pass http://__APP__;
        ${more}
      }`;
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(
        'recursive_error_pages on;' +
          location('/passed/', 4, '') +
          location('/intercepted/', 4, 'proxy_intercept_errors on;') +
          location('/guests/', 999, 'proxy_intercept_errors on;') +
          location('/denied/', 4, 'deny all;') +
          'location /unguarded/ { proxy_pass http://__APP__; proxy_intercept_errors on; }',
      ),
    });
  });
  afterAll(() => gate.stop());

  test.each([
    ['/passed/', 'allowed', session()],
    ['/intercepted/', 'allowed', session()],
    ['/guests/', 'guest', {}],
    ['/guests/', 'allowed', session()],
    ['/unguarded/', '', {}],
  ])('of the app at %s stays one (%s)', async (path, reason, headers) => {
    const seen = await visit(gate, `${path}?status=${status}`, {
      headers: { ...AS_PAGE, ...headers },
    });
    expect(seen).toMatchObject({ status, reason });
    expect(seen.reached).toHaveLength(1);
    expect(seen.answer.headers).not.toHaveProperty('location');
    expect(seen.answer.body).not.toContain('<main>');
  });

  test('of nginx itself stays one', async () => {
    const seen = await visit(gate, '/denied/', { headers: { ...AS_PAGE, ...session() } });
    expect(seen).toMatchObject({ status: 403, reached: [] });
    expect(seen.answer.headers).not.toHaveProperty('location');
    expect(seen.answer.body).not.toContain('<main>');
  });
});
