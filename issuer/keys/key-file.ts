/**
 * dataDir/keys.json: the key ring on disk. I/O.
 */
import { join } from 'node:path';
import {
  createPrivateFile,
  readPrivateFile,
  replacePrivateFile,
  whileLocked,
} from '../data-dir/private-file.js';
import { generateKey, privateJwkOf } from './generate-key.js';
import { parseKeys, ringAt, type KeyRing, type SigningKey } from './key-ring.js';

export type KeyFile =
  | Readonly<{
      kind: 'ring';
      file: string;
      /** Of the moment when the file was read. */
      ring: KeyRing;
      /** All keys in the file, also such as were dropped. */
      keys: readonly SigningKey[];
      warnings: readonly string[];
    }>
  | Readonly<{ kind: 'missing'; file: string }>
  /** Sentences for the operator; none holds a secret. */
  | Readonly<{ kind: 'problems'; file: string; problems: readonly string[] }>;

/** An entry of the file with all its members, also those that we do not know. */
export type KeyEntry = Readonly<Record<string, unknown>>;

/** Path of the key file in a data folder. */
export function keyFileOf(dataDir: string): string {
  return join(dataDir, 'keys.json');
}

/**
 * Reads the ring.
 * @param now NumericDate, seconds
 */
export async function loadKeyRing(dataDir: string, now: number): Promise<KeyFile> {
  return (await readKeyFile(keyFileOf(dataDir), now)).keyFile;
}

/** The ring together with the entries that it was read from. */
async function readKeyFile(
  file: string,
  now: number,
): Promise<{ keyFile: KeyFile; entries: readonly KeyEntry[] }> {
  const read = await readPrivateFile(file);
  if (read.kind === 'missing') {
    return { keyFile: { kind: 'missing', file }, entries: [] };
  }
  if (read.kind === 'refused') {
    return { keyFile: { kind: 'problems', file, problems: [read.problem] }, entries: [] };
  }
  const parsed = parseKeys(read.text);
  if (parsed.kind === 'problems') {
    return { keyFile: { kind: 'problems', file, problems: parsed.problems }, entries: [] };
  }
  const { keys } = parsed;
  return {
    keyFile: { kind: 'ring', file, ring: ringAt(keys, now), keys, warnings: read.warnings },
    entries: (JSON.parse(read.text) as { keys: readonly KeyEntry[] }).keys,
  };
}

/**
 * Reads the ring, and makes one where there is none. An existing file is never replaced.
 * @param dataDir an existing folder
 * @param now NumericDate, seconds
 * @param makeKeys the keys of a new file; one new HS256 key unless given
 * @throws what node:fs throws when the file cannot be written
 */
export async function openKeyRing(
  dataDir: string,
  now: number,
  makeKeys: () => readonly SigningKey[] = () => [generateKey(now)],
): Promise<{ created: boolean; keyFile: KeyFile }> {
  const existing = await loadKeyRing(dataDir, now);
  if (existing.kind !== 'missing') {
    return { created: false, keyFile: existing };
  }
  const made = await createPrivateFile(existing.file, textOf(makeKeys().map(privateJwkOf)));
  return { created: made === 'created', keyFile: await loadKeyRing(dataDir, now) };
}

/**
 * Changes the entries of an existing key file. Of several commands that do so at once, one does, the others are told.
 * @param change gets all entries and gives those that shall stand in the file
 * @returns the ring as it is now; or why the file was left as it is
 * @throws what node:fs throws when the file cannot be written
 */
export async function changeKeys(
  dataDir: string,
  now: number,
  change: (entries: readonly KeyEntry[]) => readonly KeyEntry[],
): Promise<KeyFile> {
  const file = keyFileOf(dataDir);
  const outcome = await whileLocked(file, () => replaceEntries(file, now, change));
  if (outcome.kind !== 'locked') {
    return outcome;
  }
  const problem = `another command is changing it; if none is, remove ${outcome.lock}`;
  return { kind: 'problems', file, problems: [problem] };
}

async function replaceEntries(
  file: string,
  now: number,
  change: (entries: readonly KeyEntry[]) => readonly KeyEntry[],
): Promise<KeyFile> {
  const { keyFile, entries } = await readKeyFile(file, now);
  if (keyFile.kind !== 'ring') {
    return keyFile;
  }
  const content = textOf(change(entries));
  const check = parseKeys(content);
  if (check.kind === 'problems') {
    return { kind: 'problems', file, problems: check.problems };
  }
  await replacePrivateFile(file, content);
  return { ...keyFile, keys: check.keys, ring: ringAt(check.keys, now) };
}

function textOf(jwks: readonly KeyEntry[]): string {
  return `${JSON.stringify({ keys: jwks }, null, 2)}\n`;
}
