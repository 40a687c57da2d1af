/** `usher keys import`: takes over keys that sign elsewhere. Never shows a secret. */
import { resolve } from 'node:path';
import { readPrivateFile } from '../data-dir/private-file.js';
import { parseForeignKeys } from '../keys/import-keys.js';
import { changeKeys, openKeyRing, type KeyFile } from '../keys/key-file.js';
import type { SigningKey } from '../keys/key-ring.js';
import { appended } from '../keys/rotation.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { GATES_NEXT, keyFileText, openFolder } from './key-ring.js';
import { count, displayPath, formatJson } from './print.js';

export type KeysImportOptions = ConfigOption & Readonly<{ json?: boolean }>;

/**
 * They verify; where there was no keys.json, the first of them signs.
 * @param source path of a JWK, a JWK Set, or a private key in PEM form
 * @returns 2 if nothing was done
 */
export async function keysImport(
  source: string,
  options: KeysImportOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const config = requireConfig(options, io);
  const keys = config && (await readKeys(source, io));
  if (config === undefined || keys === undefined) {
    return 2;
  }
  await openFolder(config, io);
  const outcome = await addTo(config.issuer.dataDir, keys, io);
  if (outcome.kind !== 'ring') {
    io.stderr(keyFileText(outcome, io));
    return 2;
  }
  const { file, ring } = outcome;
  const imported = keys.map(({ kid, alg }) => ({ kid, alg, signs: kid === ring.signing.kid }));
  io.stdout(
    options.json === true
      ? formatJson({ file, keys: imported })
      : [
          `imported ${count(keys.length, 'key')} into ${displayPath(file, io.cwd)}; ${ring.signing.kid} signs\n`,
          ...imported.map(({ kid, alg }) => `  ${kid}  ${alg}\n`),
          GATES_NEXT,
        ].join(''),
  );
  return 0;
}

async function readKeys(source: string, io: CommandIo): Promise<readonly SigningKey[] | undefined> {
  const read = await readPrivateFile(resolve(io.cwd, source));
  if (read.kind !== 'text') {
    const problem = read.kind === 'missing' ? 'there is no such file' : read.problem;
    io.stderr(`${source}: error: ${problem}\n`);
    return undefined;
  }
  const parsed = parseForeignKeys(read.text, io.now());
  if (parsed.kind === 'problems') {
    io.stderr(parsed.problems.map((problem) => `${source}: error: ${problem}\n`).join(''));
    return undefined;
  }
  return parsed.keys;
}

async function addTo(
  dataDir: string,
  keys: readonly SigningKey[],
  io: CommandIo,
): Promise<KeyFile> {
  const { created, keyFile } = await openKeyRing(dataDir, io.now(), () => keys);
  return created || keyFile.kind !== 'ring'
    ? keyFile
    : changeKeys(dataDir, io.now(), (entries) => appended(entries, keys, io.now()));
}
