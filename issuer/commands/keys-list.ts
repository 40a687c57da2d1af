/** `usher keys list`: what is in keys.json, without the secrets. */
import { createPublicKey } from 'node:crypto';
import { loadKeyRing } from '../keys/key-file.js';
import type { KeyRing, SigningKey } from '../keys/key-ring.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { keyFileText, printWarnings, timeText } from './key-ring.js';
import { formatJson, formatTable } from './print.js';

export type KeysListOptions = ConfigOption & Readonly<{ json?: boolean }>;

/** 1 if the file is there and broken, 2 if there is none. */
export async function keysList(options: KeysListOptions, io: CommandIo): Promise<ExitCode> {
  const config = requireConfig(options, io);
  if (config === undefined) {
    return 2;
  }
  const keyFile = await loadKeyRing(config.issuer.dataDir, io.now());
  if (keyFile.kind !== 'ring') {
    io.stderr(keyFileText(keyFile, io));
    return keyFile.kind === 'missing' ? 2 : 1;
  }
  printWarnings(keyFile, io);
  const keys = keyFile.keys.map((key) => describe(key, keyFile.ring, io.now()));
  io.stdout(options.json === true ? formatJson({ file: keyFile.file, keys }) : table(keys));
  return 0;
}

const DAY_SECONDS = 24 * 60 * 60;

function describe(key: SigningKey, ring: KeyRing, now: number) {
  const { kid, alg, createdAt, signsFrom, droppedAfter } = key;
  return {
    kid,
    alg,
    bits: bitsOf(key),
    ...(createdAt === undefined
      ? {}
      : {
          created: new Date(createdAt * 1000).toISOString(),
          ageDays: Math.max(0, Math.floor((now - createdAt) / DAY_SECONDS)),
        }),
    signs: key === ring.signing,
    verifies: ring.keys.includes(key),
    ...(signsFrom !== undefined && signsFrom > now ? { signsFrom: timeText(signsFrom) } : {}),
    ...(droppedAfter === undefined ? {} : { verifiesUntil: timeText(droppedAfter) }),
  };
}

/** What stands for the strength of a key: bits of the secret, of the curve's prime, of the modulus. */
function bitsOf(key: SigningKey): number {
  return key.alg === 'HS256'
    ? key.secret.length * 8
    : (createPublicKey(key.privateKey).asymmetricKeyDetails?.modulusLength ?? 256);
}

type Described = ReturnType<typeof describe>;

function stateOf({ signs, verifies, signsFrom, verifiesUntil }: Described): string {
  if (!verifies) {
    return `dropped on ${verifiesUntil ?? ''}`;
  }
  return [
    signs ? 'signs and verifies' : 'verifies',
    ...(signsFrom === undefined ? [] : [`will sign from ${signsFrom}`]),
    ...(verifiesUntil === undefined ? [] : [`until ${verifiesUntil}`]),
  ].join(', ');
}

function table(keys: readonly Described[]): string {
  const rows = keys.map((key) => [
    key.kid,
    key.alg,
    `${String(key.bits)} bits`,
    key.created?.slice(0, 10) ?? '-',
    key.ageDays === undefined ? '-' : `${String(key.ageDays)} d`,
    stateOf(key),
  ]);
  return formatTable([['KID', 'ALG', 'SIZE', 'CREATED', 'AGE', 'USE'], ...rows]);
}
