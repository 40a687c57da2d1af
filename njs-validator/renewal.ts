/**
 * Quiet renewal: what the gate does about a session that is past the half of its life. The build wraps all of it into the
 * one function `renewal`, so that njs does not make its functions for everybody else.
 */
import { findCookies } from '../shared/cookie-candidates.js';
import type { GateConfig, GateFile } from '../shared/gate-config.js';
import { isOwnPage } from '../shared/renewal.js';
import { RENEWAL_PATH, RENEWED_COOKIE, RENEWED_SECONDS } from '../shared/token-profile.js';
import type { GateRequest } from './gate-request.js';

/** What is done on demand. */
export function renewal() {
  return { isDue, answer };
}

/**
 * For somebody who may pass with a session cookie that is past the half of its life, and who opens a page: in its last
 * tenth, whether the page is to go by way of the issuer; before that, notes what {@link answer} says to the browser.
 * @param dueFrom NumericDate: when the last tenth begins
 */
function isDue(r: GateRequest, dueFrom: number, nowSeconds: number): boolean {
  const variables = r.variables;
  if (!opensPage(r)) {
    return false;
  }
  // An address that one does not come back to is left alone.
  if (nowSeconds > dueFrom && isOwnPage(variables.request_uri || '')) {
    return findCookies(variables.http_cookie || '', RENEWED_COOKIE).length === 0;
  }
  variables.usher_renewal = '<' + RENEWAL_PATH + '>; rel=preload; as=image';
  return false;
}

/**
 * Whether a browser opens a page, or one in a frame. Somebody with curl does not: who keeps no cookies has nothing of a
 * new one. Sec-Fetch-Mode, where the browser sends it (https and localhost), settles it.
 */
function opensPage(r: GateRequest): boolean {
  const variables = r.variables;
  if (variables.request_method !== 'GET' || variables.http_upgrade) {
    return false;
  }
  if (variables.http_sec_fetch_mode) {
    const into = variables.http_sec_fetch_dest || 'document';
    return (
      variables.http_sec_fetch_mode === 'navigate' &&
      (into === 'document' || into === 'iframe' || into === 'frame')
    );
  }
  return (
    !variables.http_x_requested_with && (variables.http_accept || '').indexOf('text/html') !== -1
  );
}

/**
 * Handler of two things, because njs pays for each handler with every request. Of the named location behind
 * `/_usher/renew`, when the issuer does not answer. And of the variable $usher_renewal_offer, which nginx asks for while it
 * passes a page on to the app: adds a header to the page's answer. (`add_header` in a location would drop those that the
 * operator has set further out.)
 * @returns the variable's value: nothing, so that nothing is sent to the app
 */
function answer(r: GateRequest, file: GateFile): string {
  if (r.uri === RENEWAL_PATH) {
    notRenewed(r, file.whole);
  } else {
    r.headersOut.Link = r.variables.usher_renewal;
  }
  return '';
}

/** Nothing is renewed. A page that came this way is shown all the same, and not sent here again at once. */
function notRenewed(r: GateRequest, config: GateConfig): void {
  const rd = r.variables.arg_rd || '';
  r.headersOut['Cache-Control'] = 'no-store';
  if (rd === '') {
    r.return(204, '');
    return;
  }
  const secure = config.issuer.startsWith('https:') ? '; Secure' : '';
  r.headersOut['Set-Cookie'] = [
    RENEWED_COOKIE +
      '=1; Max-Age=' +
      String(RENEWED_SECONDS) +
      '; Path=/; HttpOnly; SameSite=Lax' +
      secure,
  ];
  const page = decode(rd);
  r.return(303, isOwnPage(page) ? page : '/');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (malformed) {
    return '';
  }
}
