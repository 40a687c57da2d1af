/** POST /look: language and colours of the pages, for this browser. */
import type { CookieOptions, RequestHandler } from 'express';
import type { UsherConfig } from '../config/usher-config.js';
import { lookFormOf, readForm } from '../http/form.js';
import { LOOK_COOKIE, lookText, pathBack } from '../http/look.js';
import { seeOther, type Portal } from './portal.js';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Works for everybody, signed in or not; anything that is not chosen is as the browser says. */
export function chooseLook(portal: Portal): RequestHandler[] {
  return [
    readForm,
    function chooseLookHandler(req, res) {
      const { language, theme, back } = lookFormOf(req);
      res.cookie(
        LOOK_COOKIE,
        lookText({ ...(language !== '' && { language }), theme }),
        cookieOptions(portal.config),
      );
      seeOther(res, pathBack(back, portal.view.base));
    },
  ];
}

/** Within the whole domain: the page that refuses somebody is shown at the apps' addresses. */
function cookieOptions({ issuer, cookie }: UsherConfig): CookieOptions {
  return {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: issuer.url.startsWith('https:'),
    maxAge: YEAR_SECONDS * 1000,
    ...(cookie.domain !== undefined && { domain: cookie.domain }),
  };
}
