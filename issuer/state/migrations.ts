/**
 * The tables, as the steps that lead to them. A step that was released is never changed; a new one comes after it. Pure.
 */

/** Step n leads from schema version n to n + 1. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE stamps (
    subject TEXT PRIMARY KEY,
    not_before INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE ended_sessions (
    subject TEXT NOT NULL,
    sid TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (subject, sid)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE epoch (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    not_before INTEGER NOT NULL
  ) STRICT;
  INSERT INTO epoch (row, not_before) VALUES (1, 0);

  CREATE TABLE sessions (
    sid TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_of_subject ON sessions (subject);

  CREATE TABLE api_tokens (
    sid TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    group_id INTEGER NOT NULL CHECK (group_id BETWEEN 0 AND 999),
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
  ) STRICT, WITHOUT ROWID;
  `,
];
