/**
 * From a Plex token to who it is and what group they are in. Asks plex.tv through the client given.
 */
import { groupNameOf } from '../config/group-names.js';
import type { PlexFailure } from '../plex/outcomes.js';
import type { PlexAccount } from '../plex/plex-account.js';
import type { PlexClient } from '../plex/plex-client.js';
import type { PlexResource } from '../plex/plex-resource.js';
import type { Decision } from './decision.js';
import type { Facts } from './facts.js';
import { personOf } from './person.js';
import type { Person } from './person.js';
import type { Policy } from './policy.js';
import { relationsOf } from './relations.js';
import { resolveGroup } from './resolve-group.js';

export type GroupDecision = Extract<Decision, { kind: 'group' }>;

/** What else there is to know of the account that signed in. */
type AccountAside = Readonly<{
  /** It is in a Plex Home, whosever it is. */
  home: boolean;
  /** Names it within that Home; null if plex.tv does not say, or was not asked. */
  accountUuid: string | null;
}>;

export type Admission =
  | (Readonly<{
      kind: 'admitted';
      person: Person;
      facts: Facts;
      decision: GroupDecision;
      /** 0–999, as the decision says. */
      groupId: number;
      groupName: string;
    }> &
      AccountAside)
  | (Readonly<{
      kind:
        /** No access to a configured server. */
        | 'not_a_member'
        /** Access to the server, but no rule gives them a group. */
        | 'no_rule'
        /** Access to the server, but an operator has said no. */
        | 'override_refuses';
      /** What to call them on the page that says so. */
      accountName: string;
      /** `plex:<id>`, for the log. */
      subject: string;
    }> &
      AccountAside)
  | Readonly<{ kind: 'token_refused' }>
  | PlexFailure;

/**
 * Asks plex.tv whose token it is and what it reaches, both at once, and holds the answers against the configuration.
 * @param token Plex auth token
 */
export async function admit(
  client: Pick<PlexClient, 'account' | 'resources'>,
  token: string,
  policy: Policy,
): Promise<Admission> {
  const [account, resources] = await Promise.all([client.account(token), client.resources(token)]);
  if (account.kind === 'token_refused' || resources.kind === 'token_refused') {
    return { kind: 'token_refused' };
  }
  if (account.kind !== 'account') {
    return account;
  }
  if (resources.kind !== 'resources') {
    return resources;
  }
  return judge(account.account, resources.resources, policy);
}

/** Names alone tell nobody which of their accounts it was. */
function accountNameOf({ name, preferredUsername, email }: Person): string {
  const login = email ?? preferredUsername;
  return login === undefined || login === name ? name : `${name}, ${login}`;
}

/** Pure. */
function judge(
  account: PlexAccount,
  resources: readonly PlexResource[],
  policy: Policy,
): Admission {
  const person = personOf(account);
  const aside = { home: account.home, accountUuid: account.uuid };
  const refused = { accountName: accountNameOf(person), subject: person.subject, ...aside };
  const relations = relationsOf(account, resources, policy);
  if (relations.length === 0) {
    return { kind: 'not_a_member', ...refused };
  }
  const resolved = resolveGroup(relations, account.id, policy.rules);
  if (resolved === 'no_rule') {
    return { kind: 'no_rule', ...refused };
  }
  const { group, ruleIndex } = resolved;
  return {
    kind: 'admitted',
    person,
    facts: {
      subject: person.subject,
      plexId: account.id,
      servers: policy.servers.slice(0, 1).map((server) => ({ server, relations })),
    },
    decision: {
      kind: 'group',
      group,
      decidedBy: { kind: 'rule', index: ruleIndex, because: [] },
    },
    groupId: group,
    groupName: groupNameOf(policy, group),
    ...aside,
  };
}
