import { describe, expect, test } from '@jest/globals';
import { readAccount } from '../../../plex/account-response.js';
import type { PlexResponse } from '../../../plex/plex-response.js';
import { readResources } from '../../../plex/resources-response.js';
import { answer, htmlAnswer, jsonAnswer, refusal, xmlAnswer } from './answers.js';

const SERVER = 'a1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f0';

const MANAGED = {
  id: 3,
  title: 'Kim',
  home: true,
  homeAdmin: false,
  restricted: true,
  protected: false,
  guest: false,
};

function unavailable(cause: string, status: number) {
  return { kind: 'plex_unavailable', cause, status };
}

/** What both questions make of the same answer. */
const REFUSALS: ReadonlyArray<readonly [string, PlexResponse, object]> = [
  ['401/1001', refusal(401, 1001), { kind: 'token_refused' }],
  ['401 without a body', answer(401, '', ''), { kind: 'token_refused' }],
  [
    '422 in XML, with a text and no code',
    xmlAnswer(422, '<errors><error>Invalid token</error></errors>'),
    { kind: 'token_refused' },
  ],
  ['422 in JSON', refusal(422, 1008), { kind: 'token_refused' }],
  ['498', answer(498, '', ''), { kind: 'token_refused' }],
  ['401 as a page', htmlAnswer(401), unavailable('status', 401)],
  ['422 as a page', htmlAnswer(422), unavailable('status', 422)],
  ['403 of the edge', htmlAnswer(403), unavailable('status', 403)],
  ['403 with a code', refusal(403, 1009), unavailable('status', 403)],
  ['1001 under 500', refusal(500, 1001), unavailable('status', 500)],
  [
    '429',
    { ...refusal(429, 1003), retryAfter: '5' },
    { kind: 'rate_limited', retryAfterSeconds: 5 },
  ],
  ['204', answer(204, '', ''), unavailable('status', 204)],
  ['a page', htmlAnswer(200), unavailable('not_json', 200)],
  ['truncated JSON', answer(200, 'application/json', '[{"id":1'), unavailable('not_json', 200)],
  ['a number', jsonAnswer(200, 7), unavailable('unexpected_shape', 200)],
];

describe('the answer to whose token it is', () => {
  test.each(REFUSALS)('%s', (_name, response, outcome) => {
    expect(readAccount(response)).toEqual(outcome);
  });

  test('keeps what is used and drops the rest, secrets above all', () => {
    const body = {
      id: 21000001,
      uuid: 'd000000001406f41',
      username: 'olive',
      title: 'Olive',
      friendlyName: 'Olive O.',
      email: 'olive@example.com',
      confirmed: true,
      thumb: 'https://plex.tv/users/d0/avatar',
      authToken: 'secret',
      restricted: false,
      restrictionProfile: null,
      guest: false,
      home: true,
      homeAdmin: true,
      protected: true,
      pin: 'secret',
      services: [{ token: 'secret' }],
    };
    expect(readAccount(jsonAnswer(200, body))).toEqual({
      kind: 'account',
      account: {
        id: 21000001,
        uuid: 'd000000001406f41',
        username: 'olive',
        title: 'Olive',
        friendlyName: 'Olive O.',
        email: 'olive@example.com',
        confirmed: true,
        thumb: 'https://plex.tv/users/d0/avatar',
        home: true,
        homeAdmin: true,
        restricted: false,
        restrictionProfile: null,
        protected: true,
        guest: false,
      },
    });
  });

  test.each([
    [
      'empty texts',
      {
        uuid: '',
        username: '',
        email: '',
        friendlyName: '',
        thumb: '',
        restrictionProfile: '',
      },
    ],
    [
      'nulls',
      {
        uuid: null,
        username: null,
        email: null,
        friendlyName: null,
        thumb: null,
        confirmed: null,
        restrictionProfile: null,
      },
    ],
    ['absent members', {}],
  ])('takes a managed account with %s', (_name, members) => {
    const body = { ...MANAGED, ...members };
    expect(readAccount(jsonAnswer(200, body))).toEqual({
      kind: 'account',
      account: {
        ...MANAGED,
        uuid: null,
        username: null,
        friendlyName: null,
        email: null,
        confirmed: false,
        thumb: null,
        restrictionProfile: null,
      },
    });
  });

  test('knows how far a managed account is restricted, as Plex spells it', () => {
    const body = { ...MANAGED, restrictionProfile: 'older_kid' };
    expect(readAccount(jsonAnswer(200, body))).toMatchObject({
      account: { restricted: true, restrictionProfile: 'older_kid' },
    });
  });

  describe.each(['home', 'homeAdmin', 'restricted', 'protected', 'guest'])('%s', (flag) => {
    test.each([undefined, null, 0, 1, '0', '', 'false', [], {}])(
      'neither yes nor no is read into %j',
      (value) => {
        const answered = readAccount(jsonAnswer(200, { ...MANAGED, [flag]: value }));
        expect(answered).toEqual(unavailable('unexpected_shape', 200));
      },
    );
  });

  test.each([
    ['no id', { id: undefined }],
    ['an id that is null', { id: null }],
    ['an id that is text', { id: '21000001' }],
    ['an id with a fraction', { id: 1.5 }],
    ['an id that is zero', { id: 0 }],
    ['an id that is negative', { id: -1 }],
    ['an id too large to be exact', { id: 9007199254740992 }],
    ['a name that is a list', { username: ['a'] }],
    ['a uuid that is a number', { uuid: 7 }],
    ['a restriction profile that is a list', { restrictionProfile: ['teen'] }],
  ])('cannot tell from %s', (_name, change) => {
    expect(readAccount(jsonAnswer(200, { ...MANAGED, ...change }))).toEqual(
      unavailable('unexpected_shape', 200),
    );
  });

  test('cannot tell from a list', () => {
    expect(readAccount(jsonAnswer(200, [MANAGED]))).toEqual(unavailable('unexpected_shape', 200));
  });
});

describe('the answer to what an account reaches', () => {
  const ENTRY = { clientIdentifier: SERVER, provides: 'server', owned: false, home: false };

  test.each(REFUSALS)('%s', (_name, response, outcome) => {
    expect(readResources(response)).toEqual(outcome);
  });

  test('an empty list is an answer', () => {
    expect(readResources(jsonAnswer(200, []))).toEqual({ kind: 'resources', resources: [] });
  });

  test('splits what an entry provides and leaves tokens and addresses behind', () => {
    const body = [
      {
        clientIdentifier: SERVER,
        name: 'Our films',
        provides: 'client, server ,player',
        owned: false,
        home: true,
        ownerId: 7,
        accessToken: 'secret',
        connections: [{}],
      },
      { clientIdentifier: 'odd', provides: null, owned: true, home: false },
    ];
    expect(readResources(jsonAnswer(200, body))).toEqual({
      kind: 'resources',
      resources: [
        {
          clientIdentifier: SERVER,
          name: 'Our films',
          provides: ['client', 'server', 'player'],
          owned: false,
          home: true,
          ownerId: 7,
        },
        {
          clientIdentifier: 'odd',
          name: '',
          provides: [''],
          owned: true,
          home: false,
          ownerId: null,
        },
      ],
    });
  });

  test.each([
    ['an object', ENTRY],
    ['an entry that is null', [null]],
    ['an identifier that is null', [{ ...ENTRY, clientIdentifier: null }]],
    ['an identifier that is missing', [{ ...ENTRY, clientIdentifier: undefined }]],
    ['an owner flag that is missing', [{ ...ENTRY, owned: undefined }]],
    ['an owner flag that is null', [{ ...ENTRY, owned: null }]],
    ['an owner flag that is text', [{ ...ENTRY, owned: '1' }]],
    ['a home flag that is missing', [{ ...ENTRY, home: undefined }]],
    ['a home flag that is null', [{ ...ENTRY, home: null }]],
    ['a home flag that is a number', [{ ...ENTRY, home: 1 }]],
    ['an owner that is text', [{ ...ENTRY, ownerId: '7' }]],
    ['a name that is a number', [{ ...ENTRY, name: 7 }]],
    ['a list of what it provides', [{ ...ENTRY, provides: ['server'] }]],
    ['one bad entry among good ones', [ENTRY, { ...ENTRY, clientIdentifier: 1 }]],
  ])('cannot tell from %s', (_name, body) => {
    expect(readResources(jsonAnswer(200, body))).toEqual(unavailable('unexpected_shape', 200));
  });
});
