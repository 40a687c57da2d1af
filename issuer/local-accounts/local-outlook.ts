/** What a sign-in with an account of the portal's own would come to now, as `usher explain` says it. Pure. */
import type { Override } from '../membership/decision.js';
import type { Outlook } from '../membership/explain-person.js';
import type { Policy } from '../membership/policy.js';
import { localSubject } from './account-name.js';
import type { LocalAccount } from './account-store.js';
import { localStanding } from './local-standing.js';

/**
 * @param said `override`: of this subject
 * @param now NumericDate, seconds
 */
export function localOutlook(
  account: LocalAccount,
  said: Readonly<{ override: Override | undefined; policy: Policy }>,
  now: number,
): Outlook {
  const standing = localStanding(account, said, now);
  const facts = { subject: localSubject(account.name), servers: [] };
  if (standing.kind === 'admitted') {
    const { group, decidedBy, validUntil } = standing;
    const end = validUntil === undefined ? {} : { validUntil };
    const decision = { kind: 'group', group, decidedBy, ...end } as const;
    return { kind: 'decided', decision, facts, by: 'local_account' };
  }
  const { reason } = standing;
  return reason === 'local_account_disabled'
    ? { kind: reason }
    : { kind: 'decided', decision: { kind: 'override_refuses' }, facts, by: 'local_account' };
}
