/**
 * The verdict on a request of somebody who is not remembered: looks for tokens, verifies, asks what is revoked, and
 * remembers what came of it.
 */
import { findCookies } from '../shared/cookie-candidates.js';
import type { SourcedVerdict } from '../shared/decide-elsewhere.js';
import type { GateConfig, GateFile } from '../shared/gate-config.js';
import { decide } from '../shared/verdict.js';
import type { Verdict } from '../shared/verdict.js';
import { elsewhere } from './elsewhere.js';
import { currentConfig } from './fetched-keys.js';
import type { GateRequest, Memo, Zones } from './gate-request.js';
import { MEMO_DUE_FROM, MEMO_SEPARATOR, memoRecord } from './memo-record.js';
import { openRevocations } from './revocations.js';
import { STATE_VERSION } from './state-keys.js';

export type Question = Readonly<{
  file: GateFile;
  zones: Zones | undefined;
  /** NumericDate. */
  nowSeconds: number;
  threshold: number;
  /** The first session cookie, where nginx has found it; '' where it has to be looked for. */
  token: string;
  /** Whether somebody who may pass is to have the session renewed first. `dueFrom`: MEMO_DUE_FROM, where it is not ''. */
  isRenewalDue: (r: GateRequest, dueFrom: string, nowSeconds: number) => boolean;
}>;

export type Answer = (
  r: GateRequest,
  status: Verdict['status'],
  reason: Verdict['reason'],
  known?: readonly string[],
) => void;

/**
 * Answers the request.
 * @param answer sets the variables and ends the subrequest
 * @returns a promise where a public key has to be asked
 */
export function judge(r: GateRequest, question: Question, answer: Answer): void | Promise<void> {
  const zones = question.zones;
  const state = question.file.usesState ? zones && zones['usher_state'] : undefined;
  // Before anything else is read of it: what changes meanwhile changes this.
  const stateVersion = question.file.usesState ? state && state.get(STATE_VERSION) : '';
  const config = currentConfig(question.file.whole, state);
  const nowSeconds = question.nowSeconds;
  const threshold = question.threshold;
  const variables = r.variables;
  const revocations = openRevocations(config, state, nowSeconds);
  if (revocations.problem) {
    r.error('usher: ' + revocations.problem);
  }
  const verifier = { config, revocationOf: revocations.reasonFor };
  const header = variables.http_cookie || '';
  // Another of that name can only come behind it.
  const wanted = config.cookieName + '=';
  const first = question.token;
  const cookies =
    first !== '' && header.indexOf(wanted, header.indexOf(wanted) + first.length) === -1
      ? [first]
      : findCookies(header, config.cookieName);

  const end = (found: SourcedVerdict): void => {
    const isRestricted = found.claims && found.claims.resources !== undefined;
    const verdict = isRestricted ? elsewhere().restrictRequest(found, threshold, variables) : found;
    const known =
      verdict.claims &&
      memoRecord(verdict.claims, config, {
        revocations: revocations.version,
        state: stateVersion || '',
        isSessionCookie: !verdict.source,
        nowSeconds,
      });
    // Several cookies of our name are not the usual case, and no other place is looked for in the memo. Nor does the memo
    // know of addresses: who is in it may go wherever the group may.
    const hasVersion = revocations.version !== '' && stateVersion !== undefined;
    if (known && !verdict.source && !isRestricted && cookies.length === 1 && hasVersion) {
      remember(zones && zones['usher_memo'], cookies[0] as string, known);
    }
    variables.usher_source = verdict.source || '';
    const dueFrom = known && known[MEMO_DUE_FROM];
    if (dueFrom && verdict.status === 204 && question.isRenewalDue(r, dueFrom, nowSeconds)) {
      answer(r, 401, 'renewal_due', known);
    } else {
      answer(r, verdict.status, verdict.reason, known);
    }
  };
  const goOn = (onCookies: Verdict): SourcedVerdict | Promise<SourcedVerdict> => {
    if (onCookies.claims || !hasMore(config, variables)) {
      return onCookies;
    }
    return elsewhere().decideElsewhere(onCookies, verifier, {
      variable: (name) => variables[name as 'http_authorization'],
      cookiesTried: cookies.length,
      nowSeconds,
      threshold,
    });
  };
  const onCookies = decide(cookies, verifier, nowSeconds, threshold);
  const verdict = onCookies instanceof Promise ? onCookies.then(goOn) : goOn(onCookies);
  if (verdict instanceof Promise) {
    return verdict.then(end);
  }
  end(verdict);
  return undefined;
}

/** Whether there may be a token in another place than the session cookie. */
function hasMore(config: GateConfig, variables: GateRequest['variables']): boolean {
  const sources = config.sources;
  return (
    ((sources.bearer || sources.basic) && Boolean(variables.http_authorization)) ||
    sources.header !== '' ||
    sources.query !== '' ||
    config.organizr !== undefined
  );
}

/** The memo is full, or out of order: then the next request has to do without it. */
function remember(memo: Memo | undefined, token: string, known: readonly string[]): void {
  try {
    if (memo) {
      memo.set(token, known.join(MEMO_SEPARATOR));
    }
  } catch (full) {
    // The verdict is there all the same.
  }
}
