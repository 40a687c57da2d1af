/** The generated part of docs/performance.md. Pure. */
import { CASES } from './cases.js';
import { COLD_STEPS, WARM_STEPS } from './cuts.js';
import { added, hasMemo, roundTrip, stepCosts, timesCModule, titleOf, total } from './figures.js';
import { goalRows } from './goals.js';

/** @typedef {import('./figures.js').Run} Run */
/** @typedef {import('./figures.js').EngineResult} EngineResult */

const NONE = '–';
const SHOWN = CASES.filter(({ title }) => title !== '');

/** @param {Run} run @returns {string} Markdown */
export function renderTables(run) {
  return [
    `Measured on ${run.date}. Instructions: the mean of ${String(run.amounts.counted)} requests. CPU time: the best of ${String(run.amounts.rounds)} rounds of ${String(run.amounts.timed)} requests.`,
    '### Goals',
    table(
      ['goal', ...run.engines.map(titleOf)],
      goalRows(run).map(({ goal, results }) => [goal, ...results]),
    ),
    '### What a verdict adds',
    summary(run),
    '### Step by step, cold',
    stepTable(run.engines, COLD_STEPS),
    '### Step by step, warm',
    stepTable(run.engines.filter(hasMemo), WARM_STEPS),
    ...run.engines.flatMap((engine) => [`### ${titleOf(engine)}`, engineTable(run, engine)]),
    '',
  ].join('\n\n');
}

/** Instructions added, all engines side by side. @param {Run} run */
function summary(run) {
  const shown = SHOWN.filter(({ cost, site }) => cost !== undefined && site !== 'none');
  return table(
    ['instructions per request, more than no gate', ...run.engines.map(titleOf)],
    shown.map(({ id, title }) => [
      title,
      ...run.engines.map((engine) => number(added(engine, id)?.instructions)),
    ]),
  );
}

/** @param {readonly EngineResult[]} engines @param {readonly import('./cuts.js').Step[]} steps */
function stepTable(engines, steps) {
  const columns = engines.map((engine) => stepCosts(engine, steps));
  return table(
    ['instructions per request', ...engines.map(titleOf)],
    steps.map(({ title }, row) => [
      title,
      ...columns.map((column) => number(column[row]?.instructions)),
    ]),
  );
}

/** @param {Run} run @param {EngineResult} engine */
function engineTable(run, engine) {
  const shown = SHOWN.filter(
    ({ id, site }) => total(engine, id) !== undefined && (site !== 'none' || id === CASES[0]?.id),
  );
  const head = ['', 'answer', 'instructions', 'more than no gate', '× C module', 'CPU µs'];
  return table(
    [...head, 'more than no gate'],
    shown.map(({ id, site, title, status }) => {
      const more = added(engine, id);
      return [
        site === 'roundTrip' ? `${title} (portal: ${micro(portalPart(engine))} µs more)` : title,
        String(status),
        number(total(engine, id)?.instructions),
        site === 'none' ? NONE : number(more?.instructions),
        /^(none|empty|roundTrip|cModule)/.test(site) ? NONE : factor(timesCModule(run, engine, id)),
        micro(total(engine, id)?.cpuMicroseconds),
        site === 'none' ? NONE : micro(more?.cpuMicroseconds),
      ];
    }),
  );
}

/** @param {EngineResult} engine */
function portalPart(engine) {
  const both = roundTrip(engine);
  const nginx = added(engine, 'roundTrip token-0.48')?.cpuMicroseconds;
  return both === undefined || nginx === undefined ? undefined : both - nginx;
}

/** @param {number | undefined} value */
function number(value) {
  // A thin space: a comma or a point would mean something else to half of the readers.
  return value === undefined ? NONE : String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** @param {number | undefined} value */
function micro(value) {
  return value === undefined ? NONE : value.toFixed(1);
}

/** @param {number | undefined} value */
function factor(value) {
  return value === undefined ? NONE : value.toFixed(2);
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, at) => (at === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}
