import { describe, expect, test } from '@jest/globals';
import { admit, readmit } from '../../../membership/admit.js';
import type { AccountOutcome, ResourcesOutcome } from '../../../plex/outcomes.js';
import { admitDeps, directoryOf, NOW, POLICY, SERVER } from './admitting.js';
import { listsOf, share, user } from './lists.js';

const ACCOUNT: AccountOutcome = {
  kind: 'account',
  account: {
    id: 200,
    uuid: 'd0000000000000c8',
    username: 'frankie',
    title: 'Frankie F',
    friendlyName: 'Frankie',
    email: 'frankie@example.com',
    confirmed: true,
    thumb: null,
    home: false,
    homeAdmin: false,
    restricted: false,
    restrictionProfile: null,
    protected: false,
    guest: false,
  },
};
const SHARE = {
  clientIdentifier: SERVER,
  name: 'Sample Server',
  provides: ['server'],
  owned: false,
  home: false,
  ownerId: 100,
};
const RESOURCES: ResourcesOutcome = { kind: 'resources', resources: [SHARE] };
const HOME: ResourcesOutcome = { kind: 'resources', resources: [{ ...SHARE, home: true }] };
const NOTHING: ResourcesOutcome = { kind: 'resources', resources: [] };
const DOWN = { kind: 'plex_unavailable', cause: 'timeout' } as const;
const LIMITED = { kind: 'rate_limited', retryAfterSeconds: 3 } as const;
const REFUSED = { kind: 'token_refused' } as const;

function admitted(account: AccountOutcome, resources: ResourcesOutcome) {
  const plex = {
    account: () => Promise.resolve(account),
    resources: () => Promise.resolve(resources),
  };
  return admit('tok', admitDeps(plex));
}

describe('admission', () => {
  test('a friend gets the group of the first rule that matches, and its name', async () => {
    expect(await admitted(ACCOUNT, RESOURCES)).toEqual({
      kind: 'admitted',
      person: {
        subject: 'plex:200',
        name: 'Frankie',
        preferredUsername: 'frankie',
        email: 'frankie@example.com',
      },
      facts: {
        subject: 'plex:200',
        plexId: 200,
        username: 'frankie',
        servers: [{ server: SERVER, relations: ['friend'] }],
      },
      decision: {
        kind: 'group',
        group: 4,
        decidedBy: {
          kind: 'rule',
          index: 1,
          because: [{ fact: 'friend', server: SERVER, serverName: 'Sample Server' }],
        },
      },
      groupId: 4,
      groupName: 'Friends',
      isPartial: false,
      home: false,
      accountUuid: 'd0000000000000c8',
    });
  });

  test('a group that nobody named has its number for a name', async () => {
    const somebody: AccountOutcome = { ...ACCOUNT, account: { ...ACCOUNT.account, id: 300 } };
    expect(await admitted(somebody, HOME)).toMatchObject({ groupId: 42, groupName: 'Group 42' });
  });

  test('a stranger is told apart from a member whom no rule names', async () => {
    const who = {
      accountName: 'Frankie, frankie@example.com',
      subject: 'plex:200',
      home: false,
      accountUuid: 'd0000000000000c8',
    };
    expect(await admitted(ACCOUNT, NOTHING)).toEqual({ kind: 'not_a_member', ...who });
    expect(await admitted(ACCOUNT, HOME)).toEqual({ kind: 'no_rule', ...who });
  });

  test('a rule that names an id does not make a member of a stranger', async () => {
    const somebody: AccountOutcome = { ...ACCOUNT, account: { ...ACCOUNT.account, id: 300 } };
    expect(await admitted(somebody, NOTHING)).toMatchObject({ kind: 'not_a_member' });
  });

  test.each<readonly [string, AccountOutcome, ResourcesOutcome, object]>([
    ['the account is refused', REFUSED, RESOURCES, REFUSED],
    ['the resources are refused', ACCOUNT, REFUSED, REFUSED],
    ['one is refused and one cannot tell', DOWN, REFUSED, REFUSED],
    ['the account cannot be read', DOWN, RESOURCES, DOWN],
    ['the resources cannot be read', ACCOUNT, LIMITED, LIMITED],
    ['neither can', LIMITED, DOWN, LIMITED],
  ])('nobody is let in or called a stranger if %s', async (_name, account, resources, outcome) => {
    expect(await admitted(account, resources)).toEqual(outcome);
  });

  test('both questions are asked with the token, and at the same time', async () => {
    const asked: string[] = [];
    let answer = (): void => undefined;
    const both = new Promise<void>((resolve) => (answer = resolve));
    const ask = async <Outcome>(question: string, outcome: Outcome): Promise<Outcome> => {
      asked.push(question);
      if (asked.length === 2) {
        answer();
      }
      await both;
      return outcome;
    };
    const client = {
      account: (token: string) => ask(`account ${token}`, ACCOUNT),
      resources: (token: string) => ask(`resources ${token}`, RESOURCES),
    };
    expect(await admit('tok', admitDeps(client))).toMatchObject({ kind: 'admitted' });
    expect(asked.sort()).toEqual(['account tok', 'resources tok']);
  });
});

describe('with the owner’s lists', () => {
  const plex = {
    account: () => Promise.resolve(ACCOUNT),
    resources: () => Promise.resolve(RESOURCES),
  };
  const policy = () => ({ ...POLICY, isLinked: true });
  const MEMBER = listsOf({ users: [user(200)], shares: [share(200)] });
  const GONE = listsOf({});
  const MOVIES = [{ key: 1, title: 'Movies' }];

  test('those that are remembered do for a yes', async () => {
    const directory = directoryOf([GONE], MEMBER);
    const admission = await admit('tok', admitDeps(plex, { policy, directory }));
    expect(admission).toMatchObject({
      isPartial: false,
      facts: { servers: [{ libraries: MOVIES }] },
    });
    expect(directory.asked()).toBe(0);
  });

  test('those that are too old, or say no, are asked for anew', async () => {
    const old = listsOf({ users: [user(200)], shares: [share(200)], at: NOW - 601 });
    for (const remembered of [old, GONE, undefined]) {
      const directory = directoryOf([MEMBER], remembered);
      const admission = await admit('tok', admitDeps(plex, { policy, directory }));
      expect(admission).toMatchObject({ facts: { servers: [{ libraries: MOVIES }] } });
      expect(directory.asked()).toBe(1);
    }
  });

  test('a no counts if it is of now, and not while many seem to be lost', async () => {
    const directory = directoryOf([GONE]);
    expect(await admit('tok', admitDeps(plex, { policy, directory }))).toMatchObject({
      kind: 'not_a_member',
    });
    const suspicious = admitDeps(plex, { policy, directory, isSuspicious: () => true });
    expect(await admit('tok', suspicious)).toMatchObject({ kind: 'admitted', isPartial: true });
    const old = directoryOf([listsOf({ at: NOW - 1 })]);
    expect(await admit('tok', admitDeps(plex, { policy, directory: old }))).toMatchObject({
      kind: 'admitted',
      isPartial: true,
    });
  });

  test('whom nobody lets in is not asked about further', async () => {
    const directory = directoryOf([MEMBER]);
    const stranger = { ...plex, resources: () => Promise.resolve(NOTHING) };
    expect(await admit('tok', admitDeps(stranger, { policy, directory }))).toMatchObject({
      kind: 'not_a_member',
    });
    expect(directory.asked()).toBe(0);
  });

  test('nobody waits long for them', async () => {
    const directory = {
      lists: () => undefined,
      refresh: () => new Promise<undefined>(() => undefined),
    };
    const deps = admitDeps(plex, { policy, directory, ownerPatienceMs: 5 });
    expect(await admit('tok', deps)).toMatchObject({ kind: 'admitted', isPartial: true });
  });

  test('whoever was judged is on record', async () => {
    const deps = admitDeps(plex, { policy, directory: directoryOf([MEMBER]) });
    await admit('tok', deps);
    await admit('tok', { ...deps, directory: directoryOf([GONE]) });
    expect(deps.recorded).toMatchObject([
      { subject: 'plex:200', name: 'Frankie', groupId: 4, at: NOW },
      { subject: 'plex:200', refused: 'not_a_member', facts: { servers: [] } },
    ]);
  });
});

describe('somebody who is in already', () => {
  const policy = () => ({ ...POLICY, isLinked: true });
  const PERSON = { subject: 'plex:200', name: 'Frankie' };
  const MEMBER = listsOf({ users: [user(200)], shares: [share(200)] });
  const down = { account: () => Promise.resolve(DOWN), resources: () => Promise.resolve(DOWN) };
  const silent = {
    account: () => new Promise<typeof DOWN>(() => undefined),
    resources: () => new Promise<typeof DOWN>(() => undefined),
  };

  test.each([
    ['that does not answer', down],
    ['that keeps silent', silent],
  ])('is judged by the owner’s lists behind a plex.tv %s', async (_name, plex) => {
    const judged = (lists: typeof MEMBER) =>
      readmit('tok', PERSON, {
        ...admitDeps(plex, { policy, directory: directoryOf([lists]) }),
        patienceMs: 5,
      });
    expect(await judged(MEMBER)).toMatchObject({ kind: 'admitted', person: PERSON, groupId: 4 });
    expect(await judged(listsOf({}))).toMatchObject({ kind: 'not_a_member' });
  });

  test('waits for the visitor’s route where those do not tell', async () => {
    let answer: (account: AccountOutcome) => void = () => undefined;
    const plex = {
      account: () => new Promise<AccountOutcome>((resolve) => (answer = resolve)),
      resources: () => Promise.resolve(RESOURCES),
    };
    const directory = {
      lists: () => undefined,
      refresh: () => {
        answer(ACCOUNT);
        return Promise.resolve(undefined);
      },
    };
    const deps = { ...admitDeps(plex, { policy, directory }), patienceMs: 5 };
    expect(await readmit('tok', PERSON, deps)).toMatchObject({
      kind: 'admitted',
      isPartial: true,
      accountUuid: 'd0000000000000c8',
    });
  });

  test('keeps the libraries that were known where they are not known now', async () => {
    const plex = {
      account: () => Promise.resolve(ACCOUNT),
      resources: () => Promise.resolve(RESOURCES),
    };
    const deps = {
      ...admitDeps(plex, { policy, directory: directoryOf([MEMBER, undefined]) }),
      patienceMs: 1000,
    };
    await readmit('tok', PERSON, deps);
    expect(
      await readmit('tok', PERSON, { ...deps, directory: directoryOf([undefined]) }),
    ).toMatchObject({
      isPartial: true,
      facts: { servers: [{ relations: ['friend'], libraries: [{ key: 1, title: 'Movies' }] }] },
    });
  });

  test('whom plex.tv refuses is refused', async () => {
    const plex = {
      account: () => Promise.resolve(REFUSED),
      resources: () => Promise.resolve(REFUSED),
    };
    const deps = {
      ...admitDeps(plex, { policy, directory: directoryOf([MEMBER]) }),
      patienceMs: 5,
    };
    expect(await readmit('tok', PERSON, deps)).toEqual(REFUSED);
  });
});
