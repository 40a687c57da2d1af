/**
 * What was known before takes the place of what cannot be found out now. Pure.
 */
import type { Facts, ServerFacts } from './facts.js';

/**
 * Fills gaps that only the owner's lists could: libraries, and what the owner is in their own Home. What is known now stays
 * as it is.
 * @param before of the same person
 */
export function filledIn(facts: Facts, before: Facts | undefined): Facts {
  return { ...facts, servers: facts.servers.map((server) => filledInServer(server, before)) };
}

function filledInServer(server: ServerFacts, before: Facts | undefined): ServerFacts {
  const known = before?.servers.find((each) => each.server === server.server);
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
