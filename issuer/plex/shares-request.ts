/** What is sent to learn to whom a server is shared. Pure. */
import { fromRow } from './pages.js';
import type { PlexRequest } from './plex-request.js';

/** GET /api/servers/{machineIdentifier}/shared_servers */
export function sharesRequest(
  token: string,
  machineIdentifier: string,
  start: number,
): PlexRequest {
  const path = `/api/servers/${encodeURIComponent(machineIdentifier)}/shared_servers`;
  return { method: 'GET', path: fromRow(path, start), accept: 'application/xml', token };
}
