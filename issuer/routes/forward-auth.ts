/**
 * /auth/<threshold>: the gate's verdict as an HTTP endpoint, for proxies that cannot run the gate. docs/forward-auth.md
 * says how each of them asks.
 */
import type { Request, RequestHandler, Response } from 'express';
import { findCookies } from '../../shared/cookie-candidates.js';
import { decideElsewhere, type SourcedVerdict } from '../../shared/decide-elsewhere.js';
import { parseThreshold } from '../../shared/group.js';
import { identityOf, type Identity } from '../../shared/identity.js';
import { isNavigation } from '../../shared/navigation.js';
import { groupLabel, refusedPage, refusedPagePolicy } from '../../shared/refused-page.js';
import { restrict } from '../../shared/resources.js';
import { decide, type Verdict } from '../../shared/verdict.js';
import { askedFor, type AskedFor } from '../http/asked-for.js';
import { placeOf } from '../http/error-handler.js';
import { noteOutcome } from '../http/log-reason.js';
import type { Portal } from './portal.js';
import { signInAddress } from './sign-in-address.js';

/** Sent for guests too, empty: a proxy that copies them overwrites what the visitor sent under these names. */
const NOBODY: Identity = { user: '', name: '', email: '', group: '', groupId: '' };

/**
 * Any method, mounted at `/auth`. Answers 204, 401, 403 or 500, and instead of 401 a redirect where somebody opened a
 * page and the proxy hands it on. Sets no cookie and changes nothing, so no guard against forged requests stands before
 * it; and none of the portal's headers: a refusal is shown at the app's address.
 */
export function forwardAuth(portal: Portal): RequestHandler {
  return async function forwardAuthHandler(req, res) {
    // The second, so that a neighbour's page cannot find out by an <img> or <script> what somebody may open.
    res.set({ 'Cache-Control': 'no-store', 'Cross-Origin-Resource-Policy': 'same-origin' });
    closeAfterBody(req, res);
    try {
      await judge(portal, req, res);
    } catch (thrown) {
      noteOutcome(res, { reason: 'gate_error', error: placeOf(thrown) });
      answerJson(res, 500, { error: 'gate_error', message: 'The verdict could not be found.' });
    }
  };
}

async function judge(portal: Portal, req: Request, res: Response): Promise<void> {
  const threshold = parseThreshold(thresholdText(req.url));
  if (threshold === undefined) {
    noteOutcome(res, { reason: 'threshold_malformed' });
    answerJson(res, 500, {
      error: 'threshold_malformed',
      message: 'The address must end in a group from 0 to 999.',
    });
    return;
  }
  const asked = askedFor(req, portal.gateConfig.issuer.startsWith('https:'));
  const verdict = await verdictOn(portal, req, { threshold, asked });
  note(res, verdict, asked);
  if (verdict.source !== undefined) {
    // For proxies that can keep a token from the app.
    res.set('Usher-Source', verdict.source);
  }
  if (verdict.status === 204) {
    pass(res, verdict.claims === undefined ? NOBODY : identityOf(verdict.claims));
  } else if (verdict.status === 401) {
    askToSignIn(portal, res, asked);
  } else if (verdict.status === 403) {
    refuse(portal, res, { verdict, threshold, asked });
  } else {
    throw new Error(`status ${String(verdict.status)}`);
  }
}

/** Cookies first, then the other places that are switched on, as in the gate. */
async function verdictOn(
  portal: Portal,
  req: Request,
  { threshold, asked }: Readonly<{ threshold: number; asked: AskedFor }>,
): Promise<SourcedVerdict> {
  const { verifier } = portal;
  const nowSeconds = portal.now();
  const cookies = findCookies(req.headers.cookie ?? '', verifier.config.cookieName);
  const onCookies = await decide(cookies, verifier, nowSeconds, threshold);
  const verdict =
    onCookies.claims === undefined
      ? await decideElsewhere(onCookies, verifier, {
          variable: (name) => nginxVariable(req, asked, name),
          cookiesTried: cookies.length,
          nowSeconds,
          threshold,
        })
      : onCookies;
  return restrict(verdict, threshold, asked.target);
}

/** What nginx would have in a variable. A header that comes twice is joined, and so has no form of a token. */
function nginxVariable(req: Request, { hints }: AskedFor, name: string): string | undefined {
  if (name === 'request_uri') {
    return hints.requestUri;
  }
  const header = name.slice('http_'.length).replaceAll('_', '-');
  return req.headersDistinct[header]?.join(header === 'cookie' ? '; ' : ', ');
}

/** As it stands, not decoded, so that a threshold has one spelling. */
function thresholdText(urlBelowAuth: string): string {
  return (urlBelowAuth.split('?')[0] ?? '').slice(1);
}

/**
 * nginx from 1.29.7 on keeps its connection to us, and unless told otherwise passes on Content-Length but not the body.
 * The next question on that connection would be taken for the body, or its second half, which a visitor may have
 * written, for a question.
 */
function closeAfterBody(req: Request, res: Response): void {
  const length = req.headers['content-length'] ?? '0';
  if (length !== '0' || req.headers['transfer-encoding'] !== undefined) {
    res.set('Connection', 'close');
  }
}

function note(res: Response, { status, reason, claims }: Verdict, asked: AskedFor): void {
  noteOutcome(res, {
    reason,
    // One line per request to an app is much, and refusals are the usual day of a gate.
    level: status === 204 ? 'debug' : 'info',
    ...(claims && { subject: claims.sub, groupId: claims.group_id }),
    ...(asked.isStranger ? { proxyTrusted: false } : {}),
  });
}

function pass(res: Response, identity: Identity): void {
  res.set({
    'Remote-User': identity.user,
    'Remote-Name': identity.name,
    'Remote-Email': identity.email,
    'Remote-Groups': identity.group,
    'Remote-Group-Id': identity.groupId,
  });
  res.status(204).end();
}

/**
 * A page that somebody opens: the way to the sign-in, as a redirect, or as a Location beside the 401 for nginx to make
 * one of. Everything else: 401 and JSON, because a script that follows a redirect takes the sign-in page for its data.
 */
function askToSignIn(portal: Portal, res: Response, asked: AskedFor): void {
  if (isNavigation(asked.hints)) {
    res.set('Location', signInAddress(portal, asked.address));
    if (asked.isHandedOn) {
      const { method } = asked.hints;
      res.status(method === 'GET' || method === 'HEAD' ? 302 : 303).end();
      return;
    }
  }
  res.set('WWW-Authenticate', 'Bearer realm="usher"');
  answerJson(res, 401, {
    error: 'not_signed_in',
    message: 'Sign in first.',
    sign_in: portal.gateConfig.signInUrl,
  });
}

function refuse(
  portal: Portal,
  res: Response,
  { verdict, threshold, asked }: Readonly<{ verdict: Verdict; threshold: number; asked: AskedFor }>,
): void {
  const { claims } = verdict;
  if (claims === undefined || !isNavigation(asked.hints)) {
    answerJson(res, 403, {
      error: verdict.reason,
      message:
        verdict.reason === 'group_above_threshold'
          ? 'Your group may not open this.'
          : 'You were let in for other addresses only.',
      group_id: claims?.group_id,
      needed: threshold,
    });
    return;
  }
  const { user, name, groupId } = identityOf(claims);
  const { groupNames, issuer } = portal.gateConfig;
  res.set({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Content-Security-Policy': refusedPagePolicy(),
  });
  res.status(403).send(
    refusedPage({
      name: decodeURIComponent(name === '' ? user : name),
      group: groupLabel(groupNames, groupId),
      needed:
        verdict.reason === 'group_above_threshold' ? groupLabel(groupNames, String(threshold)) : '',
      requestId: '',
      switchUrl: signInAddress(portal, asked.address),
      startUrl: `${issuer}/`,
    }),
  );
}

function answerJson(res: Response, status: number, body: object): void {
  res
    .status(status)
    .type('application/json')
    .send(`${JSON.stringify(body)}\n`);
}
