/**
 * Stamps, ended sessions and the epoch in the SQLite file.
 */
import type { Revoked } from '../../shared/revocation.js';
import { MAX_TOKEN_LIFETIME_SECONDS } from '../../shared/token-profile.js';
import { numberIn, textIn } from './row.js';
import type { SqliteFile } from './sqlite-file.js';
import { findSession, GRACE_SECONDS } from './sqlite-sessions.js';
import type { SessionRecord, State } from './state.js';

/** Longest list of one subject's ended sessions; the gate reads it. Beyond it all of the subject's sessions end. */
export const MAX_ENDED_SESSIONS = 100;

type Revocations = Pick<
  State,
  | 'epoch'
  | 'revokedOf'
  | 'allRevoked'
  | 'earliestIssueOf'
  | 'revokeSubject'
  | 'revokeAll'
  | 'endSession'
>;

export function revocationsIn(file: SqliteFile): Revocations {
  return {
    epoch: () => epochOf(file),
    revokedOf: (subject) => revokedOf(file, subject),
    allRevoked: () => allRevoked(file),
    earliestIssueOf: (subject) => Math.max(epochOf(file), notBeforeOf(file, subject)),
    revokeSubject: (subject, now) => file.transaction(() => stamp(file, subject, now)),
    revokeAll: (now) => file.transaction(() => moveEpoch(file, now)),
    endSession: (session, now) => {
      file.transaction(() => {
        endSession(file, session, now);
      });
    },
  };
}

function epochOf(file: SqliteFile): number {
  return numberIn(file.rows('SELECT not_before FROM epoch')[0], 'not_before');
}

/** 0: none. */
function notBeforeOf(file: SqliteFile, subject: string): number {
  const [row] = file.rows('SELECT not_before FROM stamps WHERE subject = ?', subject);
  return row === undefined ? 0 : numberIn(row, 'not_before');
}

function revokedOf(file: SqliteFile, subject: string): Revoked | undefined {
  const notBefore = notBeforeOf(file, subject);
  const endedSessions = file
    .rows('SELECT sid FROM ended_sessions WHERE subject = ? ORDER BY sid', subject)
    .map((row) => textIn(row, 'sid'));
  return notBefore === 0 && endedSessions.length === 0 ? undefined : { notBefore, endedSessions };
}

function allRevoked(file: SqliteFile): ReadonlyMap<string, Revoked> {
  const all = new Map<string, Readonly<{ notBefore: number; endedSessions: string[] }>>();
  for (const row of file.rows('SELECT subject, not_before FROM stamps')) {
    const notBefore = numberIn(row, 'not_before');
    all.set(textIn(row, 'subject'), { notBefore, endedSessions: [] });
  }
  for (const row of file.rows('SELECT subject, sid FROM ended_sessions ORDER BY subject, sid')) {
    const subject = textIn(row, 'subject');
    const revoked = all.get(subject) ?? { notBefore: 0, endedSessions: [] };
    revoked.endedSessions.push(textIn(row, 'sid'));
    all.set(subject, revoked);
  }
  return all;
}

/**
 * After it, ended sessions of the subject need no mention. It is kept as long as any token may live, and not just as
 * long as sessions do now: who shortens session.lifetime must not bring old cookies back.
 */
function stamp(file: SqliteFile, subject: string, now: number): number {
  const notBefore = 1 + Math.max(Math.floor(now), notBeforeOf(file, subject), epochOf(file));
  file.run(
    `INSERT INTO stamps (subject, not_before, expires_at) VALUES (?, ?, ?)
     ON CONFLICT (subject) DO UPDATE SET not_before = excluded.not_before, expires_at = excluded.expires_at`,
    subject,
    notBefore,
    notBefore + MAX_TOKEN_LIFETIME_SECONDS + GRACE_SECONDS,
  );
  file.run('DELETE FROM ended_sessions WHERE subject = ?', subject);
  file.run('DELETE FROM sessions WHERE subject = ?', subject);
  file.run(
    'UPDATE api_tokens SET revoked_at = ? WHERE subject = ? AND revoked_at IS NULL',
    Math.floor(now),
    subject,
  );
  return notBefore;
}

/** Nothing minted until now can be of a later second than all stamps and the epoch; so it stands for all of them. */
function moveEpoch(file: SqliteFile, now: number): number {
  const [newest] = file.rows('SELECT coalesce(max(not_before), 0) AS not_before FROM stamps');
  const notBefore = 1 + Math.max(Math.floor(now), numberIn(newest, 'not_before'), epochOf(file));
  file.run('UPDATE epoch SET not_before = ?', notBefore);
  for (const table of ['stamps', 'ended_sessions', 'sessions']) {
    file.run(`DELETE FROM ${table}`);
  }
  file.run('UPDATE api_tokens SET revoked_at = ? WHERE revoked_at IS NULL', Math.floor(now));
  return notBefore;
}

function endSession(file: SqliteFile, session: SessionRecord, now: number): void {
  const { sid, subject } = session;
  const recorded = findSession(file, sid);
  const longest = recorded?.subject === subject ? recorded.expiresAt : 0;
  file.run(
    `INSERT INTO ended_sessions (subject, sid, expires_at) VALUES (?, ?, ?)
     ON CONFLICT (subject, sid) DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)`,
    subject,
    sid,
    Math.ceil(Math.max(session.expiresAt, longest)) + GRACE_SECONDS,
  );
  file.run(
    'UPDATE api_tokens SET revoked_at = ? WHERE sid = ? AND revoked_at IS NULL',
    Math.floor(now),
    sid,
  );
  const [many] = file.rows(
    'SELECT count(*) AS number FROM ended_sessions WHERE subject = ?',
    subject,
  );
  if (numberIn(many, 'number') > MAX_ENDED_SESSIONS) {
    stamp(file, subject, now);
  }
}
