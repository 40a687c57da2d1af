/** `usher keys generate`: makes keys.json, or appends a key to it. Never shows a secret. */
import { generateKey } from '../keys/generate-key.js';
import { changeKeys, openKeyRing } from '../keys/key-file.js';
import type { SigningKey } from '../keys/key-ring.js';
import { appended } from '../keys/rotation.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { GATES_NEXT, keyFileText, openFolder, requireAlg, type AlgOption } from './key-ring.js';
import { displayPath, formatJson } from './print.js';

export type KeysGenerateOptions = ConfigOption &
  AlgOption &
  Readonly<{ add?: boolean; json?: boolean }>;

type Making = Readonly<{ dataDir: string; key: SigningKey; json: boolean }>;

/** An existing file is never replaced: whoever is signed in would be signed out. 2 if nothing was done. */
export async function keysGenerate(options: KeysGenerateOptions, io: CommandIo): Promise<ExitCode> {
  const alg = requireAlg(options.alg ?? 'HS256', io);
  const config = alg && requireConfig(options, io);
  if (alg === undefined || config === undefined) {
    return 2;
  }
  await openFolder(config, io);
  const making = {
    dataDir: config.issuer.dataDir,
    key: generateKey(io.now(), alg),
    json: options.json === true,
  };
  return options.add === true ? append(making, io) : create(making, io);
}

async function create({ dataDir, key, json }: Making, io: CommandIo): Promise<ExitCode> {
  const { created, keyFile } = await openKeyRing(dataDir, io.now(), () => [key]);
  if (keyFile.kind !== 'ring') {
    io.stderr(keyFileText(keyFile, io));
    return 2;
  }
  const name = displayPath(keyFile.file, io.cwd);
  if (!created) {
    io.stderr(`${name} is there already and was left as it is; --add appends a key to it\n`);
    return 2;
  }
  const { kid, alg } = key;
  io.stdout(
    json
      ? formatJson({ file: keyFile.file, kid, alg, signs: true })
      : `made ${name} with key ${kid}\n`,
  );
  return 0;
}

async function append({ dataDir, key, json }: Making, io: CommandIo): Promise<ExitCode> {
  const outcome = await changeKeys(dataDir, io.now(), (entries) =>
    appended(entries, [key], io.now()),
  );
  if (outcome.kind !== 'ring') {
    io.stderr(keyFileText(outcome, io));
    return 2;
  }
  const { kid, alg } = key;
  const { file, ring } = outcome;
  io.stdout(
    json
      ? formatJson({ file, kid, alg, signs: false })
      : `added key ${kid} to ${displayPath(file, io.cwd)}; it verifies, ${ring.signing.kid} goes on signing\n${GATES_NEXT}`,
  );
  return 0;
}
