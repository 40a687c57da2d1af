/** What plex.tv says about PINs. Pure. */
import type { CheckPinOutcome, CreatePinOutcome } from './outcomes.js';
import { errorCodesOf, failureOf, readJson } from './plex-response.js';
import type { PlexResponse } from './plex-response.js';
import { isPinBody, isPinStateBody } from './schemas.js';

/** Code not found or expired. */
const CODE_PIN_GONE = 1020;

/** Reads the answer to POST /api/v2/pins. */
export function readCreatedPin(response: PlexResponse): CreatePinOutcome {
  if (response.status !== 200 && response.status !== 201) {
    return failureOf(response);
  }
  const read = readJson(response, isPinBody);
  return read.kind === 'json' ? { kind: 'pin', id: read.body.id, code: read.body.code } : read;
}

/** Reads the answer to GET /api/v2/pins/{id}. A 404 without plex.tv's code may come from anything on the way. */
export function readPinState(response: PlexResponse): CheckPinOutcome {
  if (response.status === 404 && errorCodesOf(response).includes(CODE_PIN_GONE)) {
    return { kind: 'gone' };
  }
  if (response.status !== 200) {
    return failureOf(response);
  }
  const read = readJson(response, isPinStateBody);
  if (read.kind !== 'json') {
    return read;
  }
  const { authToken } = read.body;
  return authToken === null || authToken === ''
    ? { kind: 'pending' }
    : { kind: 'claimed', token: authToken };
}
