/** docs/performance/steps.svg: what a verdict is made of, one bar for each engine, and the C module beside them. Pure. */
import { added, steps, titleOf } from './figures.js';

/** Told apart also by people who see no red or no green (Okabe and Ito). */
const COLOURS = ['#999999', '#e69f00', '#56b4e9', '#0072b2', '#009e73', '#cc79a7'];
const C_MODULE = '#d55e00';
const LEFT = 220;
const BAR_WIDTH = 560;
const ROW = 34;
const TOP = 40;

/** @param {import('./figures.js').Run} run @returns {string} SVG */
export function renderPlot(run) {
  const bars = run.engines.flatMap((engine) => {
    const parts = steps(engine).map(({ title, instructions }, at) => ({
      title: plain(title),
      colour: COLOURS[at] ?? '#000000',
      instructions: Math.max(0, instructions),
    }));
    const module = added(engine, 'cModule token-0.48');
    return [
      { label: titleOf(engine), parts },
      ...(module === undefined
        ? []
        : [
            {
              label: `C module, nginx ${engine.nginx}`,
              parts: [{ title: 'C module', colour: C_MODULE, instructions: module.instructions }],
            },
          ]),
    ];
  });
  // The module does the same whichever engine njs has.
  const shown = bars
    .filter(({ label }, at) => bars.findIndex((bar) => bar.label === label) === at)
    .toSorted((a, b) => Number(a.label.startsWith('C ')) - Number(b.label.startsWith('C ')));
  const sums = shown.map(({ parts }) => parts.reduce((sum, part) => sum + part.instructions, 0));
  const most = Math.ceil(Math.max(...sums) / 50_000) * 50_000;
  const legend = [
    ...new Map(shown.flatMap(({ parts }) => parts).map((part) => [part.title, part.colour])),
  ];
  const bottom = TOP + shown.length * ROW;
  const height = bottom + 50 + legend.length * 20;
  const x = (/** @type {number} */ value) => LEFT + (value / most) * BAR_WIDTH;
  const ticks = Array.from({ length: most / 50_000 + 1 }, (_, at) => at * 50_000);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(LEFT + BAR_WIDTH + 60)} ${String(height)}" font-family="sans-serif" font-size="12" role="img">
<title>Instructions that a verdict adds to a request, by step, for each engine</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${String(LEFT)}" y="20" font-size="14">Thousands of instructions added per request (good token of 0.48 KB)</text>
${ticks
  .map(
    (
      tick,
    ) => `<line x1="${fixed(x(tick))}" x2="${fixed(x(tick))}" y1="${String(TOP - 6)}" y2="${String(bottom)}" stroke="#dddddd"/>
<text x="${fixed(x(tick))}" y="${String(bottom + 16)}" text-anchor="middle">${String(tick / 1000)}</text>`,
  )
  .join('\n')}
${shown.map(({ label, parts }, at) => bar(label, parts, TOP + at * ROW, x)).join('\n')}
${legend
  .map(
    (
      [title, colour],
      at,
    ) => `<rect x="${String(LEFT)}" y="${String(bottom + 34 + at * 20)}" width="12" height="12" fill="${colour}"/>
<text x="${String(LEFT + 20)}" y="${String(bottom + 44 + at * 20)}">${title}</text>`,
  )
  .join('\n')}
</svg>
`;
}

/**
 * @param {string} label
 * @param {readonly Readonly<{ title: string, colour: string, instructions: number }>[]} parts
 * @param {number} y @param {(value: number) => number} x
 */
function bar(label, parts, y, x) {
  let sum = 0;
  const pieces = parts.map(({ title, colour, instructions }) => {
    const start = x(sum);
    sum += instructions;
    return `<rect x="${fixed(start)}" y="${String(y)}" width="${fixed(x(sum) - start)}" height="22" fill="${colour}"><title>${title}: ${String(instructions)}</title></rect>`;
  });
  return `<text x="${String(LEFT - 8)}" y="${String(y + 16)}" text-anchor="end">${label}</text>
${pieces.join('\n')}
<text x="${fixed(x(sum) + 6)}" y="${String(y + 16)}">${String(Math.round(sum / 1000))}</text>`;
}

/** Markdown's code marks mean nothing in a picture. @param {string} title */
function plain(title) {
  return title.replaceAll('`', '');
}

/** @param {number} value */
function fixed(value) {
  return value.toFixed(1);
}
