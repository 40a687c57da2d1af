/** What somebody gets who is signed in but not allowed here. Needs no issuer: it works while that is down. */
import type { GateConfig } from '../shared/gate-config.js';
import { isNavigation } from '../shared/navigation.js';
import { groupLabel, refusedPage, refusedPagePolicy } from '../shared/refused-page.js';
import type { GateRequest } from './gate-request.js';
import { answerJson } from './plain-answer.js';
import { requestHints } from './request-hints.js';
import { signInAddress } from './return-address.js';

/**
 * Handler of the named location behind `error_page 403`.
 * Navigations: a page that says who one is, what is asked for, and how to switch. Everything else: JSON.
 */
export function refused(r: GateRequest, config: GateConfig): void {
  const variables = r.variables;
  const reason = variables.usher_reason;
  if (reason !== 'group_above_threshold' && reason !== 'resource_not_allowed') {
    // The app's own 403 (proxy_intercept_errors), or that of `deny` and the like: not ours to explain.
    r.return(403, 'forbidden\n');
    return;
  }
  const groupId = variables.usher_group_id || '';
  const threshold = variables.usher_threshold || '';
  r.headersOut['Cache-Control'] = 'no-store';
  if (!isNavigation(requestHints(r))) {
    answerJson(r, 403, {
      error: 'group_above_threshold',
      message: 'Your group may not open this.',
      group_id: Number(groupId),
      needed: Number(threshold),
    });
    return;
  }
  r.headersOut['Content-Type'] = 'text/html; charset=utf-8';
  r.headersOut['X-Content-Type-Options'] = 'nosniff';
  r.headersOut['Referrer-Policy'] = 'same-origin';
  r.headersOut['Content-Security-Policy'] = refusedPagePolicy();
  r.return(
    403,
    refusedPage({
      name: decodeURIComponent(variables.usher_name || variables.usher_user || ''),
      group: groupLabel(config.groupNames, groupId),
      needed: groupLabel(config.groupNames, threshold),
      switchUrl: signInAddress(r, config),
      startUrl: config.issuer + '/',
    }),
  );
}
