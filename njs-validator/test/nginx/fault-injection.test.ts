/**
 * The gate fails at each statement that it comes to, one after the other: that is 500 and a line in the log, and the app
 * hears nothing. A few failures the gate reckons with (a name that cannot be encoded, a full memo); they make nobody's
 * verdict a better one. What happens with a gate that is broken as a whole is in broken-gate.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf, type Reached } from './support/app.js';
import { FAULT_HEADER, FAULT_LINE, STATEMENTS_LINE, withFaults } from './support/faults.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { builtGate } from './support/nginx.js';
import { ask } from './support/request.js';
import { AS_API, AS_PAGE, session } from './support/visit.js';

const CLIENTS = 4;
/** Of all failures, those that the gate may reckon with. */
const MAX_RECKONED_WITH = 0.05;

type Headers = Record<string, string>;
type Outcome = Readonly<{ status: number; isLogged: boolean; reached: Reached | undefined }>;

let gate: Gate;
let runs = 0;
beforeAll(async () => {
  gate = await startGate({
    gateConfig: gateConfigFor(testKeys(1)),
    gate: withFaults(builtGate()),
    http: server(guarded('/', 4) + guarded('/open/', 999)),
    expectedErrors: /js (call )?exception/,
  });
});
afterAll(() => gate.stop());

/** Path, headers of the n-th request, and the status without a failure. */
const LET_IN: [string, string, (n: number) => Headers, number][] = [
  ['who may pass', '/', (n) => session({ sub: `plex:${n}`, name: 'Zoë' }), 200],
  ['who has passed before', '/', () => session(), 200],
];
const NOT_LET_IN: [string, string, (n: number) => Headers, number][] = [
  ['nobody', '/', () => AS_PAGE, 302],
  ['nobody, for a program', '/', () => AS_API, 401],
  ['a group that is too high', '/', (n) => page({ sub: `plex:${n}`, group_id: 5 }), 403],
  ['one that was refused before', '/', () => page({ group_id: 5 }), 403],
  ['an expired session', '/', () => page({ iat: 0, exp: 1 }), 302],
  ['a forged token', '/', () => ({ ...AS_PAGE, Cookie: forged() }), 302],
  ['scrap', '/', () => ({ ...AS_PAGE, Cookie: '__Secure-usher=a.b.c; __Secure-usher=' }), 302],
];

describe.each([
  ['fails once', ''],
  ['fails, and goes on failing', ' for good'],
])('a gate that %s', (_, manner) => {
  test.each(NOT_LET_IN)('lets nobody in: %s', async (_, path, headers, usual) => {
    const all = await outcomes(path, headers, manner);
    expect(all.filter(({ reached }) => reached !== undefined)).toEqual([]);
    expect(all.filter(({ status }) => ![500, 401, 302, usual].includes(status))).toEqual([]);
    expectMostAre500(all);
  });

  test.each(LET_IN)('takes nobody for anybody else: %s', async (_, path, headers, usual) => {
    const all = await outcomes(path, headers, manner);
    expect(all.filter(({ status }) => ![500, 401, 302, usual].includes(status))).toEqual([]);
    for (const { status, reached } of all) {
      expect(reached !== undefined).toBe(status === 200);
      const told = reached && [
        headerOf(reached, 'remote-user'),
        headerOf(reached, 'remote-group-id'),
      ];
      expect(told ?? ['zoe', '4']).toEqual(['zoe', '4']);
    }
    expectMostAre500(all);
  });

  test('lets no guest in, either', async () => {
    const all = await outcomes('/open/', () => AS_PAGE, manner);
    expect(all.filter(({ reached }) => reached !== undefined)).toEqual([]);
    expect(all.filter(({ status }) => status !== 500)).toEqual([]);
    expectMostAre500(all);
  });
});

function expectMostAre500(all: readonly Outcome[]): void {
  const as500 = all.filter(({ status }) => status === 500);
  expect(as500.filter(({ isLogged }) => !isLogged)).toEqual([]);
  expect(all.length).toBeGreaterThan(5);
  expect(all.length - as500.length).toBeLessThanOrEqual(all.length * MAX_RECKONED_WITH);
}

/** What becomes of the request when each statement that it takes fails: as many outcomes as there are statements. */
async function outcomes(
  path: string,
  headersOf: (n: number) => Headers,
  manner: string,
): Promise<Outcome[]> {
  const address = `${path}?run=${runs++}&at=`;
  const send = async (at: number, headers: Headers) =>
    (await ask(gate.nginx.origin + address + String(at), { headers })).status;
  // Twice: what is remembered has another way.
  await send(-1, headersOf(-1));
  await send(-1, headersOf(-2));
  const count = Math.max(
    ...matches(STATEMENTS_LINE)
      .filter(([, , where]) => where === `${address}-1`)
      .map(([, statements]) => Number(statements)),
  );
  const statuses: number[] = [];
  let next = 0;
  const client = async () => {
    for (let at = next++; at < count; at = next++) {
      statuses[at] = await send(at, { ...headersOf(at), [FAULT_HEADER]: `${at}${manner}` });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));

  // Each request has a connection of its own.
  const connections = new Map(
    matches(FAULT_LINE).map(([, connection, where]) => [where, connection]),
  );
  const logged = new Set(
    matches(/ (\*\d+) js(?:: usher: gate_error| exception| call exception): /).map(([, at]) => at),
  );
  const reached = new Map(gate.app.reached().map((one) => [one.url, one]));
  return statuses.flatMap((status, at) => {
    const where = address + String(at);
    const connection = connections.get(where);
    const isLogged = logged.has(connection ?? '');
    return connection === undefined ? [] : [{ status, isLogged, reached: reached.get(where) }];
  });
}

function matches(line: RegExp): RegExpExecArray[] {
  return gate.nginx
    .errorLog()
    .split('\n')
    .map((text) => line.exec(text))
    .filter((match) => match !== null);
}

function page(claims: object): Headers {
  return { ...AS_PAGE, ...session(claims) };
}

function forged(): string {
  return session({ group_id: 0 }).Cookie.slice(0, -43) + 'A'.repeat(43);
}
