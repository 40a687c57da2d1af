/** The gate's own addresses answer subrequests and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { askRaw } from './support/request.js';
import { lastVisit, session, visit } from './support/visit.js';

describe('the addresses of the gate', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      organizr: true,
      http: server(guarded('/', 4)),
    });
  });
  afterAll(() => gate.stop());

  test.each([
    '/_usher/4',
    '/_usher/999',
    '/_usher/',
    '/_usher/4?x=1',
    '//_usher/4',
    '/%5fusher/4',
    '/x/../_usher/999',
    '/organizr-auth/999',
    '/auth-999',
  ])('%s is not there for a browser, signed in or not', async (path) => {
    for (const headers of [{}, session({ group_id: 0 })]) {
      expect(await visit(gate, path, { headers })).toMatchObject({
        status: 404,
        reason: '',
        reached: [],
      });
    }
  });

  test('neither for a request line with a whole address', async () => {
    const answer = await askRaw(
      gate.nginx.port,
      'GET http://app/_usher/999 HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toContain('HTTP/1.1 404');
    await lastVisit(gate);
  });

  test('an app that sends a visitor there shows them nothing but a status', async () => {
    const there = await visit(gate, '/?accel=/_usher/0', { headers: session() });
    expect(there.reached).toHaveLength(1);
    expect(there).toMatchObject({ reason: 'group_above_threshold', user: 'zoe' });
    expect(there.answer.body).not.toContain('rawHeaders');
    const nowhere = await visit(gate, '/?accel=/_usher/nonsense', { headers: session() });
    expect(nowhere).toMatchObject({ status: 500, reason: 'threshold_malformed' });
  });

  test('what follows the threshold in a query is not read', async () => {
    // The client's query is no part of the subrequest.
    expect(await visit(gate, '/?threshold=999&4', {})).toMatchObject({
      status: 302,
      reason: 'no_token',
      threshold: '4',
      reached: [],
    });
  });
});
