/**
 * Looks at what says what is revoked: the folder (shared/revocation.ts), or shared memory.
 */
import fs from 'fs';
import type { GateFile } from '../shared/gate-config.js';
import { REVOCATION_ALIVE_FILE } from '../shared/revocation.js';
import type { Zones } from './gate-request.js';
import { MEMO_REVOCATIONS, MEMO_STATE } from './memo-record.js';
import { STATE_CONFIRMED_AT, STATE_VERSION } from './state-keys.js';

/**
 * Whether all that a verdict depends on is as it was when somebody was remembered: nobody was revoked since, neither by the
 * folder nor by what was fetched.
 * @param known memo-record.ts: versions that are missing or '' equal none
 * @param nowSeconds NumericDate
 */
export function isUnchanged(
  file: GateFile,
  known: readonly string[],
  zones: Zones,
  nowSeconds: number,
): boolean {
  const folder = file.revocationDir;
  const state = file.usesState ? zones['usher_state'] : undefined;
  return (
    (!file.usesState || (state && state.get(STATE_VERSION)) === (known[MEMO_STATE] || '')) &&
    (folder === '' || modifiedAt(folder) === +(known[MEMO_REVOCATIONS] as string)) &&
    (file.refuseAfterSeconds === 0 ||
      nowSeconds -
        (folder === ''
          ? Number(state && state.get(STATE_CONFIRMED_AT))
          : modifiedAt(folder + '/' + REVOCATION_ALIVE_FILE) / 1000) <
        file.refuseAfterSeconds)
  );
}

/**
 * Modification time of a file or folder.
 * @returns milliseconds since 1970; NaN, which is like nothing, if it is not there or cannot be looked at
 */
export function modifiedAt(path: string): number {
  try {
    // Without options, which cost njs almost as much as the look itself: that it is not there is the rare case.
    return fs.statSync(path).mtimeMs;
  } catch (unreadable) {
    return NaN;
  }
}
