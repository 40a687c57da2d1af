/** What plex.tv says to who wants to become another profile. Pure. */
import type { SwitchOutcome } from './outcomes.js';
import { errorCodesOf, failureOf, isUnauthorized, readJson } from './plex-response.js';
import type { PlexResponse } from './plex-response.js';
import { isSwitchBody } from './schemas.js';

/** Valid PIN required: a wrong one and none at all. */
const CODE_PIN_REQUIRED = 1041;

/**
 * Reads the answer to POST /api/v2/home/users/{uuid}/switch.
 * @param uuid of the profile that was asked for; a token of another is none
 */
export function readSwitch(response: PlexResponse, uuid: string): SwitchOutcome {
  const { status } = response;
  if (status === 403 && errorCodesOf(response).includes(CODE_PIN_REQUIRED)) {
    return { kind: 'pin_refused' };
  }
  if (isUnauthorized(response)) {
    return { kind: 'token_refused' };
  }
  if (status !== 200 && status !== 201) {
    return failureOf(response);
  }
  const read = readJson(response, isSwitchBody);
  if (read.kind !== 'json') {
    return read;
  }
  return (read.body.uuid ?? uuid) === uuid
    ? { kind: 'switched', token: read.body.authToken }
    : { kind: 'plex_unavailable', cause: 'unexpected_shape', status };
}
