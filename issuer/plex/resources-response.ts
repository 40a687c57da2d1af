/** What plex.tv says to the question what an account can reach. Pure. */
import type { ResourcesOutcome } from './outcomes.js';
import type { PlexResource } from './plex-resource.js';
import { failureOf, readJson, refusesToken } from './plex-response.js';
import type { PlexResponse } from './plex-response.js';
import { isResourcesBody } from './schemas.js';
import type { ResourceBody } from './schemas.js';

/** Reads the answer to GET /api/v2/resources. Access tokens and addresses of servers are left behind. */
export function readResources(response: PlexResponse): ResourcesOutcome {
  if (refusesToken(response)) {
    return { kind: 'token_refused' };
  }
  if (response.status !== 200) {
    return failureOf(response);
  }
  const read = readJson(response, isResourcesBody);
  return read.kind === 'json' ? { kind: 'resources', resources: read.body.map(resourceOf) } : read;
}

function resourceOf(body: ResourceBody): PlexResource {
  return {
    clientIdentifier: body.clientIdentifier,
    name: body.name ?? '',
    provides: (body.provides ?? '').split(',').map((one) => one.trim()),
    owned: body.owned,
    home: body.home,
    ownerId: body.ownerId ?? null,
  };
}
