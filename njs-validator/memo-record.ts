/**
 * What the gate remembers of a token whose signature and claims held: lines of text. Pure.
 * The memo is a cache in nginx's shared memory; empty, full or absent, the verdict is the same.
 */
import type { SessionClaims } from '../shared/claims.js';
import type { GateConfig } from '../shared/gate-config.js';
import { identityOf } from '../shared/identity.js';
import { renewableFrom, renewalDueFrom } from '../shared/renewal.js';

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
/** From when on a page goes by way of the issuer; '' while the token is young, or where none can be renewed. */
export const MEMO_DUE_FROM = 8;
/** The version of what was fetched (state-keys.ts), where something is. */
export const MEMO_STATE = 9;

export type Circumstances = Readonly<{
  /** The version of the list of revocations that the token was held against. */
  revocations: string;
  /** The version of what was fetched, list and keys; '' where nothing is. */
  state: string;
  /** Whether it came in our own cookie: no other is renewed. */
  isSessionCookie: boolean;
  /** NumericDate. */
  nowSeconds: number;
}>;

/**
 * A record is good until the half of the token's life, and then made anew: so a request with a young token costs no look
 * at when it is to be renewed.
 * @param claims of a token that is good
 * @returns texts without a line break, in the order of the places above
 */
export function memoRecord(
  claims: SessionClaims,
  config: GateConfig,
  circumstances: Circumstances,
): readonly string[] {
  const identity = identityOf(claims);
  const isRenewed = circumstances.isSessionCookie && config.renewalUrl !== '';
  const half = renewableFrom(claims.iat, claims.exp);
  const isYoung = isRenewed && circumstances.nowSeconds < half;
  const record = [
    config.generation,
    String(isYoung ? half : claims.exp + config.clockSkewSeconds),
    circumstances.revocations,
    identity.groupId,
    identity.user,
    identity.name,
    identity.email,
    identity.group,
    isRenewed && !isYoung ? String(renewalDueFrom(claims.iat, claims.exp)) : '',
  ];
  return circumstances.state === '' ? record : record.concat([circumstances.state]);
}
