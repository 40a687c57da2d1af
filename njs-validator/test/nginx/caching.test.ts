/** What the gate answers is not for keeping, even where the operator says how long to keep the site's answers. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_FETCH, AS_PAGE, session, visit } from './support/visit.js';

describe('in a server whose answers may be kept for a month', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(`expires 30d; ${guarded('/', 4)}`),
    });
  });
  afterAll(() => gate.stop());

  test.each([
    ['the way to the sign-in', 302, AS_PAGE, undefined],
    ['the 401 for a program', 401, AS_FETCH, undefined],
    ['the page for who may not', 403, AS_PAGE, 5],
  ])('%s is not', async (_, status, headers, group) => {
    const cookie = group === undefined ? {} : session({ group_id: group });
    const seen = await visit(gate, '/', { headers: { ...headers, ...cookie } });
    expect(seen.status).toBe(status);
    expect(seen.answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(seen.answer.headers).not.toHaveProperty('expires');
  });

  test('what the app answers is, as the operator wants it', async () => {
    const seen = await visit(gate, '/', { headers: session({ group_id: 4 }) });
    expect(seen.answer.headers).toMatchObject({ 'cache-control': 'max-age=2592000' });
  });
});
