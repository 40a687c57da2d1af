/** What is sent to become another profile of the Plex Home. Pure. */
import type { PlexRequest } from './plex-request.js';
import { UUID } from './schemas.js';

/**
 * POST /api/v2/home/users/{uuid}/switch
 * @param uuid as GET /api/v2/home/users gave it
 * @param pin see {@link isHomePin}
 * @throws TypeError if what should be a uuid could be no part of an address
 */
export function switchRequest(token: string, uuid: string, pin?: string): PlexRequest {
  if (!UUID.test(uuid)) {
    throw new TypeError('not the uuid of a profile');
  }
  const query = pin === undefined ? '' : `?pin=${encodeURIComponent(pin)}`;
  return {
    method: 'POST',
    path: `/api/v2/home/users/${uuid}/switch${query}`,
    token,
  };
}

/** Whether a text could be the PIN of a profile: four digits. Anything else, perhaps a password, is never sent. */
export function isHomePin(text: string): boolean {
  return /^[0-9]{4}$/.test(text);
}
