/**
 * A worker is killed while many people send requests. What it had in hand is lost, and nothing else: the other worker
 * goes on, the master starts a new one, and nobody is taken for anybody else. load.ts says what a lost request is.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { idIn, mayPass, mistakesIn, people, strangers } from './support/crowd.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { startLoad, type Failure, type Load, type Sent } from './support/load.js';
import { until } from './support/nginx.js';

const THRESHOLDS = [0, 1, 4, 5, 998, 999];
const GROUPS = [0, 1, 3, 4, 5, 997, 998, 999];
const LOCATIONS = THRESHOLDS.map((threshold) => guarded(`/${String(threshold)}/`, threshold))
  .join('')
  .replaceAll('http://__APP__', 'http://app');

/** When it was killed, and when the master had seen that it is gone, as of performance.now(). */
type Killed = Readonly<{ pid: number; at: number; gone: number }>;

test('a killed worker takes no request of another one with it, and its successor judges rightly', async () => {
  const [otherKey, ...keys] = testKeys(3);
  const now = Math.floor(Date.now() / 1000);
  const gate = await startGate({
    gateConfig: gateConfigFor(keys),
    workers: 2,
    http: `
      upstream app { server __APP__; keepalive 8; }
      log_format workers '$pid $remote_port $request_uri';
      access_log __FOLDER__/logs/workers.log workers;
      ${server(LOCATIONS)}`,
    expectedErrors: /worker process \d+ exited on signal 9/,
  });
  const visitors = [...people(now, keys, GROUPS), ...strangers(now, keys, otherKey!)];
  const load = startLoad(gate.nginx.origin, {
    crowd: visitors.map((visitor) => ({ visitor })),
    thresholds: THRESHOLDS,
    kept: 16,
    fresh: 4,
  });
  try {
    const killed = [await killOne(gate, load), await killOne(gate, load)];
    await load.more(300);
    await checkAll(gate, await load.stop(), killed);
  } finally {
    await load.stop();
    await gate.stop();
  }
  // Two workers and all that ask them share what the machine has left.
}, 120_000);

/** Kills the worker that has run longest, as soon as all have work; waits until its successor has, too. */
async function killOne(gate: Gate, load: Load): Promise<Killed> {
  const { workers } = gate.nginx;
  const haveWork = (pids: readonly number[]) => {
    const log = workLog(gate);
    return pids.every((pid) => log.filter((line) => line.pid === pid).length >= 50);
  };
  await until(() => haveWork(workers()), 'all workers have work');
  const [pid, survivor] = workers() as [number, number];
  const workOf = (worker: number) => workLog(gate).filter((line) => line.pid === worker).length;
  const before = workOf(survivor);
  const at = performance.now();
  process.kill(pid, 'SIGKILL');
  await until(() => !workers().includes(pid), 'the master has seen it');
  const gone = performance.now();
  await until(() => workOf(survivor) > before + 50, 'the other worker goes on');
  await until(() => workers().length === 2 && haveWork(workers()), 'a new worker has work');
  await load.more(100);
  return { pid, at, gone };
}

async function checkAll(gate: Gate, sent: Sent, killed: readonly Killed[]): Promise<void> {
  const { answers, failures, unread } = sent;
  // Each may have been killed between the end of an answer and its line in the log.
  const lines = await gate.nginx.accessLog(answers.size - killed.length);
  const logged = new Set(lines.map(idIn));
  const answersWhere = (isLogged: boolean) =>
    new Map([...answers].filter(([{ id }]) => logged.has(id) === isLogged));
  const withoutLine = answersWhere(false);
  expect(mistakesIn(answersWhere(true), lines).slice(0, 10)).toEqual([]);
  expect(mistakesIn(withoutLine, undefined)).toEqual([]);
  expect(withoutLine.size).toBeLessThanOrEqual(killed.length);

  const workersOf = new Map<number, number[]>();
  for (const { port, pid } of workLog(gate)) {
    workersOf.set(port, [...(workersOf.get(port) ?? []), pid]);
  }
  const wasOn = ({ port = 0 }: Failure, pid: number) => workersOf.get(port)?.includes(pid) ?? true;
  const wasLostBy = (failure: Failure, { pid, at, gone }: Killed) =>
    wasOn(failure, pid) && failure.begun < gone && failure.ended >= at;
  expect(failures.filter((one) => !killed.some((worker) => wasLostBy(one, worker)))).toEqual([]);
  expect(unread.filter((one) => !killed.some(({ pid }) => wasOn(one, pid)))).toEqual([]);
  expect(failures.length + unread.length).toBeGreaterThan(0);

  // Nor did the app hear of what is lost from anybody who may not pass.
  const reached = new Set(gate.app.reached().map(({ url }) => idIn(url)));
  const lost = [...failures, ...unread].filter(({ errand }) => reached.has(errand.id));
  expect(lost.filter(({ errand }) => !mayPass(errand))).toEqual([]);
}

/** Which worker answered whom. */
function workLog(gate: Gate): { pid: number; port: number }[] {
  return readFileSync(join(gate.nginx.folder, 'logs/workers.log'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [pid = '', port = ''] = line.split(' ');
      return { pid: Number(pid), port: Number(port) };
    });
}
