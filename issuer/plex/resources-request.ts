/** What is sent to learn what an account can reach. Pure. */
import type { PlexRequest } from './plex-request.js';

/** GET /api/v2/resources, asked as Plex's own apps do. */
export function resourcesRequest(token: string): PlexRequest {
  return { method: 'GET', path: '/api/v2/resources?includeHttps=1&includeRelay=1', token };
}
