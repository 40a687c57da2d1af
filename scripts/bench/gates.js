/** Gates as an operator has them: configuration, keys, a folder of revocations, and what `usher nginx` makes of it. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CUTS, WHOLE, cutGate } from './cuts.js';
import { FIRST_STAMPED, ISSUER, jwkSet } from './tokens.js';

export const CLI = resolve('issuer/dist/cli.js');
/** The folder counts as settled, and the gate remembers by it, when it has not changed for a while. */
const LONG_AGO_SECONDS = 3600;

/** @typedef {Readonly<{ folder: string, out: string }>} Gate `out`: the folder of the files that nginx includes */

/**
 * @param {string} folder a new one
 * @param {import('./engines.js').Engine} engine
 * @param {Readonly<{ keys: readonly import('./tokens.js').Key[], stamps: number | 'none' }>} with how many people have lost
 *   something; none: there is no folder of revocations
 * @returns {Promise<Gate>}
 */
export async function makeGate(folder, engine, { keys, stamps }) {
  const revocations = join(folder, 'revocations');
  const config = await writeConfig(folder, keys, stamps === 'none' ? 'none' : revocations);
  const out = join(folder, 'nginx');
  const njs = engine.njs === undefined ? [] : ['--njs', engine.njs];
  const args = [CLI, 'nginx', '--config', config, '--out', out, ...njs];
  await promisify(execFile)(process.execPath, args, {
    env: withoutUsherVariables(),
    timeout: 60_000,
  });
  if (stamps !== 'none') {
    await stamp(revocations, stamps);
  }
  return { folder, out };
}

/**
 * usher.yaml and keys.json.
 * @param {string} folder @param {readonly import('./tokens.js').Key[]} keys
 * @param {string} revocations folder, or `none`
 * @returns {Promise<string>} the path of usher.yaml
 */
export async function writeConfig(folder, keys, revocations) {
  const dataDir = join(folder, 'data');
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  await writeFile(join(dataDir, 'keys.json'), jwkSet(keys), { mode: 0o600 });
  const config = join(folder, 'usher.yaml');
  await writeFile(
    config,
    `issuer: { url: '${ISSUER}', listen: 127.0.0.1:9190, dataDir: ./data }
plex: { servers: [${'ab12'.repeat(10)}], ownerId: 1 }
rules: [{ when: { plex: owner }, group: 0 }]
revocation: { dir: '${revocations}' }
`,
  );
  return config;
}

/** As docs/revocation.md has it. @param {string} folder @param {number} count */
async function stamp(folder, count) {
  const then = Math.floor(Date.now() / 1000) - LONG_AGO_SECONDS;
  await mkdir(folder, { recursive: true });
  const files = [
    { name: 'epoch', text: '', time: 0 },
    { name: 'alive', text: '', time: then + LONG_AGO_SECONDS },
    ...Array.from({ length: count }, (_, index) => ({
      name: `s-plex%3A${String(FIRST_STAMPED + index)}`,
      text: 'q3Zr0c3n0mF1m1r3X2b7Lg\nmD5pEqw5mHhAbpXyCAvvSQ\n',
      time: then,
    })),
  ];
  for (const { name, text, time } of files) {
    await writeFile(join(folder, name), text);
    await utimes(join(folder, name), time, time);
  }
  await utimes(folder, then, then);
}

/**
 * Copies of the gate that end early, in folders of their own below the gate's, each with the same configuration.
 * @param {Gate} gate
 * @returns {Promise<ReadonlyMap<string, string>>} by the name of the cut, its folder; without those whose line is not there
 */
export async function makeCuts({ folder, out }) {
  const [bundle, file] = await Promise.all(
    ['usher.js', 'usher.config.js'].map((name) => readFile(join(out, name), 'utf8')),
  );
  /** @type {Map<string, string>} */
  const made = new Map();
  const copies = CUTS.map((cut) => ({ name: cut.name, text: cutGate(bundle ?? '', cut) }));
  for (const { name, text } of [{ name: WHOLE, text: bundle }, ...copies]) {
    if (text === undefined) {
      process.stderr.write(`usher: the gate has no one line any more for the step "${name}"\n`);
      continue;
    }
    const own = join(folder, `cut-${name}`);
    await mkdir(own);
    await writeFile(join(own, 'usher.js'), text);
    await writeFile(join(own, 'usher.config.js'), file ?? '', { mode: 0o600 });
    made.set(name, own);
  }
  return made;
}

/** Somebody's own settings must not reach what is measured. */
export function withoutUsherVariables() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('USHER_')),
  );
}
