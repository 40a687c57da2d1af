/**
 * A decision, and why, as texts to be said in whatever language. Pure.
 */
import { groupNameOf } from '../config/group-names.js';
import { formatMoment } from '../config/moment.js';
import { message, type Message, type MessageValues } from '../languages/message.js';
import type { MessageKey } from '../languages/english.js';
import type { Because, DecidedBy, Decision } from './decision.js';

/** person: whom it is about, who need not know what operators note, nor which rule it was. */
export type Reader = 'operator' | 'person';

type GroupNames = Readonly<{ groupNames: Readonly<Record<number, string>> }>;

/** The decider, and each fact that counted. */
export type Why = Readonly<{
  /** `By rules[3]`, `By an override` */
  by: Message;
  /** `friend of Sample Server`; none where no fact was asked for */
  facts: readonly Message[];
}>;

/**
 * One line for all of it, for lists and logs, and another for what time brings.
 * @returns `Group 4 (User), by rules[3]: friend of Sample Server`
 */
export function explainDecision(
  decision: Decision,
  policy: GroupNames,
  reader: Reader,
): readonly [Message, ...Message[]] {
  if (decision.kind !== 'group') {
    return [decision.kind === 'no_rule' ? 'why.no_rule' : 'why.override_refuses'];
  }
  const { group, decidedBy, validUntil } = decision;
  return [
    decidedLine(groupText(group, policy), decidedBy, reader),
    ...(validUntil === undefined
      ? []
      : [message('why.decided_anew', { time: formatMoment(validUntil) })]),
  ];
}

/** The same in parts, without the group: for pages that have room. */
export function whyOf(decidedBy: DecidedBy, reader: Reader): Why {
  const isForThem = reader === 'person';
  switch (decidedBy.kind) {
    case 'rule': {
      const { index, because } = decidedBy;
      const by = isForThem ? 'why.by.rule' : message('why.by.rule_at', { index });
      return { by, facts: because.map(factText) };
    }
    case 'override': {
      const { note, until } = decidedBy;
      const hasNote = !isForThem && note !== '';
      return {
        by: hasNote ? message('why.by.override_noted', { note }) : 'why.by.override',
        facts: until === undefined ? [] : [factText({ fact: 'until', at: until })],
      };
    }
    case 'owner':
    case 'local_account':
    case 'guest_pass':
      return { by: `why.by.${decidedBy.kind}`, facts: [] };
  }
}

/** @returns `By rules[3]: friend of Sample Server`, all of it in one line, without the group */
export function whyLine(decidedBy: DecidedBy, reader: Reader): Message {
  const { by, facts } = whyOf(decidedBy, reader);
  return facts.length === 0 ? by : message('why.because', { by: filled(by), facts: listed(facts) });
}

/** @returns `Group 4 (User)`, or `Group 7` for one that is called nothing else */
export function groupText(group: number, policy: GroupNames): Filled {
  const name = groupNameOf(policy, group);
  return name === `Group ${String(group)}`
    ? message('why.group', { id: group })
    : message('why.group_named', { id: group, name });
}

type Filled = ReturnType<typeof message>;

function decidedLine(group: Filled, decidedBy: DecidedBy, reader: Reader): Message {
  const isForThem = reader === 'person';
  switch (decidedBy.kind) {
    case 'rule': {
      const { index, because } = decidedBy;
      const facts = listed(because.map(factText));
      return isForThem
        ? message('why.line.rule', { group, facts })
        : message('why.line.rule_at', { group, index, facts });
    }
    case 'override': {
      const { note } = decidedBy;
      return isForThem || note === ''
        ? message('why.line.override', { group })
        : message('why.line.override_noted', { group, note });
    }
    case 'owner':
    case 'local_account':
    case 'guest_pass':
      return message(`why.line.${decidedBy.kind}`, { group });
  }
}

/** One after the other; '' for none. */
function listed([first, ...others]: readonly Message[]): Filled | '' {
  if (first === undefined) {
    return '';
  }
  return others.length === 0
    ? filled(first)
    : message('why.list', { first: filled(first), others: listed(others) });
}

function filled(text: Message): Filled {
  return typeof text === 'string' ? message(text) : text;
}

function factText(because: Because | string): Filled {
  if (typeof because === 'string') {
    return message('why.as_noted', { text: because });
  }
  const key: MessageKey = `why.fact.${because.fact}`;
  return message(key, valuesOf(because));
}

function valuesOf(because: Because): MessageValues {
  switch (because.fact) {
    case 'from':
    case 'until':
      return { time: formatMoment(because.at) };
    case 'all_libraries':
    case 'partly_known':
      return {};
    case 'library':
      return { title: because.title };
    case 'profile':
      return { profile: because.profile };
    case 'plex_id':
      return { id: because.plexId };
    case 'username':
      return { username: because.username };
    case 'subject':
      return { subject: because.subject };
    default:
      return {
        server: because.serverName ?? message('why.unnamed_server', { id: because.server }),
      };
  }
}
