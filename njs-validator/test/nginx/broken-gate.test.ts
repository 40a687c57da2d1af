/** A gate that is broken, in whatever way, lets nobody in: nginx answers 500, or does not start. */
import { describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { builtGate, type NginxOptions } from './support/nginx.js';
import { AS_PAGE, session, visit } from './support/visit.js';

/** A module with this for the handler that judges. */
const judging = (authorize: string) => `
  export default {
    authorize: ${authorize},
    signIn: (r) => r.return(302, '/sign-in'),
    refused: (r) => r.return(403, 'refused'),
  };`;

const BUNDLE = builtGate();

/** The built gate, with its tail changed. */
const tampered = (tail: string) =>
  BUNDLE.replace('export default main_default;', `${tail}\nexport default main_default;`);

const withGate = (gate: string): Promise<Gate> => start({ gate });

function start(options: Partial<NginxOptions>): Promise<Gate> {
  return startGate({
    gateConfig: gateConfigFor(testKeys(1)),
    // At 999 as well: what cannot judge cannot say who is a guest.
    http: server(guarded('/', 4) + guarded('/open/', 999)),
    expectedErrors: /js (call )?exception|js function/,
    ...options,
  });
}

/** Neither an administrator nor anybody else gets through. */
async function expectNobodyLetIn(gate: Gate): Promise<void> {
  for (const path of ['/', '/open/']) {
    for (const headers of [AS_PAGE, { ...AS_PAGE, ...session({ group_id: 0 }) }]) {
      const seen = await visit(gate, path, { headers });
      expect(seen.status).toBe(500);
      expect(seen.reached).toEqual([]);
    }
  }
}

describe('a gate lets nobody in whose handler', () => {
  test.each([
    ['throws', '() => { throw new Error("broken"); }'],
    ['throws something that is no error', '() => { throw null; }'],
    [
      'sets the variables of an admin, then throws',
      `(r) => {
      r.variables.usher_reason = 'allowed'; r.variables.usher_user = 'root'; r.variables.usher_group_id = '0';
      throw new Error('broken'); }`,
    ],
    ['returns without an answer', '() => {}'],
    ['returns a status and does not send it', '() => 204'],
    ['answers 302', '(r) => r.return(302, "/")'],
    ['answers 404', '(r) => r.return(404, "")'],
    ['answers 500', '(r) => r.return(500, "")'],
    ['answers 0', '(r) => r.return(0)'],
    ['answers a word', '(r) => r.return("allowed")'],
    ['is asynchronous, and throws', 'async () => { throw new Error("broken"); }'],
    ['gives a promise that is never kept', '() => new Promise(() => {})'],
    ['calls itself for ever', 'function again(r) { again(r); }'],
    ['is a number', '204'],
    ['is null', 'null'],
  ])('%s', async (_, handler) => {
    const gate = await withGate(judging(handler));
    try {
      await expectNobodyLetIn(gate);
    } finally {
      await gate.stop();
    }
  });
});

test('the same module with a handler that answers 204 lets in, so it is the handlers that do not', async () => {
  const gate = await withGate(judging('(r) => r.return(204)'));
  try {
    expect((await visit(gate, '/')).status).toBe(200);
  } finally {
    await gate.stop();
  }
});

describe('a gate lets nobody in whose module', () => {
  test.each([
    ['throws when it is loaded', tampered(`throw new Error('broken');`)],
    ['has no handler that judges', tampered('delete main_default.authorize;')],
    ['exports nothing', 'export default {};'],
    ['exports null', 'export default null;'],
  ])('%s', async (_, text) => {
    expect(text).not.toBe(BUNDLE);
    const gate = await withGate(text);
    try {
      await expectNobodyLetIn(gate);
    } finally {
      await gate.stop();
    }
  });
});

describe('a refusal stays one', () => {
  test.each([
    ['the way to the sign-in', 'signIn', {}, 'no_token'],
    ['the refusal page', 'refused', session({ group_id: 5 }), 'group_above_threshold'],
  ])('where %s is broken', async (_, handler, headers, reason) => {
    const gate = await withGate(
      tampered(`main_default.${handler} = () => { throw new Error('broken'); };`),
    );
    try {
      const seen = await visit(gate, '/', { headers: { ...AS_PAGE, ...headers } });
      expect(seen).toMatchObject({ status: 500, reason, reached: [] });
      // Those who may pass still do.
      expect(await visit(gate, '/', { headers: session() })).toMatchObject({
        status: 200,
        reason: 'allowed',
      });
    } finally {
      await gate.stop();
    }
  });
});

describe('nginx does not start with a gate that', () => {
  test.each([
    ['has a syntax error', BUNDLE.replace('function ', 'function (')],
    ['is half a file', BUNDLE.slice(0, BUNDLE.length / 2)],
    ['imports what is not there', `import x from 'nowhere.js';\n${BUNDLE}`],
  ])('%s', async (_, gate) => {
    await expect(withGate(gate)).rejects.toThrow(/nginx did not start: [^]*(SyntaxError|Cannot)/);
  });
});
