/**
 * What came of holding somebody's facts against overrides and rules. Types only.
 */

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

/** Which fact and which rule gave the group; what `usher explain` and the account page say. */
export type DecidedBy =
  | Readonly<{
      kind: 'rule';
      /** Index in `rules`. */
      index: number;
      /** Each condition that held, as a short sentence: `friend of Sample Server`. */
      because: readonly string[];
    }>
  | Readonly<{ kind: 'override'; note: string; until?: number }>
  /** No rule is about the owner, who is never locked out. */
  | Readonly<{ kind: 'owner' }>;

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
