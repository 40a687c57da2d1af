/**
 * What somebody with an account of the portal's own may, by what is on record here. Pure.
 */
import { decide } from '../membership/decide.js';
import type { DecidedBy, Override } from '../membership/decision.js';
import type { Policy } from '../membership/policy.js';
import type { OwnStanding } from '../sign-in/own-standing.js';
import { localSubject } from './account-name.js';
import type { LocalAccount } from './account-store.js';

export type LocalStanding =
  | (Extract<OwnStanding, { kind: 'admitted' }> & Readonly<{ decidedBy: DecidedBy }>)
  | Extract<OwnStanding, { kind: 'gone' }>;

/**
 * In this order: an override; the first rule about this very subject, or about its kind; the account's own group. Rules that
 * name no subjects are about others.
 * @param account undefined: there is none
 * @param said `override`: of this subject
 * @param now NumericDate, seconds
 */
export function localStanding(
  account: LocalAccount | undefined,
  { override, policy }: Readonly<{ override: Override | undefined; policy: Policy }>,
  now: number,
): LocalStanding {
  if (account === undefined) {
    return { kind: 'gone', reason: 'account_unknown' };
  }
  if (account.disabledAt !== undefined) {
    return { kind: 'gone', reason: 'local_account_disabled' };
  }
  const subject = localSubject(account.name);
  const about = policy.rules.filter(({ when }) => when.subject !== undefined);
  const own = { when: { subject: [subject] }, group: account.groupId };
  const decision = decide(
    { subject, servers: [] },
    { ...policy, rules: [...about, own] },
    override,
    now,
  );
  if (decision.kind !== 'group') {
    return { kind: 'gone', reason: decision.kind };
  }
  const { group, decidedBy, validUntil } = decision;
  return {
    kind: 'admitted',
    // No preferred_username: somebody of Plex may be called the same, and apps would take the two for one.
    person: { subject, name: account.displayName },
    group,
    decidedBy: byWhat(decidedBy, { about, policy }),
    ...(validUntil !== undefined && { validUntil }),
  };
}

/** A rule is known by its place among all. */
function byWhat(
  decidedBy: DecidedBy,
  { about, policy }: Readonly<{ about: Policy['rules']; policy: Policy }>,
): DecidedBy {
  if (decidedBy.kind !== 'rule') {
    return decidedBy;
  }
  const rule = about[decidedBy.index];
  return rule === undefined
    ? { kind: 'local_account' }
    : { ...decidedBy, index: policy.rules.indexOf(rule) };
}
