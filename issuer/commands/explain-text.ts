/** What `usher explain` says, for people and for programs. Pure. */
import { groupNameOf } from '../config/group-names.js';
import { formatMoment } from '../config/moment.js';
import { textsOf } from '../languages/texts.js';
import type { Decision, Override } from '../membership/decision.js';
import { explainDecision } from '../membership/explain-decision.js';
import type { Listed, Outlook } from '../membership/explain-person.js';
import type { ServerFacts } from '../membership/facts.js';
import { overrideText } from '../membership/override-text.js';
import type { Policy } from '../membership/policy.js';
import { linkProblemText } from '../owner-link/link-text.js';
import type { KnownPerson } from '../state/state.js';
import { printable } from './print.js';

export type Explained = Readonly<{
  subject: string;
  known: KnownPerson | undefined;
  override: Override | undefined;
  /** What the owner's lists have of them. */
  listed: Listed | undefined;
  outlook: Outlook;
  policy: Policy;
  /** Of asking in the owner's name, by the log's name for it; '' for nothing amiss. */
  problem: string;
  /** That have not ended. */
  sessions: number;
}>;

export function explainedText(explained: Explained): string {
  const { subject, known, override, listed, outlook, policy, sessions } = explained;
  const name = known?.name ?? listed?.name ?? '';
  const username = listed?.username || known?.facts.username;
  const who = [
    name,
    ...(username === undefined || username === name ? [] : [`user name ${username}`]),
  ];
  const facts = outlook.kind === 'decided' ? outlook.facts : undefined;
  return (
    `${subject}  ${printable(who.filter((part) => part !== '').join(', '))}\n`.replace(
      / +\n/,
      '\n',
    ) +
    block('now', nowLines(explained)) +
    block('known by', [sourceText(explained)]) +
    block(
      'servers',
      (facts?.servers ?? []).map((server) => serverText(server, policy)),
    ) +
    block('profile', facts?.restrictionProfile === undefined ? [] : [facts.restrictionProfile]) +
    block(
      'invited',
      (listed?.pending ?? []).map((id) => `to ${serverName(id, policy)}, and has not accepted`),
    ) +
    block('override', override === undefined ? [] : [overrideText(override)]) +
    block('last seen', [lastSeenText(known, policy)]) +
    block('sessions', [String(sessions)])
  );
}

const LABEL_CHARS = 11;

function block(label: string, lines: readonly string[]): string {
  return lines
    .map((line, at) => `${(at === 0 ? label : '').padEnd(LABEL_CHARS)}${printable(line)}\n`)
    .join('');
}

function nowLines({ outlook, policy, listed }: Explained): readonly string[] {
  switch (outlook.kind) {
    case 'decided':
      return decisionLines(outlook.decision, policy);
    case 'not_a_member':
      return listed === undefined
        ? ['Refused: no access to the server']
        : ["Refused: known to the owner's account, but no server is shared with them"];
    case 'local_account_disabled':
      return ['Refused: the account is disabled'];
    case 'unknown':
      return policy.isLinked
        ? ["Not known: the owner's lists did not come, and they never signed in"]
        : ['Not known: they never signed in, and only their own sign-in could tell'];
  }
}

function decisionLines(decision: Decision, policy: Policy): readonly string[] {
  return explainDecision(decision, policy, 'operator').map((line) => textsOf('en').t(line));
}

function sourceText({ outlook, policy, problem, known }: Explained): string {
  if (isLocal(outlook)) {
    return 'the accounts of the portal itself';
  }
  const trouble = problem === '' ? '' : `; ${textsOf('en').t(linkProblemText(problem))}`;
  if (outlook.kind === 'decided' && outlook.by === 'owner_lists') {
    return `the owner's lists, asked just now${trouble}`;
  }
  if (outlook.kind === 'decided' && outlook.by === 'owner_id') {
    return 'their id: the servers are theirs';
  }
  if (outlook.kind === 'not_a_member' && policy.isLinked && problem === '') {
    return "the owner's lists, asked just now";
  }
  const without = policy.isLinked ? trouble : '; no owner is attached ("usher link")';
  return known === undefined
    ? `nothing${without}`
    : `what plex.tv told them at ${formatMoment(known.at)}${without}`;
}

function isLocal(outlook: Outlook): boolean {
  return outlook.kind === 'decided'
    ? outlook.by === 'local_account'
    : outlook.kind === 'local_account_disabled';
}

function serverText({ server, relations, libraries }: ServerFacts, policy: Policy): string {
  return `${serverName(server, policy)}: ${relations.join(', ')}; ${librariesText(libraries)}`;
}

function librariesText(libraries: ServerFacts['libraries']): string {
  if (libraries === undefined) {
    return 'libraries not known';
  }
  if (libraries === 'all') {
    return 'all libraries';
  }
  return libraries.length === 0
    ? 'no library'
    : `libraries ${libraries.map(({ key, title }) => `${title} (${String(key)})`).join(', ')}`;
}

function serverName(id: string, policy: Policy): string {
  return policy.serverNames[id] ?? (policy.servers.length === 1 ? policy.serverName : id);
}

function lastSeenText(known: KnownPerson | undefined, policy: Policy): string {
  if (known === undefined) {
    return 'never';
  }
  const { at, groupId, refused = 'refused' } = known;
  const came =
    groupId === undefined ? refused : `group ${String(groupId)}, ${groupNameOf(policy, groupId)}`;
  return `${formatMoment(at)}: ${came}`;
}

export function explainedJson(explained: Explained): object {
  const { subject, known, override, listed, outlook, policy, problem, sessions } = explained;
  return {
    subject,
    name: known?.name ?? listed?.name ?? '',
    ...outlookJson(outlook, policy),
    ...(override !== undefined && { override }),
    pending: listed?.pending ?? [],
    ...(known !== undefined && {
      lastSeen: {
        at: isoTime(known.at),
        ...(known.groupId !== undefined && { groupId: known.groupId }),
        ...(known.refused !== undefined && { refused: known.refused }),
      },
    }),
    sessions,
    isLinked: policy.isLinked,
    ...(problem !== '' && { problem }),
  };
}

function outlookJson(outlook: Outlook, policy: Policy): object {
  if (outlook.kind !== 'decided') {
    return { outlook: outlook.kind };
  }
  const { decision, facts, by } = outlook;
  const why = { knownBy: by, facts, because: decisionLines(decision, policy) };
  if (decision.kind !== 'group') {
    return { outlook: decision.kind, ...why };
  }
  const { group, decidedBy, validUntil } = decision;
  return {
    outlook: 'group',
    groupId: group,
    groupName: groupNameOf(policy, group),
    decidedBy,
    ...(validUntil !== undefined && { validUntil: isoTime(validUntil) }),
    ...why,
  };
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
