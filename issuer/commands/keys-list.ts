/** `usher keys list`: what is in keys.json, without the secrets. */
import { loadKeyRing } from '../keys/key-file.js';
import type { SigningKey } from '../keys/key-ring.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { keyFileText, printWarnings } from './key-ring.js';
import { formatJson } from './print.js';

export type KeysListOptions = ConfigOption & Readonly<{ json?: boolean }>;

/** 1 if the file is there and broken, 2 if there is none. */
export async function keysList(options: KeysListOptions, io: CommandIo): Promise<ExitCode> {
  const config = requireConfig(options, io);
  if (config === undefined) {
    return 2;
  }
  const keyFile = await loadKeyRing(config.issuer.dataDir);
  if (keyFile.kind !== 'ring') {
    io.stderr(keyFileText(keyFile, io));
    return keyFile.kind === 'missing' ? 2 : 1;
  }
  printWarnings(keyFile, io);
  const keys = keyFile.ring.keys.map((key, index) => describe(key, index === 0));
  io.stdout(options.json === true ? formatJson({ file: keyFile.file, keys }) : table(keys));
  return 0;
}

function describe({ kid, alg, secret, createdAt }: SigningKey, signs: boolean) {
  return {
    kid,
    alg,
    bits: secret.length * 8,
    ...(createdAt === undefined ? {} : { created: new Date(createdAt * 1000).toISOString() }),
    signs,
  };
}

function table(keys: readonly ReturnType<typeof describe>[]): string {
  const rows = keys.map(({ kid, alg, bits, created, signs }) => [
    kid,
    alg,
    `${String(bits)} bits`,
    created?.slice(0, 10) ?? '-',
    signs ? 'signs and verifies' : 'verifies',
  ]);
  const all = [['KID', 'ALG', 'SIZE', 'CREATED', 'USE'], ...rows];
  const widths = (all[0] ?? []).map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
