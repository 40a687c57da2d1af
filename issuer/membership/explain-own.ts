/** Why somebody is in their group, said to themselves. Pure. */
import { groupNameOf } from '../config/group-names.js';
import { passIdOf } from '../guest-passes/guest-pass.js';
import { message, type Message } from '../languages/message.js';
import type { DecidedBy } from './decision.js';
import { whyLine } from './explain-decision.js';
import { isPlexSubject } from './meets-conditions.js';

/** What was last decided of somebody. */
export type Decided = Readonly<{ groupId?: number; decidedBy?: DecidedBy }>;

export type OwnWhy = Readonly<{
  /** `By a rule: friend of Sample Server`; absent: nothing is on record. */
  why?: Message;
  /** What was decided since, which the session does not know yet: `Group 2 (Super User)`. */
  newer?: Message;
}>;

/** @param session what the token says */
export function explainOwn(
  { subject, groupId }: Readonly<{ subject: string; groupId: number }>,
  known: Decided | undefined,
  policy: Parameters<typeof groupNameOf>[0],
): OwnWhy {
  const decidedBy = known?.decidedBy ?? byKind(subject);
  if (decidedBy === undefined) {
    return {};
  }
  const why = whyLine(decidedBy, 'person');
  return known?.groupId === undefined || known.groupId === groupId
    ? { why }
    : { why, newer: message('account.newer', { group: groupNameOf(policy, known.groupId) }) };
}

/** Of whom Plex knows nothing, the kind of their subject says it. */
function byKind(subject: string): DecidedBy | undefined {
  if (passIdOf(subject) !== undefined) {
    return { kind: 'guest_pass' };
  }
  return isPlexSubject(subject) ? undefined : { kind: 'local_account' };
}
