/**
 * What is said about the owner's link, on the terminal and on the admin page alike. Pure.
 */
import { textsOf } from '../languages/texts.js';
import { problemOfFailure } from '../sign-in/problem.js';
import type { NotLinked, OwnedServer } from './link-owner.js';

/** Why an account was not attached, as sentences. */
export function notLinkedText(outcome: NotLinked): readonly string[] {
  switch (outcome.kind) {
    case 'profile':
      return [
        `${outcome.accountName} is a profile of a Plex Home, not an account of its own.`,
        'Approve it again with the profile of the account that owns the server.',
      ];
    case 'other_owner':
      return [
        `This is ${outcome.accountName}, account ${String(outcome.plexId)}; plex.ownerId in usher.yaml names another one.`,
        'Approve it with the account that it names, or correct the setting.',
      ];
    case 'owns_no_server':
      return [
        `${outcome.accountName} (account ${String(outcome.plexId)}) does not own any Plex server.`,
        'Approve it with the account that the server was claimed with.',
      ];
    case 'owns_none_configured':
      return [
        `${outcome.accountName} owns none of the servers that plex.servers in usher.yaml names.`,
        `Theirs: ${serversText(outcome.servers)}. Correct the setting, or leave it out and choose here.`,
      ];
    case 'token_refused':
    case 'rate_limited':
    case 'plex_unavailable': {
      const { message } = problemOfFailure(outcome);
      return [textsOf('en').t(message), 'Nothing was changed. Please try again.'];
    }
  }
}

/** `Sample Server (a1f0…)` */
export function serverText({ name, machineIdentifier }: OwnedServer): string {
  return name === '' ? machineIdentifier : `${name} (${machineIdentifier})`;
}

export function serversText(servers: readonly OwnedServer[]): string {
  return servers.map(serverText).join(', ');
}

const LINK_PROBLEMS: Readonly<Record<string, string>> = {
  owner_link_refused:
    'plex.tv does not take its token any more: the device was removed from the account, or its password was changed. Attach the account again.',
  owner_link_not_owner:
    'The account does not own a server that is configured: correct plex.servers or plex.ownerId in usher.yaml, or attach the account of the owner.',
  owner_link_unreadable:
    'Its token cannot be opened: secrets.json in the data folder is not the one it was made with. Attach the account again.',
};

/** What is wrong with a link, from the log's name for it. */
export function linkProblemText(problem: string): string {
  return (
    LINK_PROBLEMS[problem] ??
    `plex.tv could not be asked with it (${problem}); that is tried again by itself.`
  );
}
