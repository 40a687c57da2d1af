/**
 * Sets and removes what an operator says of one person. What takes access away acts at once; what gives some comes with
 * the next renewal.
 */
import { GROUP_GUEST } from '../../shared/group.js';
import { formatMoment } from '../config/moment.js';
import { localNameOf } from '../local-accounts/account-name.js';
import { localStanding } from '../local-accounts/local-standing.js';
import type { Published, Revoker } from '../revocation/revoker.js';
import type { State } from '../state/state.js';
import { decide } from './decide.js';
import type { Override } from './decision.js';
import { isOwnerSubject } from './plex-subject.js';
import type { Policy } from './policy.js';

/** Longer ones are not taken. */
export const MAX_NOTE_CHARS = 200;

export type OverrideDeps = Readonly<{
  state: State;
  revoker: Revoker;
  policy: Policy;
  /** NumericDate, seconds. */
  now: number;
  /** Who says so: a subject, or `command line`. */
  actor: string;
}>;

export type OverrideChanged = Published &
  Readonly<{
    kind: 'changed';
    /** What the person had is void. */
    revoked: boolean;
    /** Sessions they had. */
    sessions: number;
  }>;

/** @returns owner: nobody takes group 0 from the owner of the servers, and nothing was changed */
export function setOverride(
  override: Pick<Override, 'subject' | 'group' | 'note' | 'until'>,
  deps: OverrideDeps,
): OverrideChanged | Readonly<{ kind: 'owner' }> {
  const { subject, group, note, until } = override;
  const { state, actor } = deps;
  const at = Math.floor(deps.now);
  if (takesFromOwner(override, deps)) {
    return { kind: 'owner' };
  }
  state.setOverride({ ...override, setAt: at, setBy: actor });
  const detail = [
    group === 'refused' ? 'refused' : `group ${String(group)}`,
    ...(until === undefined ? [] : [`until ${formatMoment(until)}`]),
    ...(note === '' ? [] : [note]),
  ].join(', ');
  state.addAudit({ at, actor, action: 'override_set', subject, detail });
  return takeAway(subject, group, deps);
}

/** Afterwards the rules count again. */
export function removeOverride(
  subject: string,
  deps: OverrideDeps,
): OverrideChanged | Readonly<{ kind: 'none' }> {
  const { state, now, actor } = deps;
  const at = Math.floor(now);
  if (state.removeOverride(subject) === 'none') {
    return { kind: 'none' };
  }
  state.addAudit({ at, actor, action: 'override_removed', subject, detail: '' });
  return takeAway(subject, groupWithout(subject, deps), deps);
}

/** What somebody has without an override. */
function groupWithout(subject: string, { state, policy, now }: OverrideDeps): Override['group'] {
  const name = localNameOf(subject);
  if (name !== undefined) {
    const said = { override: undefined, policy };
    const standing = localStanding(state.localAccount(name), said, now);
    return standing.kind === 'admitted' ? standing.group : 'refused';
  }
  const facts = state.person(subject)?.facts;
  if (facts === undefined) {
    // Of somebody who is not on record, nobody knows what the rules say.
    return 0;
  }
  const decision = decide(facts, policy, undefined, Math.floor(now));
  return decision.kind === 'group' ? decision.group : 'refused';
}

/**
 * Whether a person has something that is more than `group`, which is void once they are put into it; the guest's group stands
 * for one that was never recorded.
 */
export function hasMoreThan(
  subject: string,
  group: Override['group'],
  { state, now }: Pick<OverrideDeps, 'state' | 'now'>,
): boolean {
  const sessions = state.sessions(now, subject);
  return group === 'refused'
    ? sessions.length > 0 || state.isKnown(subject)
    : sessions.some(({ groupId }) => groupId < group || groupId === GROUP_GUEST) ||
        state.ownTokens(now, subject).some(({ groupId }) => groupId < group);
}

function takeAway(subject: string, group: Override['group'], deps: OverrideDeps): OverrideChanged {
  const { state, revoker, now, actor } = deps;
  const sessions = state.sessions(now, subject);
  if (!hasMoreThan(subject, group, deps)) {
    return { kind: 'changed', revoked: false, sessions: sessions.length };
  }
  const { notBefore, ...published } = revoker.revokeSubject(subject, now);
  const detail = `by an override; before ${formatMoment(notBefore)}`;
  state.addAudit({ at: Math.floor(now), actor, action: 'revoked', subject, detail });
  return { kind: 'changed', ...published, revoked: true, sessions: sessions.length };
}

/** Nobody takes group 0 from the owner of the servers. */
export function takesFromOwner(
  { subject, group }: Pick<Override, 'subject' | 'group'>,
  deps: OverrideDeps,
): boolean {
  return group !== 0 && isOwner(subject, deps);
}

/** By id; where it is not known, by what plex.tv said when they signed in. */
function isOwner(subject: string, { state, policy }: OverrideDeps): boolean {
  if (policy.ownerId !== undefined) {
    return isOwnerSubject(subject, policy.ownerId);
  }
  const servers = state.person(subject)?.facts.servers ?? [];
  return servers.some(({ relations }) => relations.includes('owner'));
}
