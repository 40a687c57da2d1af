/**
 * The SQLite file: opened so that several processes can use it at once, with the tables of this version. I/O.
 */
import {
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  openSync,
  statSync,
  type Stats,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { adviceOn, hasModeBits } from '../data-dir/private-file.js';
import { copyDatabase } from './copy-database.js';
import { MIGRATIONS } from './migrations.js';
import type { Row } from './row.js';
import { StateError } from './state-error.js';

/** How long one process waits for another that is writing; what they write takes milliseconds. */
const BUSY_MS = 5_000;
const PAUSE_MS = 20;

export type SqliteFile = Readonly<{
  /** The rows that a question gives. Each text of SQL is compiled once. */
  rows: (sql: string, ...values: readonly Value[]) => readonly Row[];
  /** Changes something; gives how many rows. */
  run: (sql: string, ...values: readonly Value[]) => number;
  /** Writes a copy, as it is at one moment, into a new file (mode 0600), and looks it over. Not within a transaction. */
  copyTo: (path: string) => void;
  /** Runs in a transaction that is alone in writing from its start (BEGIN IMMEDIATE). */
  transaction: <T>(use: () => T) => T;
  close: () => void;
}>;

type Value = string | number | null;

/**
 * Opens the file, or makes it: mode 0600, and belonging to whom the folder belongs to.
 * @param path absolute, in an existing folder
 * @throws StateError if it cannot be used
 */
export function openSqliteFile(path: string): SqliteFile {
  const database = explained(path, () => {
    prepareFile(path);
    const opened = new Database(path, { timeout: BUSY_MS });
    setUp(opened, path);
    return opened;
  });
  return fileOf(database, path);
}

function fileOf(database: Database.Database, path: string): SqliteFile {
  const statements = new Map<string, Database.Statement>();
  const compiled = (sql: string): Database.Statement => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  return {
    rows: (sql, ...values) => explained(path, () => compiled(sql).all(...values) as Row[]),
    run: (sql, ...values) => explained(path, () => compiled(sql).run(...values).changes),
    transaction: <T>(use: () => T) => {
      explained(path, () => {
        database.exec('BEGIN IMMEDIATE');
      });
      let result: T;
      try {
        result = use();
        explained(path, () => {
          database.exec('COMMIT');
        });
      } catch (error) {
        rollBack(database);
        throw error;
      }
      return result;
    },
    copyTo: (copy) => {
      explained(copy, () => {
        copyDatabase(database, copy, MIGRATIONS.length);
      });
    },
    close: () => {
      statements.clear();
      database.close();
    },
  };
}

/** SQLite itself rolls back after some errors, and then has nothing left to roll back. */
function rollBack(database: Database.Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    return;
  }
}

/** An empty file is an empty database; SQLite gives the files beside it the same mode and owner. */
function prepareFile(path: string): void {
  try {
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      fchmodSync(file, 0o600);
    } finally {
      closeSync(file);
    }
    giveToOwnerOfFolder(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
    refuseOpenDoors(statSync(path), path);
  }
}

/** `sudo usher …` must not leave a file that the portal, which runs as somebody else, cannot read. */
function giveToOwnerOfFolder(path: string): void {
  if (process.getuid?.() === 0) {
    const { uid, gid } = statSync(dirname(path));
    chownSync(path, uid, gid);
  }
}

function refuseOpenDoors(stats: Stats, path: string): void {
  if (!stats.isFile()) {
    throw new StateError(`${path}: it is not a file`);
  }
  if (hasModeBits(stats, 0o007)) {
    throw new StateError(`${path}: every user of this machine can get at it: chmod 600`);
  }
}

function setUp(database: Database.Database, path: string): void {
  // Waiting for a lock does not cover this change, which several processes may make at the file's very beginning.
  retried(() => {
    database.exec('PRAGMA journal_mode = WAL');
  });
  // What was confirmed outlives a power cut.
  database.exec('PRAGMA synchronous = FULL');
  if (versionOf(database) === MIGRATIONS.length) {
    return;
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    migrate(database, path);
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function migrate(database: Database.Database, path: string): void {
  const version = versionOf(database);
  if (version > MIGRATIONS.length) {
    throw new StateError(
      `${path}: a newer usher made it (schema ${String(version)}; this one knows ${String(MIGRATIONS.length)})`,
    );
  }
  for (const step of MIGRATIONS.slice(version)) {
    database.exec(step);
  }
  database.exec(`PRAGMA user_version = ${String(MIGRATIONS.length)}`);
}

function versionOf(database: Database.Database): number {
  const row = database.prepare('PRAGMA user_version').get() as Readonly<{ user_version: number }>;
  return row.user_version;
}

function retried(use: () => void): void {
  const end = Date.now() + BUSY_MS;
  for (;;) {
    try {
      use();
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

/** @throws StateError in place of whatever SQLite or the file system threw */
function explained<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof StateError) {
      throw error;
    }
    const code = codeOf(error) || 'SQLITE_CANTOPEN';
    const advice = isBusy(error)
      ? ': another process has been writing for too long'
      : adviceOn(code);
    throw new StateError(`${path}: it cannot be used (${code})${advice}`, { cause: error });
  }
}

function codeOf(error: unknown): string {
  return (error as Readonly<{ code?: string }>).code ?? '';
}
