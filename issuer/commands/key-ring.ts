/**
 * The key ring that a command works with.
 */
import type { UsherConfig } from '../config/usher-config.js';
import { openDataDir } from '../data-dir/data-dir.js';
import { openKeyRing, type KeyFile } from '../keys/key-file.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { CommandIo } from './command-io.js';
import { count, displayPath } from './print.js';

/**
 * The ring for a command that needs one: data folder and keys.json are made if they are missing, and stderr says so.
 * @returns undefined if there is no usable ring: the command cannot run
 * @throws DataDirError, and what node:fs throws when keys.json cannot be written
 */
export async function requireKeyRing(
  config: UsherConfig,
  io: CommandIo,
): Promise<KeyRing | undefined> {
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
  return keyFile.ring;
}

/** Makes the data folder if it is missing, and says what is odd about it. */
export async function openFolder(config: UsherConfig, io: CommandIo): Promise<void> {
  for (const warning of await openDataDir(config.issuer.dataDir)) {
    io.stderr(`warning: ${warning}\n`);
  }
}

/** Says what is odd about a usable key file. */
export function printWarnings(
  { file, warnings }: Extract<KeyFile, { kind: 'ring' }>,
  io: CommandIo,
): void {
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
