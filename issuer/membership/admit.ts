/**
 * From a Plex token to who it is and what group they are in. Asks plex.tv through the client given.
 */
import type { UsherConfig } from '../config/usher-config.js';
import type { PlexFailure } from '../plex/outcomes.js';
import type { PlexClient } from '../plex/plex-client.js';
import type { Person } from './person.js';

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

export type Admit = (
  client: Pick<PlexClient, 'account' | 'resources'>,
  token: string,
  policy: AdmissionPolicy,
) => Promise<Admission>;
