/**
 * Attaches the Plex account of the servers' owner: whose token it is, which servers are theirs, and what is kept of it.
 * How somebody approves the PIN is the business of who calls: a terminal, or the admin page.
 */
import type { UsherConfig } from '../config/usher-config.js';
import { personOf } from '../membership/person.js';
import { plexSubject } from '../membership/plex-subject.js';
import type { PlexFailure } from '../plex/outcomes.js';
import type { PlexAccount } from '../plex/plex-account.js';
import type { PlexClient } from '../plex/plex-client.js';
import type { PlexResource } from '../plex/plex-resource.js';
import type { OwnerLink, State } from '../state/state.js';
import { sealOwnerToken } from './seal-token.js';

export type OwnedServer = OwnerLink['servers'][number];

export type FoundOwner = Readonly<{
  kind: 'found';
  plexId: number;
  accountName: string;
  /** What there is to choose from, never empty: those of the configuration, or all where it names none. */
  servers: readonly OwnedServer[];
  /** Machine identifiers of the configuration that are not this account's. */
  notOwned: readonly string[];
}>;

export type NotLinked =
  | Readonly<{
      kind:
        /** A managed account or the guest profile of a Plex Home owns nothing. */
        | 'profile'
        /** plex.ownerId is somebody else. */
        | 'other_owner'
        | 'owns_no_server'
        /** Of the configured ones. */
        | 'owns_none_configured';
      plexId: number;
      accountName: string;
      /** Every server of the account. */
      servers: readonly OwnedServer[];
    }>
  | Readonly<{ kind: 'token_refused' }>
  | PlexFailure;

/** The parts of the configuration that say whose servers it is about. */
export type LinkPolicy = Pick<UsherConfig['plex'], 'servers' | 'ownerId'>;

/**
 * Asks plex.tv whose token it is and which servers are theirs, and holds it against the configuration.
 * @param token Plex auth token
 */
export async function findOwner(
  client: Pick<PlexClient, 'account' | 'resources'>,
  token: string,
  policy: LinkPolicy,
): Promise<FoundOwner | NotLinked> {
  const [account, resources] = await Promise.all([client.account(token), client.resources(token)]);
  if (account.kind === 'token_refused' || resources.kind === 'token_refused') {
    return { kind: 'token_refused' };
  }
  if (account.kind !== 'account') {
    return account;
  }
  return resources.kind === 'resources'
    ? judge(account.account, resources.resources, policy)
    : resources;
}

/** Pure. */
function judge(
  account: PlexAccount,
  resources: readonly PlexResource[],
  { servers: configured, ownerId }: LinkPolicy,
): FoundOwner | NotLinked {
  const owned = ownedServers(resources);
  const who = { plexId: account.id, accountName: personOf(account).name, servers: owned };
  if (account.restricted || account.guest) {
    return { kind: 'profile', ...who };
  }
  if (ownerId !== undefined && ownerId !== account.id) {
    return { kind: 'other_owner', ...who };
  }
  if (owned.length === 0) {
    return { kind: 'owns_no_server', ...who };
  }
  const owns = (id: string): boolean => owned.some((server) => server.machineIdentifier === id);
  const candidates = owned.filter(
    ({ machineIdentifier }) => configured.length === 0 || configured.includes(machineIdentifier),
  );
  return candidates.length === 0
    ? { kind: 'owns_none_configured', ...who }
    : {
        kind: 'found',
        ...who,
        servers: candidates,
        notOwned: configured.filter((id) => !owns(id)),
      };
}

/** What is `owned` is the account's; a player may bear any identifier. */
function ownedServers(resources: readonly PlexResource[]): readonly OwnedServer[] {
  const servers = new Map(
    resources
      .filter(({ provides, owned }) => owned && provides.includes('server'))
      .map(({ clientIdentifier, name }) => [clientIdentifier, name] as const),
  );
  return [...servers].map(([machineIdentifier, name]) => ({ machineIdentifier, name }));
}

/**
 * Keeps the link, in place of an earlier one. Whoever asks in the owner's name looks into the state each time.
 * @param chosen of the servers that were found
 */
export async function storeLink(
  {
    found: { plexId, accountName },
    chosen,
    token,
    clientIdentifier,
  }: Readonly<{
    found: FoundOwner;
    chosen: readonly OwnedServer[];
    /** Plex auth token */
    token: string;
    clientIdentifier: string;
  }>,
  {
    state,
    sealingKey,
    now,
    actor,
  }: Readonly<{
    state: Pick<State, 'setOwnerLink' | 'addAudit'>;
    sealingKey: Uint8Array;
    /** NumericDate, seconds. */
    now: number;
    /** For the audit. */
    actor: string;
  }>,
): Promise<OwnerLink> {
  const at = Math.floor(now);
  const link: OwnerLink = {
    clientIdentifier,
    plexId,
    accountName,
    sealedToken: await sealOwnerToken(token, sealingKey),
    servers: chosen,
    linkedAt: at,
    // plex.tv has just answered with it.
    goodAt: at,
    problem: '',
  };
  state.setOwnerLink(link);
  state.addAudit({
    at,
    actor,
    action: 'owner_linked',
    subject: plexSubject(plexId),
    detail: chosen.map(({ machineIdentifier, name }) => name || machineIdentifier).join(', '),
  });
  return link;
}

/** The link as far as it can be read: one that is broken is to be made anew, or removed, all the same. */
export function readableLink(state: Pick<State, 'ownerLink'>): OwnerLink | undefined {
  try {
    return state.ownerLink();
  } catch {
    return undefined;
  }
}

/**
 * The servers that need no question: what usher.yaml says, the only one there is, or, of the same account, those that were
 * chosen before.
 */
export function obviousServers(
  { plexId, servers }: FoundOwner,
  { servers: configured }: LinkPolicy,
  earlier?: OwnerLink,
): readonly OwnedServer[] | undefined {
  if (configured.length > 0 || servers.length === 1) {
    return servers;
  }
  const before = earlier?.plexId === plexId ? earlier.servers : [];
  const kept = servers.filter(({ machineIdentifier }) =>
    before.some((server) => server.machineIdentifier === machineIdentifier),
  );
  return kept.length > 0 && kept.length === before.length ? kept : undefined;
}

/** Forgets the link and its token. */
export function removeLink(
  state: Pick<State, 'ownerLink' | 'removeOwnerLink' | 'addAudit'>,
  now: number,
  actor: string,
): 'removed' | 'none' {
  const link = readableLink(state);
  if (state.removeOwnerLink() === 'none') {
    return 'none';
  }
  const subject = link === undefined ? '' : plexSubject(link.plexId);
  state.addAudit({ at: Math.floor(now), actor, action: 'owner_unlinked', subject, detail: '' });
  return 'removed';
}
