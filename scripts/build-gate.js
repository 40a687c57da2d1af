/**
 * Builds the gate: njs-validator/dist/usher.js and its SHA-256 beside it.
 *
 * njs 0.7.9 is the floor. What esbuild can lower it lowers (`?.`, `??`, `catch {}`); on what it cannot (for-of,
 * destructuring, default parameters, spread, classes, generators) the build fails, before nginx ever sees it.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const OUT = 'njs-validator/dist/usher.js';
const MAX_BYTES = 80 * 1024;
const EXTERNAL = ['crypto', 'fs', 'usher.config.js'];
/** Parts that are made on demand, each a module that exports one function of its own name. */
const ON_DEMAND = ['elsewhere', 'pages', 'refresh', 'renewal', 'verification'];

const NOT_IN_NJS_0_7 = [
  'array-spread',
  'async-generator',
  'bigint',
  'class',
  'class-field',
  'default-argument',
  'destructuring',
  'dynamic-import',
  'export-star-as',
  'for-await',
  'for-of',
  'generator',
  'import-meta',
  'logical-assignment',
  'nested-rest-binding',
  'new-target',
  'nullish-coalescing',
  'object-rest-spread',
  'optional-catch-binding',
  'optional-chain',
  'top-level-await',
];

const bundle = withDefaultExport(
  '// Usher gate. Generated from njs-validator/ and shared/; the source is the place to change.\n' +
    withSingleImports(await bundled('njs-validator/main.ts')),
);
const bytes = Buffer.byteLength(bundle);
if (bytes > MAX_BYTES) {
  throw new Error(`the gate has ${String(bytes)} bytes, its budget is ${String(MAX_BYTES)}`);
}
const imports = [...bundle.matchAll(/^import .* from "(.*)";$/gm)].map((match) => match[1]);
if (imports.some((name) => name === undefined || !EXTERNAL.includes(name))) {
  throw new Error(`the gate may import ${EXTERNAL.join(', ')} only, not ${imports.join(', ')}`);
}

const sha256 = createHash('sha256').update(bundle).digest('hex');
mkdirSync('njs-validator/dist', { recursive: true });
writeFileSync(OUT, bundle);
writeFileSync(`${OUT}.sha256`, `${sha256}  usher.js\n`);
console.log(`${OUT}  ${String(bytes)} bytes  sha256 ${sha256}`);

/** @param {string} entryPoint */
async function bundled(entryPoint) {
  const { outputFiles, metafile } = await build({
    entryPoints: [entryPoint],
    outfile: OUT,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2017',
    supported: Object.fromEntries(NOT_IN_NJS_0_7.map((feature) => [feature, false])),
    external: EXTERNAL,
    charset: 'ascii',
    minify: false,
    metafile: true,
    plugins: [{ name: 'parts within a function', setup: wrapParts }],
  });
  for (const input of Object.keys(metafile.inputs)) {
    if (!/^(shared|njs-validator)\/[a-z0-9-]+\.ts$/.test(input)) {
      throw new Error(`the gate must not contain ${input}`);
    }
  }
  return outputFiles[0]?.text ?? '';
}

/**
 * njs runs the top level of the bundle for every request, and each function there costs. The parts that hardly a request
 * needs are bundled by themselves, and each becomes the body of the one function that it exports. QuickJS keeps what was
 * made for the next request; there is nothing in it but functions.
 * @param {import('esbuild').PluginBuild} gate
 */
function wrapParts(gate) {
  const filter = new RegExp(`njs-validator/(${ON_DEMAND.join('|')})\\.ts$`);
  gate.onLoad({ filter }, async ({ path }) => {
    const name = filter.exec(path)?.[1] ?? '';
    const entryPoint = `njs-validator/${name}.ts`;
    if ([gate.initialOptions.entryPoints].flat().includes(entryPoint)) {
      return undefined;
    }
    const text = await bundled(entryPoint);
    const imports = text.match(/^import .*\n/gm) ?? [];
    const tail = `export {\n  ${name}\n};\n`;
    if (!text.endsWith(tail)) {
      throw new Error(`njs-validator/${name}.ts must export the function \`${name}\` alone`);
    }
    const body = imports.reduce(
      (rest, line) => rest.replace(line, ''),
      text.slice(0, -tail.length),
    );
    return {
      contents: [
        ...imports,
        'let made;',
        `export function ${name}() {\nif (made === undefined) {\nmade = make();\n}\nreturn made;\n}`,
        // By itself, because the functions within a function are made whenever it is entered.
        `function make() {\n${body}return ${name}();\n}\n`,
      ].join('\n'),
      resolveDir: 'njs-validator',
    };
  });
}

/**
 * Each part has imports of its own, and njs pays for every one of them: all parts share the first.
 * @param {string} text
 */
function withSingleImports(text) {
  /** @type {Map<string, string>} */
  const names = new Map();
  return [...text.matchAll(/^import (\w+) from (".*");\n/gm)].reduce(
    (rest, [line, name = '', from = '']) => {
      const first = names.get(from);
      if (first === undefined) {
        names.set(from, name);
        return rest;
      }
      return rest.replace(line, '').replaceAll(new RegExp(`\\b${name}\\b`, 'g'), first);
    },
    text,
  );
}

/**
 * esbuild ends with `export { main_default as default };`, which njs knows from 0.8.0 on only.
 * @param {string} text
 */
function withDefaultExport(text) {
  const tail = /export \{\n {2}(\w+) as default\n\};\n$/;
  if (text.match(/^export /gm)?.length !== 1 || !tail.test(text)) {
    throw new Error('the gate must have exactly one export, the default one');
  }
  return text.replace(tail, 'export default $1;\n');
}
