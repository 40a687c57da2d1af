import { describe, expect, test } from '@jest/globals';
import {
  createOwnerDirectory,
  listsLastSeconds,
  type OwnerDirectoryDeps,
} from '../../../membership/owner-directory.js';
import { sealOwnerToken } from '../../../owner-link/seal-token.js';
import type { HomeUsersOutcome, SharesOutcome, UsersOutcome } from '../../../plex/outcomes.js';
import { StateError } from '../../../state/state-error.js';
import { useStates } from '../state/open-states.js';
import { NOW, OWNER, SECOND, SERVER } from './admitting.js';
import { member, share, user } from './lists.js';

const newState = useStates();
const SEALING_KEY = new Uint8Array(32).fill(7);
const DOWN = { kind: 'plex_unavailable', cause: 'timeout' } as const;

type Answers = {
  users: UsersOutcome;
  homeUsers: HomeUsersOutcome;
  shares: (server: string) => SharesOutcome;
};

async function linked(given: Partial<OwnerDirectoryDeps> = {}) {
  const state = newState();
  const link = {
    clientIdentifier: 'link-client',
    plexId: OWNER,
    accountName: 'Olive',
    sealedToken: await sealOwnerToken('owner-token', SEALING_KEY),
    servers: [],
    linkedAt: NOW - 1000,
    goodAt: NOW - 1000,
    problem: '',
  };
  state.setOwnerLink(link);
  const clock = { now: NOW };
  const asked: string[] = [];
  const healths: string[] = [];
  const answers: Answers = {
    users: { kind: 'users', users: [user(200)] },
    homeUsers: { kind: 'home_users', users: [member(OWNER)] },
    shares: () => ({ kind: 'shares', shares: [share(200)] }),
  };
  const directory = createOwnerDirectory({
    state,
    sealingKey: SEALING_KEY,
    plexAs: (client) => ({
      users: (token) => {
        asked.push(`users ${client} ${token}`);
        return Promise.resolve(answers.users);
      },
      homeUsers: (token) => {
        asked.push(`home ${client} ${token}`);
        return Promise.resolve(answers.homeUsers);
      },
      shares: (token, server) => {
        asked.push(`shares ${client} ${token} ${server.slice(0, 2)}`);
        return Promise.resolve(answers.shares(server));
      },
    }),
    policy: () => ({ servers: [SERVER, SECOND], ownerId: OWNER }),
    now: () => clock.now,
    onHealth: (problem) => void healths.push(problem),
    ...given,
  });
  return { directory, state, link, clock, asked, answers, healths };
}

describe('the owner’s lists', () => {
  test('are asked for all at once, in the owner’s name, and remembered', async () => {
    const { directory, asked } = await linked();
    expect(directory.lists()).toBeUndefined();
    const lists = await directory.refresh();
    expect(asked.sort()).toEqual([
      'home link-client owner-token',
      'shares link-client owner-token a1',
      'shares link-client owner-token b1',
      'users link-client owner-token',
    ]);
    expect(lists).toEqual({
      users: { at: NOW, rows: [user(200)] },
      homeUsers: { at: NOW, rows: [member(OWNER)] },
      shares: new Map([
        [SERVER, { at: NOW, rows: [share(200)] }],
        [SECOND, { at: NOW, rows: [share(200)] }],
      ]),
    });
    expect(directory.lists()).toEqual(lists);
  });

  test('each stays as old as it is where a new one does not come', async () => {
    const { directory, clock, answers } = await linked();
    await directory.refresh();
    clock.now += 300;
    answers.users = DOWN;
    answers.shares = (server) => (server === SERVER ? DOWN : { kind: 'shares', shares: [] });
    const lists = await directory.refresh();
    expect([lists?.users?.at, lists?.homeUsers?.at]).toEqual([NOW, NOW + 300]);
    expect([lists?.shares.get(SERVER)?.at, lists?.shares.get(SECOND)?.at]).toEqual([
      NOW,
      NOW + 300,
    ]);
  });

  test('are asked for once by all who want them in the same second, and anew for who comes later', async () => {
    const { directory, asked, clock } = await linked();
    const first = [directory.refresh(), directory.refresh()];
    clock.now += 1;
    const later = [directory.refresh(), directory.refresh()];
    const [one, two] = await Promise.all(first);
    const [three, four] = await Promise.all(later);
    expect([one?.users?.at, two?.users?.at, three?.users?.at, four?.users?.at]).toEqual([
      NOW,
      NOW,
      NOW + 1,
      NOW + 1,
    ]);
    expect(asked).toHaveLength(8);
  });

  test('are not asked for while plex.tv wants to be left alone', async () => {
    const { directory, asked, clock, answers } = await linked();
    await directory.refresh();
    answers.users = { kind: 'rate_limited', retryAfterSeconds: 20 };
    clock.now += 60;
    await directory.refresh();
    const before = asked.length;
    clock.now += 19;
    expect((await directory.refresh())?.users?.at).toBe(NOW);
    expect(asked).toHaveLength(before);
    clock.now += 1;
    await directory.refresh();
    expect(asked.length).toBeGreaterThan(before);
  });

  test('of a clock that was ahead do not look new when it is set right', async () => {
    const { directory, clock, answers } = await linked();
    clock.now += 86_400;
    await directory.refresh();
    clock.now = NOW;
    expect(directory.lists()?.users).toBeUndefined();
    answers.users = DOWN;
    const lists = await directory.refresh();
    expect([lists?.users, lists?.homeUsers?.at]).toEqual([undefined, NOW]);
  });

  test('of another link are none of this one', async () => {
    const { directory, state, link } = await linked();
    await directory.refresh();
    state.setOwnerLink({ ...link, linkedAt: NOW });
    expect(directory.lists()).toBeUndefined();
    state.setOwnerLink(link);
    const underWay = directory.refresh();
    state.removeOwnerLink();
    expect(await underWay).toBeUndefined();
    expect(directory.lists()).toBeUndefined();
    expect(await directory.refresh()).toBeUndefined();
  });

  test('that come after the end are not remembered', async () => {
    const { directory, healths } = await linked();
    const underWay = directory.refresh();
    directory.close();
    expect(await underWay).toBeUndefined();
    expect([directory.lists(), healths]).toEqual([undefined, []]);
  });
});

describe('of a server that plex.tv says is not theirs', () => {
  const listed = (more: Readonly<{ owned?: boolean; pending?: boolean }>) => {
    const server = { machineIdentifier: SECOND, owned: true, pending: false, allLibraries: true };
    return user(200, { servers: [{ ...server, ...more }] });
  };
  const sharesOfSecond = async (users: UsersOutcome) => {
    const { directory, answers } = await linked();
    answers.users = users;
    answers.shares = (server) =>
      server === SECOND ? { kind: 'not_owned' } : { kind: 'shares', shares: [share(200)] };
    return (await directory.refresh())?.shares.get(SECOND);
  };

  test.each([
    ['no user has it', []],
    ['it is somebody else’s', [listed({ owned: false })]],
    ['nobody has accepted it', [listed({ pending: true })]],
  ])('nobody has a share, if %s', async (_name, users) => {
    expect(await sharesOfSecond({ kind: 'users', users })).toEqual({ at: NOW, rows: [] });
  });

  test.each<readonly [string, UsersOutcome]>([
    ['a user has it', { kind: 'users', users: [listed({})] }],
    ['the users did not come', DOWN],
  ])('nothing is known, if %s', async (_name, users) => {
    expect(await sharesOfSecond(users)).toBeUndefined();
  });
});

describe('the link’s health', () => {
  test.each<readonly [string, Partial<Answers>, string]>([
    ['its token is refused', { users: { kind: 'token_refused' } }, 'owner_link_refused'],
    [
      'which is graver than anything',
      { homeUsers: DOWN, users: { kind: 'token_refused' } },
      'owner_link_refused',
    ],
    ['a server is not theirs', { shares: () => ({ kind: 'not_owned' }) }, 'owner_link_not_owner'],
    ['plex.tv is slow', { users: DOWN }, 'plex_timeout'],
    [
      'plex.tv wants to be left alone',
      { homeUsers: { kind: 'rate_limited' } },
      'plex_rate_limited',
    ],
  ])('%s', async (_name, bad, problem) => {
    const { directory, state, clock, answers, healths, link } = await linked();
    const good = { ...answers };
    Object.assign(answers, bad);
    await directory.refresh();
    clock.now += 60;
    await directory.refresh();
    expect(directory.problem()).toBe(problem);
    expect(state.ownerLink()).toMatchObject({ problem, goodAt: link.goodAt });
    Object.assign(answers, good);
    clock.now += 60;
    await directory.refresh();
    expect(state.ownerLink()).toMatchObject({ problem: '', goodAt: clock.now });
    expect([directory.problem(), healths]).toEqual(['', [problem, '']]);
  });

  test('a token of another secrets.json is told apart, and nobody is asked', async () => {
    const { directory, asked, state } = await linked({ sealingKey: new Uint8Array(32) });
    expect((await directory.refresh())?.users).toBeUndefined();
    expect([asked, state.ownerLink()?.problem]).toEqual([[], 'owner_link_unreadable']);
  });

  test('the account of somebody else than the configured owner is not asked', async () => {
    const { directory, asked, state } = await linked({
      policy: () => ({ servers: [SERVER], ownerId: OWNER + 1 }),
    });
    await directory.refresh();
    expect([asked, state.ownerLink()?.problem]).toEqual([[], 'owner_link_not_owner']);
  });

  test('is noted once a minute at most while nothing changes', async () => {
    const { directory, state, clock } = await linked();
    await directory.refresh();
    clock.now += 59;
    await directory.refresh();
    expect(state.ownerLink()?.goodAt).toBe(NOW);
    clock.now += 1;
    await directory.refresh();
    expect(state.ownerLink()?.goodAt).toBe(NOW + 60);
  });

  test('that cannot be noted keeps no list from anybody', async () => {
    const failed: unknown[] = [];
    const { state } = await linked();
    const { directory } = await linked({
      state: {
        ownerLink: state.ownerLink,
        noteOwnerLinkHealth: () => {
          throw new StateError('the disk is full');
        },
      },
      onFailed: (error) => void failed.push(error),
    });
    expect((await directory.refresh())?.users?.rows).toHaveLength(1);
    expect(failed).toHaveLength(1);
  });
});

test.each([
  [300, 600],
  [1, 60],
  [86_400, 900],
])('with a look every %d s, lists last %d s', (recheck, seconds) => {
  expect(listsLastSeconds(recheck)).toBe(seconds);
});
