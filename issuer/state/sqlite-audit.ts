/**
 * The audit trail in the SQLite file. Its order is that of the entries' coming: clocks are put right.
 */
import { numberIn, textIn, type Row } from './row.js';
import type { SqliteFile } from './sqlite-file.js';
import type { AuditEntry, AuditQuery, NumberedEntry, State } from './state.js';

/** Beyond it, the oldest entries go. */
export const MAX_AUDIT_ENTRIES = 100_000;
/** What people do to themselves, each kind of action for itself: nobody can push out what is said of others. */
export const MAX_OWN_ENTRIES = 200;
const KEEP_SECONDS = 400 * 24 * 60 * 60;

/** A text that is longer is cut: an entry must not fail for it. */
const MAX_TEXT_CHARS = 1_000;

type Audit = Pick<State, 'addAudit' | 'audit' | 'findAudit' | 'auditActions'>;

export function auditIn(file: SqliteFile): Audit {
  return {
    addAudit: (entry) => {
      const [actor, action, subject, detail] = [
        cut(entry.actor),
        cut(entry.action),
        cut(entry.subject),
        cut(entry.detail),
      ];
      file.run(
        'INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)',
        ...[Math.floor(entry.at), actor, action, subject, detail],
      );
      if (actor === subject) {
        file.run(TOO_MANY_OWN, subject, subject, action, MAX_OWN_ENTRIES);
      }
    },
    audit: (limit, subject) => newest(file, Math.max(0, Math.floor(limit)), subject),
    findAudit: (query) => findAudit(file, query),
    auditActions: () =>
      file
        .rows('SELECT DISTINCT action FROM audit ORDER BY action')
        .map((row) => textIn(row, 'action')),
  };
}

const TOO_MANY_OWN = `DELETE FROM audit WHERE id IN (
  SELECT id FROM audit WHERE subject = ? AND actor = ? AND action = ? ORDER BY id DESC LIMIT -1 OFFSET ?
)`;

function cut(text: string): string {
  return text.slice(0, MAX_TEXT_CHARS);
}

function newest(file: SqliteFile, limit: number, subject?: string): readonly AuditEntry[] {
  const rows =
    subject === undefined
      ? file.rows('SELECT * FROM audit ORDER BY id DESC LIMIT ?', limit)
      : file.rows('SELECT * FROM audit WHERE subject = ? ORDER BY id DESC LIMIT ?', subject, limit);
  return rows.map(entryOf);
}

/** What is not asked for is NULL, and holds for all: one text of SQL, compiled once. */
const FIND = `SELECT * FROM audit
  WHERE (?1 IS NULL OR subject = ?1 OR actor = ?1)
    AND (?2 IS NULL OR action = ?2)
    AND (?3 IS NULL OR at >= ?3)
    AND (?4 IS NULL OR at < ?4)
    AND (?5 IS NULL OR id < ?5)
    AND (?6 IS NULL OR instr(lower(actor || char(10) || subject || char(10) || detail), ?6) > 0)
  ORDER BY id DESC LIMIT ?7`;

function findAudit(file: SqliteFile, query: AuditQuery): readonly NumberedEntry[] {
  const { person, action, from, until, before, text, limit } = query;
  const rows = file.rows(
    FIND,
    ...[person ?? null, action ?? null, from ?? null, until ?? null, before ?? null],
    // As SQLite does it: of ASCII alone.
    text?.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) ?? null,
    Math.max(0, Math.floor(limit)),
  );
  return rows.map((row) => ({ ...entryOf(row), id: numberIn(row, 'id') }));
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
  const span = numberIn(ends, 'newest') - numberIn(ends, 'oldest');
  const lastId = span < MAX_AUDIT_ENTRIES ? undefined : newestOfTooMany(file);
  // Looks first: a change is a write to the disk, and mostly there is nothing to change.
  if (numberIn(ends, 'first') <= until || lastId !== undefined) {
    file.run('DELETE FROM audit WHERE at <= ? OR id <= ?', until, lastId ?? 0);
  }
}

/** Counted: between the ids there are gaps, where entries went. */
function newestOfTooMany(file: SqliteFile): number | undefined {
  const [row] = file.rows(
    'SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET ?',
    MAX_AUDIT_ENTRIES,
  );
  return row && numberIn(row, 'id');
}
