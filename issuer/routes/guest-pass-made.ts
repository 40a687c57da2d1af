/**
 * The page that shows the link of a new guest pass, until whoever made it leaves it: a sealed cookie carries it there.
 */
import { create as createQrCode } from 'qrcode';
import type { Request, RequestHandler, Response } from 'express';
import { groupNameOf } from '../config/group-names.js';
import { guestLink, isGuestSecret } from '../guest-passes/guest-link.js';
import type { MadePass } from '../guest-passes/make-pass.js';
import { namesOfOpened } from '../guest-passes/pass-state.js';
import { renderPassMadePage } from '../views/pass-made-page.js';
import { passesPath, type PassPlace } from '../views/pass-frame.js';
import { cookiesOf, currentVisitor, seeOther, viewFor, type Portal } from './portal.js';

/** Loaded again by then, the page shows the link again: somebody may have to come back from a messenger. */
const SECONDS = 30 * 60;

type Carried = Readonly<{ id: string; secret: string }>;

export async function carryMadePass(
  portal: Portal,
  res: Response,
  place: PassPlace,
  { pass, secret }: Extract<MadePass, { kind: 'made' }>,
): Promise<void> {
  const { name, options } = portal.cookies.pass;
  const carried: Carried = { id: pass.id, secret };
  const sealed = await portal.passSealer.seal(carried, SECONDS, portal.now());
  if (sealed !== undefined) {
    res.cookie(name, sealed, options(SECONDS, passesPath(portal.view, place)));
  }
}

export function showMadePass(portal: Portal, place: PassPlace): RequestHandler {
  return async function showMadePassHandler(req, res) {
    const carried = await carriedIn(portal, req);
    const pass = carried && portal.state.guestPass(carried.id);
    const isTheirs = pass?.madeBy === currentVisitor(portal, req)?.subject;
    if (carried === undefined || pass === undefined || !isTheirs) {
      seeOther(res, passesPath(portal.view, place));
      return;
    }
    const { config } = portal;
    const link = guestLink(config.issuer.url, carried.secret);
    res.send(
      renderPassMadePage(viewFor(portal, res), {
        place,
        pass: {
          ...pass,
          groupName: groupNameOf(config, pass.groupId),
          opens: namesOfOpened(config.apps, pass),
        },
        link,
        code: createQrCode(link, { errorCorrectionLevel: 'M' }).modules,
      }),
    );
  };
}

/** Whoever is on another page about passes has left the one with the link. */
export function forgetMadePass(
  portal: Portal,
  req: Request,
  res: Response,
  place: PassPlace,
): void {
  const { name, options } = portal.cookies.pass;
  if (name in cookiesOf(req)) {
    res.cookie(name, '', options(0, passesPath(portal.view, place)));
  }
}

async function carriedIn(portal: Portal, req: Request): Promise<Carried | undefined> {
  const text = cookiesOf(req)[portal.cookies.pass.name];
  const carried =
    typeof text === 'string' ? await portal.passSealer.unseal(text, portal.now()) : undefined;
  return isCarried(carried) ? carried : undefined;
}

function isCarried(value: unknown): value is Carried {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'secret' in value &&
    isGuestSecret(value.secret)
  );
}
