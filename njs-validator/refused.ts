/** What somebody gets who is signed in but not allowed here. Needs no issuer: it works while that is down. */
import type { GateConfig } from '../shared/gate-config.js';
import { isNavigation } from '../shared/navigation.js';
import { groupLabel, refusedPage, refusedPagePolicy } from '../shared/refused-page.js';
import { REFUSED_PATH } from '../shared/token-profile.js';
import type { GateRequest, Reply } from './gate-request.js';
import { answerJson } from './plain-answer.js';
import { requestHints } from './request-hints.js';
import { signInAddress } from './return-address.js';

/**
 * Handler of the named location behind `error_page 403`.
 * Navigations: the portal's page, in its language and with the reason, and where the portal does not answer at once, one
 * that the gate has itself; both say who one is, what is asked for, and how to switch. Everything else: JSON.
 * @returns a promise where the portal is asked; it does not reject
 */
export function refused(r: GateRequest, config: GateConfig): void | Promise<void> {
  const variables = r.variables;
  const reason = variables.usher_reason;
  if (reason !== 'group_above_threshold' && reason !== 'resource_not_allowed') {
    // The app's own 403 (proxy_intercept_errors), or that of `deny` and the like: not ours to explain.
    r.return(403, 'forbidden\n');
    return undefined;
  }
  r.headersOut['Cache-Control'] = 'no-store';
  if (!isNavigation(requestHints(r))) {
    answerJson(r, 403, {
      error: reason,
      message:
        reason === 'group_above_threshold'
          ? 'Your group may not open this.'
          : 'You were let in for other addresses only.',
      group_id: Number(variables.usher_group_id),
      needed: Number(variables.usher_threshold),
      request_id: variables.request_id,
    });
    return undefined;
  }
  if (config.renewalUrl === '') {
    answerOwnPage(r, config);
    return undefined;
  }
  return r.subrequest(REFUSED_PATH).then(
    (reply) => {
      const page = reply.responseText;
      if (page && isPage(reply)) {
        answerPage(r, String(reply.headersOut['Content-Security-Policy']), page);
      } else {
        answerOwnPage(r, config);
      }
    },
    () => {
      answerOwnPage(r, config);
    },
  );
}

/** Without a policy of its own no page is shown at an app's address. */
function isPage(reply: Reply): boolean {
  return (
    reply.status === 403 &&
    String(reply.headersOut['Content-Type']).startsWith('text/html') &&
    Boolean(reply.headersOut['Content-Security-Policy'])
  );
}

function answerPage(r: GateRequest, policy: string, page: string): void {
  r.headersOut['Content-Type'] = 'text/html; charset=utf-8';
  r.headersOut['X-Content-Type-Options'] = 'nosniff';
  r.headersOut['Referrer-Policy'] = 'same-origin';
  r.headersOut['Content-Security-Policy'] = policy;
  r.return(403, page);
}

function answerOwnPage(r: GateRequest, config: GateConfig): void {
  const variables = r.variables;
  const needed =
    variables.usher_reason === 'group_above_threshold' ? variables.usher_threshold || '' : '';
  answerPage(
    r,
    refusedPagePolicy(),
    refusedPage({
      name: decodeURIComponent(variables.usher_name || variables.usher_user || ''),
      group: groupLabel(config.groupNames, variables.usher_group_id || ''),
      needed: needed && groupLabel(config.groupNames, needed),
      requestId: variables.request_id || '',
      switchUrl: signInAddress(r, config),
      startUrl: config.issuer + '/',
    }),
  );
}
