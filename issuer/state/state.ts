/**
 * What the issuer remembers besides its keys: what has been revoked, which sessions and API tokens there are. A port:
 * sqlite-state.ts is the one that keeps it on disk. Types only.
 */
import type { Revoked } from '../../shared/revocation.js';

/** A sign-in, or an API token: whatever goes by a `sid`. */
export type SessionRecord = Readonly<{
  sid: string;
  subject: string;
  /** NumericDate: the last of its tokens ends then. */
  expiresAt: number;
}>;

/** A long-lived token for a program; the token itself is kept nowhere. */
export type ApiToken = SessionRecord &
  Readonly<{
    /** What the operator calls it. */
    name: string;
    /** 0–999 */
    groupId: number;
    /** NumericDate */
    issuedAt: number;
    /** NumericDate; absent while it is good. */
    revokedAt?: number;
  }>;

/**
 * Every change is on disk, for good, when its function returns. `now` is NumericDate, seconds.
 * Every function throws StateError if the storage fails.
 */
export type State = Readonly<{
  /** NumericDate: every token issued before it is void. 0: none. */
  epoch: () => number;
  /** What a subject has lost; undefined: nothing. */
  revokedOf: (subject: string) => Revoked | undefined;
  /** Whoever has lost something, by subject. */
  allRevoked: () => ReadonlyMap<string, Revoked>;
  /** NumericDate, whole seconds: a token of this subject that was issued before it is void. */
  earliestIssueOf: (subject: string) => number;

  /**
   * Makes every token of a subject void that was minted until now.
   * @returns from when on tokens are good again: a second later at most, as a rule
   */
  revokeSubject: (subject: string, now: number) => number;
  /** The same for everybody. */
  revokeAll: (now: number) => number;
  /** Makes the tokens of one session void. `expiresAt` is the least: what was recorded of the session counts if longer. */
  endSession: (session: SessionRecord, now: number) => void;

  /** Notes that a session has a token until then. */
  recordSession: (session: SessionRecord) => void;
  /** A session or an API token that has not expired. */
  findSession: (sid: string) => SessionRecord | undefined;
  /** Whether a session or an API token of this subject is on record. */
  isKnown: (subject: string) => boolean;

  /** Notes an API token; of those that are good no two have one name. */
  addApiToken: (token: ApiToken, now: number) => 'added' | 'name_taken';
  /** Newest first; those that expired a while ago are not kept. */
  apiTokens: () => readonly ApiToken[];

  /** Forgets what cannot matter any more, because every token it is about has expired. */
  removeExpired: (now: number) => void;
  /** Runs while nobody else, in whatever process, changes anything or runs this. Not to be nested with a change. */
  exclusively: <T>(use: () => T) => T;
  close: () => void;
}>;
