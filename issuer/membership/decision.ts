/**
 * What came of holding somebody's facts against overrides and rules. Types only.
 */
import type { PlexFact } from '../config/usher-config.js';

/** What an operator has said of one person; it counts before the rules. */
export type Override = Readonly<{
  subject: string;
  /** 0–999; refused: they get no session at all. */
  group: number | 'refused';
  /** Why, for other operators; '' for nothing. */
  note: string;
  /** NumericDate: it ends then; undefined: it stays. */
  until?: number;
  /** NumericDate */
  setAt: number;
  /** Who set it: a subject, or `command line`. */
  setBy: string;
}>;

/**
 * A condition that held, as data; explain-decision.ts says it. It is kept on record: what is there stays readable, so a kind
 * may be added, and none is changed.
 */
export type Because =
  | Readonly<{
      fact: PlexFact | 'access';
      /** Machine identifier. */
      server: string;
      /** What it was called; absent: it has no name of its own. */
      serverName?: string;
    }>
  | Readonly<{ fact: 'all_libraries' }>
  | Readonly<{ fact: 'library'; title: string }>
  | Readonly<{ fact: 'profile'; profile: string }>
  | Readonly<{ fact: 'plex_id'; plexId: number }>
  | Readonly<{ fact: 'username'; username: string }>
  | Readonly<{ fact: 'subject'; subject: string }>
  /** NumericDate: the rule counts from then on, or until then. */
  | Readonly<{ fact: 'from' | 'until'; at: number }>
  /** Not all of their access was known, so they got no more than by the rules that it may decide. */
  | Readonly<{ fact: 'partly_known' }>;

/** Which fact and which rule gave the group; what `usher explain` and the account page say. */
export type DecidedBy =
  | Readonly<{
      kind: 'rule';
      /** Index in `rules`. */
      index: number;
      /** Each condition that held; as a text where an earlier version put it on record. */
      because: readonly (Because | string)[];
    }>
  | Readonly<{ kind: 'override'; note: string; until?: number }>
  /** No rule is about the owner, who is never locked out. */
  | Readonly<{ kind: 'owner' }>
  /** No rule is about them: what their local account says, or the pass that they came with. */
  | Readonly<{ kind: 'local_account' | 'guest_pass' }>;

export type Decision =
  | Readonly<{
      kind: 'group';
      /** 0–999 */
      group: number;
      decidedBy: DecidedBy;
      /** NumericDate: from then on the decision may be another one (the end of a rule, of an override, of a date range). */
      validUntil?: number;
    }>
  | Readonly<{
      kind:
        /** Access to the server, but no rule gives them a group. */
        | 'no_rule'
        /** An operator has said so. */
        | 'override_refuses';
    }>;
