/** Measures one engine: instructions per request under callgrind, CPU time per request without. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPorts } from '../ports.js';
import { CASES } from './cases.js';
import { ask, createClient } from './load.js';
import { startNginx } from './nginx.js';
import { nginxConf, prepareInstances } from './sites.js';

/**
 * @typedef {Readonly<{
 *   warmUp: number, counted: number, rounds: number, timed: number, connections: number,
 * }>} Amounts requests: before anything is measured, for counting instructions, and for CPU time in each of `rounds`, so
 *   many at once
 * @typedef {Readonly<{ id: string, instructions: number, cpuRounds: readonly number[],
 *   portalCpuRounds: readonly number[] }>} Result per request; CPU time in microseconds, one figure for each round, none for
 *   what is not timed
 * @typedef {Readonly<{ engine: string, nginx: string, njs: string, results: readonly Result[] }>} EngineResult
 * @typedef {Readonly<Record<string, import('./tokens.js').RequestSource>>} Requests
 * @typedef {Readonly<{ nginx: import('./nginx.js').Nginx, ports: ReadonlyMap<string, number> }>} Running
 */

/**
 * @param {import('./sites.js').Plan} plan @param {Requests} requests @param {Amounts} amounts
 * @returns {Promise<EngineResult>}
 * @throws if nginx or valgrind does not start, or an answer is not the expected one; nothing is left running then
 */
export async function measureEngine(plan, requests, amounts) {
  const instances = await prepareInstances(plan);
  const instructions = await countAll(plan, instances, requests, amounts);
  /** @type {Running[]} */
  const running = [];
  try {
    for (const instance of instances) {
      running.push(await start(plan, instance, false));
    }
    const times = await timeAll(running, plan.portal, requests, amounts);
    const plain = running[0];
    const about = await ask({ port: plain?.ports.get('none') ?? 0, path: '/version' });
    return {
      engine: plan.engine.name,
      nginx: plain?.nginx.version ?? '',
      njs: about.body,
      results: [...instructions].map(([id, counted]) => {
        const timed = times.get(id) ?? [];
        return {
          id,
          instructions: counted,
          cpuRounds: timed.map(({ nginx }) => nginx),
          portalCpuRounds: timed.map(({ portal }) => portal).filter((spent) => spent > 0),
        };
      }),
    };
  } finally {
    await Promise.all(running.map(({ nginx }) => nginx.stop()));
  }
}

/**
 * @param {import('./sites.js').Plan} plan
 * @param {readonly import('./sites.js').Instance[]} instances
 * @param {Requests} requests @param {Amounts} amounts
 * @returns {Promise<Map<string, number>>} by case, in the order of the list of cases
 */
async function countAll(plan, instances, requests, { warmUp, counted }) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const instance of instances) {
    const one = await start(plan, instance, true);
    try {
      for (const { id, site, request, status } of casesOf(one)) {
        const client = createClient(one.ports.get(site) ?? 0, 1);
        await client.send(requestNamed(requests, request), status, warmUp);
        await one.nginx.takeInstructions();
        await client.send(requestNamed(requests, request), status, counted);
        found.set(id, Math.round((await one.nginx.takeInstructions()) / counted));
        client.stop();
      }
    } finally {
      await one.nginx.stop();
    }
  }
  return new Map(
    CASES.flatMap(({ id }) => {
      const count = found.get(id);
      return count === undefined ? [] : [[id, count]];
    }),
  );
}

/**
 * All cases take their turn in each round, so that what the machine does besides hits all of them alike.
 * @param {readonly Running[]} running @param {import('./portal.js').Portal} portal
 * @param {Requests} requests @param {Amounts} amounts
 * @returns {Promise<Map<string, { nginx: number, portal: number }[]>>} microseconds per request, by case, one for each round
 */
async function timeAll(running, portal, requests, { warmUp, rounds, timed, connections }) {
  /** @type {Map<string, { nginx: number, portal: number }[]>} */
  const times = new Map();
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const one of running) {
      for (const { id, site, request, status } of casesOf(one).filter(({ timed: is }) => is)) {
        const client = createClient(one.ports.get(site) ?? 0, connections);
        await client.send(requestNamed(requests, request), status, warmUp);
        const before = one.nginx.cpuMicroseconds();
        const portalBefore = portal.cpuMicroseconds();
        await client.send(requestNamed(requests, request), status, timed);
        const spent = (one.nginx.cpuMicroseconds() - before) / timed;
        const portalSpent = (portal.cpuMicroseconds() - portalBefore) / timed;
        client.stop();
        const round = { nginx: Math.round(spent * 10) / 10, portal: Math.round(portalSpent) };
        times.set(id, [...(times.get(id) ?? []), round]);
      }
    }
  }
  return times;
}

/**
 * @param {import('./sites.js').Plan} plan @param {import('./sites.js').Instance} instance @param {boolean} counting
 * @returns {Promise<Running>}
 */
async function start(plan, instance, counting) {
  const folder = join(plan.folder, `${instance.name}-${counting ? 'counted' : 'timed'}`);
  await mkdir(folder);
  const take = createPorts(true);
  /** @type {Map<string, number>} */
  const ports = new Map();
  for (const site of instance.sites) {
    ports.set(site, await take.take(0));
  }
  const conf = nginxConf(plan, instance, { folder, ports });
  await writeFile(join(folder, 'nginx.conf'), conf);
  return { nginx: await startNginx(plan.engine.binary, folder, counting), ports };
}

/** @param {Running} running */
function casesOf({ ports }) {
  return CASES.filter(({ site }) => ports.has(site));
}

/** @param {Requests} requests @param {string} name */
function requestNamed(requests, name) {
  const request = requests[name];
  if (request === undefined) {
    throw new Error(`no request is named ${name}`);
  }
  return request;
}
