/** From the raw figures of a run to those that are of interest. Pure. */
import { CASES, COLD, C_MODULE, plainRequest } from './cases.js';

/**
 * @typedef {Readonly<{
 *   date: string, gateSha256: string, amounts: import('./measure.js').Amounts,
 *   engines: readonly import('./measure.js').EngineResult[], skipped: readonly string[],
 * }>} Run
 * @typedef {import('./measure.js').EngineResult} EngineResult
 * @typedef {Readonly<{ instructions: number, cpuMicroseconds: number | undefined }>} Cost per request; CPU time is that of
 *   the best round: whatever else the machine does can only add to it
 * @typedef {Readonly<{ title: string, part: string, instructions: number | undefined }>} StepCost
 */

/** @param {EngineResult} engine */
export function titleOf({ nginx, njs }) {
  return `nginx ${nginx}, njs ${njs.replace(/ njs$/, '')}`;
}

/** Whether its gate remembers anything. @param {EngineResult} engine */
export function hasMemo(engine) {
  return resultOf(engine, 'noMemo token-0.48') !== undefined;
}

/** @param {EngineResult} engine @param {string} id */
function resultOf({ results }, id) {
  return results.find((result) => result.id === id);
}

/** @param {EngineResult} engine @param {string} id @returns {Cost | undefined} undefined if it was not measured */
export function total(engine, id) {
  const result = resultOf(engine, id);
  return result && { instructions: result.instructions, cpuMicroseconds: lowest(result.cpuRounds) };
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
  if (whole === undefined || without === undefined) {
    return undefined;
  }
  const [spent, spentWithout] = [whole.cpuMicroseconds, without.cpuMicroseconds];
  return {
    instructions: whole.instructions - without.instructions,
    cpuMicroseconds:
      spent === undefined || spentWithout === undefined ? undefined : spent - spentWithout,
  };
}

/**
 * What asking the portal adds, in nginx and in the portal together: microseconds of CPU time.
 * @param {EngineResult} engine
 */
export function roundTrip(engine) {
  const id = 'roundTrip token-0.48';
  const nginx = added(engine, id)?.cpuMicroseconds;
  const portal = lowest(resultOf(engine, id)?.portalCpuRounds ?? []);
  return nginx === undefined || portal === undefined ? undefined : nginx + portal;
}

/**
 * Instructions that a case adds, as a multiple of what the C module adds for the same token.
 * @param {Run} run @param {EngineResult} engine @param {string} id
 */
export function timesCModule(run, engine, id) {
  const [, request = ''] = id.split(' ');
  const compared = request.endsWith('-es256')
    ? 'cModuleEs256 token-es256'
    : `cModule ${plainRequest(request.replace('fresh-crowded', 'crowded'))}`;
  const other = withCModule(run, engine);
  const mine = added(engine, id);
  const its = other && added(other, compared);
  return mine && its ? mine.instructions / its.instructions : undefined;
}

/**
 * Whose C module an engine is compared with: its own, else that of the first engine that has one.
 * @param {Run} run @param {EngineResult} engine
 */
function withCModule(run, engine) {
  const has = (/** @type {EngineResult} */ one) => resultOf(one, C_MODULE) !== undefined;
  return has(engine) ? engine : run.engines.find(has);
}

/**
 * What each step adds, in instructions. A step that was not measured is part of the next.
 * @param {EngineResult} engine @param {readonly import('./cuts.js').Step[]} steps
 * @returns {readonly StepCost[]}
 */
export function stepCosts(engine, steps) {
  let before = 0;
  return steps.map(({ title, part, id }) => {
    const upToHere = added(engine, id)?.instructions;
    const instructions = upToHere === undefined ? undefined : upToHere - before;
    before = upToHere ?? before;
    return { title, part, instructions };
  });
}

/**
 * How much more a gate adds that has more of something.
 * @param {EngineResult} engine @param {string} id @param {string} of the case to compare with
 */
export function growth(engine, id, of = COLD) {
  return ratio(added(engine, id)?.instructions, added(engine, of)?.instructions);
}

/** @param {number | undefined} value @param {number | undefined} of */
export function ratio(value, of) {
  return value === undefined || of === undefined ? undefined : value / of;
}

/** @param {readonly number[]} values @returns {number | undefined} undefined for none */
function lowest(values) {
  return values.length === 0 ? undefined : Math.min(...values);
}
