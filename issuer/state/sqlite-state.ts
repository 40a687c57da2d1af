/**
 * The state in an SQLite file, dataDir/usher.sqlite. Several processes (the portal, commands) use it at once. I/O.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { auditIn, removeOldAudit } from './sqlite-audit.js';
import { localAccountsIn } from './sqlite-local-accounts.js';
import { guestPassesIn, removeOldGuestPasses } from './sqlite-guest-passes.js';
import { numberIn } from './row.js';
import { openSqliteFile, type SqliteFile } from './sqlite-file.js';
import { overridesIn } from './sqlite-overrides.js';
import { ownerLinkIn } from './sqlite-owner-link.js';
import { peopleIn, removeOldPeople } from './sqlite-people.js';
import { revocationsIn } from './sqlite-revocations.js';
import { GRACE_SECONDS, sessionsIn } from './sqlite-sessions.js';
import type { State, StateFile } from './state.js';

/** How long `usher token list` shows an API token that has expired. */
const SHOW_EXPIRED_SECONDS = 30 * 24 * 60 * 60;

/**
 * What is over is kept so much longer: a clock that runs ahead for a while, and is put right, must not have taken away
 * what keeps signed-out copies of a cookie void.
 */
const WRONG_CLOCK_SECONDS = 7 * 24 * 60 * 60;

/**
 * Opens the state of a data folder, or makes it.
 * @param dataDir absolute path of an existing folder
 * @throws StateError if the file cannot be used
 */
export function openState(dataDir: string): State {
  const file = openSqliteFile(pathIn(dataDir));
  return {
    ...revocationsIn(file),
    ...sessionsIn(file),
    ...overridesIn(file),
    ...guestPassesIn(file),
    ...peopleIn(file),
    ...ownerLinkIn(file),
    ...localAccountsIn(file),
    ...auditIn(file),
    file: () => stateFile(file),
    copyTo: file.copyTo,
    removeExpired: (now) => {
      removeExpired(file, now);
      removeOldGuestPasses(file, now);
      removeOldPeople(file, now);
      removeOldAudit(file, now);
    },
    exclusively: file.transaction,
    close: file.close,
  };
}

/** As {@link openState}, but makes nothing: undefined if there is no state yet. */
export function openExistingState(dataDir: string): State | undefined {
  return hasState(dataDir) ? openState(dataDir) : undefined;
}

/** Whether a data folder has a state, be it one that can be used or not. */
export function hasState(dataDir: string): boolean {
  return existsSync(pathIn(dataDir));
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'usher.sqlite');
}

function stateFile(file: SqliteFile): StateFile {
  const [row] = file.rows(`SELECT
    (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS bytes,
    (SELECT user_version FROM pragma_user_version) AS schema,
    (SELECT count(*) FROM audit) AS entries`);
  return {
    bytes: numberIn(row, 'bytes'),
    schema: numberIn(row, 'schema'),
    auditEntries: numberIn(row, 'entries'),
  };
}

function removeExpired(file: SqliteFile, now: number): void {
  const removals: readonly (readonly [table: string, until: number])[] = [
    ['stamps', now - WRONG_CLOCK_SECONDS],
    ['ended_sessions', now - WRONG_CLOCK_SECONDS],
    ['sessions', now - GRACE_SECONDS - WRONG_CLOCK_SECONDS],
    ['api_tokens', now - SHOW_EXPIRED_SECONDS],
  ];
  // A file that can only be read says so here; nothing else comes of it.
  file.run('DELETE FROM stamps WHERE false');
  // Looks first: a change is a write to the disk, and mostly there is nothing to change.
  const due = removals.filter(
    ([table, until]) =>
      file.rows(`SELECT 1 FROM ${table} WHERE expires_at <= ? LIMIT 1`, until).length > 0,
  );
  if (due.length === 0) {
    return;
  }
  file.transaction(() => {
    for (const [table, until] of due) {
      file.run(`DELETE FROM ${table} WHERE expires_at <= ?`, until);
    }
  });
}
