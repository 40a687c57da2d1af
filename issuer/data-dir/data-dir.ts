/**
 * The data folder itself. I/O.
 */
import { constants } from 'node:fs';
import { access, chmod, chown, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DataDirError } from './data-dir-error.js';
import { adviceOn, hasModeBits } from './private-file.js';

/**
 * Others may pass through, to the folder for revocations, and see nothing: they cannot list it, and every file in it is
 * for its owner alone.
 */
const MODE = 0o711;

/**
 * Makes the folder (0711) if it is missing, and looks at it.
 * @param dataDir absolute path
 * @returns what the operator may want to change, as sentences
 * @throws DataDirError if it is no folder, cannot be written to, or everybody may write to it
 */
export async function openDataDir(dataDir: string): Promise<readonly string[]> {
  try {
    await makeFolder(dataDir);
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
      `every user of this machine can change the data folder ${dataDir}: chmod 711`,
    );
  }
  return hasModeBits(stats, 0o004)
    ? [`every user of this machine can list the data folder ${dataDir}; chmod 711 is safer`]
    : [];
}

/**
 * The mode is what is said here for what is made, whatever the umask; an existing folder stays as it is. What root makes
 * belongs to the owner of the folder above, as its files will: the portal runs as somebody else.
 */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: MODE });
  if (first === undefined) {
    return;
  }
  const owner = process.getuid?.() === 0 ? await stat(dirname(first)) : undefined;
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await chmod(made, MODE);
    if (owner !== undefined) {
      await chown(made, owner.uid, owner.gid);
    }
  }
}
