/** A threshold that is no number from 0 to 999 lets nobody in, the administrator neither: 500, and a line in the log. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { server, startGate, type Gate } from './support/gate.js';
import { session, visit } from './support/visit.js';

/** As they would stand in `auth_request /_usher/…;`. */
const MALFORMED = [
  '',
  '1000',
  '-1',
  '-0',
  '+4',
  '04',
  '4.0',
  '4.5',
  '4e0',
  '0x4',
  '٤',
  'four',
  'null',
  'true',
  'Infinity',
  'NaN',
  '4/',
  '4/5',
  '/4',
  '4a',
  '4%20',
  '%204',
  '4%0A',
  '4,5',
  '[4]',
  '99999999999999999999',
];

describe('a malformed threshold', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(
        MALFORMED.map(
          (text, index) => `
          location /${index}/ {
            auth_request "/_usher/${text}";
            include __GATE__/location.conf;
            proxy_pass http://__APP__;
          }`,
        ).join(''),
      ),
    });
  });
  afterAll(() => gate.stop());

  test.each(MALFORMED.map((text, index) => ({ text, index })))(
    '"$text" lets nobody in',
    async ({ index }) => {
      const admin = await visit(gate, `/${index}/`, { headers: session({ group_id: 0 }) });
      expect(admin).toMatchObject({
        status: 500,
        reason: 'threshold_malformed',
        user: '',
        reached: [],
      });
      expect(await visit(gate, `/${index}/`)).toMatchObject({
        status: 500,
        reason: 'threshold_malformed',
        reached: [],
      });
    },
  );

  test('the log says which it was', () => {
    expect(gate.nginx.errorLog()).toContain('usher: threshold_malformed: "four"');
  });
});
