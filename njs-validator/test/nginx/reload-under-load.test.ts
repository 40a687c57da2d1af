/** nginx reloads while many people send requests: each of them is answered, and rightly. load.ts says what counts. */
import { describe, expect, test } from '@jest/globals';
import type { SharedKey } from '../../../shared/gate-config.js';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { idIn, mistakesIn, people, strangers, type Visitor } from './support/crowd.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { startLoad, type Who } from './support/load.js';

const THRESHOLDS = [0, 1, 4, 5, 998, 999];
const GROUPS = [0, 1, 3, 4, 5, 997, 998, 999];
const LOCATIONS = THRESHOLDS.map((threshold) => guarded(`/${String(threshold)}/`, threshold))
  .join('')
  .replaceAll('http://__APP__', 'http://app');

const [otherKey, staying, leaving, coming] = testKeys(4) as [
  SharedKey,
  SharedKey,
  SharedKey,
  SharedKey,
];

describe('nginx that reloads under load', () => {
  test('answers every request rightly, and a key counts from one reload to another', async () => {
    const gate = await startGate({
      gateConfig: gateConfigFor([staying, leaving]),
      workers: 2,
      http: `upstream app { server __APP__; keepalive 8; } ${server(LOCATIONS)}`,
    });
    try {
      await rotateUnderLoad(gate);
    } finally {
      await gate.stop();
    }
  });
});

async function rotateUnderLoad(gate: Gate): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const steady = [...people(now, [staying], GROUPS), ...strangers(now, [staying], otherKey)].map(
    (visitor): Who => ({ visitor }),
  );
  const leavers = people(now, [leaving], GROUPS);
  const comers = people(now, [coming], GROUPS);
  const known = (visitor: Visitor): Who => ({ visitor });
  const unknown = (visitor: Visitor): Who => ({ visitor: stranger(visitor) });
  const either = (visitor: Visitor): Who => ({ visitor, otherwise: stranger(visitor) });

  const load = startLoad(gate.nginx.origin, {
    crowd: [...steady, ...leavers.map(known), ...comers.map(unknown)],
    thresholds: THRESHOLDS,
    kept: 12,
    fresh: 4,
  });
  let answeredMeanwhile = 0;
  const reload = async () => {
    await load.more(300);
    const before = load.answered();
    expect(await gate.nginx.reload()).toBe(true);
    answeredMeanwhile += load.answered() - before;
  };
  await reload();
  await gate.nginx.write(gateConfigFor([staying, leaving, coming]));
  await load.change([...steady, ...leavers.map(known), ...comers.map(either)]);
  await reload();
  await load.change([...steady, ...leavers.map(known), ...comers.map(known)]);
  await reload();
  await reload();
  await gate.nginx.write(gateConfigFor([staying, coming]));
  await load.change([...steady, ...leavers.map(either), ...comers.map(known)]);
  await reload();
  await load.change([...steady, ...leavers.map(unknown), ...comers.map(known)]);
  await reload();
  await load.more(300);
  const { answers, failures, unread } = await load.stop();

  expect(answeredMeanwhile).toBeGreaterThan(0);
  expect(failures.slice(0, 10)).toEqual([]);
  const lines = await gate.nginx.accessLog(answers.size);
  expect(mistakesIn(answers, lines).slice(0, 10)).toEqual([]);
  // Nothing else was begun.
  expect(lines).toHaveLength(answers.size);
  const begun = new Set([...lines.map(idIn), ...gate.app.reached().map(({ url }) => idIn(url))]);
  expect(unread.filter(({ errand }) => begun.has(errand.id))).toEqual([]);
  // nginx starts with two, and six reloads have replaced them.
  expect(new Set(gate.nginx.errorLog().match(/start worker process \d+/g)).size).toBe(14);
}

/** As whom the gate knows somebody whose key it does not have. */
function stranger({ cookie }: Visitor): Visitor {
  return { cookie, identity: [], reason: 'key_unknown' };
}
