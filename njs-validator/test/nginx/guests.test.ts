/** Threshold 999 is everybody: whoever is signed in keeps the name, everybody else is a guest without one. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { session, visit } from './support/visit.js';

const HEADERS = ['remote-user', 'remote-name', 'remote-email', 'remote-groups', 'remote-group-id'];

describe('at threshold 999', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(guarded('/', 999)),
    });
  });
  afterAll(() => gate.stop());

  test.each<[string, Record<string, string>]>([
    ['no cookie', {}],
    ['a scrap for a token', { Cookie: '__Secure-usher=scrap' }],
    ['an expired token', session({ exp: 1 })],
    ['a token of another issuer', session({ iss: 'https://elsewhere.example' })],
    ['a group that is no number', session({ group_id: '0' })],
  ])('%s passes as a guest, and the app hears no name', async (_, headers) => {
    const seen = await visit(gate, '/', {
      headers: { ...headers, 'Remote-User': 'admin', 'Remote-Groups': 'admins' },
    });
    expect(seen).toMatchObject({ status: 200, reason: 'guest', user: '', groupId: '' });
    expect(seen.reached).toHaveLength(1);
    expect(HEADERS.map((name) => headerOf(seen.reached[0]!, name))).toEqual(
      HEADERS.map(() => undefined),
    );
  });

  test('somebody signed in passes under a name, in the last group as well', async () => {
    const seen = await visit(gate, '/', { headers: session({ group_id: 999 }) });
    expect(seen).toMatchObject({ status: 200, reason: 'allowed', user: 'zoe', groupId: '999' });
    expect(headerOf(seen.reached[0]!, 'remote-user')).toBe('zoe');
  });
});
