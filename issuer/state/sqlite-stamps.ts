/**
 * Stamps of subjects and the epoch, in the SQLite file: everything minted until now is void.
 *
 * A clock may have been put back since something was minted. A stamp is later than what was minted a little ahead of the
 * clock; but were it later than what was minted far ahead, its subject could not sign in until then. Such sessions are
 * ended one by one, and their rows stay, so that the next stamp does not forget them.
 */
import { CLOCK_SKEW_SECONDS, MAX_TOKEN_LIFETIME_SECONDS } from '../../shared/token-profile.js';
import { numberIn, textIn, type Row } from './row.js';
import type { SqliteFile } from './sqlite-file.js';
import { GRACE_SECONDS } from './sqlite-sessions.js';

/** Longest list of one subject's ended sessions; the gate reads it. Beyond it all of the subject's sessions end. */
export const MAX_ENDED_SESSIONS = 100;

export function epochOf(file: SqliteFile): number {
  return numberIn(file.rows('SELECT not_before FROM epoch')[0], 'not_before');
}

/** 0: none. */
export function notBeforeOf(file: SqliteFile, subject: string): number {
  const [row] = file.rows('SELECT not_before FROM stamps WHERE subject = ?', subject);
  return row === undefined ? 0 : numberIn(row, 'not_before');
}

/** As {@link State.revokeSubject}, within a transaction. */
export function stamp(file: SqliteFile, subject: string, now: number): number {
  const least = Math.max(Math.floor(now), notBeforeOf(file, subject), epochOf(file));
  const [newest] = file.rows(
    'SELECT max(issued_at) AS newest FROM minted WHERE subject = ? AND issued_at <= ?',
    subject,
    least + CLOCK_SKEW_SECONDS,
  );
  revokeApiTokens(file, now, subject);
  return putStamp(file, subject, 1 + Math.max(least, newestIn(newest)));
}

/**
 * After it, ended sessions of the subject need no mention, but those of a later time. It is kept as long as any token may
 * live, and not just as long as sessions do now: who shortens session.lifetime must not bring old cookies back.
 */
function putStamp(file: SqliteFile, subject: string, notBefore: number): number {
  const later = mintedFrom(file, subject, notBefore);
  if (later.length > MAX_ENDED_SESSIONS) {
    return putStamp(file, subject, 1 + numberIn(later[0], 'issued_at'));
  }
  file.run(
    `INSERT INTO stamps (subject, not_before, expires_at) VALUES (?, ?, ?)
     ON CONFLICT (subject) DO UPDATE SET not_before = excluded.not_before, expires_at = excluded.expires_at`,
    subject,
    notBefore,
    notBefore + MAX_TOKEN_LIFETIME_SECONDS + GRACE_SECONDS,
  );
  file.run('DELETE FROM ended_sessions WHERE subject = ?', subject);
  file.run('DELETE FROM sessions WHERE subject = ? AND issued_at < ?', subject, notBefore);
  endEach(file, subject, later);
  return notBefore;
}

/** As {@link State.revokeAll}, within a transaction. What was stamped for no later time needs its stamps no more. */
export function moveEpoch(file: SqliteFile, now: number): number {
  const least = Math.max(Math.floor(now), epochOf(file));
  const [newest] = file.rows(
    `SELECT max(time) AS newest FROM (
       SELECT issued_at AS time FROM minted UNION ALL SELECT not_before FROM stamps) WHERE time <= ?`,
    least + CLOCK_SKEW_SECONDS,
  );
  const notBefore = 1 + Math.max(least, newestIn(newest));
  file.run('UPDATE epoch SET not_before = ?', notBefore);
  file.run('DELETE FROM stamps WHERE not_before <= ?', notBefore);
  file.run('DELETE FROM ended_sessions');
  file.run('DELETE FROM sessions WHERE issued_at < ?', notBefore);
  revokeApiTokens(file, now);
  for (const row of file.rows(
    'SELECT DISTINCT subject FROM minted WHERE issued_at >= ?',
    notBefore,
  )) {
    const subject = textIn(row, 'subject');
    const later = mintedFrom(file, subject, notBefore);
    if (later.length > MAX_ENDED_SESSIONS) {
      putStamp(file, subject, 1 + numberIn(later[0], 'issued_at'));
    } else {
      endEach(file, subject, later);
    }
  }
  return notBefore;
}

function newestIn(row: Row | undefined): number {
  return row?.['newest'] === null ? 0 : numberIn(row, 'newest');
}

/** Newest first. */
function mintedFrom(file: SqliteFile, subject: string, time: number): readonly Row[] {
  return file.rows(
    'SELECT * FROM minted WHERE subject = ? AND issued_at >= ? ORDER BY issued_at DESC',
    subject,
    time,
  );
}

function endEach(file: SqliteFile, subject: string, sessions: readonly Row[]): void {
  for (const session of sessions) {
    file.run(
      'INSERT OR REPLACE INTO ended_sessions (subject, sid, expires_at) VALUES (?, ?, ?)',
      subject,
      textIn(session, 'sid'),
      Math.ceil(numberIn(session, 'expires_at')) + GRACE_SECONDS,
    );
  }
}

function revokeApiTokens(file: SqliteFile, now: number, subject?: string): void {
  file.run(
    `UPDATE api_tokens SET revoked_at = ? WHERE revoked_at IS NULL ${subject === undefined ? '' : 'AND subject = ?'}`,
    Math.floor(now),
    ...(subject === undefined ? [] : [subject]),
  );
}
