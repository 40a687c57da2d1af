/**
 * The data folder itself. I/O.
 */
import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { DataDirError } from './data-dir-error.js';
import { adviceOn, hasModeBits } from './private-file.js';

/**
 * Makes the folder (0700) if it is missing, and looks at it.
 * @param dataDir absolute path
 * @returns what the operator may want to change, as sentences
 * @throws DataDirError if it is no folder, cannot be written to, or everybody may write to it
 */
export async function openDataDir(dataDir: string): Promise<readonly string[]> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new DataDirError(`the data folder ${dataDir} cannot be used (${code})${adviceOn(code)}`, {
      cause: error,
    });
  }
  const stats = await stat(dataDir);
  if (hasModeBits(stats, 0o002)) {
    throw new DataDirError(
      `every user of this machine can change the data folder ${dataDir}: chmod 700`,
    );
  }
  return hasModeBits(stats, 0o005)
    ? [`every user of this machine can look into the data folder ${dataDir}; chmod 700 is safer`]
    : [];
}
