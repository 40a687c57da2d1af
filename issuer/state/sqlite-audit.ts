/**
 * The audit trail in the SQLite file. Its order is that of the entries' coming: clocks are put right.
 */
import { numberIn, textIn, type Row } from './row.js';
import type { SqliteFile } from './sqlite-file.js';
import type { AuditEntry, State } from './state.js';

/** Beyond it, the oldest entries go. */
export const MAX_AUDIT_ENTRIES = 100_000;
const KEEP_SECONDS = 400 * 24 * 60 * 60;

/** A text that is longer is cut: an entry must not fail for it. */
const MAX_TEXT_CHARS = 1_000;

export function auditIn(file: SqliteFile): Pick<State, 'addAudit' | 'audit'> {
  return {
    addAudit: ({ at, ...entry }) => {
      const { actor, action, subject, detail } = entry;
      file.run(
        'INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)',
        Math.floor(at),
        ...[actor, action, subject, detail].map((text) => text.slice(0, MAX_TEXT_CHARS)),
      );
    },
    audit: (limit, subject) => newest(file, Math.max(0, Math.floor(limit)), subject),
  };
}

function newest(file: SqliteFile, limit: number, subject?: string): readonly AuditEntry[] {
  const rows =
    subject === undefined
      ? file.rows('SELECT * FROM audit ORDER BY id DESC LIMIT ?', limit)
      : file.rows('SELECT * FROM audit WHERE subject = ? ORDER BY id DESC LIMIT ?', subject, limit);
  return rows.map(entryOf);
}

function entryOf(row: Row): AuditEntry {
  return {
    at: numberIn(row, 'at'),
    actor: textIn(row, 'actor'),
    action: textIn(row, 'action'),
    subject: textIn(row, 'subject'),
    detail: textIn(row, 'detail'),
  };
}

/**
 * Forgets what is old: 400 days before `now`, or before the newest entry if that is earlier, so that a clock that runs
 * ahead for a while takes nothing away; and what is too much.
 */
export function removeOldAudit(file: SqliteFile, now: number): void {
  const [ends] = file.rows(
    'SELECT min(at) AS first, max(at) AS last, min(id) AS oldest, max(id) AS newest FROM audit',
  );
  if (ends === undefined || ends['newest'] === null) {
    return;
  }
  const until = Math.min(now, numberIn(ends, 'last')) - KEEP_SECONDS;
  const lastId = numberIn(ends, 'newest') - MAX_AUDIT_ENTRIES;
  // Looks first: a change is a write to the disk, and mostly there is nothing to change.
  if (numberIn(ends, 'first') <= until || numberIn(ends, 'oldest') <= lastId) {
    file.run('DELETE FROM audit WHERE at <= ? OR id <= ?', until, lastId);
  }
}
