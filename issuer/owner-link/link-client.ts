/**
 * The client that asks plex.tv in the owner's name. Plex lists it among the account's devices, apart from the one that
 * visitors sign in with, so that one of them can be taken out without the other.
 */
import { randomUUID } from 'node:crypto';
import packageJson from '../../package.json' with { type: 'json' };
import type { UsherConfig } from '../config/usher-config.js';
import { createPlexClient, type PlexClient } from '../plex/plex-client.js';
import type { OwnerLink } from '../state/state.js';

/** @param clientIdentifier of the link */
export function createLinkClient(plex: UsherConfig['plex'], clientIdentifier: string): PlexClient {
  return createPlexClient({ ...plex, clientIdentifier, version: packageJson.version });
}

/** A link that is made anew keeps its identifier: plex.tv does not list one more device. */
export function linkIdentifierOf(link: OwnerLink | undefined): string {
  return link?.clientIdentifier ?? randomUUID();
}
