/** The generated part of docs/performance.md. Pure. */
import { CASES } from './cases.js';
import { added, steps, timesCModule, titleOf, total } from './figures.js';

/** @typedef {import('./figures.js').Run} Run */
/** @typedef {import('./figures.js').EngineResult} EngineResult */

const GOOD = 'gate token-0.48';
const NONE = '–';

/** @param {Run} run @returns {string} Markdown */
export function renderTables(run) {
  return [
    `Measured on ${run.date}. Instructions: the mean of ${String(run.amounts.counted)} requests. CPU time: the median of ${String(run.amounts.rounds)} rounds of ${String(run.amounts.timed)} requests.`,
    '### Goals',
    goals(run),
    '### What a verdict adds',
    summary(run),
    '### Step by step',
    stepTable(run),
    ...run.engines.flatMap((engine) => [`### ${titleOf(engine)}`, engineTable(run, engine)]),
    '',
  ].join('\n\n');
}

/** Instructions added, all engines side by side. @param {Run} run */
function summary(run) {
  const shown = CASES.filter(
    ({ site, cost }) => cost !== undefined && site !== 'guests' && site !== 'none',
  );
  return table(
    ['instructions per request, more than no gate', ...run.engines.map(titleOf)],
    shown.map(({ id, title }) => [
      title,
      ...run.engines.map((engine) => number(added(engine, id)?.instructions)),
    ]),
  );
}

/** @param {Run} run */
function stepTable(run) {
  const columns = run.engines.map(steps);
  return table(
    ['instructions per request', ...run.engines.map(titleOf)],
    (columns[0] ?? []).map(({ title }, row) => [
      title,
      ...columns.map((column) => number(column[row]?.instructions)),
    ]),
  );
}

/** @param {Run} run @param {EngineResult} engine */
function engineTable(run, engine) {
  const shown = CASES.filter(
    ({ id, site }) =>
      total(engine, id) !== undefined &&
      site !== 'guests' &&
      (site !== 'none' || id === CASES[0]?.id),
  );
  return table(
    [
      '',
      'answer',
      'instructions',
      'more than no gate',
      '× C module',
      'CPU µs',
      'more than no gate',
    ],
    shown.map(({ id, title, status }) => {
      const more = added(engine, id);
      return [
        title,
        String(status),
        number(total(engine, id)?.instructions),
        number(more?.instructions),
        id.startsWith('gate') ? factor(timesCModule(run, engine, id)) : NONE,
        micro(total(engine, id)?.cpuMicroseconds),
        micro(more?.cpuMicroseconds),
      ];
    }),
  );
}

/** @param {Run} run */
function goals(run) {
  /** @type {readonly Readonly<[string, (engine: EngineResult) => string]>[]} */
  const rows = [
    [
      'a verdict adds at most 1.6 times what the C module adds',
      (engine) => verdict(timesCModule(run, engine, GOOD), 1.6),
    ],
    [
      'a garbage token costs at most what a good one costs',
      (engine) =>
        verdict(
          ratio(total(engine, 'gate garbage')?.instructions, total(engine, GOOD)?.instructions),
          1,
        ),
    ],
    [
      'the portal asked by HTTP takes at least 30 times the CPU time that the gate adds',
      (engine) => {
        const gate = added(engine, GOOD)?.cpuMicroseconds;
        const trip = roundTrip(engine);
        const times = ratio(trip, gate);
        return times === undefined
          ? 'not measured'
          : `${times >= 30 ? 'met' : '**missed**'}: ${times.toFixed(0)} (${micro(trip)} µs)`;
      },
    ],
    [
      'with 10 keys, at most 1.1 times of one key',
      (engine) => verdict(growth(engine, 'gate10keys tenth-key'), 1.1),
    ],
    [
      'with 100 locations, at most 1.1 times of one',
      (engine) => verdict(growth(engine, 'gate100 token-0.48'), 1.1),
    ],
  ];
  return table(
    ['goal', ...run.engines.map(titleOf)],
    rows.map(([goal, of]) => [goal, ...run.engines.map(of)]),
  );
}

/**
 * What asking the portal adds, in nginx and in the portal together: microseconds of CPU time.
 * @param {EngineResult} engine
 */
function roundTrip(engine) {
  const nginx = added(engine, 'roundTrip token-0.48')?.cpuMicroseconds;
  const portal = total(engine, 'roundTrip token-0.48')?.portalCpuMicroseconds;
  return nginx === undefined || portal === undefined ? undefined : nginx + portal;
}

/** @param {EngineResult} engine @param {string} id */
function growth(engine, id) {
  return ratio(added(engine, id)?.instructions, added(engine, GOOD)?.instructions);
}

/** @param {number | undefined} value @param {number | undefined} of */
function ratio(value, of) {
  return value === undefined || of === undefined ? undefined : value / of;
}

/** @param {number | undefined} value @param {number} most */
function verdict(value, most) {
  if (value === undefined) {
    return 'not measured';
  }
  return `${value <= most ? 'met' : '**missed**'}: ${value.toFixed(2)}`;
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
