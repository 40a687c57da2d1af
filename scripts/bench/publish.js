/** Writes what a whole run has found: raw figures, plot, and the tables between the marks in docs/performance.md. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { renderPlot } from './plot.js';
import { renderTables } from './tables.js';

const PAGE = 'docs/performance.md';
const RAW = 'docs/performance/bench.json';
const PLOT = 'docs/performance/steps.svg';
const GENERATED = /(<!-- npm run bench: start[^>]*-->)[\s\S]*(<!-- npm run bench: end -->)/;

/**
 * @param {import('./figures.js').Run} run
 * @throws if the page has lost its marks; nothing is written then
 */
export async function publish(run) {
  const page = await readFile(PAGE, 'utf8');
  if (!GENERATED.test(page)) {
    throw new Error(`${PAGE} has no place for the tables`);
  }
  const filled = page.replace(
    GENERATED,
    (_all, /** @type {string} */ start, /** @type {string} */ end) =>
      `${start}\n\n${renderTables(run)}\n${end}`,
  );
  await mkdir('docs/performance', { recursive: true });
  await writeFormatted(PAGE, filled);
  await writeFormatted(RAW, JSON.stringify(run));
  await writeFile(PLOT, renderPlot(run));
}

/** As `npm run lint` wants it. @param {string} file @param {string} text */
async function writeFormatted(file, text) {
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
