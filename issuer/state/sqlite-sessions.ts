/**
 * Sessions and API tokens in the SQLite file.
 */
import { CLOCK_SKEW_SECONDS } from '../../shared/token-profile.js';
import { numberIn, textIn, type Row } from './row.js';
import type { SqliteFile } from './sqlite-file.js';
import type { ApiToken, SessionDetails, SessionRecord, State } from './state.js';

/** A gate whose clock is behind takes a token for so much longer. */
export const GRACE_SECONDS = 2 * CLOCK_SKEW_SECONDS;

type Sessions = Pick<
  State,
  | 'recordSession'
  | 'sessions'
  | 'findSession'
  | 'isKnown'
  | 'addApiToken'
  | 'apiTokens'
  | 'ownTokens'
>;

export function sessionsIn(file: SqliteFile): Sessions {
  return {
    recordSession: (session) => {
      file.transaction(() => {
        recordSession(file, session);
      });
    },
    sessions: (now, subject) => sessions(file, now, subject),
    findSession: (sid) => findSession(file, sid),
    isKnown: (subject) => isKnown(file, subject),
    addApiToken: (token, now) => file.transaction(() => addApiToken(file, token, now)),
    apiTokens: () =>
      file.rows('SELECT * FROM api_tokens ORDER BY issued_at DESC, name').map(apiTokenOf),
    ownTokens: (now, subject) => ownTokens(file, now, subject),
  };
}

function isKnown(file: SqliteFile, subject: string): boolean {
  const rows = file.rows('SELECT 1 FROM minted WHERE subject = ? LIMIT 1', subject);
  return rows.length > 0;
}

/** As {@link State.findSession}. */
export function findSession(file: SqliteFile, sid: string): SessionRecord | undefined {
  const [row] = file.rows('SELECT sid, subject, expires_at FROM minted WHERE sid = ?', sid);
  return row === undefined ? undefined : sessionOf(row);
}

/** issued_at is the latest: after a clock that was put back, an earlier token may still be good. */
function recordSession(file: SqliteFile, session: SessionDetails): void {
  const { sid, subject, expiresAt, groupId, issuedAt, device, address } = session;
  file.run(
    `INSERT INTO sessions
       (sid, subject, expires_at, group_id, issued_at, device, address, first_seen, last_seen)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (sid) DO UPDATE SET
       expires_at = max(expires_at, excluded.expires_at),
       group_id = excluded.group_id,
       issued_at = max(issued_at, excluded.issued_at),
       device = iif(excluded.device = '', device, excluded.device),
       address = iif(excluded.address = '', address, excluded.address),
       last_seen = excluded.last_seen`,
    ...[sid, subject, expiresAt, groupId, issuedAt, device, address],
    session.firstSeen,
    session.lastSeen,
  );
  // Of a session that ended while it was being renewed.
  file.run(
    'UPDATE ended_sessions SET expires_at = max(expires_at, ?) WHERE subject = ? AND sid = ?',
    expiresAt + GRACE_SECONDS,
    subject,
    sid,
  );
}

/** Those with a token that no clock, no stamp, and no ended session makes void. */
function sessions(file: SqliteFile, now: number, subject?: string): readonly SessionDetails[] {
  const ofWhom = subject === undefined ? '' : 'AND sessions.subject = ?';
  const rows = file.rows(
    `SELECT sessions.* FROM sessions
       LEFT JOIN stamps ON stamps.subject = sessions.subject
       LEFT JOIN ended_sessions AS ended
         ON ended.subject = sessions.subject AND ended.sid = sessions.sid
     WHERE sessions.expires_at > ? AND ended.sid IS NULL
       AND sessions.issued_at >= coalesce(stamps.not_before, 0)
       AND sessions.issued_at >= (SELECT not_before FROM epoch) ${ofWhom}
     ORDER BY sessions.last_seen DESC, sessions.sid`,
    now,
    ...(subject === undefined ? [] : [subject]),
  );
  return rows.map(detailsOf);
}

function addApiToken(file: SqliteFile, token: ApiToken, now: number): 'added' | 'name_taken' {
  const { sid, subject, name, groupId, issuedAt, expiresAt, madeBy } = token;
  const namesakes = file.rows(
    `SELECT 1 FROM api_tokens
       WHERE name = ? AND made_by IS ? AND revoked_at IS NULL AND expires_at > ?`,
    name,
    madeBy ?? null,
    now,
  );
  if (namesakes.length > 0) {
    return 'name_taken';
  }
  file.run(
    `INSERT INTO api_tokens (sid, subject, name, group_id, issued_at, expires_at, made_by)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[sid, subject, name, groupId, issuedAt, expiresAt, madeBy ?? null],
  );
  return 'added';
}

function ownTokens(file: SqliteFile, now: number, subject?: string): readonly ApiToken[] {
  const ofWhom = subject === undefined ? '' : 'AND subject = ?';
  const rows = file.rows(
    `SELECT * FROM api_tokens
       WHERE made_by = subject AND revoked_at IS NULL AND expires_at > ? ${ofWhom}
       ORDER BY issued_at DESC, name`,
    now,
    ...(subject === undefined ? [] : [subject]),
  );
  return rows.map(apiTokenOf);
}

function sessionOf(row: Row): SessionRecord {
  return {
    sid: textIn(row, 'sid'),
    subject: textIn(row, 'subject'),
    expiresAt: numberIn(row, 'expires_at'),
  };
}

function detailsOf(row: Row): SessionDetails {
  return {
    ...sessionOf(row),
    groupId: numberIn(row, 'group_id'),
    issuedAt: numberIn(row, 'issued_at'),
    device: textIn(row, 'device'),
    address: textIn(row, 'address'),
    firstSeen: numberIn(row, 'first_seen'),
    lastSeen: numberIn(row, 'last_seen'),
  };
}

function apiTokenOf(row: Row): ApiToken {
  return {
    ...sessionOf(row),
    name: textIn(row, 'name'),
    groupId: numberIn(row, 'group_id'),
    issuedAt: numberIn(row, 'issued_at'),
    ...(row['made_by'] === null ? {} : { madeBy: textIn(row, 'made_by') }),
    ...(row['revoked_at'] === null ? {} : { revokedAt: numberIn(row, 'revoked_at') }),
  };
}
