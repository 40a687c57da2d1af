import { describe, expect, test } from '@jest/globals';
import { readCreatedPin, readPinState } from '../../../plex/pin-response.js';
import type { PlexResponse } from '../../../plex/plex-response.js';
import { answer, htmlAnswer, jsonAnswer, refusal, xmlAnswer } from './answers.js';

const PIN = { id: 1234567890, code: 'abcdefghij0123456789klmno', authToken: null, expiresIn: 1800 };

function unavailable(cause: string, status: number) {
  return { kind: 'plex_unavailable', cause, status };
}

describe('the answer to a request for a PIN', () => {
  test.each<readonly [string, PlexResponse, object]>([
    ['201', jsonAnswer(201, PIN), { kind: 'pin', id: PIN.id, code: PIN.code }],
    ['200', jsonAnswer(200, PIN), { kind: 'pin', id: PIN.id, code: PIN.code }],
    [
      'an id that is text',
      jsonAnswer(201, { ...PIN, id: '12' }),
      unavailable('unexpected_shape', 201),
    ],
    [
      'an id beyond integers',
      jsonAnswer(201, { ...PIN, id: 1e300 }),
      unavailable('unexpected_shape', 201),
    ],
    ['an id below one', jsonAnswer(201, { ...PIN, id: 0 }), unavailable('unexpected_shape', 201)],
    ['no code', jsonAnswer(201, { id: 1, code: null }), unavailable('unexpected_shape', 201)],
    [
      'a code with odd characters',
      jsonAnswer(201, { id: 1, code: 'a&b' }),
      unavailable('unexpected_shape', 201),
    ],
    ['a page', htmlAnswer(201), unavailable('not_json', 201)],
    ['400/1000', refusal(400, 1000), unavailable('status', 400)],
    ['429', refusal(429, 1003), { kind: 'rate_limited' }],
    ['503', htmlAnswer(503), unavailable('status', 503)],
  ])('%s', (_name, response, outcome) => {
    expect(readCreatedPin(response)).toEqual(outcome);
  });
});

describe('the answer to the question about a PIN', () => {
  test.each<readonly [string, PlexResponse, object]>([
    ['not claimed', jsonAnswer(200, PIN), { kind: 'pending' }],
    [
      'not claimed, with an empty token',
      jsonAnswer(200, { ...PIN, authToken: '' }),
      { kind: 'pending' },
    ],
    [
      'claimed',
      jsonAnswer(200, { ...PIN, authToken: 'tok-en_1' }),
      { kind: 'claimed', token: 'tok-en_1' },
    ],
    [
      '404/1020, without a status member',
      jsonAnswer(404, { errors: [{ code: 1020, message: 'x' }] }),
      { kind: 'gone' },
    ],
    [
      '404/1020 in XML',
      xmlAnswer(404, '<errors><error message="x" code="1020"/></errors>'),
      { kind: 'gone' },
    ],
    ['404/1002', refusal(404, 1002), unavailable('status', 404)],
    ['404 of the edge', htmlAnswer(404), unavailable('status', 404)],
    ['1020 under 500', refusal(500, 1020), unavailable('status', 500)],
    ['401', refusal(401, 1001), unavailable('status', 401)],
    ['429', refusal(429, 1003), { kind: 'rate_limited' }],
    [
      'a token of the wrong type',
      jsonAnswer(200, { ...PIN, authToken: 7 }),
      unavailable('unexpected_shape', 200),
    ],
    [
      'a token that would end a header',
      jsonAnswer(200, { ...PIN, authToken: 'a\nb' }),
      unavailable('unexpected_shape', 200),
    ],
    [
      'nothing but null',
      jsonAnswer(200, { authToken: null }),
      unavailable('unexpected_shape', 200),
    ],
    ['no token member', jsonAnswer(200, { id: 1 }), unavailable('unexpected_shape', 200)],
    [
      'nulls everywhere',
      jsonAnswer(200, { id: null, authToken: null }),
      unavailable('unexpected_shape', 200),
    ],
    [
      'truncated',
      answer(200, 'application/json', '{"id":1,"authToken":nu'),
      unavailable('not_json', 200),
    ],
    ['a page', htmlAnswer(200), unavailable('not_json', 200)],
  ])('%s', (_name, response, outcome) => {
    expect(readPinState(response)).toEqual(outcome);
  });
});
