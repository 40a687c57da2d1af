/** POST /login/plex and GET /login/plex/return */
import type { Request, RequestHandler, Response } from 'express';
import { seenFrom } from '../http/address.js';
import { readForm } from '../http/form.js';
import { noteOutcome, type LogReason } from '../http/log-reason.js';
import { RATE_LIMITED_SECONDS } from '../sign-in/hold.js';
import { isFlowId, PIN_FLOW_SECONDS, type FinishedPin } from '../sign-in/pin-flow.js';
import { problemOfFailure } from '../sign-in/problem.js';
import { html } from '../views/html.js';
import { renderMessagePage } from '../views/message-page.js';
import { answerIdentified } from './identified.js';
import {
  clearPortalCookies,
  cookiesOf,
  currentVisitor,
  loginAddress,
  seeOther,
  type Portal,
  viewFor,
} from './portal.js';
import {
  formReturn,
  limitWithWayBack,
  needCookies,
  sendLoginProblem,
  sendPlexDown,
  setProbe,
} from './sign-in-pages.js';

const REFRESH_SECONDS = 2;

/** Makes a PIN, ties it to this browser, and sends the browser to Plex's page. */
export function startPin(portal: Portal): RequestHandler[] {
  return [
    readForm,
    needCookies(portal),
    holdBack(portal),
    ...portal.limits.pin.map((limit) => limitWithWayBack(portal, limit, formReturn(portal))),
    async function startPinHandler(req, res) {
      const rd = formReturn(portal)(req);
      const started = await portal.pinFlows.start(rd);
      if (started.kind !== 'started') {
        if (started.kind === 'rate_limited') {
          portal.holds.pin.begin(started.retryAfterSeconds ?? RATE_LIMITED_SECONDS);
        }
        sendLoginProblem(portal, req, res, { rd, problem: problemOfFailure(started) });
        return;
      }
      const { flowId, sealed, code } = started;
      const dropped = portal.cookies.pinsToDrop(cookiesOf(req), sealed.length);
      clearPortalCookies(portal, res, [...dropped]);
      const name = portal.cookies.pin(flowId);
      res.cookie(name, sealed, portal.cookies.optionsOf(name, PIN_FLOW_SECONDS));
      noteOutcome(res, { reason: 'pin_started' });
      seeOther(res, portal.plex.authPageUrl(code, returnAddress(portal, flowId)));
    },
  ];
}

/** plex.tv has asked for a pause. */
function holdBack(portal: Portal): RequestHandler {
  return function holdBackMiddleware(req, res, next) {
    const seconds = portal.holds.pin.secondsLeft();
    if (seconds === 0) {
      next();
      return;
    }
    const problem = problemOfFailure({ kind: 'rate_limited', retryAfterSeconds: seconds });
    sendLoginProblem(portal, req, res, { rd: formReturn(portal)(req), problem });
  };
}

/**
 * Plex's page sends the browser here, with nothing added. Only the flow's own cookie says which PIN it is about: an
 * address that somebody else started a sign-in with is worth nothing in this browser.
 */
export function finishPin(portal: Portal): RequestHandler {
  return async function finishPinHandler(req, res) {
    const flowId = req.query['flow'];
    const sealed = isFlowId(flowId) ? cookiesOf(req)[portal.cookies.pin(flowId)] : undefined;
    if (!isFlowId(flowId) || typeof sealed !== 'string') {
      startAgain(portal, req, res, { reason: 'pin_without_cookie', rd: portal.launcher });
      return;
    }
    await answer(portal, req, res, {
      flowId,
      finishedPin: await portal.pinFlows.finish(flowId, sealed),
    });
  };
}

async function answer(
  portal: Portal,
  req: Request,
  res: Response,
  { flowId, finishedPin }: Readonly<{ flowId: string; finishedPin: FinishedPin }>,
): Promise<void> {
  const spent = [portal.cookies.pin(flowId)];
  const rd = portal.returnTo('rd' in finishedPin ? finishedPin.rd : undefined);
  switch (finishedPin.kind) {
    case 'identified': {
      const { admission, plexToken } = finishedPin;
      const proof = { amr: ['plex_pin'], plexToken, from: seenFrom(req) } as const;
      await answerIdentified(portal, req, res, { admission, proof, rd, spent });
      return;
    }
    case 'pending':
      noteOutcome(res, { reason: 'pin_pending' });
      sendWaitingPage(portal, res, { ...finishedPin, rd, flowId });
      return;
    case 'failed': {
      const problem = problemOfFailure(finishedPin.failure);
      sendPlexDown(portal, res, { problem, again: returnAddress(portal, flowId), rd });
      return;
    }
    case 'gone':
    case 'expired':
    case 'replayed':
      clearPortalCookies(portal, res, spent);
      startAgain(portal, req, res, { reason: ENDED[finishedPin.kind], rd });
      return;
  }
}

const ENDED = {
  gone: 'pin_gone',
  expired: 'pin_flow_expired',
  replayed: 'pin_replayed',
} as const satisfies Readonly<Record<string, LogReason>>;

type EndReason = (typeof ENDED)[keyof typeof ENDED] | 'pin_without_cookie';

/** Who is signed in has gone back to the address of a sign-in that is done, or follows the link of somebody else's. */
function startAgain(
  portal: Portal,
  req: Request,
  res: Response,
  { reason, rd }: Readonly<{ reason: EndReason; rd: string }>,
): void {
  noteOutcome(res, { reason });
  const view = viewFor(portal, res);
  const visitor = currentVisitor(portal, req);
  if (visitor !== undefined && (reason === 'pin_replayed' || reason === 'pin_without_cookie')) {
    res.status(400).send(
      renderMessagePage(view, {
        title: view.t('pin.already.title'),
        message: [
          view.tHtml('login.signed_in_as', { name: html`<strong>${visitor.name}</strong>` }),
        ],
        links: [
          { label: view.t('login.continue'), href: rd, main: true },
          { label: view.t('login.another_account'), href: loginAddress(portal, rd) },
        ],
      }),
    );
    return;
  }
  const told = reason === 'pin_without_cookie' ? 'pin.elsewhere' : 'pin.over';
  setProbe(portal, req, res);
  res.status(400).send(
    renderMessagePage(view, {
      title: view.t(`${told}.title`),
      message: [view.t(`${told}.message`), view.t('pin.suspicious')],
      signIn: { label: view.t('login.with_plex'), ...(rd !== portal.launcher && { rd }) },
      links: [{ label: view.t('login.back'), href: loginAddress(portal, rd) }],
    }),
  );
}

function sendWaitingPage(
  portal: Portal,
  res: Response,
  flow: Readonly<{ flowId: string; code: string; rd: string; retryAfterSeconds?: number }>,
): void {
  const view = viewFor(portal, res);
  res.send(
    renderMessagePage(view, {
      title: view.t('pin.waiting.title'),
      message: [view.t('pin.waiting.message')],
      waiting: { refreshSeconds: Math.max(REFRESH_SECONDS, flow.retryAfterSeconds ?? 0) },
      links: [
        {
          label: view.t('pin.waiting.reopen'),
          href: portal.plex.authPageUrl(flow.code, returnAddress(portal, flow.flowId)),
        },
        { label: view.t('login.back'), href: loginAddress(portal, flow.rd) },
      ],
    }),
  );
}

function returnAddress(portal: Portal, flowId: string): string {
  return `${portal.config.issuer.url}/login/plex/return?flow=${flowId}`;
}
