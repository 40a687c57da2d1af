/**
 * The owner's Plex token as it lies in the state: encrypted with a key that is kept beside it, in a file of its own. A
 * copy of the database alone gives nobody the token.
 */
import { createSealedBox, type SealedBox } from '../token/sealed-box.js';

/**
 * @param token Plex auth token
 * @param sealingKey 32 random bytes of the data folder
 */
export function sealOwnerToken(token: string, sealingKey: Uint8Array): Promise<string> {
  return boxOf(sealingKey).seal({ token });
}

/** @returns undefined if it was not sealed with this key: a database that came without its secrets.json */
export async function openOwnerToken(
  sealed: string,
  sealingKey: Uint8Array,
): Promise<string | undefined> {
  const opened = await boxOf(sealingKey).open(sealed);
  const token =
    typeof opened === 'object' && opened !== null && 'token' in opened ? opened.token : undefined;
  return typeof token === 'string' ? token : undefined;
}

function boxOf(sealingKey: Uint8Array): SealedBox {
  return createSealedBox('usher owner link', sealingKey);
}
