/**
 * The gate itself: answers nginx's auth_request subrequest. The hot path; njs pays for every function and literal, and on
 * its older engine for every function that the bundle has at its top level. What somebody is remembered by is all here;
 * everything else is in the parts that are made on demand (verification.ts, pages.ts).
 */
import type { GateFile } from '../shared/gate-config.js';
import { meetsThreshold, parseThreshold } from '../shared/group.js';
import type { Verdict } from '../shared/verdict.js';
import type { GateRequest, Zones } from './gate-request.js';
import {
  MEMO_DUE_FROM,
  MEMO_EMAIL,
  MEMO_GENERATION,
  MEMO_GOOD_UNTIL,
  MEMO_GROUP,
  MEMO_GROUP_ID,
  MEMO_NAME,
  MEMO_SEPARATOR,
  MEMO_USER,
} from './memo-record.js';
import { renewal } from './renewal.js';
import { isUnchanged } from './revocation-folder.js';
import { verification } from './verification.js';

/**
 * Handler of the internal locations `/_usher/N` (and Organizr's `/organizr-auth/N`, `/auth-N`).
 * Answers 204, 401, 403 or 500 and sets the $usher_ variables, which main request and subrequest share.
 * What goes wrong here is 500 and a line in the error log, and nginx refuses the request; so does whatever is thrown
 * where not even that can be said (the variables are missing).
 * @param zones what has been verified before, and what was fetched; undefined where njs has no shared memory
 * @param nowSeconds NumericDate
 * @returns a promise where a public key has to be asked
 */
export function authorize(
  r: GateRequest,
  file: GateFile,
  zones: Zones | undefined,
  nowSeconds: number,
): void | Promise<void> {
  try {
    return judge(r, file, zones, nowSeconds);
  } catch (error) {
    fail(r, error);
    return undefined;
  }
}

function judge(
  r: GateRequest,
  file: GateFile,
  zones: Zones | undefined,
  nowSeconds: number,
): void | Promise<void> {
  const uri = r.uri;
  // The threshold travels in the address: a variable set in the protected location would be set anew, by the server's
  // own `set`, when the subrequest starts. `/_usher/4`, `/organizr-auth/4` or `/auth-4`.
  const text = uri.substring(uri[1] === '_' ? 8 : uri[1] === 'o' ? 15 : 6);
  const threshold = parseThreshold(text);
  if (threshold === undefined) {
    r.variables.usher_threshold = '';
    answer(r, 500, 'threshold_malformed');
    r.error('usher: threshold_malformed: ' + JSON.stringify(text.substring(0, 20)));
    return undefined;
  }
  r.variables.usher_threshold = text;
  const token = usualCookie(r, file.cookieName);
  const known = zones && token !== '' ? remembered(token, file, zones, nowSeconds) : undefined;
  if (known) {
    if (!meetsThreshold(+(known[MEMO_GROUP_ID] as string), threshold)) {
      answer(r, 403, 'group_above_threshold', known);
    } else if (known[MEMO_DUE_FROM] && isRenewalDue(r, known[MEMO_DUE_FROM], nowSeconds)) {
      answer(r, 401, 'renewal_due', known);
    } else {
      answer(r, 204, 'allowed', known);
    }
    return undefined;
  }
  const question = { file, zones, nowSeconds, threshold, token, isRenewalDue };
  const late = verification().judge(r, question, answer);
  return (
    late &&
    late.catch((error: unknown) => {
      fail(r, error);
    })
  );
}

/**
 * The session cookie as it usually is: first of its name, under its exact spelling, by itself between semicolons.
 * nginx cuts it out at a third of the price, but its idea of a cookie is another one (any letter case of the name, an end
 * at a comma, blanks around the value); so what it has found must stand in the header where it is looked for.
 * @returns '' for whatever is not so: then the header has to be taken apart
 */
function usualCookie(r: GateRequest, name: string): string {
  const variables = r.variables;
  const header = variables.http_cookie || '';
  const start = header.indexOf(name + '=');
  if (start !== 0 && (header[start - 1] !== ' ' || header[start - 2] !== ';')) {
    return '';
  }
  const token = variables[('cookie_' + name) as 'cookie_usher'] || '';
  const from = start + name.length + 1;
  const end = header[from + token.length];
  return (end === undefined || end === ';') &&
    // The first cookie of all can be no other than nginx's first.
    (start === 0 || header.substring(from, from + token.length) === token)
    ? token
    : '';
}

/**
 * Whether a page of somebody who may pass is to go by way of the issuer first. What a script asks for never does.
 * @param dueFrom MEMO_DUE_FROM of a record (memo-record.ts), where it is not ''
 */
function isRenewalDue(r: GateRequest, dueFrom: string, nowSeconds: number): boolean {
  return (
    (r.variables.http_sec_fetch_mode || 'navigate') === 'navigate' &&
    renewal().isDue(r, +dueFrom, nowSeconds)
  );
}

/** What is remembered of a token, if it may still be gone by. */
function remembered(
  token: string,
  file: GateFile,
  zones: Zones,
  nowSeconds: number,
): readonly string[] | undefined {
  const memo = zones['usher_memo'];
  const text = memo && memo.get(token);
  const known = text ? text.split(MEMO_SEPARATOR) : [];
  return known[MEMO_GENERATION] === file.generation &&
    nowSeconds < +(known[MEMO_GOOD_UNTIL] as string) &&
    ((file.revocationDir === '' && !file.usesState) || isUnchanged(file, known, zones, nowSeconds))
    ? known
    : undefined;
}

/**
 * All variables are set every time: after an internal redirect they still hold what an earlier verdict left.
 * @param known who asks (memo-record.ts); absent for guests and wherever no token was usable
 */
export function answer(
  r: GateRequest,
  status: Verdict['status'],
  reason: Verdict['reason'],
  known?: readonly string[],
): void {
  const variables = r.variables;
  variables.usher_reason = reason;
  variables.usher_user = known ? known[MEMO_USER] : '';
  variables.usher_name = known ? known[MEMO_NAME] : '';
  variables.usher_email = known ? known[MEMO_EMAIL] : '';
  variables.usher_group = known ? known[MEMO_GROUP] : '';
  variables.usher_group_id = known ? known[MEMO_GROUP_ID] : '';
  r.return(status, '');
}

function fail(r: GateRequest, error: unknown): void {
  r.variables.usher_threshold = '';
  answer(r, 500, 'gate_error');
  r.error('usher: gate_error: ' + String(error));
}
