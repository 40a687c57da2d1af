/** What is sent to learn who is in the Plex Home. Pure. */
import type { PlexRequest } from './plex-request.js';

/** GET /api/v2/home/users */
export function homeUsersRequest(token: string): PlexRequest {
  return { method: 'GET', path: '/api/v2/home/users', token };
}
