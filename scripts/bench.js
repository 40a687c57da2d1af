/**
 * `npm run bench`: what the gate costs, on every engine that is here, in one run. Nothing in it passes or fails: it
 * measures. docs/performance.md says how, and what came out.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { engineNames, findEngine } from './bench/engines.js';
import { startApp } from './bench/load.js';
import { measureEngine } from './bench/measure.js';
import { startPortal } from './bench/portal.js';
import { publish } from './bench/publish.js';
import { renderTables } from './bench/tables.js';
import { makeEs256Key, makeKeys, makeRequests } from './bench/tokens.js';

const USAGE = `Usage: npm run bench -- [--engine NAME]… [--quick]

  --engine NAME  ${engineNames().join(', ')}; without: all of them
  --quick        fewer requests: for a look while working

A whole run writes docs/performance/ and the tables in docs/performance.md. One that is quick, or that not all
engines took part in, prints its tables and writes nothing.
scripts/nginx-matrix fetches the engines; one that has not been fetched is skipped and named.
`;

const WHOLE = { warmUp: 30, counted: 100, rounds: 5, timed: 400, connections: 8 };
const QUICK = { warmUp: 20, counted: 40, rounds: 1, timed: 200, connections: 8 };

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.exitCode = await main();

async function main() {
  const options = readOptions();
  if (options === undefined || options.help) {
    (options === undefined ? process.stderr : process.stdout).write(USAGE);
    return options === undefined ? 2 : 0;
  }
  execFileSync('bash', ['scripts/install', 'bench'], { stdio: 'inherit' });
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const { quick, engines } = options;
  const run = await measure(engines, quick ? QUICK : WHOLE);
  if (run.engines.length === 0) {
    process.stderr.write(`usher: none of these engines is here: ${run.skipped.join(', ')}\n`);
    return 2;
  }
  if (quick || run.engines.length < engineNames().length) {
    process.stdout.write(renderTables(run));
  } else {
    await publish(run);
    say('wrote docs/performance.md and docs/performance/');
  }
  if (run.skipped.length > 0) {
    say(`skipped, because scripts/nginx-matrix has not fetched it: ${run.skipped.join(', ')}`);
  }
  return 0;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        engine: { type: 'string', multiple: true },
        quick: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const engines = values.engine ?? engineNames();
    return engines.every((name) => engineNames().includes(name))
      ? { engines, quick: values.quick, help: values.help }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {readonly string[]} names @param {import('./bench/measure.js').Amounts} amounts
 * @returns {Promise<import('./bench/figures.js').Run>}
 */
async function measure(names, amounts) {
  const keys = makeKeys(10);
  const es256 = makeEs256Key();
  const [first, tenth] = [keys[0], keys[9]];
  if (first === undefined || tenth === undefined) {
    throw new Error('ten keys were asked for');
  }
  const now = Date.now();
  const requests = makeRequests({ first, tenth, es256 }, Math.floor(now / 1000));
  /** @type {import('./bench/measure.js').EngineResult[]} */
  const engines = [];
  /** @type {string[]} */
  const skipped = [];
  const portalFolder = mkdtempSync(join(tmpdir(), 'usher-bench-'));
  chmodSync(portalFolder, 0o711);
  const app = await startApp();
  /** @type {import('./bench/portal.js').Portal | undefined} */
  let portal;
  try {
    portal = await startPortal(portalFolder, first);
    for (const name of names) {
      const engine = await findEngine(name);
      if (engine === undefined) {
        skipped.push(name);
        continue;
      }
      say(`measuring ${name}`);
      const folder = mkdtempSync(join(tmpdir(), 'usher-bench-'));
      try {
        engines.push(
          await measureEngine(
            { folder, engine, appPort: app.port, portal, keys, es256 },
            requests,
            amounts,
          ),
        );
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  } finally {
    app.stop();
    await portal?.stop();
    rmSync(portalFolder, { recursive: true, force: true });
  }
  return {
    date: new Date(now).toISOString().slice(0, 10),
    gateSha256: readFileSync('njs-validator/dist/usher.js.sha256', 'utf8').slice(0, 64),
    amounts,
    engines,
    skipped,
  };
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`usher: ${text}\n`);
}
