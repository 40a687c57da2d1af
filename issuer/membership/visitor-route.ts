/**
 * What somebody is to the configured servers by what plex.tv tells them: their account, and what it reaches. Pure.
 */
import type { PlexFact } from '../config/usher-config.js';
import type { PlexAccount } from '../plex/plex-account.js';
import type { PlexResource } from '../plex/plex-resource.js';
import { homeRelations, restrictionProfileOf } from './plex-facts.js';
import type { Policy } from './policy.js';
import type { RouteAnswer, Standing } from './standing.js';

/**
 * An entry counts if it has the machine identifier of a configured server and is a server: identifiers are public, and
 * a player may bear any. Names never count. With the owner's id known, an entry must belong to that account too: whether
 * plex.tv lets somebody register a server under an identifier that is taken is not known.
 * @param resources undefined: they could not be asked for
 * @returns which libraries are shared is never known on this route; the guest profile of a Plex Home, which is nobody in
 * particular, may use nothing
 */
export function visitorRoute(
  account: PlexAccount,
  resources: readonly PlexResource[] | undefined,
  policy: Pick<Policy, 'servers' | 'ownerId'>,
): RouteAnswer {
  const profile = account.restricted ? restrictionProfileOf(account.restrictionProfile) : undefined;
  return {
    servers: new Map(
      policy.servers.map((server) => [server, standingOn(server, account, resources, policy)]),
    ),
    ...(account.username !== null && { username: account.username }),
    ...(profile !== undefined && { restrictionProfile: profile }),
  };
}

function standingOn(
  server: string,
  account: PlexAccount,
  resources: readonly PlexResource[] | undefined,
  { ownerId }: Pick<Policy, 'ownerId'>,
): Standing {
  if (account.guest) {
    return { kind: 'no' };
  }
  if (resources === undefined) {
    return { kind: 'unknown' };
  }
  const entries = resources.filter(
    (resource) =>
      resource.provides.includes('server') &&
      resource.clientIdentifier === server &&
      belongsToOwner(resource, account.id, ownerId),
  );
  const found = new Set(entries.flatMap((entry) => relationsBy(entry, account)));
  return found.size === 0 ? { kind: 'no' } : { kind: 'yes', relations: inOrder(found) };
}

const ORDER: readonly PlexFact[] = ['owner', 'homeAdmin', 'homeAdult', 'home', 'managed', 'friend'];

function inOrder(found: ReadonlySet<PlexFact>): readonly PlexFact[] {
  return ORDER.filter((fact) => found.has(fact));
}

/** An owned entry carries no ownerId: its owner is whoever asked. */
function belongsToOwner(
  resource: PlexResource,
  accountId: number,
  ownerId: number | undefined,
): boolean {
  return ownerId === undefined || (resource.owned ? accountId : resource.ownerId) === ownerId;
}

/** A Home that the account is in says nothing of a friend's server: it may be any Home. */
function relationsBy(resource: PlexResource, account: PlexAccount): readonly PlexFact[] {
  if (resource.owned) {
    return ['owner', ...ownHome(account)];
  }
  return resource.home
    ? homeRelations({ admin: account.homeAdmin, restricted: account.restricted })
    : ['friend'];
}

/** What the owner is in the Home that they are in. */
export function ownHome(
  account: Pick<PlexAccount, 'home' | 'homeAdmin' | 'restricted'>,
): readonly PlexFact[] {
  const { home, homeAdmin: admin, restricted } = account;
  return home || admin ? homeRelations({ admin, restricted }) : [];
}
