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
  // Of sessions that are on record already it is not known when their newest token was minted: until now at the latest.
  // Nor of which group it is: 999 counts as no demotion, and the next renewal says.
  `
  ALTER TABLE sessions ADD COLUMN group_id INTEGER NOT NULL DEFAULT 999
    CHECK (group_id BETWEEN 0 AND 999);
  ALTER TABLE sessions ADD COLUMN issued_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN first_seen INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN last_seen INTEGER NOT NULL DEFAULT 0;
  UPDATE sessions SET issued_at = min(expires_at, unixepoch());
  UPDATE sessions SET first_seen = issued_at, last_seen = issued_at;

  -- Whatever goes by a sid.
  CREATE VIEW minted AS
    SELECT sid, subject, issued_at, expires_at FROM sessions
    UNION ALL SELECT sid, subject, issued_at, expires_at FROM api_tokens;

  CREATE TABLE overrides (
    subject TEXT PRIMARY KEY,
    group_id INTEGER CHECK (group_id BETWEEN 0 AND 999),
    note TEXT NOT NULL,
    until INTEGER,
    set_at INTEGER NOT NULL,
    set_by TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE people (
    subject TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    facts TEXT NOT NULL,
    group_id INTEGER CHECK (group_id BETWEEN 0 AND 999),
    decided_by TEXT,
    refused TEXT,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX people_by_time ON people (at);

  CREATE TABLE owner_link (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    client_identifier TEXT NOT NULL,
    plex_id INTEGER NOT NULL,
    account_name TEXT NOT NULL,
    sealed_token TEXT NOT NULL,
    servers TEXT NOT NULL,
    linked_at INTEGER NOT NULL,
    good_at INTEGER NOT NULL,
    problem TEXT NOT NULL
  ) STRICT;

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_of_subject ON audit (subject, id);
  CREATE INDEX audit_by_time ON audit (at);
  `,
  `
  CREATE TABLE guest_passes (
    id TEXT PRIMARY KEY,
    -- SHA-256 of what the link holds.
    secret_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    group_id INTEGER NOT NULL CHECK (group_id BETWEEN 1 AND 999),
    -- JSON: what it opens, host/path each; NULL: whatever the group may.
    resources TEXT,
    ends_at INTEGER NOT NULL,
    -- How often it may be used; NULL: any number of times.
    max_uses INTEGER,
    uses INTEGER NOT NULL DEFAULT 0,
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE local_accounts (
    -- As it is typed to sign in, lower case; the subject is local:<name>.
    name TEXT PRIMARY KEY,
    display_name TEXT NOT NULL,
    group_id INTEGER NOT NULL CHECK (group_id BETWEEN 0 AND 999),
    -- PHC string; NULL: no password, a passkey alone.
    password_hash TEXT,
    -- Encrypted; NULL: none.
    sealed_totp TEXT,
    -- The last time step that a code was taken for: a code is good once (RFC 6238, 5.2).
    totp_step INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER NOT NULL,
    disabled_at INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE recovery_codes (
    name TEXT NOT NULL REFERENCES local_accounts (name) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (name, code_hash)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE passkeys (
    -- Base64url, as WebAuthn names it.
    credential_id TEXT PRIMARY KEY,
    name TEXT NOT NULL REFERENCES local_accounts (name) ON DELETE CASCADE,
    label TEXT NOT NULL,
    -- COSE, base64url.
    public_key TEXT NOT NULL,
    counter INTEGER NOT NULL,
    transports TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    last_used_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX passkeys_of_account ON passkeys (name);

  -- Who made it; NULL: an operator did, by a command.
  ALTER TABLE api_tokens ADD COLUMN made_by TEXT;
  CREATE INDEX api_tokens_of_subject ON api_tokens (subject);
  `,
];
