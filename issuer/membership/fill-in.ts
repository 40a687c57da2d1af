/**
 * What was known before takes the place of what cannot be found out now. Pure.
 */
import type { Facts, ServerFacts } from './facts.js';

/**
 * Fills gaps that only the owner's lists could: libraries, what the owner is in their own Home, and whether they may use a
 * server. What is known now stays as it is.
 * @param before of the same person; undefined: nothing was known
 */
export function filledIn(facts: Facts, before: Facts | undefined): Facts {
  if (before === undefined) {
    return facts;
  }
  const { unknownServers: unknown = [], ...known } = facts;
  const still = unknown.filter((server) => before.unknownServers?.includes(server) === true);
  return {
    ...known,
    servers: [
      ...facts.servers.map((server) => filledInServer(server, before)),
      ...before.servers.filter(({ server }) => unknown.includes(server)),
    ],
    ...(still.length > 0 && { unknownServers: still }),
  };
}

function filledInServer(server: ServerFacts, before: Facts): ServerFacts {
  const known = before.servers.find((each) => each.server === server.server);
  if (known === undefined) {
    return server;
  }
  const isOwner = server.relations.includes('owner') && known.relations.includes('owner');
  const libraries = server.libraries ?? known.libraries;
  return {
    server: server.server,
    relations: isOwner && server.relations.length === 1 ? known.relations : server.relations,
    ...(libraries !== undefined && { libraries }),
  };
}
