/**
 * Whether nginx's workers, which are neither root nor the portal's user, get to the folder for revocations. I/O.
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasModeBits } from '../data-dir/private-file.js';

/**
 * Looks at the folder and at every folder above it, as far as they are there.
 * @param dir absolute path; '' for none
 * @returns what the operator may want to change, as sentences
 */
export function wayInWarnings(dir: string): readonly string[] {
  return pathTo(dir)
    .filter((folder) => keepsOthersOut(folder))
    .map(
      (folder) =>
        `${folder} keeps nginx's workers out of ${dir}, where they look for what is revoked; chmod o+x ${folder}, unless its group lets them in`,
    );
}

/** `/a`, `/a/b`, `/a/b/c` */
function pathTo(dir: string): readonly string[] {
  return dir === '' || dir === dirname(dir) ? [] : [...pathTo(dirname(dir)), dir];
}

function keepsOthersOut(folder: string): boolean {
  try {
    return process.platform !== 'win32' && !hasModeBits(statSync(folder), 0o001);
  } catch {
    return false;
  }
}
