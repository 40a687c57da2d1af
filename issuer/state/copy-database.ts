/**
 * Copies an SQLite database while others use it, and makes sure that the copy is one. I/O.
 */
import { closeSync, constants, fsyncSync, openSync, unlinkSync } from 'node:fs';
import Database from 'libsql';
import { StateError } from './state-error.js';

/**
 * @param path of the copy; must not exist. If this throws, it does not exist afterwards either.
 * @param version the schema version that the copy has to have
 * @throws StateError for a copy that is not right; what node:fs and SQLite throw
 */
export function copyDatabase(database: Database.Database, path: string, version: number): void {
  // SQLite takes an empty file for none, and keeps its mode.
  closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600));
  try {
    database.prepare('VACUUM INTO ?').run(path);
    checkCopy(path, version);
    // SQLite does not wait until a copy is on the disk.
    const file = openSync(path, constants.O_RDONLY);
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    unlinkSync(path);
    throw error;
  }
}

function checkCopy(path: string, version: number): void {
  const copy = new Database(path);
  try {
    const found = copy.prepare('PRAGMA integrity_check').all() as readonly {
      integrity_check: string;
    }[];
    const { user_version } = copy.prepare('PRAGMA user_version').get() as { user_version: number };
    if (found[0]?.integrity_check !== 'ok' || user_version !== version) {
      throw new StateError(`${path}: the copy is not what it is a copy of; nothing was kept of it`);
    }
  } finally {
    copy.close();
  }
}
