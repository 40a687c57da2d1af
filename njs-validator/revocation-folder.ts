/**
 * Looks at the folder that says what is revoked (shared/revocation.ts). The one file of the gate that reads files.
 */
import fs from 'fs';
import type { GateFile } from '../shared/gate-config.js';
import { REVOCATION_ALIVE_FILE } from '../shared/revocation.js';

/**
 * Whether the folder is as it was under that version: nobody was revoked since.
 * @param version of a memo record: the folder's modification time then; '' equals none
 * @param nowSeconds NumericDate
 */
export function isUnchanged(file: GateFile, version: string, nowSeconds: number): boolean {
  return (
    modifiedAt(file.revocationDir) === +version &&
    (file.refuseAfterSeconds === 0 ||
      nowSeconds - modifiedAt(file.revocationDir + '/' + REVOCATION_ALIVE_FILE) / 1000 <
        file.refuseAfterSeconds)
  );
}

/**
 * Modification time of a file or folder.
 * @returns milliseconds since 1970; NaN, which is like nothing, if it is not there or cannot be looked at
 */
export function modifiedAt(path: string): number {
  try {
    const found = fs.statSync(path, { throwIfNoEntry: false });
    return found ? found.mtimeMs : NaN;
  } catch (unreadable) {
    return NaN;
  }
}
