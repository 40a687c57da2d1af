/**
 * Who is in a better group by now than their session says: it is offered to them. What takes access away acts at once; what
 * gives some would come with the next renewal, and nobody waits half a day for it.
 */
import type { Request } from 'express';
import { isOwnPage } from '../../shared/renewal.js';
import { RENEWAL_PATH, RENEWED_COOKIE } from '../../shared/token-profile.js';
import { withoutToken } from '../../shared/token-sources.js';
import type { Visitor } from '../http/visitor.js';
import type { Message } from '../languages/message.js';
import { passIdOf } from '../guest-passes/guest-pass.js';
import { groupText } from '../membership/explain-decision.js';
import { groupNow } from '../sign-in/own-standing.js';
import type { BetterBox } from '../views/better-box.js';
import { cookiesOf, loginAddress, type Portal } from './portal.js';
import { readablePolicy } from './standing-of.js';

export type Better = Readonly<{
  /** 0–999, a smaller number than that of the session */
  groupId: number;
  group: Message;
}>;

/**
 * By the same record that a renewal goes by, so that what is offered can be had.
 * @returns undefined: the session says as much as they may, as far as is known here
 */
export function betterNow(
  portal: Portal,
  { subject, groupId }: Pick<Visitor, 'subject' | 'groupId'>,
): Better | undefined {
  const { state, ownStanding, now } = portal;
  const deps = { state, ownStanding, policy: () => readablePolicy(portal) };
  const group = groupNow(subject, deps, now());
  return group === undefined || group >= groupId
    ? undefined
    : { groupId: group, group: groupText(group, portal.config) };
}

/**
 * Where a page of the server that shows it gets the better group: by a renewal of the session.
 * @param page path and query to come back to
 * @returns undefined: nothing is renewed, or just now nothing came of it, and one has to sign in again
 */
export function renewalAddress(portal: Portal, req: Request, page: string): string | undefined {
  const { config, gateConfig } = portal;
  return config.session.renewal && isOwnPage(page) && !(RENEWED_COOKIE in cookiesOf(req))
    ? `${RENEWAL_PATH}?rd=${withoutToken(encodeURIComponent(page), gateConfig.sources.query)}`
    : undefined;
}

/**
 * The same for the portal's own pages. On a host of its own it answers there itself; below a path of another server nginx
 * does, if it is one of ours.
 */
export function ownRenewalAddress(portal: Portal, req: Request, page: string): string | undefined {
  const isReached = portal.view.base === '' || portal.gatesSeen.seen().length > 0;
  return isReached ? renewalAddress(portal, req, page) : undefined;
}

/**
 * What a page of the portal offers.
 * @param page its path below the portal's, without a slash: '' or `account`
 * @returns undefined: nothing
 */
export function betterBoxOf(
  portal: Portal,
  req: Request,
  visitor: Visitor,
  page: string,
): BetterBox | undefined {
  const better = betterNow(portal, visitor);
  const renewal = better && ownRenewalAddress(portal, req, `${portal.view.base}/${page}`);
  if (better === undefined || (renewal === undefined && !mayChooseToSignIn(visitor))) {
    return undefined;
  }
  return {
    group: better.group,
    href: renewal ?? loginAddress(portal, portal.launcher + page),
    isSignIn: renewal === undefined,
  };
}

/** A guest comes in by their link, and not by the sign-in page. */
export function mayChooseToSignIn({ subject }: Pick<Visitor, 'subject'>): boolean {
  return passIdOf(subject) === undefined;
}
