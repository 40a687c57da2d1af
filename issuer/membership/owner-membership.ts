/**
 * What somebody is by the owner's lists alone, without any word of their own. Pure.
 */
import type { OwnerLists } from './known-lists.js';
import { membershipOf, type Membership } from './membership.js';
import { ownerRoute, ownHomeBy } from './owner-route.js';
import type { Policy } from './policy.js';
import { NO_ANSWER } from './standing.js';

/**
 * @param plexId numeric account id
 * @param since NumericDate: lists that were asked for before it do not count
 */
export function ownerMembership(
  lists: OwnerLists | undefined,
  plexId: number,
  policy: Pick<Policy, 'servers' | 'ownerId'>,
  since: number,
): Membership {
  const owner = ownerRoute(lists, plexId, policy.servers, { yesSince: since, noSince: since });
  return membershipOf(plexId, { visitor: NO_ANSWER, owner }, policy, ownHomeBy(plexId, lists));
}
