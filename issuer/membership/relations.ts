/**
 * What somebody is to the configured servers. Pure.
 */
import type { PlexFact } from '../config/usher-config.js';
import type { PlexAccount } from '../plex/plex-account.js';
import type { PlexResource } from '../plex/plex-resource.js';
import type { Policy } from './policy.js';

const ORDER: readonly PlexFact[] = ['owner', 'home', 'managed', 'friend'];

/**
 * The facts of all configured servers that an account can reach, together.
 * An entry counts if it has the machine identifier of a configured server and is a server: identifiers are public, and
 * a player may bear any. Names never count. With `ownerId` set, an entry must belong to that account too: whether
 * plex.tv lets somebody register a server under an identifier that is taken is not known.
 * @returns in the order owner, home, managed, friend; none for a stranger, and for the guest profile of a Plex Home,
 * which is nobody in particular
 */
export function relationsOf(
  account: Pick<PlexAccount, 'id' | 'restricted' | 'guest'>,
  resources: readonly PlexResource[],
  servers: Pick<Policy, 'servers' | 'ownerId'>,
): readonly PlexFact[] {
  const reached = resources.filter(
    (resource) =>
      resource.provides.includes('server') &&
      servers.servers.includes(resource.clientIdentifier) &&
      belongsToOwner(resource, account.id, servers.ownerId),
  );
  const facts = new Set(reached.flatMap((resource) => factsOf(resource, account.restricted)));
  return account.guest ? [] : ORDER.filter((fact) => facts.has(fact));
}

/** An owned entry carries no ownerId: its owner is whoever asked. */
function belongsToOwner(
  resource: PlexResource,
  accountId: number,
  ownerId: number | undefined,
): boolean {
  return ownerId === undefined || (resource.owned ? accountId : resource.ownerId) === ownerId;
}

function factsOf(resource: PlexResource, restricted: boolean): readonly PlexFact[] {
  if (resource.owned) {
    return ['owner'];
  }
  if (resource.home) {
    return restricted ? ['home', 'managed'] : ['home'];
  }
  return ['friend'];
}
