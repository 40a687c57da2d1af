/** What a vector is; the tables are beside this file, ../vectors.ts puts them together. */
import type { SharedKey } from '../../gate-config.js';
import type { AllowReason, DenyReason } from '../../deny-reason.js';

export type TokenVector = Readonly<{
  /** Unique over all tables. */
  name: string;
  token: string;
  threshold: number;
  /** The reason of the verdict when this token is the only candidate. */
  expect: AllowReason | DenyReason;
  /** Set where jose accepts what we refuse: why we are stricter. */
  stricter?: string;
  /** What the njs engine may answer instead of `expect`, where its JSON parser differs; always a refusal. */
  onNjs?: DenyReason;
  /** True where a second more or less changes the outcome: only for tests with a clock of their own. */
  exactClock?: boolean;
  /** Whether the token can be the value of a cookie in a Cookie header (no controls, no semicolon, not empty). */
  travels: boolean;
}>;

/** How a table is written: the rest of a vector has defaults. */
export type Row = Readonly<
  Pick<TokenVector, 'name' | 'token' | 'expect'> &
    Partial<Pick<TokenVector, 'threshold' | 'stricter' | 'onNjs' | 'exactClock'>>
>;

/** What every table is made from. */
export type Making = Readonly<{
  nowSeconds: number;
  /** The ring; the first key signs. */
  keys: readonly SharedKey[];
  key: SharedKey;
}>;

/** Threshold of a vector that names none: the group of {@link goodClaims} just passes. */
const USUAL_THRESHOLD = 4;

export function toVector(row: Row): TokenVector {
  return { threshold: USUAL_THRESHOLD, ...row, travels: travels(row.token) };
}

function travels(token: string): boolean {
  return /^[\x20-\x3a\x3c-\x7e]*[\x21-\x3a\x3c-\x7e]$/.test(token);
}
