import { describe, expect, test } from '@jest/globals';
import type { PlexResponse } from '../../../plex/plex-response.js';
import { readShares } from '../../../plex/shares-response.js';
import { readUsers } from '../../../plex/users-response.js';
import { answer, htmlAnswer, jsonAnswer, refusal, xmlAnswer } from './answers.js';
import {
  ALL_LIBRARIES,
  container,
  FRIEND,
  MANAGED,
  SERVER,
  SOME_LIBRARIES,
  wholeList,
} from './lists.js';

function unavailable(cause: string, status = 200) {
  return { kind: 'plex_unavailable', cause, status };
}

function list(...rows: readonly string[]): PlexResponse {
  return xmlAnswer(200, wholeList(rows));
}

const REFUSALS: ReadonlyArray<readonly [string, PlexResponse, object]> = [
  ['401/1001', refusal(401, 1001), { kind: 'token_refused' }],
  [
    '401 in XML of old',
    xmlAnswer(401, '<errors><error>Unauthorized</error></errors>'),
    { kind: 'token_refused' },
  ],
  ['498', answer(498, '', ''), { kind: 'token_refused' }],
  ['401 as a page', htmlAnswer(401), unavailable('status', 401)],
  ['404 as a page', htmlAnswer(404), unavailable('status', 404)],
  ['403 of the edge', htmlAnswer(403), unavailable('status', 403)],
  ['403 for managed accounts', refusal(403, 1009), unavailable('status', 403)],
  ['410', xmlAnswer(410, '<Response code="410" status="gone"/>'), unavailable('status', 410)],
  ['500', refusal(500, 1080), unavailable('status', 500)],
  ['201', { ...list(), status: 201 }, unavailable('status', 201)],
  [
    '429',
    { ...refusal(429, 1003), retryAfter: '5' },
    { kind: 'rate_limited', retryAfterSeconds: 5 },
  ],
];

/** What is no list at all, whatever should be in it. */
const NO_LISTS: ReadonlyArray<readonly [string, PlexResponse, string]> = [
  ['a page', htmlAnswer(200), 'not_xml'],
  ['XML that says it is a page', answer(200, 'text/html', wholeList([])), 'not_xml'],
  ['XML that says it is nothing', answer(200, '', wholeList([])), 'not_xml'],
  ['XML that says it is JSON', answer(200, 'application/json', wholeList([])), 'not_xml'],
  ['JSON', jsonAnswer(200, { MediaContainer: { size: 0 } }), 'not_xml'],
  ['JSON that says it is XML', xmlAnswer(200, '{"MediaContainer":{"size":0}}'), 'not_xml'],
  ['a page that says it is XML', xmlAnswer(200, '<html><br></html>'), 'not_xml'],
  ['nothing', xmlAnswer(200, ''), 'not_xml'],
  ['a declaration', xmlAnswer(200, '<?xml version="1.0"?>'), 'not_xml'],
  ['two lists', xmlAnswer(200, '<MediaContainer/><MediaContainer/>'), 'not_xml'],
  ['something behind it', xmlAnswer(200, `${wholeList([])}502 Bad Gateway`), 'not_xml'],
  ['an attribute twice', xmlAnswer(200, '<MediaContainer size="1" size="0"/>'), 'not_xml'],
  [
    'a document type',
    xmlAnswer(200, '<!DOCTYPE MediaContainer><MediaContainer size="0"/>'),
    'not_xml',
  ],
  [
    'an entity of its own',
    xmlAnswer(200, '<!DOCTYPE x [<!ENTITY none "0">]><MediaContainer size="&none;"/>'),
    'not_xml',
  ],
  [
    'an entity from elsewhere',
    xmlAnswer(
      200,
      '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><MediaContainer>&f;</MediaContainer>',
    ),
    'not_xml',
  ],
  ['an entity of nobody', xmlAnswer(200, '<MediaContainer size="&none;"/>'), 'not_xml'],
  [
    'a hundred thousand levels',
    xmlAnswer(200, '<a>'.repeat(100_000) + '</a>'.repeat(100_000)),
    'not_xml',
  ],
  ['another document', xmlAnswer(200, '<Response code="0" status="OK"/>'), 'unexpected_shape'],
  ['a list within another', xmlAnswer(200, `<a><MediaContainer/></a>`), 'unexpected_shape'],
  ['a prefix', xmlAnswer(200, '<p:MediaContainer size="0"/>'), 'unexpected_shape'],
  [
    'a text in place of rows',
    xmlAnswer(200, '<MediaContainer>Oops</MediaContainer>'),
    'unexpected_shape',
  ],
  [
    'something else in place of rows',
    xmlAnswer(200, '<MediaContainer><Error code="500"/></MediaContainer>'),
    'unexpected_shape',
  ],
  ...['1', '-1', '', ' 0', '0x0', '0.0', '1e0', '00', 'none', '٠'].map(
    (size) =>
      [
        `size ${size} of no rows`,
        xmlAnswer(200, container([], `size="${size}"`)),
        'unexpected_shape',
      ] as const,
  ),
  ['a total that is none', xmlAnswer(200, container([], 'totalSize="x"')), 'unexpected_shape'],
  ['a start that is none', xmlAnswer(200, container([], 'offset="-1"')), 'unexpected_shape'],
];

describe('the answer to who is a friend', () => {
  test.each(REFUSALS)('%s', (_name, response, outcome) => {
    expect(readUsers(response)).toEqual(outcome);
  });

  test.each(NO_LISTS)('%s is no list', (_name, response, cause) => {
    expect(readUsers(response)).toEqual(unavailable(cause));
  });

  test('422 means the token, because nothing else is sent', () => {
    const response = xmlAnswer(422, '<errors><error>Invalid token</error></errors>');
    expect(readUsers(response)).toEqual({ kind: 'token_refused' });
  });

  test('friends and managed accounts, with their servers and ours', () => {
    expect(readUsers(list(FRIEND, MANAGED))).toMatchObject({
      kind: 'page',
      total: 2,
      rows: [
        {
          id: 7393808,
          row: {
            id: 7393808,
            title: 'Ann & Bo',
            username: 'annbo',
            email: 'ann@example.com',
            thumb: 'https://plex.tv/users/80dab310d314a591/avatar?c=1536616777',
            home: false,
            restricted: false,
            servers: [
              { machineIdentifier: SERVER, owned: true, pending: false, allLibraries: false },
              {
                machineIdentifier: 'f6e5b4a3d2c1708813f061c7389d0e1f2a3b4c5d',
                owned: false,
                pending: true,
                allLibraries: true,
              },
            ],
          },
        },
        {
          id: 8676063,
          row: {
            id: 8676063,
            title: 'Kim',
            username: null,
            email: null,
            thumb: 'https://plex.tv/users/0d9d14488439289a/avatar?c=1536695183',
            home: true,
            restricted: true,
            servers: [
              { machineIdentifier: SERVER, owned: true, pending: false, allLibraries: true },
            ],
          },
        },
      ],
    });
  });

  test('keeps nothing but what is used', () => {
    const response = list(FRIEND.replace('<User ', '<User accessToken="secret" '));
    expect(JSON.stringify(readUsers(response))).not.toContain('secret');
  });

  test.each([
    ['counted', 'size="0" totalSize="0"'],
    ['not counted', ''],
  ])('nobody, %s, is an answer', (_name, attributes) => {
    expect(readUsers(xmlAnswer(200, container([], attributes)))).toMatchObject({
      kind: 'page',
      rows: [],
    });
  });

  test.each([
    ['text/xml', 'text/xml'],
    ['text/xml with a character set', 'Text/XML;charset=UTF-8'],
  ])('may come as %s', (_name, contentType) => {
    expect(readUsers(answer(200, contentType, wholeList([FRIEND])))).toMatchObject({
      kind: 'page',
    });
  });

  test('somebody without any server, and elements that are new', () => {
    const row = '<User id="1" home="0" restricted="0" new="1"><New/>text</User>';
    const response = xmlAnswer(200, container([row, '<New/>'], 'size="1"'));
    expect(readUsers(response)).toMatchObject({
      rows: [
        { row: { id: 1, title: null, username: null, email: null, thumb: null, servers: [] } },
      ],
    });
  });

  test('half a document is none, wherever it breaks off', () => {
    const whole = wholeList([FRIEND, MANAGED]).trimEnd();
    for (let length = 0; length < whole.length; length++) {
      const answered = readUsers(xmlAnswer(200, whole.slice(0, length)));
      expect(answered).toEqual(unavailable('not_xml'));
    }
  });

  test('fewer rows than it says is half a list', () => {
    const response = xmlAnswer(200, container([FRIEND], 'size="2" totalSize="2"'));
    expect(readUsers(response)).toEqual(unavailable('unexpected_shape'));
  });

  test('one odd row makes it none, also where nobody counts', () => {
    const odd = FRIEND.replace('home="0"', '');
    const response = xmlAnswer(200, container([MANAGED, odd], ''));
    expect(readUsers(response)).toEqual(unavailable('unexpected_shape'));
  });

  test('rows below something else are not counted', () => {
    const response = xmlAnswer(200, container([`<Page>${FRIEND}</Page>`], 'size="1"'));
    expect(readUsers(response)).toEqual(unavailable('unexpected_shape'));
  });

  describe('cannot tell from one row whose', () => {
    const IDS = ['', '0', '-1', '1e20', '0x1', '01', ' 1', '1 ', '+1', '1.0', 'NaN', '١', 'null'];
    const FLAGS = ['', '2', '-1', 'true', 'false', 'yes', ' 1', '01', 'null'];

    test.each([...IDS, '9'.repeat(16), '1'.repeat(400)])('id is "%s"', (id) => {
      const odd = FRIEND.replace('<User id="7393808"', `<User id="${id}"`);
      expect(readUsers(list(MANAGED, odd))).toEqual(unavailable('unexpected_shape'));
    });

    test.each(['home', 'restricted', 'owned', 'pending', 'allLibraries'])(
      '%s is missing or odd',
      (flag) => {
        for (const value of FLAGS) {
          const odd = FRIEND.replace(new RegExp(`\\b${flag}="."`), `${flag}="${value}"`);
          expect(odd).not.toBe(FRIEND);
          expect(readUsers(list(MANAGED, odd))).toEqual(unavailable('unexpected_shape'));
        }
        const missing = FRIEND.replace(new RegExp(`\\b${flag}="."`), '');
        expect(readUsers(list(MANAGED, missing))).toEqual(unavailable('unexpected_shape'));
      },
    );

    test.each(['id', 'machineIdentifier'])('%s is missing', (name) => {
      const missing = FRIEND.replace(new RegExp(`(?<=<(User|Server) .*)\\b${name}="[^"]*"`), '');
      expect(missing).not.toBe(FRIEND);
      expect(readUsers(list(missing))).toEqual(unavailable('unexpected_shape'));
    });
  });
});

describe('the answer to whom a server is shared with', () => {
  test.each(REFUSALS)('%s', (_name, response, outcome) => {
    expect(readShares(response)).toEqual(outcome);
  });

  test.each(NO_LISTS)('%s is no list', (_name, response, cause) => {
    expect(readShares(response)).toEqual(unavailable(cause));
  });

  test.each([
    ['403/1080', refusal(403, 1080)],
    [
      '403/1080 in XML',
      xmlAnswer(403, '<errors><error code="1080" message="x" status="403"/></errors>'),
    ],
    ['404/1002', refusal(404, 1002)],
    ['404 in XML of old', xmlAnswer(404, '<Response code="404" status="not found"/>')],
  ])('%s: it is somebody else’s', (_name, response) => {
    expect(readShares(response)).toEqual({ kind: 'not_owned' });
  });

  test('422 may mean the server’s identifier, so it says nothing', () => {
    expect(readShares(refusal(422, 1008))).toEqual(unavailable('status', 422));
  });

  test('libraries by the server’s own number, and only those that are shared', () => {
    const answered = readShares(list(SOME_LIBRARIES, ALL_LIBRARIES));
    expect(answered).toMatchObject({
      kind: 'page',
      rows: [
        {
          id: 30001,
          row: {
            userId: 7393808,
            username: 'annbo',
            accepted: true,
            allLibraries: false,
            libraries: [
              { key: 1, title: 'Movies' },
              { key: 14, title: 'Photos' },
            ],
          },
        },
        {
          id: 30002,
          row: {
            userId: 8676063,
            username: null,
            accepted: true,
            allLibraries: true,
            libraries: [],
          },
        },
      ],
    });
    expect(JSON.stringify(answered)).not.toContain('secret');
  });

  test.each([
    ['absent', ''],
    ['empty', 'acceptedAt=""'],
    ['0', 'acceptedAt="0"'],
  ])('an invitation, acceptedAt %s, is not accepted', (_name, attribute) => {
    const row = SOME_LIBRARIES.replace('acceptedAt="1465796576"', attribute);
    expect(readShares(list(row))).toMatchObject({ rows: [{ row: { accepted: false } }] });
  });

  describe('an invitation that no account belongs to', () => {
    const invitation = SOME_LIBRARIES.replace('userID="7393808"', 'userID=""').replace(
      'acceptedAt="1465796576"',
      '',
    );

    test.each([
      ['empty', invitation],
      ['absent', invitation.replace('userID=""', '')],
    ])('is a share of nobody, userID %s', (_name, row) => {
      const answered = readShares(list(row));
      expect(answered).toMatchObject({ kind: 'page', rows: [{ id: 30001 }] });
      expect(JSON.stringify(answered)).not.toContain('annbo');
    });

    test.each([
      ['it was accepted', invitation.replace('invitedAt', 'acceptedAt="1" invitedAt')],
      ['it is odd when', invitation.replace('invitedAt', 'acceptedAt="x" invitedAt')],
      ['nobody invited them', invitation.replace('invitedAt="1465691504"', '')],
      ['it was never sent', invitation.replace('invitedAt="1465691504"', 'invitedAt="0"')],
      ['the account is odd', invitation.replace('userID=""', 'userID="0"')],
    ])('is none if %s', (_name, row) => {
      expect(readShares(list(row))).toEqual(unavailable('unexpected_shape'));
    });
  });

  describe('cannot tell from one row in which', () => {
    test.each([
      ['userID="7393808"', 'userID'],
      ['id="30001"', 'id'],
      ['key="2"', 'key'],
    ])('%s is missing or odd', (whole, name) => {
      const odd = ['', '0', '-1', '1e20', '0x1', '01', ' 1', 'x'].map((id) => `${name}="${id}"`);
      for (const change of ['', ...odd]) {
        const row = SOME_LIBRARIES.replace(whole, change);
        expect(row).not.toBe(SOME_LIBRARIES);
        expect(readShares(list(ALL_LIBRARIES, row))).toEqual(unavailable('unexpected_shape'));
      }
    });

    test.each([
      ['allLibraries="0"', 'allLibraries'],
      ['shared="0"', 'shared'],
    ])('%s is missing or odd', (whole, name) => {
      const odd = ['', '2', 'true', 'false'].map((value) => `${name}="${value}"`);
      for (const change of ['', ...odd]) {
        const row = SOME_LIBRARIES.replace(whole, change);
        expect(row).not.toBe(SOME_LIBRARIES);
        expect(readShares(list(ALL_LIBRARIES, row))).toEqual(unavailable('unexpected_shape'));
      }
    });

    test.each(['-1', '1.5', 'x', 'true', '2016-06-13', '1e9', ' 1'])('acceptedAt is "%s"', (at) => {
      const row = SOME_LIBRARIES.replace('acceptedAt="1465796576"', `acceptedAt="${at}"`);
      expect(readShares(list(row))).toEqual(unavailable('unexpected_shape'));
    });
  });
});
