/**
 * What the issuer remembers besides its keys: what has been revoked, which sessions and API tokens there are. A port:
 * sqlite-state.ts is the one that keeps it on disk. Types only.
 */
import type { Revoked } from '../../shared/revocation.js';
import type { GuestPass } from '../guest-passes/guest-pass.js';
import type { AccountStore } from '../local-accounts/account-store.js';
import type { DecidedBy, Override } from '../membership/decision.js';
import type { Facts } from '../membership/facts.js';

/** A sign-in, or an API token: whatever goes by a `sid`. */
export type SessionRecord = Readonly<{
  sid: string;
  subject: string;
  /** NumericDate: the last of its tokens ends then. */
  expiresAt: number;
}>;

/** A sign-in with what its person may want to know it by. */
export type SessionDetails = SessionRecord &
  Readonly<{
    /** 0–999, of its newest token. */
    groupId: number;
    /** NumericDate: `iat` of its newest token. */
    issuedAt: number;
    /** What the browser calls itself, shortened; '' for nothing. */
    device: string;
    /** Address that it came from last; '' for nothing. */
    address: string;
    /** NumericDate: the sign-in. */
    firstSeen: number;
    /** NumericDate: the last renewal. */
    lastSeen: number;
  }>;

/** What was last known of a person, and what came of it. */
export type KnownPerson = Readonly<{
  subject: string;
  name: string;
  facts: Facts;
  /** 0–999; absent where they were refused. */
  groupId?: number;
  decidedBy?: DecidedBy;
  /** Why they were refused, by the log's name for it. */
  refused?: string;
  /** NumericDate: when it was decided. */
  at: number;
}>;

/** The Plex account of the servers' owner, attached so that the portal can ask in its name. */
export type OwnerLink = Readonly<{
  /** X-Plex-Client-Identifier of its own. */
  clientIdentifier: string;
  plexId: number;
  accountName: string;
  /** The Plex auth token, encrypted (owner-link/seal-token.ts). */
  sealedToken: string;
  /** The servers that were chosen. */
  servers: readonly Readonly<{ machineIdentifier: string; name: string }>[];
  /** NumericDate */
  linkedAt: number;
  /** NumericDate: when plex.tv last answered with it; 0: not yet. */
  goodAt: number;
  /** What is wrong with it since, by the log's name for it; '' for nothing. */
  problem: string;
}>;

export type AuditEntry = Readonly<{
  /** NumericDate */
  at: number;
  /** Who did it: a subject, `command line`, or `portal` for what it does by itself. */
  actor: string;
  /** What was done: `override_set`, `revoked`, `owner_linked`, … */
  action: string;
  /** Whom it is about; '' for nobody in particular. */
  subject: string;
  /** What else there is to say, without any secret. */
  detail: string;
}>;

/** An entry with its number: what came later has a greater one. */
export type NumberedEntry = AuditEntry & Readonly<{ id: number }>;

/** Which entries are asked for; each that is given must hold. */
export type AuditQuery = Readonly<{
  /** Whom it is about, or who did it. */
  person?: string;
  action?: string;
  /** NumericDate: from then on, and until before then. */
  from?: number;
  until?: number;
  /** Stands somewhere in the entry, in whatever case. */
  text?: string;
  /** Older than the entry of this number. */
  before?: number;
  limit: number;
}>;

/** The file that all of it is in. */
export type StateFile = Readonly<{ bytes: number; schema: number; auditEntries: number }>;

/** A long-lived token for a program; the token itself is kept nowhere. */
export type ApiToken = SessionRecord &
  Readonly<{
    /** What whoever made it calls it. */
    name: string;
    /** 0–999 */
    groupId: number;
    /** NumericDate */
    issuedAt: number;
    /** The subject, of a token that somebody made for themselves; absent: an operator made it. */
    madeBy?: string;
    /** NumericDate; absent while it is good. */
    revokedAt?: number;
  }>;

/**
 * Every change is on disk, for good, when its function returns. `now` is NumericDate, seconds.
 * Every function throws StateError if the storage fails.
 */
export type State = AccountStore & OwnState;

type OwnState = Readonly<{
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

  /**
   * Notes that a session has a token. Of a session that is on record, firstSeen stays; '' for device or address leaves
   * what was known.
   */
  recordSession: (session: SessionDetails) => void;
  /** Those that have not ended, newest first; of one subject or of everybody. */
  sessions: (now: number, subject?: string) => readonly SessionDetails[];
  /** A session or an API token that has not expired. */
  findSession: (sid: string) => SessionRecord | undefined;
  /** Whether a session or an API token of this subject is on record. */
  isKnown: (subject: string) => boolean;

  /** Notes an API token; of those that are good, and were made by one person or by operators, no two have one name. */
  addApiToken: (token: ApiToken, now: number) => 'added' | 'name_taken';
  /** Newest first; those that expired a while ago are not kept. */
  apiTokens: () => readonly ApiToken[];
  /** Those that somebody made for themselves and that are good, newest first. */
  ownTokens: (now: number, subject?: string) => readonly ApiToken[];

  /** The override of a subject that has not ended. */
  overrideOf: (subject: string, now: number) => Override | undefined;
  /** Those that have not ended, by subject. */
  overrides: (now: number) => readonly Override[];
  /** Takes the place of an earlier one. */
  setOverride: (override: Override) => void;
  removeOverride: (subject: string) => 'removed' | 'none';

  /** @param secretHash of what its link holds; nothing else of it is kept */
  addGuestPass: (pass: GuestPass, secretHash: string) => void;
  guestPass: (id: string) => GuestPass | undefined;
  guestPassBySecret: (secretHash: string) => GuestPass | undefined;
  /** Newest first, of one maker or of everybody; those that are over or revoked stay for a while. */
  guestPasses: (madeBy?: string) => readonly GuestPass[];
  /** Counts one more use, unless the pass is over, revoked or used up. */
  useGuestPass: (id: string, now: number) => 'used' | 'gone';
  revokeGuestPass: (id: string, now: number) => 'revoked' | 'none';

  recordPerson: (person: KnownPerson) => void;
  person: (subject: string) => KnownPerson | undefined;
  /** Everybody who has tried to sign in, by name. */
  people: () => readonly KnownPerson[];

  ownerLink: () => OwnerLink | undefined;
  setOwnerLink: (link: OwnerLink) => void;
  /** Notes how it went when plex.tv was asked with it, unless it is another link by now. */
  noteOwnerLinkHealth: (
    clientIdentifier: string,
    health: Pick<OwnerLink, 'goodAt' | 'problem'>,
  ) => void;
  removeOwnerLink: () => 'removed' | 'none';

  addAudit: (entry: AuditEntry) => void;
  /** Newest first. */
  audit: (limit: number, subject?: string) => readonly AuditEntry[];
  /** Newest first. */
  findAudit: (query: AuditQuery) => readonly NumberedEntry[];
  /** What is in it somewhere. */
  auditActions: () => readonly string[];

  file: () => StateFile;

  /** Writes a copy of the whole state, as it is at one moment, while others go on using it. `path` must not exist. */
  copyTo: (path: string) => void;

  /** Forgets what cannot matter any more, because every token it is about has expired. */
  removeExpired: (now: number) => void;
  /** Runs while nobody else, in whatever process, changes anything or runs this. Not to be nested with a change. */
  exclusively: <T>(use: () => T) => T;
  close: () => void;
}>;
