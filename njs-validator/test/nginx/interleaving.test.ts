/** Thousands of requests of different people at once, on one worker: nobody is taken for anybody else. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { people, strangers, wrongOutcomes, type Errand } from './support/crowd.js';
import { engineUnderTest } from './support/engine.js';
import { guarded, server, startGate } from './support/gate.js';

const REQUESTS = 5000;
const CONNECTIONS = 48;
const THRESHOLDS = [0, 1, 3, 4, 5, 998, 999];
const GROUPS = [0, 0, 1, 1, 2, 3, 3, 4, 4, 4, 5, 6, 50, 997, 998, 998, 999, 999];

const LOCATIONS = THRESHOLDS.map((threshold) => guarded(`/${String(threshold)}/`, threshold))
  .join('')
  .replaceAll('http://__APP__', 'http://app');

const BUNDLE = readFileSync('njs-validator/dist/usher.js', 'utf8');

/** Keeps the last name for whoever has none: what a variable outside of the handler can do. */
const LEAKING = BUNDLE.replace(
  'export default main_default;',
  `let user = '';
const original = main_default.authorize;
main_default.authorize = function (r) {
  original(r);
  user = r.variables.usher_user || user;
  r.variables.usher_user = user;
};
export default main_default;`,
);

describe('requests of many people at once', () => {
  test('are answered each to the one who asked', async () => {
    const mistakes = await mistakesOf(BUNDLE, REQUESTS);
    expect(mistakes.slice(0, 10)).toEqual([]);
  });

  test('would show a gate that remembers, where the engine lets it', async () => {
    expect(LEAKING).not.toBe(BUNDLE);
    const mistakes = await mistakesOf(LEAKING, 500);
    // The njs engine starts each request afresh; QuickJS uses its contexts again.
    const remembers = (await engineUnderTest()).endsWith('QuickJS');
    expect(mistakes.length > 0).toBe(remembers);
  });
});

async function mistakesOf(bundle: string, requests: number): Promise<string[]> {
  const [other, ...keys] = testKeys(4);
  const now = Math.floor(Date.now() / 1000);
  const visitors = [...people(now, keys, GROUPS), ...strangers(now, keys, other!)];
  const gate = await startGate({
    gateConfig: gateConfigFor(keys),
    gate: bundle,
    // They share connections to the app as well.
    http: `upstream app { server __APP__; keepalive 8; } ${server(LOCATIONS)}`,
  });
  try {
    // 23 visitors and 7 thresholds have no common divisor: all pairs come, and neighbours differ in both.
    const errands = Array.from({ length: requests }, (_, id): Errand => ({
      id,
      visitor: visitors[id % visitors.length]!,
      threshold: THRESHOLDS[id % THRESHOLDS.length]!,
      isPage: id % 2 === 0,
    }));
    return await wrongOutcomes(gate.nginx.origin, errands, CONNECTIONS, () =>
      gate.nginx.accessLog(requests),
    );
  } finally {
    await gate.stop();
  }
}
