/**
 * GET /guest/<secret> and POST /guest: the link of a guest pass. Whoever looks at it uses nothing up, so that programs which
 * preview links do not; only who presses the button comes in.
 */
import type { Request, RequestHandler, Response } from 'express';
import { seenFrom } from '../http/address.js';
import { readForm } from '../http/form.js';
import { endAttempt } from '../http/limits.js';
import { noteOutcome, type LogReason } from '../http/log-reason.js';
import { guestSecretOf } from '../http/pass-form.js';
import { guestLink, hashOfSecret, isGuestSecret } from '../guest-passes/guest-link.js';
import { guestSubject, type GuestPass } from '../guest-passes/guest-pass.js';
import { appsWithin, resourceOfApp } from '../guest-passes/pass-resources.js';
import { finishOwnSignIn } from '../sign-in/finish-own-sign-in.js';
import type { OwnStanding } from '../sign-in/own-standing.js';
import { renderGuestPage } from '../views/guest-page.js';
import { renderMessagePage } from '../views/message-page.js';
import { answerFinished } from './finish.js';
import { isUsedHere, noteUsedHere } from './guest-cookie.js';
import { shownApp } from './launcher.js';
import { currentVisitor, seeOther, viewFor, type Portal } from './portal.js';
import { needCookies, setProbe } from './sign-in-pages.js';

/** What a form holds that is one; others begin no attempt, which somebody would have to end. */
const SECRET = 'usherGuestSecret';

type Found =
  | Readonly<{
      kind: 'good';
      pass: GuestPass;
      standing: Extract<OwnStanding, { kind: 'admitted' }>;
      /** It was used in this browser before, and is not counted again. */
      isUsedHere: boolean;
    }>
  | Readonly<{ kind: 'gone'; reason: LogReason; subject?: string }>;

/** Who came in by it before, and still is, goes on. */
export function showGuestPass(portal: Portal): RequestHandler[] {
  return [
    ...portal.limits.guestPass,
    async function showGuestPassHandler(req, res) {
      const secret = req.params['secret'];
      const found = await find(portal, { req, res }, isGuestSecret(secret) ? secret : '');
      if (found.kind === 'gone') {
        sendGone(portal, res, found);
        return;
      }
      const { pass, standing } = found;
      const visitor = currentVisitor(portal, req);
      const { subject } = standing.person;
      noteOutcome(res, { reason: 'guest_pass_shown', subject });
      if (visitor?.subject === subject) {
        seeOther(res, destinationOf(portal, standing));
        return;
      }
      setProbe(portal, req, res);
      // The secret is in the address: an app on the same host, and nginx's log, would have it from there.
      res.set('Referrer-Policy', 'strict-origin');
      res.send(
        renderGuestPage(viewFor(portal, res), {
          secret: String(secret),
          name: pass.name,
          apps: openApps(portal, standing).map((app) => shownApp(portal, app)),
          addresses: otherAddresses(portal, standing),
          endsAt: pass.endsAt,
          ...(visitor !== undefined && { signedInAs: visitor.name }),
        }),
      );
    },
  ];
}

/** One use of the pass, and a session; neither for a browser that could not keep it. */
export function useGuestPass(portal: Portal): RequestHandler[] {
  return [
    readForm,
    needCookies(portal, ({ pass }) =>
      isGuestSecret(pass) ? guestLink(portal.config.issuer.url, pass) : portal.launcher,
    ),
    function readSecret(req, res, next) {
      res.locals[SECRET] = guestSecretOf(req);
      next();
    },
    ...portal.limits.guestPassUse,
    async function useGuestPassHandler(req, res) {
      const found = await find(portal, { req, res }, res.locals[SECRET] as string);
      if (found.kind === 'gone') {
        sendGone(portal, res, found);
        return;
      }
      const { pass, standing } = found;
      const { subject } = standing.person;
      // Somebody else may have been faster.
      if (!found.isUsedHere && portal.state.useGuestPass(pass.id, portal.now()) === 'gone') {
        sendGone(portal, res, { kind: 'gone', reason: 'guest_pass_used_up', subject });
        return;
      }
      const now = portal.now();
      const proof = { amr: ['guest_pass'] as const, from: seenFrom(req) };
      const finished = await finishOwnSignIn(standing, proof, { ...portal, now });
      if (finished.kind === 'signed_in') {
        const detail = found.isUsedHere ? 'again, in the same browser' : usesText(portal, pass);
        portal.state.addAudit({
          at: Math.floor(now),
          actor: subject,
          action: 'guest_pass_used',
          subject,
          detail,
        });
        await noteUsedHere(portal, req, res, pass);
      }
      await answerFinished(portal, req, res, {
        finished,
        rd: destinationOf(portal, standing),
        spent: [],
      });
    },
  ];
}

/**
 * The secret is looked for by its hash, so that the time it takes tells nothing of it. What opens nothing is a failed attempt
 * of its address.
 */
async function find(
  portal: Portal,
  { req, res }: Readonly<{ req: Request; res: Response }>,
  secret: string,
): Promise<Found> {
  let isFailed = true;
  try {
    const pass = portal.state.guestPassBySecret(hashOfSecret(secret));
    const again = await isUsedHere(portal, req, pass?.id ?? '');
    // The last thing that is asked: a pass that is taken back meanwhile lets nobody in.
    const standing = portal.ownStanding(guestSubject(pass?.id ?? ''));
    if (pass === undefined || standing.kind === 'gone') {
      const reason = standing.kind === 'gone' ? standing.reason : 'guest_pass_unknown';
      return { kind: 'gone', reason, ...(pass && { subject: guestSubject(pass.id) }) };
    }
    isFailed = false;
    return !again && pass.uses >= (pass.maxUses ?? Infinity)
      ? { kind: 'gone', reason: 'guest_pass_used_up', subject: standing.person.subject }
      : { kind: 'good', pass, standing, isUsedHere: again };
  } finally {
    endAttempt(res, isFailed);
  }
}

/** One page for all of them: a link that is no more tells nobody whether it ever was one. */
function sendGone(
  portal: Portal,
  res: Response,
  { reason, subject }: Extract<Found, { kind: 'gone' }>,
): void {
  noteOutcome(res, { reason, ...(subject !== undefined && { subject }) });
  const view = viewFor(portal, res);
  res.status(404).send(
    renderMessagePage(view, {
      title: view.t('pass.gone.title'),
      message: [view.t('pass.gone.message')],
      links: [{ label: view.t('pass.gone.to_portal'), href: `${view.base}/` }],
    }),
  );
}

type Admitted = Extract<OwnStanding, { kind: 'admitted' }>;

/** The apps that it opens, of those that the portal knows. */
function openApps({ config }: Portal, { group, resources }: Admitted) {
  const apps = config.apps.filter((app) => app.group >= group);
  return resources === undefined ? apps : appsWithin(apps, resources);
}

/** What it opens besides. */
function otherAddresses(portal: Portal, standing: Admitted): readonly string[] {
  const known = openApps(portal, standing).map(resourceOfApp);
  return (standing.resources ?? []).filter((entry) => !known.includes(entry));
}

/** The app, where it opens just one. */
function destinationOf(portal: Portal, standing: Admitted): string {
  const [app, ...others] = openApps(portal, standing);
  const isAll = standing.resources?.length === 1;
  return app !== undefined && others.length === 0 && isAll
    ? portal.returnTo(app.url)
    : portal.launcher;
}

function usesText({ state }: Portal, { id, maxUses }: GuestPass): string {
  const uses = String(state.guestPass(id)?.uses ?? 0);
  return maxUses === undefined ? `use ${uses}` : `use ${uses} of ${String(maxUses)}`;
}
