/** What plex.tv says to a password sign-in. Pure. */
import type { SignInOutcome } from './outcomes.js';
import { errorCodesOf, failureOf, isHtml, readJson } from './plex-response.js';
import type { PlexResponse } from './plex-response.js';
import { isSignInBody } from './schemas.js';

/** Codes that are a verdict about the credentials, all of them sent with 401. */
const REFUSALS = new Map<number, SignInOutcome>([
  [1001, { kind: 'bad_credentials' }],
  [1028, { kind: 'verification_code_wrong' }],
  [1029, { kind: 'verification_code_required' }],
  [1030, { kind: 'email_required' }],
  [1031, { kind: 'address_refused' }],
]);

/**
 * Reads the answer to POST /api/v2/users/signin.
 * Only a known code is a verdict about the person. A 401 without one may come from anything on the way, and whoever
 * was told "wrong password" then would go and change a right one.
 */
export function readSignIn(response: PlexResponse): SignInOutcome {
  const { status } = response;
  if (status === 200 || status === 201) {
    const read = readJson(response, isSignInBody);
    return read.kind === 'json' ? { kind: 'signed_in', token: read.body.authToken } : read;
  }
  if (status !== 401) {
    return failureOf(response);
  }
  const refusal = errorCodesOf(response)
    .map((code) => REFUSALS.get(code))
    .find((known) => known !== undefined);
  if (refusal !== undefined) {
    return refusal;
  }
  const failure = failureOf(response);
  return failure.kind === 'rate_limited'
    ? failure
    : {
        kind: 'plex_unavailable',
        cause: isHtml(response) ? 'not_json' : 'unexpected_shape',
        status,
      };
}
