/**
 * What is revoked, in the SQLite file: read, and sessions ended. sqlite-stamps.ts revokes more than that.
 */
import type { Revoked } from '../../shared/revocation.js';
import { numberIn, textIn } from './row.js';
import type { SqliteFile } from './sqlite-file.js';
import { findSession, GRACE_SECONDS } from './sqlite-sessions.js';
import { epochOf, MAX_ENDED_SESSIONS, moveEpoch, notBeforeOf, stamp } from './sqlite-stamps.js';
import type { SessionRecord, State } from './state.js';

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
