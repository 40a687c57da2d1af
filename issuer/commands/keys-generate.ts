/** `usher keys generate`: makes keys.json, or appends a key to it. Never shows a secret. */
import type { UsherConfig } from '../config/usher-config.js';
import { addKey, openKeyRing } from '../keys/key-file.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { keyFileText, openFolder } from './key-ring.js';
import { displayPath, formatJson } from './print.js';

export type KeysGenerateOptions = ConfigOption & Readonly<{ add?: boolean; json?: boolean }>;

/** An existing file is never replaced: whoever is signed in would be signed out. 2 if nothing was done. */
export async function keysGenerate(options: KeysGenerateOptions, io: CommandIo): Promise<ExitCode> {
  const config = requireConfig(options, io);
  if (config === undefined) {
    return 2;
  }
  await openFolder(config, io);
  return options.add === true ? append(config, options, io) : create(config, options, io);
}

async function create(
  { issuer: { dataDir } }: UsherConfig,
  options: KeysGenerateOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const { created, keyFile } = await openKeyRing(dataDir, io.now());
  if (keyFile.kind !== 'ring') {
    io.stderr(keyFileText(keyFile, io));
    return 2;
  }
  const name = displayPath(keyFile.file, io.cwd);
  if (!created) {
    io.stderr(`${name} is there already and was left as it is; --add appends a key to it\n`);
    return 2;
  }
  const { kid } = keyFile.ring.signing;
  io.stdout(
    options.json === true
      ? formatJson({ file: keyFile.file, kid, signs: true })
      : `made ${name} with key ${kid}\n`,
  );
  return 0;
}

async function append(
  { issuer: { dataDir } }: UsherConfig,
  options: KeysGenerateOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const outcome = await addKey(dataDir, io.now());
  if (outcome.kind !== 'added') {
    io.stderr(keyFileText(outcome, io));
    return 2;
  }
  const { file, kid } = { file: outcome.file, kid: outcome.key.kid };
  io.stdout(
    options.json === true
      ? formatJson({ file, kid, signs: false })
      : `added key ${kid} to ${displayPath(file, io.cwd)}; it verifies, the first key goes on signing\n` +
          'now write the nginx files again ("usher nginx"), reload nginx, and restart "usher serve"\n',
  );
  return 0;
}
