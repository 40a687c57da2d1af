/**
 * The folder that nginx's workers look into; shared/revocation.ts and docs/revocation.md say what is in it. Whoever
 * writes holds the state's lock (State.exclusively). I/O, synchronous: a command ends when its effect is there.
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Revoked } from '../../shared/revocation.js';
import { DataDirError } from '../data-dir/data-dir-error.js';
import { adviceOn, hasModeBits } from '../data-dir/private-file.js';

/** Everybody may look for a name they know, nobody but the owner may list. */
const FOLDER_MODE = 0o711;
const FILE_MODE = 0o644;

/** What is being written goes by such a name until it is renamed. */
const TEMPORARY = /^\.[0-9a-f]{12}\.tmp$/;

/**
 * Makes the folder if it is missing.
 * @param dir absolute path
 * @throws DataDirError if it cannot be written to
 */
export function openRevocationFolder(dir: string): void {
  try {
    if (mkdirSync(dir, { recursive: true, mode: FOLDER_MODE }) !== undefined) {
      // Whatever the umask: without it nginx sees nothing.
      chmodSync(dir, FOLDER_MODE);
      giveToOwnerOfParent(dir);
    }
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new DataDirError(
      `the folder for revocations ${dir} cannot be used (${code})${adviceOn(code)}`,
      { cause: error },
    );
  }
  const { uid } = statSync(dir);
  const user = process.getuid?.() ?? uid;
  if (user !== 0 && user !== uid) {
    // Setting a folder's time is for its owner.
    throw new DataDirError(
      `the folder for revocations ${dir} belongs to another user: chown it, or name a folder inside it`,
    );
  }
}

/** `sudo usher …` must not make a folder that the portal, which runs as somebody else, cannot write to. */
function giveToOwnerOfParent(dir: string): void {
  if (process.getuid?.() === 0) {
    const { uid, gid } = statSync(dirname(dir));
    chownSync(dir, uid, gid);
  }
}

/** The subjects' files by name; whatever else somebody keeps there is none of our business. */
export function subjectFilesIn(dir: string): readonly string[] {
  return readdirSync(dir).filter((name) => /^[sh]-/.test(name));
}

/** What a file says to nginx's workers; undefined if it is not there, or not for them to read. */
export function readEntry(dir: string, name: string): Revoked | undefined {
  const path = join(dir, name);
  try {
    const stats = statSync(path);
    if (process.platform !== 'win32' && !hasModeBits(stats, 0o004)) {
      return undefined;
    }
    const text = stats.size === 0 ? '' : readFileSync(path, 'utf8');
    return {
      notBefore: stats.mtimeMs / 1000,
      endedSessions: text.split('\n').filter((line) => line !== ''),
    };
  } catch {
    return undefined;
  }
}

/**
 * Puts a file in its place: readers see the old or the new one.
 * @throws what node:fs throws
 */
export function writeEntry(dir: string, name: string, { notBefore, endedSessions }: Revoked): void {
  const temporary = join(dir, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeTemporary(temporary, endedSessions.map((sid) => `${sid}\n`).join(''), notBefore);
    renameSync(temporary, join(dir, name));
  } catch (error) {
    removeFile(temporary);
    throw error;
  }
}

function writeTemporary(path: string, text: string, seconds: number): void {
  const file = openSync(path, 'wx', FILE_MODE);
  try {
    writeSync(file, text);
    fchmodSync(file, FILE_MODE);
    if (process.getuid?.() === 0) {
      const { uid, gid } = statSync(dirname(path));
      fchownSync(file, uid, gid);
    }
    futimesSync(file, seconds, seconds);
  } finally {
    closeSync(file);
  }
}

/** Takes a file away; one that is not there is fine. */
export function removeEntry(dir: string, name: string): void {
  removeFile(join(dir, name));
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
  }
}

/** What a process that was killed had begun to write; nobody else is writing now. */
export function temporariesIn(dir: string): readonly string[] {
  return readdirSync(dir).filter((name) => TEMPORARY.test(name));
}

/**
 * Changes something in the folder, so that its modification time afterwards is one that nobody has seen before. The file
 * system's clock moves in steps of up to 10 ms; who looks between two changes of one step would take the second for seen.
 */
export function changeFolder(dir: string, change: () => void): void {
  const before = statSync(dir).mtimeMs;
  try {
    change();
  } finally {
    const after = statSync(dir).mtimeMs;
    const next = (Math.floor(Math.max(before, after, Date.now())) + 2) / 1000;
    utimesSync(dir, next, next);
  }
}

/** Sets the time of a file that nothing else of is looked at; the folder stays as it is. */
export function touchEntry(dir: string, name: string, seconds: number): void {
  try {
    utimesSync(join(dir, name), seconds, seconds);
  } catch {
    // Not there, or another user's: a new one takes its place.
    writeEntry(dir, name, { notBefore: seconds, endedSessions: [] });
  }
}
