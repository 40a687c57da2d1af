/** From the raw figures of a run to those that are of interest. Pure. */
import { CASES, STEPS } from './cases.js';

/**
 * @typedef {Readonly<{
 *   date: string, gateSha256: string, amounts: import('./measure.js').Amounts,
 *   engines: readonly import('./measure.js').EngineResult[], skipped: readonly string[],
 * }>} Run
 * @typedef {import('./measure.js').EngineResult} EngineResult
 * @typedef {Readonly<{ instructions: number, cpuMicroseconds: number }>} Cost per request
 */

/** @param {EngineResult} engine */
export function titleOf({ nginx, njs }) {
  return `nginx ${nginx}, njs ${njs.replace(/ njs$/, '')}`;
}

/** @param {EngineResult} engine @param {string} id */
export function total({ results }, id) {
  return results.find((result) => result.id === id);
}

/**
 * What a case costs more than the same request without a gate.
 * @param {EngineResult} engine @param {string} id
 * @returns {Cost | undefined} undefined for a request that is refused, or was not measured
 */
export function added(engine, id) {
  const cost = CASES.find((one) => one.id === id)?.cost;
  const whole = total(engine, id);
  const without = cost === undefined ? undefined : total(engine, cost);
  return whole && without
    ? {
        instructions: whole.instructions - without.instructions,
        cpuMicroseconds: whole.cpuMicroseconds - without.cpuMicroseconds,
      }
    : undefined;
}

/**
 * Whose C module an engine is compared with: its own, else that of the first engine that has one.
 * @param {Run} run @param {EngineResult} engine
 */
function withCModule(run, engine) {
  const has = (/** @type {EngineResult} */ one) => total(one, 'cModule token-0.48') !== undefined;
  return has(engine) ? engine : run.engines.find(has);
}

/**
 * Instructions that a case adds, as a multiple of what the C module adds for the same request.
 * @param {Run} run @param {EngineResult} engine @param {string} id
 */
export function timesCModule(run, engine, id) {
  const other = withCModule(run, engine);
  const [, request = ''] = id.split(' ');
  const compared = request === 'tenth-key' ? 'token-0.48' : request;
  const mine = added(engine, id);
  const its = other && added(other, `cModule ${compared}`);
  return mine && its ? mine.instructions / its.instructions : undefined;
}

/**
 * What each step of a verdict adds, in instructions.
 * @param {EngineResult} engine
 */
export function steps(engine) {
  let before = 0;
  return STEPS.map(({ title, id }) => {
    const upToHere = added(engine, id)?.instructions ?? NaN;
    const instructions = upToHere - before;
    before = upToHere;
    return { title, instructions };
  });
}
