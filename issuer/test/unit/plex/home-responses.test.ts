import { describe, expect, test } from '@jest/globals';
import { readHomeUsers } from '../../../plex/home-users-response.js';
import type { PlexResponse } from '../../../plex/plex-response.js';
import { readSwitch } from '../../../plex/switch-response.js';
import { answer, htmlAnswer, jsonAnswer, refusal, xmlAnswer } from './answers.js';

const UUID = 'd000000001406f42';

/** As it was captured, with other names in it. */
const TEEN = {
  id: 21000002,
  uuid: UUID,
  title: 'Teddy',
  username: null,
  email: '',
  friendlyName: 'Ted',
  thumb: 'https://plex.tv/users/d000000001406f42/avatar?c=1700000000',
  hasPassword: false,
  restricted: true,
  updatedAt: 1600000000,
  restrictionProfile: 'teen',
  admin: false,
  guest: false,
  protected: true,
};

function home(...users: readonly unknown[]): PlexResponse {
  return jsonAnswer(200, {
    id: 900001,
    name: 'Our home',
    guestUserID: null,
    guestUserUUID: null,
    guestEnabled: false,
    subscription: false,
    users,
  });
}

function unavailable(cause: string, status = 200) {
  return { kind: 'plex_unavailable', cause, status };
}

describe('the answer to who is in the Plex Home', () => {
  test('its profiles, without secrets and what nobody asked for', () => {
    const response = home({ ...TEEN, pin: 'secret', authToken: 'secret' });
    expect(readHomeUsers(response)).toEqual({
      kind: 'home_users',
      users: [
        {
          id: 21000002,
          uuid: UUID,
          title: 'Teddy',
          username: null,
          thumb: 'https://plex.tv/users/d000000001406f42/avatar?c=1700000000',
          admin: false,
          guest: false,
          restricted: true,
          restrictionProfile: 'teen',
          protected: true,
        },
      ],
    });
  });

  test.each([
    ['the title', {}, 'Teddy'],
    ['else the friendly name', { title: '' }, 'Ted'],
    ['else the user name', { title: null, friendlyName: '', username: 'ted' }, 'ted'],
    ['else nothing', { title: null, friendlyName: undefined }, ''],
  ])('is called by %s', (_name, change, title) => {
    expect(readHomeUsers(home({ ...TEEN, ...change }))).toMatchObject({ users: [{ title }] });
  });

  test.each([
    ['a list of nobody', home()],
    ['404/1002', refusal(404, 1002)],
    ['403/1009, for managed accounts', refusal(403, 1009)],
  ])('%s is no Home', (_name, response) => {
    expect(readHomeUsers(response)).toEqual({ kind: 'home_users', users: [] });
  });

  test.each([
    ['401/1001', refusal(401, 1001), { kind: 'token_refused' }],
    ['422 Invalid token', refusal(422, 1008), { kind: 'token_refused' }],
    ['498', answer(498, '', ''), { kind: 'token_refused' }],
    ['429', refusal(429, 1003), { kind: 'rate_limited' }],
    ['401 as a page', htmlAnswer(401), unavailable('status', 401)],
    ['404 as a page', htmlAnswer(404), unavailable('status', 404)],
    ['404 without a code', jsonAnswer(404, {}), unavailable('status', 404)],
    ['404 with the code of another', refusal(404, 1009), unavailable('status', 404)],
    ['403 of the edge', htmlAnswer(403), unavailable('status', 403)],
    ['403 with the code of another', refusal(403, 1002), unavailable('status', 403)],
    ['500', refusal(500, 1002), unavailable('status', 500)],
    ['204', answer(204, '', ''), unavailable('status', 204)],
    ['a page', htmlAnswer(200), unavailable('not_json')],
    ['XML', xmlAnswer(200, '<home><users/></home>'), unavailable('not_json')],
    [
      'half an answer',
      answer(200, 'application/json', '{"users":[{"id":1'),
      unavailable('not_json'),
    ],
    ['no list', jsonAnswer(200, { id: 1 }), unavailable('unexpected_shape')],
    ['a list that is null', jsonAnswer(200, { users: null }), unavailable('unexpected_shape')],
    ['nothing but a list', jsonAnswer(200, [TEEN]), unavailable('unexpected_shape')],
    ['the same profile twice', home(TEEN, TEEN), unavailable('unexpected_shape')],
    [
      'more profiles than any Home has',
      home(...Array.from({ length: 101 }, (_, i) => ({ ...TEEN, id: i + 1 }))),
      unavailable('unexpected_shape'),
    ],
  ])('%s', (_name, response, outcome) => {
    expect(readHomeUsers(response)).toEqual(outcome);
  });

  test.each(['admin', 'guest', 'restricted', 'protected'])(
    'neither yes nor no is read into an odd %s',
    (flag) => {
      for (const value of [undefined, null, 0, 1, '0', '1', '', 'true', []]) {
        const response = home({ ...TEEN, id: 1 }, { ...TEEN, [flag]: value });
        expect(readHomeUsers(response)).toEqual(unavailable('unexpected_shape'));
      }
    },
  );

  test.each([undefined, null, 0, -1, 1.5, 1e20, '21000002', '0x1', true])('id %j', (id) => {
    expect(readHomeUsers(home({ ...TEEN, id }))).toEqual(unavailable('unexpected_shape'));
  });

  test.each([undefined, null, '', 7, '../../admin', 'a/b', 'a?b', 'a b', 'é', 'x'.repeat(65)])(
    'uuid %j',
    (uuid) => {
      expect(readHomeUsers(home({ ...TEEN, uuid }))).toEqual(unavailable('unexpected_shape'));
    },
  );
});

describe('the answer to who wants to be another profile', () => {
  const ACCOUNT = { id: 21000002, uuid: UUID, title: 'Teddy', authToken: 'tok' };

  test.each([
    ['201', jsonAnswer(201, ACCOUNT)],
    ['200', jsonAnswer(200, ACCOUNT)],
    ['201 that does not say whose', jsonAnswer(201, { authToken: 'tok' })],
  ])('%s', (_name, response) => {
    expect(readSwitch(response, UUID)).toEqual({ kind: 'switched', token: 'tok' });
  });

  test.each([
    ['403/1041', refusal(403, 1041), { kind: 'pin_refused' }],
    [
      '403/1041 in XML',
      xmlAnswer(403, '<errors><error code="1041" message="x" status="403"/></errors>'),
      { kind: 'pin_refused' },
    ],
    ['401/1001', refusal(401, 1001), { kind: 'token_refused' }],
    ['498', answer(498, '', ''), { kind: 'token_refused' }],
    ['429', refusal(429, 1003), { kind: 'rate_limited' }],
    ['1041 under 500', refusal(500, 1041), unavailable('status', 500)],
    ['403 of the edge', htmlAnswer(403), unavailable('status', 403)],
    ['403 for other reasons', refusal(403, 1043), unavailable('status', 403)],
    ['404', refusal(404, 1002), unavailable('status', 404)],
    ['422, which may mean the PIN', refusal(422, 1008), unavailable('status', 422)],
    ['401 as a page', htmlAnswer(401), unavailable('status', 401)],
    ['a page', htmlAnswer(200), unavailable('not_json')],
    [
      'the token of another',
      jsonAnswer(201, { ...ACCOUNT, uuid: 'e0' }),
      unavailable('unexpected_shape', 201),
    ],
    ['no token', jsonAnswer(201, { id: 1 }), unavailable('unexpected_shape', 201)],
    [
      'an empty token',
      jsonAnswer(201, { ...ACCOUNT, authToken: '' }),
      unavailable('unexpected_shape', 201),
    ],
    [
      'a token of two lines',
      jsonAnswer(201, { authToken: 'a\nb' }),
      unavailable('unexpected_shape', 201),
    ],
  ])('%s', (_name, response, outcome) => {
    expect(readSwitch(response, UUID)).toEqual(outcome);
  });
});
