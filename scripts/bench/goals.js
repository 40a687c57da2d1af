/** The goals, and whether a run meets them. Pure. */
import { COLD, GARBAGE, WARM } from './cases.js';
import { added, growth, hasMemo, ratio, roundTrip, timesCModule, total } from './figures.js';

/**
 * @typedef {import('./figures.js').Run} Run
 * @typedef {import('./figures.js').EngineResult} EngineResult
 * @typedef {Readonly<{ goal: string, results: readonly string[] }>} Row `results`: a cell for each engine
 */

const NO_MEMO = 'no memo';
const NOT_MEASURED = 'not measured';

/** @param {Run} run @returns {readonly Row[]} */
export function goalRows(run) {
  return [
    row(run, 'a remembered token adds at most 0.6 times what the C module adds', (engine) =>
      hasMemo(engine) ? atMost(timesCModule(run, engine, WARM), 0.6) : NO_MEMO,
    ),
    row(run, 'a token that is verified adds at most 1.6 times what the C module adds', (engine) =>
      atMost(timesCModule(run, engine, COLD), 1.6),
    ),
    row(
      run,
      'refused garbage, of three kinds, costs at most what an accepted token costs',
      (engine) =>
        atMost(
          worst(
            GARBAGE.map((id) =>
              ratio(total(engine, id)?.instructions, total(engine, COLD)?.instructions),
            ),
          ),
          1,
        ),
    ),
    row(
      run,
      'asking the portal takes at least 30 times the CPU time of a remembered token',
      (engine) => (hasMemo(engine) ? timesCheaper(engine, WARM) : NO_MEMO),
    ),
    row(run, '… at least 30 times that of a token that is verified', (engine) =>
      timesCheaper(engine, COLD),
    ),
    ...[
      { goal: 'with 10 keys', site: 'gate10keys', kind: 'tenth-key' },
      { goal: 'with 100 revocation stamps', site: 'stamps100', kind: '0.48' },
      { goal: 'with 10 000 revocation stamps', site: 'stamps10000', kind: '0.48' },
      { goal: 'with 100 locations', site: 'gate100', kind: '0.48' },
    ].map(({ goal, site, kind }) =>
      row(run, `${goal}, at most 1.1 times of one or none (cold, warm)`, (engine) =>
        grows(engine, `${site} fresh-${kind}`, `${site} token-${kind}`),
      ),
    ),
  ];
}

/** @param {Run} run @param {string} goal @param {(engine: EngineResult) => string} of @returns {Row} */
function row({ engines }, goal, of) {
  return { goal, results: engines.map(of) };
}

/** @param {EngineResult} engine @param {string} id */
function timesCheaper(engine, id) {
  const trip = roundTrip(engine);
  const gate = added(engine, id)?.cpuMicroseconds;
  const times = ratio(trip, gate);
  return times === undefined || trip === undefined || gate === undefined
    ? NOT_MEASURED
    : said(times >= 30, `${times.toFixed(0)} (${trip.toFixed(0)} µs : ${gate.toFixed(1)} µs)`);
}

/** @param {EngineResult} engine @param {string} cold @param {string} warm */
function grows(engine, cold, warm) {
  const factors = [
    growth(engine, cold, COLD),
    ...(hasMemo(engine) ? [growth(engine, warm, WARM)] : []),
  ];
  const most = worst(factors);
  return most === undefined
    ? NOT_MEASURED
    : said(most <= 1.1, factors.map((factor) => factor?.toFixed(2) ?? '').join(', '));
}

/** @param {number | undefined} value @param {number} most */
function atMost(value, most) {
  return value === undefined ? NOT_MEASURED : said(value <= most, value.toFixed(2));
}

/** @param {boolean} isMet @param {string} figures */
function said(isMet, figures) {
  return `${isMet ? 'met' : '**missed**'}: ${figures}`;
}

/** @param {readonly (number | undefined)[]} values @returns {number | undefined} */
function worst(values) {
  const known = values.filter((value) => value !== undefined);
  return known.length < values.length ? undefined : Math.max(...known);
}
