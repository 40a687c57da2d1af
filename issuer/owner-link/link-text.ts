/**
 * What is said about the owner's link, on the terminal and on the admin page alike. Pure.
 */
import { message, type Message } from '../languages/message.js';
import { problemOfFailure } from '../sign-in/problem.js';
import type { NotLinked, OwnedServer } from './link-owner.js';

/** Why an account was not attached, as sentences. */
export function notLinkedText(outcome: NotLinked): readonly Message[] {
  switch (outcome.kind) {
    case 'profile':
      return [
        message('admin.link.not_linked.profile', { account: outcome.accountName }),
        'admin.link.not_linked.profile_hint',
      ];
    case 'other_owner':
      return [
        message('admin.link.not_linked.other_owner', idOf(outcome)),
        'admin.link.not_linked.other_owner_hint',
      ];
    case 'owns_no_server':
      return [
        message('admin.link.not_linked.no_server', idOf(outcome)),
        'admin.link.not_linked.no_server_hint',
      ];
    case 'owns_none_configured': {
      const servers = serversText(outcome.servers);
      return [
        message('admin.link.not_linked.none_configured', { account: outcome.accountName }),
        message('admin.link.not_linked.none_configured_hint', { servers }),
      ];
    }
    case 'token_refused':
    case 'rate_limited':
    case 'plex_unavailable':
      return [problemOfFailure(outcome).message, 'admin.link.not_linked.nothing_changed'];
  }
}

/** The number as a text: no language puts dots into it. */
function idOf({ accountName, plexId }: Readonly<{ accountName: string; plexId: number }>) {
  return { account: accountName, id: String(plexId) };
}

/** `Sample Server (a1f0…)` */
export function serverText({ name, machineIdentifier }: OwnedServer): string {
  return name === '' ? machineIdentifier : `${name} (${machineIdentifier})`;
}

export function serversText(servers: readonly OwnedServer[]): string {
  return servers.map(serverText).join(', ');
}

const LINK_PROBLEMS: Readonly<Record<string, Message>> = {
  owner_link_refused: 'admin.link.problem.refused',
  owner_link_not_owner: 'admin.link.problem.not_owner',
  owner_link_unreadable: 'admin.link.problem.unreadable',
};

/** Whether somebody has to mend it: plex.tv, when it is down, is asked again without anybody's doing. */
export function needsMending(problem: string): boolean {
  return Object.hasOwn(LINK_PROBLEMS, problem);
}

/** What is wrong with a link, from the log's name for it. */
export function linkProblemText(problem: string): Message {
  return LINK_PROBLEMS[problem] ?? message('admin.link.problem.other', { problem });
}
