/**
 * Small files with secrets: read only if nobody else can, written whole or not at all. I/O.
 */
import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { link, open, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

export type PrivateFile =
  | Readonly<{ kind: 'text'; text: string; warnings: readonly string[] }>
  | Readonly<{ kind: 'missing' }>
  /** A sentence for the operator, without the file's name. */
  | Readonly<{ kind: 'refused'; problem: string }>;

const MODE = 0o600;
const MAX_PRIVATE_FILE_BYTES = 256 * 1024;

/** Reads a file unless other users of the machine can read or change it. */
export async function readPrivateFile(path: string): Promise<PrivateFile> {
  let file: FileHandle;
  try {
    // Non-blocking, so that a pipe in the file's place does not hold us up for ever.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT'
      ? { kind: 'missing' }
      : { kind: 'refused', problem: `it cannot be opened (${code})${adviceOn(code)}` };
  }
  try {
    // Of the open file, not of the path: nothing can be swapped in between.
    const stats = await file.stat();
    const problem = refusalOf(stats);
    return problem === undefined
      ? { kind: 'text', text: await file.readFile('utf8'), warnings: warningsOf(stats) }
      : { kind: 'refused', problem };
  } finally {
    await file.close();
  }
}

function refusalOf(stats: Stats): string | undefined {
  if (!stats.isFile()) {
    return 'it is not a file';
  }
  if (hasModeBits(stats, 0o007)) {
    return 'every user of this machine can get at it: chmod 600, and if it was so for long, replace what is in it';
  }
  return stats.size > MAX_PRIVATE_FILE_BYTES ? 'it is larger than 256 KB' : undefined;
}

/** A group is tolerated: Kubernetes gives volumes one (fsGroup). */
function warningsOf(stats: Stats): readonly string[] {
  return hasModeBits(stats, 0o070)
    ? ['its group can get at it; chmod 600 unless that is meant']
    : [];
}

/** Windows has no such bits; what Node shows there means nothing. */
export function hasModeBits({ mode }: Pick<Stats, 'mode'>, bits: number): boolean {
  return process.platform !== 'win32' && (mode & bits) !== 0;
}

/**
 * Makes a file that is not there yet. Of several processes that try at once, one makes it, the others are told.
 * @throws what node:fs throws
 */
export async function createPrivateFile(
  path: string,
  content: string,
): Promise<'created' | 'exists'> {
  return withTemporary(path, content, async (temporary) => {
    try {
      // Unlike rename, link never replaces.
      await link(temporary, path);
      return 'created';
    } catch (error) {
      if (codeOf(error) === 'EEXIST') {
        return 'exists';
      }
      return createExclusively(path, content);
    }
  });
}

/** For file systems without hard links: still never replaces, but a crash may leave half a file. */
async function createExclusively(path: string, content: string): Promise<'created' | 'exists'> {
  try {
    await writeNew(path, content);
    return 'created';
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      return 'exists';
    }
    throw error;
  }
}

/**
 * Replaces a file, or makes it: readers see the old or the new content, after a crash too.
 * @throws what node:fs throws
 */
export async function replacePrivateFile(path: string, content: string): Promise<void> {
  await withTemporary(path, content, (temporary) => rename(temporary, path));
}

/**
 * Does something to a file that several commands might do at once: one does, the others are told.
 * @param use reads the file and replaces it
 * @returns what `use` gave; or the path of the lock, which a command that was killed may have left
 * @throws what node:fs throws when the lock cannot be made
 */
export async function whileLocked<T>(
  path: string,
  use: () => Promise<T>,
): Promise<T | Readonly<{ kind: 'locked'; lock: string }>> {
  const lock = `${path}.lock`;
  if ((await createPrivateFile(lock, '')) === 'exists') {
    return { kind: 'locked', lock };
  }
  try {
    return await use();
  } finally {
    await unlink(lock);
  }
}

async function withTemporary<T>(
  path: string,
  content: string,
  use: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeNew(temporary, content);
    const result = await use(temporary);
    await syncFolder(dirname(path));
    return result;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

async function writeNew(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', MODE);
  try {
    await file.writeFile(content);
    await giveToOwnerOfFolder(file, dirname(path));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What an operator does about an error of the file system, to stand behind its code. */
export function adviceOn(code: string): string {
  return code === 'EACCES'
    ? ': this user has no rights there; run it as the owner or as root, or change the owner'
    : '';
}

/** `sudo usher …` must not leave files that the portal, which runs as somebody else, cannot read. */
async function giveToOwnerOfFolder(file: FileHandle, folder: string): Promise<void> {
  if (process.getuid?.() === 0) {
    const { uid, gid } = await stat(folder);
    await file.chown(uid, gid);
  }
}

/** Makes a rename or link last through a power cut; some file systems cannot, and need not be told. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, constants.O_RDONLY);
    await handle.sync().finally(() => handle.close());
  } catch {
    return;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'error';
}
