/** `usher nginx --organizr`: the auth_request lines that people have from Organizr keep working, numbers and all. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf } from './support/app.js';
import { server, startGate, type Gate } from './support/gate.js';
import { AS_API, AS_PAGE, session, visit } from './support/visit.js';

/** A location as Organizr's documentation has it: one line, and nothing of ours. */
const location = (path: string, question: string) => `
  location ${path} {
    auth_request ${question};
    proxy_pass http://__APP__;
  }`;

const FORMS = ['/organizr-auth/', '/auth-'];
const THRESHOLDS = [0, 1, 4, 998, 999];
const MALFORMED = ['', '-1', '1000', '4/5', 'admin', '04'];

describe.each(FORMS)('auth_request %sN', (form) => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      organizr: true,
      http: server(
        [
          ...THRESHOLDS.map((threshold) => location(`/${threshold}/`, `${form}${threshold}`)),
          ...MALFORMED.map((text, index) => location(`/bad-${index}/`, `"${form}${text}"`)),
          location('/more/', `${form}4`).replace(
            'proxy_pass',
            'include __GATE__/location.conf; proxy_pass',
          ),
        ].join(''),
      ),
    });
  });
  afterAll(() => gate.stop());

  test.each(
    THRESHOLDS.flatMap((threshold) => [0, 1, 2, 4, 5, 998].map((group) => ({ threshold, group }))),
  )('$threshold judges group $group', async ({ threshold, group }) => {
    const passes = group <= threshold;
    const seen = await visit(gate, `/${threshold}/`, { headers: session({ group_id: group }) });
    expect(seen).toMatchObject({
      status: passes ? 200 : 403,
      reason: passes ? 'allowed' : 'group_above_threshold',
      threshold: String(threshold),
      user: 'zoe',
    });
    expect(seen.reached).toHaveLength(passes ? 1 : 0);
  });

  test.each([0, 4, 998])('%d refuses who is not signed in', async (threshold) => {
    expect(await visit(gate, `/${threshold}/`, { headers: AS_PAGE })).toMatchObject({
      status: 302,
      reason: 'no_token',
      reached: [],
    });
    expect(await visit(gate, `/${threshold}/`, { headers: AS_API })).toMatchObject({
      status: 401,
      reason: 'no_token',
      reached: [],
    });
  });

  test('999 is everybody', async () => {
    const seen = await visit(gate, '/999/');
    expect(seen).toMatchObject({ status: 200, reason: 'guest', user: '' });
    expect(seen.reached).toHaveLength(1);
  });

  test.each(MALFORMED.map((text, index) => ({ text, index })))(
    '"$text" lets nobody in',
    async ({ index }) => {
      expect(
        await visit(gate, `/bad-${index}/`, { headers: session({ group_id: 0 }) }),
      ).toMatchObject({ status: 500, reason: 'threshold_malformed', user: '', reached: [] });
    },
  );

  test('with location.conf, the app hears who it is', async () => {
    const { reached } = await visit(gate, '/more/', {
      headers: { ...session(), 'Remote-User': 'evil' },
    });
    expect(headerOf(reached[0]!, 'remote-user')).toBe('zoe');
  });

  test('the address is not there for a browser', async () => {
    expect(await visit(gate, `${form}999`, { headers: session({ group_id: 0 }) })).toMatchObject({
      status: 404,
      reached: [],
    });
  });
});
