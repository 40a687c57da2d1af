import { describe, expect, test } from '@jest/globals';
import { admit } from '../../../membership/admit.js';
import type { AccountOutcome, ResourcesOutcome } from '../../../plex/outcomes.js';
import { admitDeps, SERVER } from './admitting.js';

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
        decidedBy: { kind: 'rule', index: 1, because: ['friend of Sample Server'] },
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
