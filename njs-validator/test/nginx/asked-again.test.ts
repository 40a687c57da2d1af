/** Where the gate remembers a token, its next requests get the very same verdict and the app the very same identity. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_PAGE, session, visit, visitRaw } from './support/visit.js';

/** Claims of people who may pass, or not. */
const PEOPLE: Record<string, object> = {
  'the usual': {},
  'a bar in the user name': { preferred_username: 'admin|x' },
  'bars alone': { preferred_username: '|||', name: '||', email: '|', group: '||||' },
  'a bar in every name': { preferred_username: 'a|b', name: 'c|d', email: 'e|f', group: 'g|0' },
  'an encoded bar': { preferred_username: 'admin%7Cx', name: '%7c' },
  'no names': { preferred_username: '', name: '', email: '', group: '' },
  'other scripts': { preferred_username: 'Zoë|日本', name: '😀|', group: 'ö|0' },
  'line ends and tabs': { preferred_username: 'a\r\nb\t|0', name: '\n|\n' },
  'long names': { preferred_username: 'a|'.repeat(120), name: 'ö|'.repeat(100) },
  'group 0': { group_id: 0 },
  'a group that is too high': { group_id: 5, name: 'x|y', preferred_username: '0|0|0' },
};

/** Cookie lines around a pair (`__Secure-usher=…`) that is good by itself. */
const AROUND: ((pair: string) => string[])[] = [
  (pair) => [`a=1; ${pair}`],
  (pair) => [`a=1;${pair}`],
  (pair) => [`a=1;\t${pair}`],
  (pair) => [`a=1; \t ${pair};`],
  (pair) => [` ${pair} `],
  (pair) => [`;${pair}`],
  (pair) => [`a=1, ${pair}`],
  (pair) => [`${pair}, a=1`],
  (pair) => [`${pair},`],
  (pair) => [`${pair}x`],
  (pair) => [`${pair} x`],
  (pair) => [pair.slice(0, -1)],
  (pair) => [`x${pair}`],
  (pair) => [`x ${pair}`],
  (pair) => [`a="; ${pair}"`],
  (pair) => [`"${pair}"`],
  (pair) => [pair.replace('=', '="') + '"'],
  (pair) => [pair.replace('=', ' = ')],
  (pair) => [pair.replace('=', '=%20')],
  (pair) => [pair.replace('=', '==')],
  (pair) => [pair.toLowerCase()],
  (pair) => [pair.replace('__Secure', '__SECURE')],
  (pair) => [pair.replace('__Secure', '__secure') + `; ${pair}`],
  (pair) => [`__SECURE-USHER=scrap; ${pair}`],
  (pair) => [`__Secure-usher=scrap; ${pair}`],
  (pair) => [`__Secure-usher=; ${pair}`],
  (pair) => [`__Secure-usher; ${pair}`],
  (pair) => [`${pair}; ${pair}`],
  (pair) => [`${pair}; __Secure-usher=scrap`],
  (pair) => [`a=${pair}`],
  (pair) => [`a=1; b=${pair}; ${pair}`],
  (pair) => ['a=1', pair],
  (pair) => [pair, 'a=1'],
  (pair) => [`${pair}.`, pair],
  (pair) => [pair.slice(0, 20), pair.slice(20)],
  (pair) => [`n=Zo\xeb; ${pair}`],
  (pair) => [`\xa0${pair}`],
  (pair) => [`a=1;\xa0${pair}`],
];

describe('asked again', () => {
  let gate: Gate;
  let runs = 0;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(guarded('/', 4)),
    });
  });
  afterAll(() => gate.stop());

  test.each(Object.keys(PEOPLE))('nothing else comes of it: %s', async (who) => {
    const cookie = session(PEOPLE[who]);
    const ask = async (path: string) => {
      const { answer, reached, ...seen } = await visit(gate, path, {
        headers: { ...AS_PAGE, ...cookie },
      });
      return {
        ...seen,
        // Each request has an id of its own.
        body: answer.body.replace(/<dd>[0-9a-f]{32}</, '<dd>ID<'),
        told: reached.map(({ rawHeaders }) => rawHeaders),
      };
    };
    const first = await ask('/');
    expect(first.status).toBe(who === 'a group that is too high' ? 403 : 200);
    for (let count = 0; count < 3; count++) {
      expect(await ask('/')).toEqual(first);
    }
  });

  test.each(AROUND.map((around) => [JSON.stringify(around('PAIR=…')), around] as const))(
    'a cookie is found, or not, where it was before: %s',
    async (_, around) => {
      const visitAt = async (cookie: string) => {
        const lines = around(cookie).map((line) => `Cookie: ${line}`);
        const { reached, ...seen } = await visitRaw(gate, '/', lines);
        return { ...seen, times: reached.length };
      };
      const { Cookie: known } = session();
      await visit(gate, '/', { headers: { Cookie: known } });
      const { Cookie: unknown } = session({ jti: `${runs++}` });
      expect(await visitAt(known)).toEqual(await visitAt(unknown));
    },
  );
});
