/**
 * What there is to say about one person's access: what the owner's lists say now, what was known when they last signed in,
 * and what rules and overrides make of it. Pure.
 */
import type { KnownPerson } from '../state/state.js';
import { decide } from './decide.js';
import type { Decision, Override } from './decision.js';
import type { Facts } from './facts.js';
import type { OwnerLists } from './known-lists.js';
import { ownerMembership } from './owner-membership.js';
import { plexIdOf, plexSubject } from './plex-subject.js';
import type { Policy } from './policy.js';

/** What would come of a sign-in or a renewal now. */
export type Outlook =
  | Readonly<{
      kind: 'decided';
      decision: Decision;
      facts: Facts;
      by: 'owner_lists' | 'last_sign_in' | 'owner_id' | 'local_account';
    }>
  | Readonly<{
      kind:
        /** By the owner's lists, complete and asked for just now; or nothing but their last sign-in is known, and it said so. */
        | 'not_a_member'
        /** Only their own sign-in could tell. */
        | 'unknown'
        | 'local_account_disabled';
    }>;

export type PersonToExplain = Readonly<{
  subject: string;
  known: KnownPerson | undefined;
  override: Override | undefined;
  /** Asked for just now; undefined: no owner's account is attached. */
  lists: OwnerLists | undefined;
}>;

/** @param now NumericDate; lists that were asked for before it do not count */
export function outlookOf(
  { subject, known, override, lists }: PersonToExplain,
  policy: Policy,
  now: number,
): Outlook {
  const plexId = plexIdOf(subject);
  if (plexId !== undefined) {
    const membership = ownerMembership(lists, plexId, policy, now);
    if (membership.kind === 'member') {
      const decision = decide(membership.facts, policy, override, now);
      const by = plexId === policy.ownerId ? 'owner_id' : 'owner_lists';
      return { kind: 'decided', decision, facts: membership.facts, by };
    }
    if (membership.kind === 'not_a_member') {
      return { kind: 'not_a_member' };
    }
  }
  if (known === undefined) {
    return { kind: 'unknown' };
  }
  if (known.refused === 'not_a_member') {
    return { kind: 'not_a_member' };
  }
  const { facts } = known;
  const decision = decide(facts, policy, override, now);
  return { kind: 'decided', decision, facts, by: 'last_sign_in' };
}

/** What the owner's lists have of a person, besides facts. */
export type Listed = Readonly<{
  subject: string;
  /** As Plex spells them; '' for none. */
  name: string;
  username: string;
  /** Machine identifiers that they were invited to, without having accepted. */
  pending: readonly string[];
}>;

/** Everybody in the lists, whatever they may use. */
export function listedPeople(lists: OwnerLists | undefined): readonly Listed[] {
  const users = (lists?.users?.rows ?? []).map(({ id, title, username, servers }) => ({
    id,
    name: title ?? '',
    username: username ?? '',
    pending: servers
      .filter(({ owned, pending }) => owned && pending)
      .map(({ machineIdentifier }) => machineIdentifier),
  }));
  const home = (lists?.homeUsers?.rows ?? [])
    .filter(({ guest }) => !guest)
    .map(({ id, title, username }) => ({ id, name: title, username: username ?? '', pending: [] }));
  const shares = [...(lists?.shares ?? [])].flatMap(([server, { rows }]) =>
    rows.map(({ userId, username, accepted }) => ({
      id: userId,
      name: username ?? '',
      username: username ?? '',
      pending: accepted ? [] : [server],
    })),
  );
  const people = new Map<number, Listed>();
  for (const { id, name, username, pending } of [...users, ...home, ...shares]) {
    const before = people.get(id);
    people.set(id, {
      subject: plexSubject(id),
      name: before?.name || name,
      username: before?.username || username,
      pending: [...new Set([...(before?.pending ?? []), ...pending])],
    });
  }
  return [...people.values()];
}
