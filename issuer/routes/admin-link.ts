/** /admin/link/…: attaches the owner's account by Plex's own page, lets one choose servers, and detaches it. */
import type { Request, RequestHandler, Response } from 'express';
import { readAdminForm, serversFormOf } from '../http/admin-form.js';
import { noteOutcome } from '../http/log-reason.js';
import {
  isLinkFlowId,
  LINK_FLOW_SECONDS,
  type Approved,
  type LinkFlows,
} from '../owner-link/link-flow.js';
import {
  obviousServers,
  readableLink,
  removeLink,
  type FoundOwner,
  type OwnedServer,
} from '../owner-link/link-owner.js';
import { problemOfFailure } from '../sign-in/problem.js';
import { renderConfirmPage } from '../views/confirm-page.js';
import { renderServersPage } from '../views/servers-page.js';
import { adminOf, adminPath, backToAdmin } from './admin-answers.js';
import { sendNotLinked, sendOver, sendUnreachable, sendWaiting } from './admin-link-pages.js';
import {
  clearPortalCookies,
  cookiesOf,
  noteProblem,
  seeOther,
  type Portal,
  viewFor,
} from './portal.js';

/** Makes a PIN under the link's own client identifier, and sends the browser to Plex's page. */
export function startLink(portal: Portal, flows: LinkFlows): RequestHandler[] {
  return [
    ...portal.limits.pin,
    async function startLinkHandler(req, res) {
      const admin = adminOf(portal, req);
      const started = await flows.start(admin.subject, returnAddress(portal));
      if (started.kind !== 'started') {
        const problem = problemOfFailure(started);
        noteProblem(res, problem);
        sendUnreachable(portal, res, { problem, retry: adminPath(portal) });
        return;
      }
      setLinkCookie(portal, res, started.sealed);
      noteOutcome(res, { reason: 'owner_link_started', subject: admin.subject });
      seeOther(res, started.address);
    },
  ];
}

/** Plex's page sends the browser here. Only this admin's cookie says which PIN it is about. */
export function finishLink(portal: Portal, flows: LinkFlows): RequestHandler {
  return async function finishLinkHandler(req, res) {
    const admin = adminOf(portal, req);
    const flowId = req.query['flow'];
    const sealed = linkCookieOf(portal, req);
    if (!isLinkFlowId(flowId) || sealed === undefined) {
      sendOver(portal, res);
      return;
    }
    const finished = await flows.finish(flowId, sealed, admin.subject, returnAddress(portal));
    switch (finished.kind) {
      case 'approved':
        setLinkCookie(portal, res, finished.sealed);
        await settle(portal, flows, { req, res, approved: finished.approved });
        return;
      case 'pending':
        noteOutcome(res, { reason: 'owner_link_pending', subject: admin.subject });
        sendWaiting(portal, res, finished);
        return;
      case 'failed': {
        const problem = problemOfFailure(finished.failure);
        noteProblem(res, problem);
        sendUnreachable(portal, res, { problem, retry: returnAddress(portal)(flowId) });
        return;
      }
      case 'over':
        clearPortalCookies(portal, res, [portal.cookies.link]);
        sendOver(portal, res);
        return;
    }
  };
}

/** What was approved is on its way in the cookie: the next page goes on from there, as often as it is loaded. */
export function showServers(portal: Portal, flows: LinkFlows): RequestHandler {
  return async function showServersHandler(req, res) {
    const approval = await approvalOf(portal, flows, req, res);
    if (approval !== undefined) {
      res.send(renderServersPage(viewFor(portal, res), serversPageOf(portal, approval.found)));
    }
  };
}

export function chooseServers(portal: Portal, flows: LinkFlows): RequestHandler[] {
  return [
    readAdminForm,
    async function chooseServersHandler(req, res) {
      const approval = await approvalOf(portal, flows, req, res);
      if (approval === undefined) {
        return;
      }
      const { approved, found } = approval;
      const asked = hasServers(req) ? serversFormOf(req) : [];
      const chosen = found.servers.filter((server) => asked.includes(server.machineIdentifier));
      if (chosen.length === 0 || chosen.length !== new Set(asked).size) {
        const problem = 'admin.link.choose_one' as const;
        noteOutcome(res, { reason: 'malformed_request' });
        res
          .status(400)
          .send(
            renderServersPage(viewFor(portal, res), { ...serversPageOf(portal, found), problem }),
          );
        return;
      }
      await store(portal, flows, { req, res, approved, found, chosen });
    },
  ];
}

/** Nothing was ticked. */
function hasServers(req: Request): boolean {
  const body: unknown = req.body;
  return typeof body === 'object' && body !== null && 'server' in body;
}

function serversPageOf(portal: Portal, found: FoundOwner) {
  const earlier = readableLink(portal.state);
  const isOther = earlier !== undefined && earlier.plexId !== found.plexId;
  return {
    accountName: found.accountName,
    plexId: found.plexId,
    servers: found.servers,
    chosen: (isOther ? [] : (earlier?.servers ?? [])).map((server) => server.machineIdentifier),
    ...(isOther && { instead: { name: earlier.accountName, plexId: earlier.plexId } }),
  };
}

type Step = Readonly<{ req: Request; res: Response; approved: Approved }>;

/** Keeps it at once where there is nothing to ask; else the next page asks, or says why not. */
async function settle(portal: Portal, flows: LinkFlows, step: Step): Promise<void> {
  const found = await flows.find(step.approved);
  const earlier = readableLink(portal.state);
  const isOther =
    found.kind === 'found' && earlier !== undefined && earlier.plexId !== found.plexId;
  const chosen =
    found.kind === 'found' && !isOther
      ? obviousServers(found, portal.config.plex, earlier)
      : undefined;
  if (found.kind === 'found' && chosen !== undefined) {
    await store(portal, flows, { ...step, found, chosen });
    return;
  }
  noteOutcome(step.res, {
    reason: 'owner_link_pending',
    subject: adminOf(portal, step.req).subject,
  });
  seeOther(step.res, `${adminPath(portal)}/link/servers`);
}

async function store(
  portal: Portal,
  flows: LinkFlows,
  {
    req,
    res,
    approved,
    found,
    chosen,
  }: Step & Readonly<{ found: FoundOwner; chosen: readonly OwnedServer[] }>,
): Promise<void> {
  const { subject } = adminOf(portal, req);
  await flows.store(approved, found, chosen, subject);
  // Whoever looks at the lists next finds them new; nobody waits for that.
  portal.directory.refresh().catch(() => undefined);
  clearPortalCookies(portal, res, [portal.cookies.link]);
  noteOutcome(res, { reason: 'admin_changed', subject });
  backToAdmin(portal, res, 'linked');
}

/** Asks before it takes the link away. */
export function askToRemoveLink(portal: Portal): RequestHandler {
  return function askToRemoveLinkHandler(_req, res) {
    const losesServers = portal.config.plex.servers.length === 0;
    const view = viewFor(portal, res);
    res.send(
      renderConfirmPage(view, {
        title: view.t('admin.link.remove.title'),
        message: [
          view.t('admin.link.remove.message'),
          ...(losesServers ? [view.t('admin.link.remove.no_servers')] : []),
        ],
        action: `${adminPath(portal)}/link/remove`,
        label: view.t('admin.link.remove.action'),
        back: { label: view.t('admin.link.remove.keep'), href: adminPath(portal) },
      }),
    );
  };
}

export function removeOwnerLink(portal: Portal): RequestHandler {
  return function removeOwnerLinkHandler(req, res) {
    const { subject } = adminOf(portal, req);
    removeLink(portal.state, portal.now(), subject);
    noteOutcome(res, { reason: 'admin_changed', subject });
    backToAdmin(portal, res, 'unlinked');
  };
}

/** Whose account was approved, and its servers; undefined: there is nothing of the kind any more, and that has been said. */
async function approvalOf(
  portal: Portal,
  flows: LinkFlows,
  req: Request,
  res: Response,
): Promise<Readonly<{ approved: Approved; found: FoundOwner }> | undefined> {
  const sealed = linkCookieOf(portal, req);
  const approved =
    sealed === undefined ? undefined : await flows.approvedOf(sealed, adminOf(portal, req).subject);
  if (approved === undefined) {
    sendOver(portal, res);
    return undefined;
  }
  const found = await flows.find(approved);
  if (found.kind !== 'found') {
    sendNotLinked(portal, res, found);
    return undefined;
  }
  return { approved, found };
}

function linkCookieOf(portal: Portal, req: Request): string | undefined {
  const sealed = cookiesOf(req)[portal.cookies.link];
  return typeof sealed === 'string' ? sealed : undefined;
}

function setLinkCookie(portal: Portal, res: Response, sealed: string): void {
  const { link, optionsOf } = portal.cookies;
  res.cookie(link, sealed, optionsOf(link, LINK_FLOW_SECONDS));
}

function returnAddress(portal: Portal): (flowId: string) => string {
  return (flowId) => `${portal.config.issuer.url}/admin/link/return?flow=${flowId}`;
}
