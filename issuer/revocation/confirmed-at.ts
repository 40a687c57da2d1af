/** When the portal last found that the folder for revocations is right, or made it so. I/O. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { REVOCATION_ALIVE_FILE } from '../../shared/revocation.js';

/** It is looked at every 10 s: past this, something keeps it from being right. */
export const CONFIRMED_LASTS_SECONDS = 60;

/**
 * @param dir absolute path of the folder
 * @returns NumericDate; undefined: never, or the folder cannot be looked into
 */
export function confirmedAt(dir: string): number | undefined {
  try {
    return Math.floor(statSync(join(dir, REVOCATION_ALIVE_FILE)).mtimeMs / 1000);
  } catch {
    return undefined;
  }
}
