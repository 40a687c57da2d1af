/** What is sent to learn whose token it is. Pure. */
import type { PlexRequest } from './plex-request.js';

/** GET /api/v2/user */
export function accountRequest(token: string): PlexRequest {
  return { method: 'GET', path: '/api/v2/user', token };
}
