import { describe, expect, test } from '@jest/globals';
import type { SignInOutcome } from '../../../plex/outcomes.js';
import type { PlexResponse } from '../../../plex/plex-response.js';
import { readSignIn } from '../../../plex/sign-in-response.js';
import { answer, htmlAnswer, jsonAnswer, refusal, xmlAnswer } from './answers.js';

const TOKEN = 'a-Plex_token-of-20ch';

function unavailable(cause: string, status: number): SignInOutcome {
  return { kind: 'plex_unavailable', cause, status } as SignInOutcome;
}

const cases: ReadonlyArray<readonly [name: string, PlexResponse, SignInOutcome]> = [
  ['201 with a token', jsonAnswer(201, { authToken: TOKEN }), { kind: 'signed_in', token: TOKEN }],
  [
    '200 with a token, nulls and members nobody knows',
    jsonAnswer(200, { authToken: TOKEN, username: null, email: null, novel: [{}] }),
    { kind: 'signed_in', token: TOKEN },
  ],
  [
    'a vendor’s JSON type',
    answer(201, 'Application/Vnd.Plex+JSON', JSON.stringify({ authToken: TOKEN })),
    { kind: 'signed_in', token: TOKEN },
  ],

  ['1001', refusal(401, 1001), { kind: 'bad_credentials' }],
  ['1028', refusal(401, 1028), { kind: 'verification_code_wrong' }],
  ['1029', refusal(401, 1029), { kind: 'verification_code_required' }],
  ['1030', refusal(401, 1030), { kind: 'email_required' }],
  ['1031', refusal(401, 1031), { kind: 'address_refused' }],
  [
    '1029 without a status member, beside a code nobody knows',
    jsonAnswer(401, { errors: [{ code: 4711 }, { code: 1029 }] }),
    { kind: 'verification_code_required' },
  ],
  [
    '1029 in XML',
    xmlAnswer(
      401,
      '<?xml version="1.0"?><errors><error code="1029" message="x" status="401"/></errors>',
    ),
    { kind: 'verification_code_required' },
  ],

  ['429 with its code', refusal(429, 1003), { kind: 'rate_limited' }],
  ['429 as a page', htmlAnswer(429), { kind: 'rate_limited' }],
  ['1003 under another status', refusal(403, 1003), { kind: 'rate_limited' }],
  ['1003 under 401', refusal(401, 1003), { kind: 'rate_limited' }],
  [
    '429 with Retry-After',
    { ...refusal(429, 1003), retryAfter: '7' },
    { kind: 'rate_limited', retryAfterSeconds: 7 },
  ],
  [
    '429 that asks for an hour',
    { ...refusal(429, 1003), retryAfter: '3600' },
    { kind: 'rate_limited', retryAfterSeconds: 60 },
  ],
  [
    '429 with a date',
    { ...refusal(429, 1003), retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' },
    { kind: 'rate_limited' },
  ],

  ['401 with a code nobody knows', refusal(401, 4711), unavailable('unexpected_shape', 401)],
  ['401 with the code as text', refusal(401, '1001'), unavailable('unexpected_shape', 401)],
  ['401 without a body', answer(401, '', ''), unavailable('unexpected_shape', 401)],
  [
    '401 with truncated JSON',
    answer(401, 'application/json', '{"errors":[{"code":1001'),
    unavailable('unexpected_shape', 401),
  ],
  ['401 as a page', htmlAnswer(401), unavailable('not_json', 401)],
  [
    '1001 that calls itself a page',
    answer(401, 'text/html', '{"errors":[{"code":1001}]}'),
    unavailable('not_json', 401),
  ],
  ['1001 under 500', refusal(500, 1001), unavailable('status', 500)],
  ['1001 under 403', refusal(403, 1001), unavailable('status', 403)],
  ['400 for a missing client identifier', refusal(400, 1000), unavailable('status', 400)],
  ['403 of the edge', htmlAnswer(403), unavailable('status', 403)],
  ['502 of the edge', htmlAnswer(502), unavailable('status', 502)],
  ['503', answer(503, '', ''), unavailable('status', 503)],

  ['success as a page', htmlAnswer(200), unavailable('not_json', 200)],
  ['success as XML', xmlAnswer(201, '<user authToken="x"/>'), unavailable('not_json', 201)],
  [
    'success without a content type',
    answer(201, '', `{"authToken":"${TOKEN}"}`),
    unavailable('not_json', 201),
  ],
  ['an empty body', answer(200, 'application/json', ''), unavailable('not_json', 200)],
  [
    'truncated JSON',
    answer(201, 'application/json', '{"authToken":"abc'),
    unavailable('not_json', 201),
  ],
  ['no token', jsonAnswer(201, { id: 1 }), unavailable('unexpected_shape', 201)],
  [
    'a token that is null',
    jsonAnswer(201, { authToken: null }),
    unavailable('unexpected_shape', 201),
  ],
  [
    'a token that is empty',
    jsonAnswer(201, { authToken: '' }),
    unavailable('unexpected_shape', 201),
  ],
  [
    'a token of the wrong type',
    jsonAnswer(201, { authToken: [TOKEN] }),
    unavailable('unexpected_shape', 201),
  ],
  [
    'a token that would end a header',
    jsonAnswer(201, { authToken: 'a\r\nCookie: b' }),
    unavailable('unexpected_shape', 201),
  ],
  [
    'a token without end',
    jsonAnswer(201, { authToken: 'a'.repeat(2049) }),
    unavailable('unexpected_shape', 201),
  ],
  ['a list', jsonAnswer(201, [{ authToken: TOKEN }]), unavailable('unexpected_shape', 201)],
  ['JSON’s null', jsonAnswer(201, null), unavailable('unexpected_shape', 201)],
  [
    'a token inherited',
    answer(201, 'application/json', `{"__proto__":{"authToken":"${TOKEN}"}}`),
    unavailable('unexpected_shape', 201),
  ],
];

describe('the answer to a password sign-in', () => {
  test.each(cases)('%s', (_name, response, outcome) => {
    expect(readSignIn(response)).toEqual(outcome);
  });

  test('no outcome but the one of success holds anything of the body', () => {
    const leaky = {
      errors: [{ code: 1001, message: 'hunter2' }],
      authToken: 7,
      password: 'hunter2',
    };
    for (const status of [200, 201, 400, 401, 403, 429, 500]) {
      expect(JSON.stringify(readSignIn(jsonAnswer(status, leaky)))).not.toContain('hunter2');
    }
  });

  test('a body of a megabyte that never closes its tags is read quickly', () => {
    const body = '<error code'.repeat(90_000);
    const start = performance.now();
    expect(readSignIn(xmlAnswer(401, body))).toEqual(unavailable('unexpected_shape', 401));
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
