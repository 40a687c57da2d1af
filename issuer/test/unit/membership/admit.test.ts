import { describe, expect, test } from '@jest/globals';
import { admit } from '../../../membership/admit.js';
import type { AdmissionPolicy } from '../../../membership/admit.js';
import type { AccountOutcome, ResourcesOutcome } from '../../../plex/outcomes.js';

const SERVER = 'a1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f0';

const POLICY: AdmissionPolicy = {
  plex: {
    apiUrl: 'https://plex.tv',
    authUrl: 'https://app.plex.tv/auth',
    servers: [SERVER],
    serverName: 'this server',
    product: 'Usher',
    ownerId: 100,
    passwordSignIn: true,
    timeoutSeconds: 10,
  },
  rules: [
    { when: { plex: ['owner'] }, group: 0 },
    { when: { plex: ['friend'] }, group: 4 },
    { when: { plexId: [300] }, group: 42 },
  ],
  groupNames: { 4: 'Friends' },
};

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
  return admit(
    { account: () => Promise.resolve(account), resources: () => Promise.resolve(resources) },
    'tok',
    POLICY,
  );
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
      groupId: 4,
      groupName: 'Friends',
      ruleIndex: 1,
    });
  });

  test('a group that nobody named has its number for a name', async () => {
    const somebody: AccountOutcome = { ...ACCOUNT, account: { ...ACCOUNT.account, id: 300 } };
    expect(await admitted(somebody, HOME)).toMatchObject({ groupId: 42, groupName: 'Group 42' });
  });

  test('a stranger is told apart from a member whom no rule names', async () => {
    const who = { accountName: 'Frankie, frankie@example.com', subject: 'plex:200' };
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
    expect(await admit(client, 'tok', POLICY)).toMatchObject({ kind: 'admitted' });
    expect(asked.sort()).toEqual(['account tok', 'resources tok']);
  });
});
