/**
 * GET /refused: the page of somebody who is signed in but may not pass. nginx asks for it in the visitor's name and shows
 * it in the app's place; by itself it says who one is.
 */
import type { Request, RequestHandler, Response } from 'express';
import { GROUP_ADMIN, meetsThreshold } from '../../shared/group.js';
import { noteOutcome } from '../http/log-reason.js';
import { refusalOf, type Refusal } from '../http/refusal.js';
import type { Visitor } from '../http/visitor.js';
import { message, type Message } from '../languages/message.js';
import { explainOwn } from '../membership/explain-own.js';
import { parseUrl } from '../parse-url.js';
import { groupNameOf } from '../config/group-names.js';
import { groupText } from '../membership/explain-decision.js';
import type { BetterBox } from '../views/better-box.js';
import { STYLESHEET_ASSET } from '../views/assets.js';
import {
  renderRefusedInPlace,
  renderRefusedPage,
  type RefusedPage,
} from '../views/refused-page.js';
import { appAt } from './app-at.js';
import { betterBoxOf, betterNow, mayChooseToSignIn, renewalAddress } from './better-now.js';
import { lastDecided } from './last-decided.js';
import { createRefusalNotes } from './refusal-notes.js';
import { currentVisitor, seeOther, viewFor, type Portal } from './portal.js';
import { signInAddress } from './sign-in-address.js';

/** Who has no session is shown the sign-in page; to nginx it says that the gate's own page will have to do. */
export function showRefused(portal: Portal): RequestHandler {
  const note = createRefusalNotes(portal);
  return function showRefusedHandler(req, res) {
    const visitor = currentVisitor(portal, req);
    const refusal = refusalOf(req);
    if (visitor === undefined) {
      seeOther(res, `${portal.view.base}/login`);
      return;
    }
    noteOutcome(res, {
      reason: refusal === undefined ? 'refused_page' : refusal.reason,
      subject: visitor.subject,
      groupId: visitor.groupId,
    });
    if (refusal !== undefined) {
      note(visitor, refusal);
    }
    send(portal, { req, res }, visitor, refusal);
  };
}

function send(
  portal: Portal,
  { req, res }: Readonly<{ req: Request; res: Response }>,
  visitor: Visitor,
  refusal: Refusal | undefined,
): void {
  const view = viewFor(portal, res);
  const page = pageOf(portal, req, visitor, refusal);
  if (refusal === undefined) {
    res.status(403).send(renderRefusedPage(view, page));
    return;
  }
  const issuer = portal.config.issuer.url;
  const { origin } = new URL(issuer);
  res.set({
    'Content-Security-Policy': `default-src 'none'; style-src ${origin}; img-src ${origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  });
  const stylesheet = view.branding?.stylesheet ?? STYLESHEET_ASSET.name;
  res
    .status(403)
    .send(renderRefusedInPlace({ ...view, base: issuer.replace(/\/$/, '') }, page, stylesheet));
}

function pageOf(
  portal: Portal,
  req: Request,
  visitor: Visitor,
  refusal: Refusal | undefined,
): RefusedPage {
  const { config } = portal;
  const { subject, groupId, name } = visitor;
  const { why } = explainOwn({ subject, groupId }, lastDecided(portal, subject), config);
  const isRestricted = refusal?.reason === 'resource_not_allowed';
  const better = betterBoxAt(portal, req, visitor, refusal);
  // Who came for a few of the apps learns nothing of the others.
  const app =
    refusal === undefined || visitor.resources !== undefined
      ? undefined
      : appAt(config.apps, refusal.address)?.name;
  const isFor = refusal && !isRestricted ? groupInWords(portal, refusal) : undefined;
  return {
    name,
    ...(app !== undefined && { app }),
    ...(isFor !== undefined && { isFor }),
    ...(better !== undefined && { better }),
    group: groupText(groupId, config),
    // It is about the better group.
    ...(why !== undefined && better === undefined && { why }),
    ...(refusal !== undefined && !isRestricted && { needed: neededText(portal, refusal) }),
    isRestricted,
    ...(refusal !== undefined && { requestId: refusal.requestId }),
    switchUrl: signInAddress(portal, refusal?.address),
    startUrl: `${config.issuer.url.replace(/\/$/, '')}/`,
  };
}

function neededText({ config }: Portal, { threshold }: Refusal): Message {
  const group = groupText(threshold, config);
  return threshold === GROUP_ADMIN ? group : message('refused.needed_or_smaller', { group });
}

/** In words that need no numbers; undefined for a group that has no name. */
function groupInWords({ config }: Portal, { threshold }: Refusal): Message | undefined {
  const name = groupNameOf(config, threshold);
  if (name === `Group ${String(threshold)}`) {
    return undefined;
  }
  return threshold === GROUP_ADMIN
    ? message('why.as_noted', { text: name })
    : message('refused.and_above', { group: name });
}

/**
 * Offered where it opens the page. In the app's place the renewal is an address of the app's own server; by itself the
 * page is one of the portal's.
 */
function betterBoxAt(
  portal: Portal,
  req: Request,
  visitor: Visitor,
  refusal: Refusal | undefined,
): BetterBox | undefined {
  if (refusal === undefined) {
    return betterBoxOf(portal, req, visitor, '');
  }
  const better = betterNow(portal, visitor);
  if (
    better === undefined ||
    refusal.reason !== 'group_above_threshold' ||
    !meetsThreshold(better.groupId, refusal.threshold)
  ) {
    return undefined;
  }
  const asked = parseUrl(refusal.address);
  const renewal = asked && renewalAddress(portal, req, asked.pathname + asked.search);
  const href =
    renewal ?? (mayChooseToSignIn(visitor) ? signInAddress(portal, refusal.address) : undefined);
  return href === undefined
    ? undefined
    : { group: better.group, href, isSignIn: renewal === undefined };
}
