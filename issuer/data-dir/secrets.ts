/**
 * Secrets of the portal itself, kept in dataDir/secrets.json. I/O.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DataDirError } from './data-dir-error.js';
import { createPrivateFile, readPrivateFile } from './private-file.js';

export type Secrets = Readonly<{
  /** 32 random bytes: sealed cookies are encrypted with keys derived from it. */
  sealingKey: Uint8Array;
  /** X-Plex-Client-Identifier: Plex lists it among a person's authorised devices, so it stays the same for ever. */
  clientIdentifier: string;
}>;

const SEALING_KEY_BYTES = 32;

/**
 * Reads secrets.json, or makes it on first use.
 * @param dataDir absolute path of an existing folder
 * @throws DataDirError if the file cannot be read or written, or holds something else
 */
export async function openSecrets(dataDir: string): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json');
  let file = await readPrivateFile(path);
  if (file.kind === 'missing') {
    await create(path);
    // Another process may have been quicker: what is in the file counts.
    file = await readPrivateFile(path);
  }
  if (file.kind !== 'text') {
    throw new DataDirError(`${path}: ${file.kind === 'refused' ? file.problem : 'it is gone'}`);
  }
  const secrets = parseSecrets(file.text);
  if (secrets === undefined) {
    throw new DataDirError(
      `${path}: this is not what usher wrote; restore it, or remove it (sign-ins in progress start again, and Plex lists a new device)`,
    );
  }
  return secrets;
}

async function create(path: string): Promise<void> {
  const content = {
    sealingKey: randomBytes(SEALING_KEY_BYTES).toString('base64url'),
    clientIdentifier: randomUUID(),
  };
  try {
    await createPrivateFile(path, `${JSON.stringify(content, null, 2)}\n`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new DataDirError(`${path}: it cannot be written (${code})`, { cause: error });
  }
}

/** @returns undefined if the text is not what {@link create} writes */
function parseSecrets(text: string): Secrets | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) {
    return undefined;
  }
  const { sealingKey, clientIdentifier } = parsed as Readonly<Record<string, unknown>>;
  if (typeof sealingKey !== 'string' || typeof clientIdentifier !== 'string') {
    return undefined;
  }
  const bytes = Buffer.from(sealingKey, 'base64url');
  const isKey = bytes.length === SEALING_KEY_BYTES && bytes.toString('base64url') === sealingKey;
  // It goes into a header.
  const isIdentifier = /^[A-Za-z0-9-]{8,64}$/.test(clientIdentifier);
  return isKey && isIdentifier
    ? { sealingKey: new Uint8Array(bytes), clientIdentifier }
    : undefined;
}
