/** What is sent to learn who is a friend or in the Plex Home. Pure. */
import { fromRow } from './pages.js';
import type { PlexRequest } from './plex-request.js';

/** GET /api/users */
export function usersRequest(token: string, start: number): PlexRequest {
  return {
    method: 'GET',
    path: fromRow('/api/users', start),
    accept: 'application/xml',
    token,
  };
}
