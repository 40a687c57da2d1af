/** What somebody without a usable token gets: the way to the sign-in page, or a plain 401. */
import type { GateConfig } from '../shared/gate-config.js';
import { isNavigation } from '../shared/navigation.js';
import { answerJson, isOwnRefusal } from './plain-answer.js';
import type { GateRequest } from './gate-request.js';
import { requestHints } from './request-hints.js';
import { renewalAddress, signInAddress } from './return-address.js';

/**
 * Handler of the named location behind `error_page 401`.
 * A page of somebody whose session is about to end: 302 to where it is renewed, and back. Other
 * navigations: 302 (303 for a form post) to the sign-in page, with the way back. Everything else: 401 and JSON, because
 * a script that follows a redirect to a sign-in page takes the page for its data.
 */
export function signIn(r: GateRequest, config: GateConfig): void {
  if (!isOwnRefusal(r)) {
    // The app's own 401 (proxy_intercept_errors), or that of another module: not ours to explain.
    r.return(401, 'not signed in\n');
    return;
  }
  r.headersOut['Cache-Control'] = 'no-store';
  if (r.variables.usher_reason === 'renewal_due') {
    r.return(302, renewalAddress(r, config));
    return;
  }
  const hints = requestHints(r);
  if (isNavigation(hints)) {
    r.return(
      hints.method === 'GET' || hints.method === 'HEAD' ? 302 : 303,
      signInAddress(r, config),
    );
    return;
  }
  r.headersOut['WWW-Authenticate'] = 'Bearer realm="usher"';
  answerJson(r, 401, {
    error: 'not_signed_in',
    message: 'Sign in first.',
    sign_in: config.signInUrl,
  });
}
