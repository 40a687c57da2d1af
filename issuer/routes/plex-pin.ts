/** POST /login/plex and GET /login/plex/return */
import type { Request, RequestHandler, Response } from 'express';
import { seenFrom } from '../http/address.js';
import { plexFormOf, readForm } from '../http/form.js';
import { noteOutcome, type LogReason } from '../http/log-reason.js';
import { RATE_LIMITED_SECONDS } from '../sign-in/hold.js';
import { isFlowId, PIN_FLOW_SECONDS, type FinishedPin } from '../sign-in/pin-flow.js';
import { problemOfFailure } from '../sign-in/problem.js';
import { renderMessagePage } from '../views/message-page.js';
import { answerIdentified } from './identified.js';
import {
  clearPortalCookies,
  cookiesOf,
  loginAddress,
  noteProblem,
  retryAfter,
  seeOther,
  sendLoginProblem,
  type Portal,
  viewFor,
} from './portal.js';

const REFRESH_SECONDS = 2;

/** Makes a PIN, ties it to this browser, and sends the browser to Plex's page. */
export function startPin(portal: Portal): RequestHandler[] {
  return [
    readForm,
    holdBack(portal),
    ...portal.limits.pin,
    async function startPinHandler(req, res) {
      const rd = portal.returnTo(plexFormOf(req).rd);
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
    sendLoginProblem(portal, req, res, { rd: portal.returnTo(plexFormOf(req).rd), problem });
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
      startAgain(portal, res, 'pin_without_cookie', portal.launcher);
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
      noteProblem(res, problem);
      retryAfter(res, problem.retryAfterSeconds);
      res.status(503).send(
        renderMessagePage(viewFor(portal, res), {
          title: 'Cannot reach Plex right now',
          message: [problem.message, 'Nothing is lost: try again in a moment.'],
          links: [
            { label: 'Try again', href: returnAddress(portal, flowId), main: true },
            { label: 'Back to the sign-in page', href: loginAddress(portal, rd) },
          ],
        }),
      );
      return;
    }
    case 'gone':
    case 'expired':
    case 'replayed':
      clearPortalCookies(portal, res, spent);
      startAgain(portal, res, ENDED[finishedPin.kind], rd);
      return;
  }
}

const ENDED = {
  gone: 'pin_gone',
  expired: 'pin_flow_expired',
  replayed: 'pin_replayed',
} as const satisfies Readonly<Record<string, LogReason>>;

function startAgain(portal: Portal, res: Response, reason: LogReason, rd: string): void {
  noteOutcome(res, { reason });
  res.status(400).send(
    renderMessagePage(viewFor(portal, res), {
      title: 'Please start again',
      message: [
        reason === 'pin_without_cookie'
          ? 'This sign-in was not started in this browser, or it is over. Start again here.'
          : 'This sign-in is over, or took too long. Start again here.',
        'If you did not start it yourself, somebody may have sent you the link: close this page.',
      ],
      signIn: { label: 'Sign in with Plex', ...(rd === portal.launcher ? {} : { rd }) },
      links: [{ label: 'Back to the sign-in page', href: loginAddress(portal, rd) }],
    }),
  );
}

function sendWaitingPage(
  portal: Portal,
  res: Response,
  flow: Readonly<{ flowId: string; code: string; rd: string; retryAfterSeconds?: number }>,
): void {
  res.send(
    renderMessagePage(viewFor(portal, res), {
      title: 'Waiting for Plex',
      message: ['As soon as Plex confirms that you allowed it, this goes on by itself.'],
      waiting: { refreshSeconds: Math.max(REFRESH_SECONDS, flow.retryAfterSeconds ?? 0) },
      links: [
        {
          label: 'Open Plex’s page again',
          href: portal.plex.authPageUrl(flow.code, returnAddress(portal, flow.flowId)),
        },
        { label: 'Back to the sign-in page', href: loginAddress(portal, flow.rd) },
      ],
    }),
  );
}

function returnAddress(portal: Portal, flowId: string): string {
  return `${portal.config.issuer.url}/login/plex/return?flow=${flowId}`;
}
