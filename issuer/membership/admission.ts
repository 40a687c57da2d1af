/**
 * What came of asking who somebody is and whether they may come in. Types, and a name for a page; pure.
 */
import type { PlexFailure } from '../plex/outcomes.js';
import type { Decision } from './decision.js';
import type { Facts } from './facts.js';
import type { Person } from './person.js';

export type GroupDecision = Extract<Decision, { kind: 'group' }>;

/** What else there is to know of the account that signed in. */
export type AccountAside = Readonly<{
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
      /** An owner's account is linked, and its lists do not tell all of the facts. */
      isPartial: boolean;
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

/** Names alone tell nobody which of their accounts it was. */
export function accountNameOf({ name, preferredUsername, email }: Person): string {
  const login = email ?? preferredUsername;
  return login === undefined || login === name ? name : `${name}, ${login}`;
}
