/**
 * From a Plex token to who it is and what group they are in. Asks plex.tv through the client given.
 */
import { groupNameOf } from '../config/group-names.js';
import type { UsherConfig } from '../config/usher-config.js';
import type { PlexFailure } from '../plex/outcomes.js';
import type { PlexAccount } from '../plex/plex-account.js';
import type { PlexClient } from '../plex/plex-client.js';
import type { PlexResource } from '../plex/plex-resource.js';
import { personOf } from './person.js';
import type { Person } from './person.js';
import { relationsOf } from './relations.js';
import { resolveGroup } from './resolve-group.js';

export type Admission =
  | Readonly<{
      kind: 'admitted';
      person: Person;
      groupId: number;
      groupName: string;
      /** Index of the rule that matched, for the log. */
      ruleIndex: number;
    }>
  | Readonly<{
      kind:
        /** No access to a configured server. */
        | 'not_a_member'
        /** Access to the server, but no rule gives them a group. */
        | 'no_rule';
      /** What to call them on the page that says so. */
      accountName: string;
      /** `plex:<id>`, for the log. */
      subject: string;
    }>
  | Readonly<{ kind: 'token_refused' }>
  | PlexFailure;

/** The parts of the configuration that decide who is let in. */
export type AdmissionPolicy = Pick<UsherConfig, 'plex' | 'rules' | 'groupNames'>;

/**
 * Asks plex.tv whose token it is and what it reaches, both at once, and holds the answers against the configuration.
 * @param token Plex auth token
 */
export async function admit(
  client: Pick<PlexClient, 'account' | 'resources'>,
  token: string,
  policy: AdmissionPolicy,
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
  policy: AdmissionPolicy,
): Admission {
  const person = personOf(account);
  const refused = { accountName: accountNameOf(person), subject: person.subject };
  const facts = relationsOf(account, resources, policy.plex);
  if (facts.length === 0) {
    return { kind: 'not_a_member', ...refused };
  }
  const resolved = resolveGroup(facts, account.id, policy.rules);
  if (resolved === 'no_rule') {
    return { kind: 'no_rule', ...refused };
  }
  const { group, ruleIndex } = resolved;
  return {
    kind: 'admitted',
    person,
    groupId: group,
    groupName: groupNameOf(policy, group),
    ruleIndex,
  };
}
