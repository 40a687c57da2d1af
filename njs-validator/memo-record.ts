/**
 * What the gate remembers of a token whose signature and claims held: lines of text. Pure.
 * The memo is a cache in nginx's shared memory; empty, full or absent, the verdict is the same.
 */
import type { SessionClaims } from '../shared/claims.js';
import type { GateConfig } from '../shared/gate-config.js';
import { identityOf } from '../shared/identity.js';

/** No value for a header holds it (identity.ts), whatever somebody calls himself. */
export const MEMO_SEPARATOR = '\n';

/** Places of the lines. njs keeps a table in an array far cheaper than in an object. */
export const MEMO_GENERATION = 0;
export const MEMO_GOOD_UNTIL = 1;
export const MEMO_REVOCATIONS = 2;
export const MEMO_GROUP_ID = 3;
export const MEMO_USER = 4;
export const MEMO_NAME = 5;
export const MEMO_EMAIL = 6;
export const MEMO_GROUP = 7;

/**
 * @param claims of a token that is good
 * @param revocations the version of the list of revocations that it was held against
 * @returns texts without a line break, in the order of the places above
 */
export function memoRecord(
  claims: SessionClaims,
  config: GateConfig,
  revocations: string,
): readonly string[] {
  const identity = identityOf(claims);
  return [
    config.generation,
    String(claims.exp + config.clockSkewSeconds),
    revocations,
    identity.groupId,
    identity.user,
    identity.name,
    identity.email,
    identity.group,
  ];
}
