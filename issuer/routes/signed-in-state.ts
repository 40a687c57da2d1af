/** What the sign-in page says to somebody who is signed in already. */
import type { Request } from 'express';
import { meetsThreshold } from '../../shared/group.js';
import type { App } from '../config/usher-config.js';
import type { Visitor } from '../http/visitor.js';
import { groupText } from '../membership/explain-decision.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
import type { LoginPage } from '../views/login-page.js';
import { betterNow, mayChooseToSignIn, ownRenewalAddress } from './better-now.js';
import { loginAddress, type Portal } from './portal.js';

/**
 * The way on is the first thing to do, unless it is known to lead nowhere: where the session's group does not open the app
 * that they come from, or is not what they are in by now.
 */
export function signedInState(
  portal: Portal,
  req: Request,
  visitor: Visitor,
  { rd, app }: Readonly<{ rd: string; app: App | undefined }>,
): NonNullable<LoginPage['visitor']> {
  const { subject, name, groupId } = visitor;
  const isClosed = app !== undefined && !meetsThreshold(groupId, app.group);
  const better = betterNow(portal, visitor);
  const takeUrl = better && ownRenewalAddress(portal, req, loginAddress(portal, rd));
  const isOffered = takeUrl !== undefined || mayChooseToSignIn(visitor);
  return {
    name,
    continueUrl: rd,
    isOfPlex: isPlexSubject(subject),
    ...(isClosed && { closed: groupText(groupId, portal.config) }),
    ...(better !== undefined &&
      isOffered && {
        better: { group: better.group, ...(takeUrl !== undefined && { takeUrl }) },
      }),
  };
}
