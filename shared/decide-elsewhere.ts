/**
 * The verdict where the session cookie gave nobody: tokens from other places are tried, Organizr's last. Pure.
 */
import { findCookies } from './cookie-candidates.js';
import { statusOf } from './deny-reason.js';
import type { DenyReason } from './deny-reason.js';
import { verifyOrganizrToken } from './organizr-token.js';
import { MAX_COOKIE_CANDIDATES } from './token-profile.js';
import { findTokens } from './token-sources.js';
import type { TokenSource } from './token-sources.js';
import { afterRefusal, decide, judge, unlessRevoked } from './verdict.js';
import type { Verdict, Verifier } from './verdict.js';

/** A verdict, and where the token was that it goes by; absent where no token was usable. */
export type SourcedVerdict = Verdict & Readonly<{ source?: TokenSource | 'organizr' }>;

export type Question = Readonly<{
  /** Gives the value of an nginx variable: `http_authorization`. */
  variable: (name: string) => string | undefined;
  /** How many cookies were tried already. */
  cookiesTried: number;
  /** NumericDate. */
  nowSeconds: number;
  threshold: number;
}>;

/**
 * Judges a request whose session cookies gave nobody.
 * As among cookies, the first token that verifies is who asks, and the reason of the token that came furthest is the
 * one reported.
 * @param onCookies the verdict on the cookies; has no claims
 * @returns a promise where a public key had to be asked
 */
export function decideElsewhere(
  onCookies: Verdict,
  verifier: Verifier,
  question: Question,
): SourcedVerdict | Promise<SourcedVerdict> {
  const nowSeconds = question.nowSeconds;
  const threshold = question.threshold;
  const room = MAX_COOKIE_CANDIDATES - question.cookiesTried;
  const tokens = findTokens(verifier.config.sources, question.variable, room);

  function from(index: number, before: Verdict): SourcedVerdict | Promise<SourcedVerdict> {
    const candidate = tokens[index];
    if (candidate === undefined) {
      return decideOrganizr(before, verifier, question, room - tokens.length);
    }
    const goOn = (verdict: Verdict): SourcedVerdict | Promise<SourcedVerdict> =>
      verdict.claims === undefined
        ? from(index + 1, after(before, verdict))
        : Object.assign({ source: candidate.source }, verdict);
    const verdict = decide([candidate.token], verifier, nowSeconds, threshold);
    return verdict instanceof Promise ? verdict.then(goOn) : goOn(verdict);
  }
  return from(0, onCookies);
}

/** Never by way of what the gate remembers: that knows our own tokens only. */
function decideOrganizr(
  before: Verdict,
  verifier: Verifier,
  question: Question,
  room: number,
): SourcedVerdict {
  const organizr = verifier.config.organizr;
  if (organizr === undefined) {
    return before;
  }
  const tokens = findCookies(question.variable('http_cookie') || '', organizr.cookieName);
  let verdict = before;
  for (let i = 0; i < tokens.length && i < room; i++) {
    const token = tokens[i] as string;
    const skew = verifier.config.clockSkewSeconds;
    const verified = verifyOrganizrToken(token, organizr, skew, question.nowSeconds);
    const standing = unlessRevoked(verified, verifier);
    if (typeof standing === 'object') {
      return Object.assign({ source: 'organizr' as const }, judge(standing, question.threshold));
    }
    verdict = after(verdict, { status: statusOf(standing), reason: standing });
  }
  return verdict;
}

/** Two refusals as one. A guest stays one, whatever he brings. */
function after(before: Verdict, verdict: Verdict): Verdict {
  return before.reason === 'guest' ? before : afterRefusal(before.reason as DenyReason, verdict);
}
