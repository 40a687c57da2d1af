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
import { parseKeyRing, type KeyRing, type SigningKey } from './key-ring.js';

export type KeyFile =
  | Readonly<{ kind: 'ring'; file: string; ring: KeyRing; warnings: readonly string[] }>
  | Readonly<{ kind: 'missing'; file: string }>
  /** Sentences for the operator; none holds a secret. */
  | Readonly<{ kind: 'problems'; file: string; problems: readonly string[] }>;

export type AddedKey =
  Readonly<{ kind: 'added'; file: string; key: SigningKey }> | Exclude<KeyFile, { kind: 'ring' }>;

/** Path of the key file in a data folder. */
function keyFileOf(dataDir: string): string {
  return join(dataDir, 'keys.json');
}

/** Reads the ring. */
export async function loadKeyRing(dataDir: string): Promise<KeyFile> {
  return (await readKeyFile(keyFileOf(dataDir))).keyFile;
}

/** The ring together with the text that it was read from. */
async function readKeyFile(file: string): Promise<{ keyFile: KeyFile; text: string }> {
  const read = await readPrivateFile(file);
  if (read.kind === 'missing') {
    return { keyFile: { kind: 'missing', file }, text: '' };
  }
  if (read.kind === 'refused') {
    return { keyFile: { kind: 'problems', file, problems: [read.problem] }, text: '' };
  }
  const { text, warnings } = read;
  const parsed = parseKeyRing(text);
  const keyFile: KeyFile =
    parsed.kind === 'ring'
      ? { kind: 'ring', file, ring: parsed.ring, warnings }
      : { kind: 'problems', file, problems: parsed.problems };
  return { keyFile, text };
}

/**
 * Reads the ring, and makes one with a single new key where there is none. An existing file is never replaced.
 * @param dataDir an existing folder
 * @param now NumericDate, seconds
 * @throws what node:fs throws when the file cannot be written
 */
export async function openKeyRing(
  dataDir: string,
  now: number,
): Promise<{ created: boolean; keyFile: KeyFile }> {
  const existing = await loadKeyRing(dataDir);
  if (existing.kind !== 'missing') {
    return { created: false, keyFile: existing };
  }
  const made = await createPrivateFile(existing.file, textOf([privateJwkOf(generateKey(now))]));
  return { created: made === 'created', keyFile: await loadKeyRing(dataDir) };
}

/**
 * Appends a new key to an existing ring: it verifies, the first goes on signing. The other keys keep every member
 * they have.
 * @returns the new key, or why the file was left as it is
 * @throws what node:fs throws when the file cannot be written
 */
export async function addKey(dataDir: string, now: number): Promise<AddedKey> {
  const file = keyFileOf(dataDir);
  const outcome = await whileLocked(file, () => appendKey(file, generateKey(now)));
  if (outcome.kind !== 'locked') {
    return outcome;
  }
  const problem = `another command is changing it; if none is, remove ${outcome.lock}`;
  return { kind: 'problems', file, problems: [problem] };
}

async function appendKey(file: string, key: SigningKey): Promise<AddedKey> {
  const { keyFile, text } = await readKeyFile(file);
  if (keyFile.kind !== 'ring') {
    return keyFile;
  }
  const { keys } = JSON.parse(text) as { keys: readonly unknown[] };
  const content = textOf([...keys, privateJwkOf(key)]);
  const check = parseKeyRing(content);
  if (check.kind === 'problems') {
    return { kind: 'problems', file, problems: check.problems };
  }
  await replacePrivateFile(file, content);
  return { kind: 'added', file, key };
}

function textOf(jwks: readonly unknown[]): string {
  return `${JSON.stringify({ keys: jwks }, null, 2)}\n`;
}
