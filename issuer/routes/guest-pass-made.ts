/**
 * The page that shows the link of a new guest pass: once. A sealed cookie carries it there, and goes with it.
 */
import { create as createQrCode } from 'qrcode';
import type { Request, RequestHandler, Response } from 'express';
import { guestLink, isGuestSecret } from '../guest-passes/guest-link.js';
import type { MadePass } from '../guest-passes/make-pass.js';
import { renderPassMadePage } from '../views/pass-made-page.js';
import { passesPath, type PassPlace } from '../views/pass-frame.js';
import { cookiesOf, seeOther, viewFor, type Portal } from './portal.js';

/** From the form to the page that shows it. */
const SECONDS = 60;

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

/** Whoever loads it again comes to the list. */
export function showMadePass(portal: Portal, place: PassPlace): RequestHandler {
  return async function showMadePassHandler(req, res) {
    const { name, options } = portal.cookies.pass;
    const carried = await carriedIn(portal, req);
    const path = passesPath(portal.view, place);
    res.cookie(name, '', options(0, path));
    const pass = carried && portal.state.guestPass(carried.id);
    if (carried === undefined || pass === undefined) {
      seeOther(res, path);
      return;
    }
    const link = guestLink(portal.config.issuer.url, carried.secret);
    res.send(
      renderPassMadePage(viewFor(portal, res), {
        place,
        pass,
        link,
        code: createQrCode(link, { errorCorrectionLevel: 'M' }).modules,
      }),
    );
  };
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
