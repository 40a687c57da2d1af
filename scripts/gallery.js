/**
 * `npm run gallery`: every page of the portal in each of its states as pictures, at three widths, light and dark, in two
 * languages. Fails like the tests that it is a longer run of: on what axe finds, on errors and broken content policies in
 * the browser, on invalid markup, on anything that sticks out or that the keyboard cannot reach.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `Usage: npm run gallery -- [--out DIR] [--languages LIST] [--only PATTERN]

  --out DIR         folder for the pictures: a new or empty one, or that of a gallery before, which is emptied (.cache/gallery)
  --languages LIST  such as en,ja (en,de); names as in issuer/languages
  --only PATTERN    states whose names begin so, such as 'admin|sign-out'

Builds first. Ends with 0 if nothing was found, else with 1. DIR/index.html shows all pictures.
`;

/** Says of a folder that a gallery made it. */
const MARKER = '.gallery';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.exitCode = main();

function main() {
  const options = readOptions();
  if (options === undefined || options.help) {
    (options === undefined ? process.stderr : process.stdout).write(USAGE);
    return options === undefined ? 2 : 0;
  }
  const folder =
    options.out === undefined
      ? resolve('.cache/gallery')
      : resolve(process.env['INIT_CWD'] ?? '.', options.out);
  if (options.out !== undefined && !isOurs(folder)) {
    process.stderr.write(`${folder} holds something else than a gallery: it is left as it is\n`);
    return 2;
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, MARKER), 'npm run gallery empties this folder.\n');
  const languages = options.languages.split(',');
  const faulty =
    run(['run', '--silent', 'build'], {}) ||
    run(testArguments(options.only), {
      GALLERY_DIR: folder,
      GALLERY_LANGUAGES: options.languages,
    });
  const pictures = languages.flatMap((language) => picturesIn(folder, language));
  writeFileSync(join(folder, 'index.html'), indexPage(pictures));
  process.stdout.write(
    `${String(pictures.length)} pictures: ${relative('.', join(folder, 'index.html'))}\n`,
  );
  return faulty || pictures.length === 0 ? 1 : 0;
}

/** Nothing of anybody else's is deleted. @param {string} folder */
function isOurs(folder) {
  try {
    return readdirSync(folder).length === 0 || existsSync(join(folder, MARKER));
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        out: { type: 'string' },
        languages: { type: 'string', default: 'en,de' },
        only: { type: 'string' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'what?'}\n\n`);
    return undefined;
  }
}

/** @param {string | undefined} only */
function testArguments(only) {
  const file = 'examples/test/browser/pages.test.ts';
  const named = only === undefined ? [] : ['--testNamePattern', `in language \\w+ (?:${only})`];
  return ['test', '--silent', '--', file, '--selectProjects', 'browser', ...named];
}

/** @param {string[]} args @param {Record<string, string>} env @returns whether it failed */
function run(args, env) {
  const options = { stdio: /** @type {const} */ ('inherit'), env: { ...process.env, ...env } };
  return spawnSync('npm', args, options).status !== 0;
}

/** @param {string} folder @param {string} language @returns {string[]} */
function picturesIn(folder, language) {
  try {
    return readdirSync(join(folder, language))
      .sort()
      .map((file) => `${language}/${file}`);
  } catch {
    return []; // Nothing of it was shown.
  }
}

/** @param {readonly string[]} pictures */
function indexPage(pictures) {
  const states = new Map();
  for (const path of pictures) {
    const name = path.replace(/-\d+-(light|dark)\.png$/, '');
    states.set(name, [...(states.get(name) ?? []), path]);
  }
  const sections = [...states].map(
    ([name, paths]) =>
      `<section><h2>${name}</h2>${paths.map((/** @type {string} */ path) => `<a href="${path}"><img loading="lazy" src="${path}" alt="${path}"></a>`).join('')}</section>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gallery</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; margin: 1rem; } img { height: 20rem; margin: 0.25rem; border: 1px solid #999; vertical-align: top; }</style>
</head><body>
${sections.join('\n')}
</body></html>
`;
}
