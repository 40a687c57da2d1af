/**
 * Holds what plex.tv said of a person, by either route, against rules and overrides, and puts it on record.
 */
import { groupNameOf } from '../config/group-names.js';
import type { PlexFact } from '../config/usher-config.js';
import type { AccountOutcome, PlexFailure, ResourcesOutcome } from '../plex/outcomes.js';
import type { State } from '../state/state.js';
import { within } from '../within.js';
import { accountNameOf, type AccountAside, type Admission } from './admission.js';
import { decide } from './decide.js';
import type { OwnerLists } from './known-lists.js';
import { filledIn } from './fill-in.js';
import { membershipOf, type Membership } from './membership.js';
import type { OwnerDirectory } from './owner-directory.js';
import { ownerRoute, ownHomeBy } from './owner-route.js';
import type { Person } from './person.js';
import type { Policy } from './policy.js';
import { NO_ANSWER } from './standing.js';
import { ownHome, visitorRoute } from './visitor-route.js';

export type JudgeDeps = Readonly<{
  directory: Pick<OwnerDirectory, 'lists' | 'refresh'>;
  policy: () => Policy;
  state: Pick<State, 'overrideOf' | 'person' | 'recordPerson'>;
  /** NumericDate, seconds. */
  now: () => number;
  /** How long a list that was not asked for anew proves that somebody has access. */
  listsLastSeconds: number;
  /** How long anybody waits for the owner's lists. */
  ownerPatienceMs: number;
  /** Many seem to have lost access at once, which is being looked into: no list proves an absence meanwhile. */
  isSuspicious: () => boolean;
}>;

/** What plex.tv said to the person's own token. */
export type Visit = Readonly<{
  account: Exclude<AccountOutcome, { kind: 'token_refused' }>;
  resources: Exclude<ResourcesOutcome, { kind: 'token_refused' }>;
}>;

type Known = Readonly<{
  person: Person;
  plexId: number;
  /** Somebody who is in already loses nothing because the owner's lists do not come: what they said last counts. */
  isIn: boolean;
}>;

/**
 * @returns a failure where neither route tells
 * @throws StateError
 */
export async function judge(known: Known, visit: Visit, deps: JudgeDeps): Promise<Admission> {
  const membership = await findOut(known.plexId, visit, deps);
  const aside: AccountAside =
    visit.account.kind === 'account'
      ? { home: visit.account.account.home, accountUuid: visit.account.account.uuid }
      : { home: false, accountUuid: null };
  if (membership.kind === 'unknown') {
    return failureIn(visit);
  }
  return conclude(known, { membership, aside }, deps);
}

/**
 * The lists that are remembered will do if they prove access to every server that the visitor's own route leaves open;
 * otherwise they are asked for anew.
 */
async function findOut(plexId: number, visit: Visit, deps: JudgeDeps): Promise<Membership> {
  const { directory } = deps;
  const begun = deps.now();
  const yesSince = begun - deps.listsLastSeconds;
  const policy = deps.policy();
  const visitor =
    visit.account.kind === 'account'
      ? visitorRoute(visit.account.account, resourcesOf(visit), policy)
      : NO_ANSWER;
  const judgeBy = (lists: OwnerLists | undefined, noSince: number) => {
    const owner = ownerRoute(lists, plexId, policy.servers, { yesSince, noSince });
    const membership = membershipOf(
      plexId,
      { visitor, owner },
      policy,
      ownersHome(plexId, visit, lists),
    );
    const isSettled = policy.servers.every(
      (server) =>
        visitor.servers.get(server)?.kind === 'no' || owner.servers.get(server)?.kind === 'yes',
    );
    return { membership, isSettled: isSettled || plexId === policy.ownerId };
  };
  const byMemory = judgeBy(directory.lists(), Infinity);
  if (byMemory.isSettled) {
    return byMemory.membership;
  }
  // Lists that come later serve the next one.
  const lists = (await within(directory.refresh(), deps.ownerPatienceMs)) ?? directory.lists();
  return judgeBy(lists, deps.isSuspicious() ? Infinity : begun).membership;
}

function resourcesOf({ resources }: Visit) {
  return resources.kind === 'resources' ? resources.resources : undefined;
}

/** What the owner is in their Home. */
function ownersHome(
  plexId: number,
  { account }: Visit,
  lists: OwnerLists | undefined,
): readonly PlexFact[] | undefined {
  return account.kind === 'account' ? ownHome(account.account) : ownHomeBy(plexId, lists);
}

/** Where all has been answered, nobody has said yet which servers there are. */
function failureIn({ account, resources }: Visit): PlexFailure {
  if (account.kind !== 'account') {
    return account;
  }
  return resources.kind === 'resources'
    ? { kind: 'plex_unavailable', cause: 'unexpected_shape' }
    : resources;
}

function conclude(
  { person, plexId, isIn }: Known,
  {
    membership,
    aside,
  }: Readonly<{ membership: Exclude<Membership, { kind: 'unknown' }>; aside: AccountAside }>,
  deps: JudgeDeps,
): Admission {
  const { state } = deps;
  const policy = deps.policy();
  const at = Math.floor(deps.now());
  const { subject, name, preferredUsername: username } = person;
  const refused = { accountName: accountNameOf(person), subject, ...aside };
  const onRecord = { subject, name, at };
  if (membership.kind === 'not_a_member') {
    // Operators name people by it, refused ones above all.
    const facts = { subject, plexId, ...(username !== undefined && { username }), servers: [] };
    state.recordPerson({ ...onRecord, facts, refused: membership.kind });
    return { kind: membership.kind, ...refused };
  }
  const isPartial = policy.isLinked && !membership.isComplete;
  const facts =
    isIn && isPartial ? filledIn(membership.facts, state.person(subject)?.facts) : membership.facts;
  const decision = decide(facts, policy, state.overrideOf(subject, at), at);
  if (decision.kind !== 'group') {
    state.recordPerson({ ...onRecord, facts, refused: decision.kind });
    return { kind: decision.kind, ...refused };
  }
  const { group, decidedBy } = decision;
  state.recordPerson({ ...onRecord, facts, groupId: group, decidedBy });
  return {
    kind: 'admitted',
    person,
    facts,
    decision,
    groupId: group,
    groupName: groupNameOf(policy, group),
    isPartial,
    ...aside,
  };
}
