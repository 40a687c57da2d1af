/**
 * What decides who is let in: the configuration, and what the owner's link adds to it. Pure.
 */
import type { UsherConfig } from '../config/usher-config.js';
import type { OwnerLink } from '../state/state.js';

export type Policy = Readonly<{
  /** Machine identifiers. */
  servers: readonly string[];
  /** Numeric Plex id of the servers' owner; undefined: whoever plex.tv says owns one of them. */
  ownerId?: number;
  rules: UsherConfig['rules'];
  groupNames: UsherConfig['groupNames'];
  /** What a server is called that has no name below. */
  serverName: string;
  /** By machine identifier. */
  serverNames: Readonly<Record<string, string>>;
  /** The owner's Plex account is attached. */
  isLinked: boolean;
}>;

/** What the configuration says goes before what was chosen when the link was made. */
export function policyOf(
  { plex, rules, groupNames }: Pick<UsherConfig, 'plex' | 'rules' | 'groupNames'>,
  link: Pick<OwnerLink, 'plexId' | 'servers'> | undefined,
): Policy {
  const ownerId = plex.ownerId ?? link?.plexId;
  const chosen = link?.servers ?? [];
  return {
    servers:
      plex.servers.length > 0
        ? plex.servers
        : chosen.map(({ machineIdentifier }) => machineIdentifier),
    ...(ownerId !== undefined && { ownerId }),
    rules,
    groupNames,
    serverName: plex.serverName,
    serverNames: Object.fromEntries(
      chosen
        .filter(({ name }) => name !== '')
        .map(({ machineIdentifier, name }) => [machineIdentifier, name]),
    ),
    isLinked: link !== undefined,
  };
}
