/** What anybody would get now, for admins: by Plex's facts and the rules, or by what is on record of who is no Plex account. */
import { groupNameOf } from '../config/group-names.js';
import { ENGLISH, type MessageKey } from '../languages/english.js';
import { message, type Message } from '../languages/message.js';
import type { DecidedBy, Override } from '../membership/decision.js';
import { byOverride } from '../membership/decide.js';
import { explainDecision } from '../membership/explain-decision.js';
import { knownStanding } from '../membership/known-standing.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
import { policyOf, type Policy } from '../membership/policy.js';
import { readableLink } from '../owner-link/link-owner.js';
import { createOwnStanding } from '../sign-in/own-standing.js';
import type { KnownPerson } from '../state/state.js';
import type { Portal } from './portal.js';

export type Standing = Readonly<{
  /** Absent: they are refused. */
  group?: Readonly<{ id: number; name: string }>;
  why: readonly Message[];
}>;

/** Goes by a link that can be read: the page on which it is attached anew must not need it. */
export function readablePolicy({ config, state }: Portal): Policy {
  return policyOf(config, readableLink(state));
}

/** @returns undefined for somebody of Plex who never tried to sign in, and of whom no override says anything */
export function standingOf(
  portal: Portal,
  subject: string,
  {
    known,
    override,
    policy,
  }: Readonly<{ known?: KnownPerson | undefined; override?: Override | undefined; policy: Policy }>,
): Standing | undefined {
  if (!isPlexSubject(subject)) {
    return ownStanding(portal, subject, override);
  }
  if (known === undefined) {
    return undefined;
  }
  const { groupId, why } = knownStanding(known, policy, override, portal.now());
  return { ...groupIn(portal, groupId), why };
}

function ownStanding(portal: Portal, subject: string, override: Override | undefined): Standing {
  const { state, now } = portal;
  const standing = createOwnStanding({ state, policy: () => readablePolicy(portal), now })(subject);
  if (standing.kind === 'gone') {
    return { why: [goneText(standing.reason)] };
  }
  const { group, validUntil } = standing;
  const overridden = override && byOverride(override, false, portal.now());
  const decidedBy: DecidedBy =
    standing.decidedBy ??
    (overridden?.kind === 'group' ? overridden.decidedBy : { kind: 'guest_pass' });
  const decision = {
    kind: 'group',
    group,
    decidedBy,
    ...(validUntil !== undefined && { validUntil }),
  } as const;
  return { ...groupIn(portal, group), why: explainDecision(decision, portal.config, 'operator') };
}

function groupIn({ config }: Portal, id: number | undefined): Pick<Standing, 'group'> {
  return id === undefined ? {} : { group: { id, name: groupNameOf(config, id) } };
}

function goneText(reason: string): Message {
  if (reason === 'override_refuses' || reason === 'no_rule') {
    return `why.${reason}`;
  }
  const key = `admin.gone.${reason}`;
  return isKey(key) ? key : message('admin.gone.other', { reason });
}

function isKey(key: string): key is MessageKey {
  return Object.hasOwn(ENGLISH, key);
}
