/**
 * The key ring that a command works with.
 */
import type { UsherConfig } from '../config/usher-config.js';
import { openDataDir } from '../data-dir/data-dir.js';
import { openKeyRing, type KeyFile } from '../keys/key-file.js';
import type { KeyRing, SigningKey } from '../keys/key-ring.js';
import { SIGNING_ALGORITHMS } from '../keys/parse-jwk.js';
import type { CommandIo } from './command-io.js';
import { count, displayPath } from './print.js';

export type AlgOption = Readonly<{ alg?: string }>;

/** What an operator does after a change of keys.json; "usher serve" sees it by itself. */
export const GATES_NEXT =
  'Write the nginx files again ("usher nginx") and reload nginx, on every machine that has a gate.\n';

/** The algorithm that somebody named; undefined, and a word on stderr, if there is no such. */
export function requireAlg(text: string, io: CommandIo): SigningKey['alg'] | undefined {
  const alg = SIGNING_ALGORITHMS.find((known) => known === text);
  if (alg === undefined) {
    io.stderr(`error: --alg must be one of ${SIGNING_ALGORITHMS.join(', ')}\n`);
  }
  return alg;
}

/** A NumericDate for people: `2026-03-01 12:00:05 UTC`. */
export function timeText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

type UsableKeyFile = Extract<KeyFile, { kind: 'ring' }>;

/** The ring of this moment, for a command that needs one; see {@link requireKeys}. */
export async function requireKeyRing(
  config: UsherConfig,
  io: CommandIo,
): Promise<KeyRing | undefined> {
  return (await requireKeys(config, io))?.ring;
}

/**
 * The keys for a command that needs some: data folder and keys.json are made if they are missing, and stderr says so.
 * @returns undefined if there is no usable ring: the command cannot run
 * @throws DataDirError, and what node:fs throws when keys.json cannot be written
 */
export async function requireKeys(
  config: UsherConfig,
  io: CommandIo,
): Promise<UsableKeyFile | undefined> {
  await openFolder(config, io);
  const { created, keyFile } = await openKeyRing(config.issuer.dataDir, io.now());
  if (keyFile.kind !== 'ring') {
    io.stderr(keyFileText(keyFile, io));
    return undefined;
  }
  if (created) {
    io.stderr(
      `made ${displayPath(keyFile.file, io.cwd)} with a new key, ${keyFile.ring.signing.kid}\n`,
    );
  }
  printWarnings(keyFile, io);
  return keyFile;
}

/** Makes the data folder if it is missing, and says what is odd about it. */
export async function openFolder(config: UsherConfig, io: CommandIo): Promise<void> {
  for (const warning of await openDataDir(config.issuer.dataDir)) {
    io.stderr(`warning: ${warning}\n`);
  }
}

/** Says what is odd about a usable key file. */
export function printWarnings({ file, warnings }: UsableKeyFile, io: CommandIo): void {
  for (const warning of warnings) {
    io.stderr(`${displayPath(file, io.cwd)}: warning: ${warning}\n`);
  }
}

/** Why a key file cannot be used. */
export function keyFileText(keyFile: Exclude<KeyFile, { kind: 'ring' }>, io: CommandIo): string {
  const name = displayPath(keyFile.file, io.cwd);
  if (keyFile.kind === 'missing') {
    return `${name}: error: there is no such file; "usher keys generate" makes it\n`;
  }
  const lines = keyFile.problems.map((problem) => `${name}: error: ${problem}\n`);
  return `${lines.join('')}${count(lines.length, 'problem')} in ${name}; it was left as it is\n`;
}
