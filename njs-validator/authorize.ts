/**
 * The gate itself: answers nginx's auth_request subrequest. The hot path; njs pays for every function and literal.
 */
import { findCookies } from '../shared/cookie-candidates.js';
import type { GateConfig } from '../shared/gate-config.js';
import { parseThreshold } from '../shared/group.js';
import { identityOf } from '../shared/identity.js';
import { decide } from '../shared/verdict.js';
import type { Verdict } from '../shared/verdict.js';
import type { GateRequest } from './gate-request.js';

/**
 * Handler of the internal locations `/_usher/N` (and Organizr's `/organizr-auth/N`, `/auth-N`).
 * Answers 204, 401, 403 or 500 and sets the $usher_ variables, which main request and subrequest share.
 * What goes wrong here is 500 and a line in the error log, and nginx refuses the request; so does whatever is thrown
 * where not even that can be said (the variables are missing).
 * @param nowSeconds NumericDate
 */
export function authorize(r: GateRequest, config: GateConfig, nowSeconds: number): void {
  try {
    judge(r, config, nowSeconds);
  } catch (error) {
    answer(r, { status: 500, reason: 'gate_error' }, '');
    r.error('usher: gate_error: ' + String(error));
  }
}

function judge(r: GateRequest, config: GateConfig, nowSeconds: number): void {
  const text = thresholdText(r.uri);
  const threshold = parseThreshold(text);
  if (threshold === undefined) {
    answer(r, { status: 500, reason: 'threshold_malformed' }, '');
    r.error('usher: threshold_malformed: ' + JSON.stringify(text.substring(0, 20)));
    return;
  }
  const candidates = findCookies(r.variables.http_cookie || '', config.cookieName);
  answer(
    r,
    decide(candidates, { config, revocationOf: () => undefined }, nowSeconds, threshold) as Verdict,
    text,
  );
}

/**
 * The threshold travels in the address: a variable set in the protected location would be set anew, by the server's
 * own `set`, when the subrequest starts.
 */
function thresholdText(uri: string): string {
  if (uri.startsWith('/_usher/')) {
    return uri.substring(8);
  }
  return uri.substring(uri.startsWith('/organizr-auth/') ? 15 : 6);
}

/** All variables are set every time: after an internal redirect they still hold what an earlier verdict left. */
function answer(r: GateRequest, verdict: Verdict, threshold: string): void {
  const variables = r.variables;
  const identity = verdict.claims && identityOf(verdict.claims);
  variables.usher_reason = verdict.reason;
  variables.usher_threshold = threshold;
  variables.usher_user = identity ? identity.user : '';
  variables.usher_name = identity ? identity.name : '';
  variables.usher_email = identity ? identity.email : '';
  variables.usher_group = identity ? identity.group : '';
  variables.usher_group_id = identity ? identity.groupId : '';
  r.return(verdict.status, '');
}
