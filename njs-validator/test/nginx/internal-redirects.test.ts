/**
 * A request that nginx moves to another location is judged again there. A verdict that is worked out once per request
 * (js_set) would be carried along.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_API, session, visit } from './support/visit.js';

/** What leads from a location at 999 to /strict/, which asks for 1. */
const WAYS: Record<string, string> = {
  rewrite: 'location /rewrite/ { auth_request /_usher/999; rewrite ^ /strict/ last; }',
  try_files:
    'location /try_files/ { auth_request /_usher/999; root __FOLDER__/none; try_files $uri /strict/; }',
  error_page:
    'location /error_page/ { auth_request /_usher/999; root __FOLDER__/none; error_page 404 = /strict/; }',
  index:
    'location /index/ { auth_request /_usher/999; alias __FOLDER__/files/; index none.html /strict/; }',
  'X-Accel-Redirect':
    'location /X-Accel-Redirect/ { auth_request /_usher/999; include __GATE__/location.conf; ' +
    'proxy_pass http://__APP__/?accel=/strict/; }',
};

describe('moved to a stricter location', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      files: { 'files/readme.txt': 'nothing' },
      http: server(
        'set $who nobody;' +
          Object.values(WAYS).join('\n') +
          guarded('/strict/', 1) +
          'location /open/ { auth_request /_usher/1; rewrite ^ /lax/ last; }' +
          guarded('/lax/', 999),
      ),
    });
  });
  afterAll(() => gate.stop());

  const strict = (reached: readonly { url: string }[]) =>
    reached.filter(({ url }) => url.startsWith('/strict/'));

  describe.each(Object.keys(WAYS))('by %s', (way) => {
    test('a guest is refused', async () => {
      const seen = await visit(gate, `/${way}/`, { headers: AS_API });
      expect(seen).toMatchObject({ status: 401, reason: 'no_token', threshold: '1' });
      expect(strict(seen.reached)).toEqual([]);
    });

    test('a group that is too high is refused', async () => {
      const seen = await visit(gate, `/${way}/`, { headers: { ...AS_API, ...session() } });
      expect(seen).toMatchObject({ status: 403, reason: 'group_above_threshold', user: 'zoe' });
      expect(strict(seen.reached)).toEqual([]);
    });

    test('somebody who may pass there does', async () => {
      const seen = await visit(gate, `/${way}/`, {
        headers: { ...AS_API, ...session({ group_id: 1 }) },
      });
      expect(seen).toMatchObject({ status: 200, reason: 'allowed', groupId: '1', threshold: '1' });
      expect(strict(seen.reached)).toHaveLength(1);
    });
  });

  test('`rewrite … last` runs before the check, so the location it leads to decides', async () => {
    // Nothing the gate could mend: docs/nginx.md warns of it.
    const seen = await visit(gate, '/open/', { headers: AS_API });
    expect(seen).toMatchObject({ status: 200, reason: 'guest', threshold: '999' });
    expect(headerOf(seen.reached[0]!, 'remote-user')).toBeUndefined();
  });
});
