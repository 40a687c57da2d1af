/**
 * Asks plex.tv in the name of the servers' owner who has access, and remembers the answers for as long as the process lives.
 */
import type { LogReason } from '../http/log-reason.js';
import { openOwnerToken } from '../owner-link/seal-token.js';
import type { PlexClient } from '../plex/plex-client.js';
import { createHold, RATE_LIMITED_SECONDS } from '../sign-in/hold.js';
import { problemOfFailure } from '../sign-in/problem.js';
import type { OwnerLink, State } from '../state/state.js';
import type { ListedUser } from '../plex/owner-lists.js';
import { notOfTheFuture, type Known, type OwnerLists } from './known-lists.js';
import type { Policy } from './policy.js';

export type OwnerDirectory = Readonly<{
  /** What is remembered; undefined while no owner's account is linked, and before the first question. */
  lists: () => OwnerLists | undefined;
  /**
   * Asks for all lists anew, at once, and once for all who ask in the same second; what was asked before does not serve
   * who comes later. What plex.tv does never makes it fail: a list that does not come stays as old as it is.
   * @throws StateError
   */
  refresh: () => Promise<OwnerLists | undefined>;
  /** What came of the last question, by the log's name for it; '' for nothing amiss. */
  problem: () => LogReason | '';
  /** Nothing that plex.tv says from now on is remembered. */
  close: () => void;
}>;

type Asking = Pick<PlexClient, 'users' | 'shares' | 'homeUsers'>;

export type OwnerDirectoryDeps = Readonly<{
  state: Pick<State, 'ownerLink' | 'noteOwnerLinkHealth'>;
  sealingKey: Uint8Array;
  /** A client with the link's own X-Plex-Client-Identifier. */
  plexAs: (clientIdentifier: string) => Asking;
  policy: () => Pick<Policy, 'servers' | 'ownerId'>;
  /** NumericDate, seconds. */
  now: () => number;
  /** Hears when something begins to be amiss, and when it ends (''). */
  onHealth?: (problem: LogReason | '') => void;
  /** Hears that the state takes no notes of the link's health; nothing depends on them. */
  onFailed?: (error: unknown) => void;
}>;

const MAX_LISTS_SECONDS = 15 * 60;
const MIN_LISTS_SECONDS = 60;

/**
 * How long a list that is not asked for anew proves that somebody has access: until the second look after it, within
 * reason.
 */
export function listsLastSeconds(recheckSeconds: number): number {
  return Math.min(Math.max(2 * recheckSeconds, MIN_LISTS_SECONDS), MAX_LISTS_SECONDS);
}

/** Notes of a link that goes on being good are taken no more often than that. */
const NOTE_SECONDS = 60;

type Memory = Readonly<{ link: string; lists: OwnerLists; problem: LogReason | '' }>;

export function createOwnerDirectory(deps: OwnerDirectoryDeps): OwnerDirectory {
  const { state, now } = deps;
  const hold = createHold(now);
  let memory: Memory | undefined;
  let underWay: Readonly<{ at: number; answer: Promise<OwnerLists | undefined> }> | undefined;
  let isClosed = false;

  function remembered(link: OwnerLink | undefined): Memory | undefined {
    return link !== undefined && memory?.link === nameOf(link) ? memory : undefined;
  }

  function noteHealth(link: OwnerLink, problem: LogReason | ''): void {
    const at = Math.floor(now());
    const isNews = problem !== link.problem;
    if (isNews) {
      deps.onHealth?.(problem);
    }
    if (isNews || (problem === '' && at - link.goodAt >= NOTE_SECONDS)) {
      try {
        const goodAt = problem === '' ? at : link.goodAt;
        state.noteOwnerLinkHealth(link.clientIdentifier, { goodAt, problem });
      } catch (error) {
        deps.onFailed?.(error);
      }
    }
  }

  async function ask(): Promise<OwnerLists | undefined> {
    const link = state.ownerLink();
    const known = remembered(link);
    if (link === undefined || hold.secondsLeft() > 0) {
      return known && notOfTheFuture(known.lists, now());
    }
    const answers = await askAll(link, deps);
    if (isClosed || nameOf(state.ownerLink()) !== nameOf(link)) {
      return undefined;
    }
    if (answers.heldSeconds > 0) {
      hold.begin(answers.heldSeconds);
    }
    const lists = merged(known && notOfTheFuture(known.lists, now()), answers);
    memory = { link: nameOf(link), lists, problem: answers.problem };
    noteHealth(link, answers.problem);
    return lists;
  }

  async function refresh(since: number): Promise<OwnerLists | undefined> {
    while (underWay !== undefined && underWay.at < since) {
      await underWay.answer.catch(() => undefined);
    }
    underWay ??= { at: now(), answer: ask().finally(() => (underWay = undefined)) };
    return underWay.answer;
  }

  return {
    lists: () => {
      const known = remembered(state.ownerLink())?.lists;
      return known && notOfTheFuture(known, now());
    },
    refresh: () => refresh(now()),
    problem: () => memory?.problem ?? '',
    close: () => {
      isClosed = true;
    },
  };
}

/** Another link, be it of the same account, has lists of its own. */
function nameOf(link: OwnerLink | undefined): string {
  return link === undefined
    ? ''
    : [link.clientIdentifier, link.plexId, link.linkedAt, link.sealedToken].join(' ');
}

type Answers = Readonly<{
  /** NumericDate: when they were asked for. */
  at: number;
  users?: Awaited<ReturnType<Asking['users']>>;
  homeUsers?: Awaited<ReturnType<Asking['homeUsers']>>;
  shares: readonly (readonly [string, Awaited<ReturnType<Asking['shares']>>])[];
  problem: LogReason | '';
  /** For so long plex.tv wants to be left alone. */
  heldSeconds: number;
}>;

async function askAll(link: OwnerLink, deps: OwnerDirectoryDeps): Promise<Answers> {
  const at = deps.now();
  const { servers, ownerId } = deps.policy();
  const nothing = { at, shares: [], heldSeconds: 0 };
  if (ownerId !== link.plexId) {
    return { ...nothing, problem: 'owner_link_not_owner' };
  }
  const token = await openOwnerToken(link.sealedToken, deps.sealingKey);
  if (token === undefined) {
    return { ...nothing, problem: 'owner_link_unreadable' };
  }
  const client = deps.plexAs(link.clientIdentifier);
  const [users, homeUsers, ...shares] = await Promise.all([
    client.users(token),
    client.homeUsers(token),
    ...servers.map(async (server) => [server, await client.shares(token, server)] as const),
  ]);
  const outcomes = [users, homeUsers, ...shares.map(([, outcome]) => outcome)];
  return { at, users, homeUsers, shares, ...troubleIn(outcomes) };
}

type Outcome = NonNullable<Answers['users'] | Answers['homeUsers']> | Answers['shares'][number][1];

function troubleIn(outcomes: readonly Outcome[]): Pick<Answers, 'problem' | 'heldSeconds'> {
  const held = outcomes.map((outcome) =>
    outcome.kind === 'rate_limited' ? (outcome.retryAfterSeconds ?? RATE_LIMITED_SECONDS) : 0,
  );
  const problems = outcomes.map(problemOf).filter((problem) => problem !== '');
  const gravest =
    problems.find((problem) => problem === 'owner_link_refused') ??
    // That a server is not theirs is for the operator to mend; what passes by itself is said while it lasts.
    problems.find((problem) => problem !== 'owner_link_not_owner') ??
    problems[0];
  return { problem: gravest ?? '', heldSeconds: Math.max(0, ...held) };
}

function problemOf(outcome: Outcome): LogReason | '' {
  switch (outcome.kind) {
    case 'users':
    case 'shares':
    case 'home_users':
      return '';
    case 'token_refused':
      return 'owner_link_refused';
    case 'not_owned':
      return 'owner_link_not_owner';
    case 'rate_limited':
    case 'plex_unavailable':
      return problemOfFailure(outcome).reason;
  }
}

function merged(before: OwnerLists | undefined, answers: Answers): OwnerLists {
  const { at, users, homeUsers } = answers;
  const shares = new Map(before?.shares);
  for (const [server, outcome] of answers.shares) {
    if (outcome.kind === 'shares') {
      shares.set(server, { at, rows: outcome.shares });
    }
    // Of a server that is not theirs nobody has a share; should the other list contradict that, nothing is known.
    const isNotTheirs = outcome.kind === 'not_owned' && users?.kind === 'users';
    if (isNotTheirs && !isShared(server, users.users)) {
      shares.set(server, { at, rows: [] });
    }
  }
  return {
    users: users?.kind === 'users' ? known(at, users.users) : before?.users,
    homeUsers: homeUsers?.kind === 'home_users' ? known(at, homeUsers.users) : before?.homeUsers,
    shares,
  };
}

function isShared(server: string, users: readonly ListedUser[]): boolean {
  return users.some(({ servers }) =>
    servers.some((each) => each.machineIdentifier === server && each.owned && !each.pending),
  );
}

function known<Row>(at: number, rows: readonly Row[]): Known<Row> {
  return { at, rows };
}
