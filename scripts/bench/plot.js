/** docs/performance/steps.svg: what a verdict is made of, two bars for each engine, and the C module beside them. Pure. */
import { C_MODULE } from './cases.js';
import { COLD_STEPS, WARM_STEPS } from './cuts.js';
import { added, hasMemo, stepCosts, titleOf } from './figures.js';

/** Told apart also by people who see no red or no green (Okabe and Ito). */
const COLOURS = [
  '#999999',
  '#e69f00',
  '#56b4e9',
  '#f0e442',
  '#cc79a7',
  '#0072b2',
  '#009e73',
  '#884422',
  '#333333',
];
const C_MODULE_COLOUR = '#d55e00';
const GOALS = [
  { factor: 0.6, label: 'goal, warm' },
  { factor: 1.6, label: 'goal, cold' },
];
const LEFT = 260;
const BAR_WIDTH = 560;
const ROW = 30;
const TOP = 56;

/** @param {import('./figures.js').Run} run @returns {string} SVG */
export function renderPlot(run) {
  const module = run.engines.map((engine) => added(engine, C_MODULE)?.instructions).find(Number);
  const parts = [...new Set([...COLD_STEPS, ...WARM_STEPS].map(({ part }) => part))];
  const colours = new Map(parts.map((part, at) => [part, COLOURS[at] ?? '#000000']));
  const bars = run.engines.flatMap((engine) => [
    { label: `${titleOf(engine)}, cold`, pieces: piecesOf(engine, COLD_STEPS, parts) },
    ...(hasMemo(engine)
      ? [{ label: `${titleOf(engine)}, warm`, pieces: piecesOf(engine, WARM_STEPS, parts) }]
      : []),
  ]);
  const sums = bars.map(({ pieces }) => pieces.reduce((sum, { size }) => sum + size, 0));
  const most = Math.ceil(Math.max(...sums, (module ?? 0) * 1.6) / 50_000) * 50_000;
  const rows = bars.length + (module === undefined ? 0 : 1);
  const bottom = TOP + rows * ROW;
  const x = (/** @type {number} */ value) => LEFT + (value / most) * BAR_WIDTH;
  const ticks = Array.from({ length: most / 50_000 + 1 }, (_, at) => at * 50_000);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(LEFT + BAR_WIDTH + 60)} ${String(bottom + 40 + parts.length * 20)}" font-family="sans-serif" font-size="12" role="img">
<title>Instructions that a verdict adds to a request, by step, for each engine</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${String(LEFT)}" y="20" font-size="14">Thousands of instructions added per request (HS256, good token of 0.48 KB)</text>
${ticks.map((tick) => line(x(tick), bottom, '#dddddd') + text(x(tick), bottom + 16, String(tick / 1000))).join('\n')}
${bars.map(({ label, pieces }, at) => bar(label, pieces, { y: TOP + at * ROW, x, colours })).join('\n')}
${
  module === undefined
    ? ''
    : `${bar('C module', [{ part: 'C module', size: module }], { y: TOP + bars.length * ROW, x, colours: new Map([['C module', C_MODULE_COLOUR]]) })}
${GOALS.map(({ factor, label }) => line(x(module * factor), bottom, C_MODULE_COLOUR, 'stroke-dasharray="4 3"') + text(x(module * factor), TOP - 14, label)).join('\n')}`
}
${parts.map((part, at) => legend(part, colours.get(part) ?? '', bottom + 34 + at * 20)).join('\n')}
</svg>
`;
}

/**
 * The steps of one part put together, and the parts in one order for all bars.
 * @param {import('./figures.js').EngineResult} engine @param {readonly import('./cuts.js').Step[]} steps
 * @param {readonly string[]} parts
 */
function piecesOf(engine, steps, parts) {
  const costs = stepCosts(engine, steps);
  return parts.map((name) => {
    const own = costs.filter(({ part }) => part === name);
    return {
      part: name,
      size: Math.max(
        0,
        own.reduce((sum, { instructions = 0 }) => sum + instructions, 0),
      ),
    };
  });
}

/**
 * @param {string} label @param {readonly Readonly<{ part: string, size: number }>[]} pieces
 * @param {Readonly<{ y: number, x: (value: number) => number, colours: ReadonlyMap<string, string> }>} place
 */
function bar(label, pieces, { y, x, colours }) {
  let sum = 0;
  const shown = pieces.map(({ part, size }) => {
    const start = x(sum);
    sum += size;
    return `<rect x="${fixed(start)}" y="${String(y)}" width="${fixed(x(sum) - start)}" height="20" fill="${colours.get(part) ?? ''}"><title>${part}: ${String(size)}</title></rect>`;
  });
  return `<text x="${String(LEFT - 8)}" y="${String(y + 15)}" text-anchor="end">${label}</text>
${shown.join('\n')}
<text x="${fixed(x(sum) + 6)}" y="${String(y + 15)}">${String(Math.round(sum / 1000))}</text>`;
}

/** @param {string} name @param {string} colour @param {number} y */
function legend(name, colour, y) {
  return `<rect x="${String(LEFT)}" y="${String(y)}" width="12" height="12" fill="${colour}"/>
<text x="${String(LEFT + 20)}" y="${String(y + 10)}">${name}</text>`;
}

/** @param {number} at @param {number} bottom @param {string} colour @param {string} [more] attributes */
function line(at, bottom, colour, more = '') {
  return `<line x1="${fixed(at)}" x2="${fixed(at)}" y1="${String(TOP - 8)}" y2="${String(bottom)}" stroke="${colour}" ${more}/>\n`;
}

/** @param {number} at @param {number} y @param {string} words */
function text(at, y, words) {
  return `<text x="${fixed(at)}" y="${String(y)}" text-anchor="middle">${words}</text>`;
}

/** @param {number} value */
function fixed(value) {
  return value.toFixed(1);
}
