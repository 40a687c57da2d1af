/** What the gate does about a session that is past the half of its life. */
import { describe, expect, test } from '@jest/globals';
import type { GateConfig } from '../../../shared/gate-config.js';
import { gateConfigFor, goodClaims, mint, testKeys } from '../../../shared/test/token-maker.js';
import { authorize } from '../../authorize.js';
import type { Memo } from '../../gate-request.js';
import { renewal } from '../../renewal.js';
import { signIn } from '../../sign-in.js';
import { answerOf, fakeRequest, type Asked } from './support/fake-request.js';
import { gateFileOf } from './support/gate-file.js';

const { isDue, answer } = renewal();
const CONFIG = gateConfigFor(testKeys(1));
const LINK = '</_usher/renew>; rel=preload; as=image';
const PAGE = { http_accept: 'text/html,*/*;q=0.8' };
const DUE_FROM = 1900;

/** `due`, the way that is shown, or ''. */
function whatComesOf(asked: Asked, now: number): string {
  const request = fakeRequest(asked);
  const due = isDue(request, DUE_FROM, now);
  const shown = request.variables.usher_renewal ?? '';
  expect(request.answers).toEqual([]);
  return due ? `due${shown}` : shown;
}

describe('a page', () => {
  test('is shown the way before the last tenth, and sent in it', () => {
    expect(whatComesOf({ variables: PAGE }, 1600)).toBe(LINK);
    expect(whatComesOf({ variables: PAGE }, 1900)).toBe(LINK);
    expect(whatComesOf({ variables: PAGE }, 1900.1)).toBe('due');
    expect(whatComesOf({ variables: PAGE }, 2100)).toBe('due');
  });

  test.each([
    ['usher-renewed=1', ''],
    ['a=b; usher-renewed=1; c=d', ''],
    ['usher-renewed=', 'due'],
    ['xusher-renewed=1', 'due'],
    ['a=usher-renewed=1', 'due'],
    ['', 'due'],
  ])('with the cookies "%s" it is: %s', (http_cookie, expected) => {
    expect(whatComesOf({ variables: { ...PAGE, http_cookie } }, 1950)).toBe(expected);
  });

  test.each(['//a', '/ü', '/a\\b', `/${'a'.repeat(2048)}`, '/_usher/x'])(
    'of an address that one would not come back to is shown the way: %.10s',
    (requestUri) => {
      expect(whatComesOf({ requestUri, variables: PAGE }, 1950)).toBe(LINK);
    },
  );

  test('without an address is one too', () => {
    expect(whatComesOf({ variables: { ...PAGE, request_uri: undefined } }, 1950)).toBe(LINK);
  });

  test.each(['document', 'iframe', 'frame', undefined])(
    'is what Sec-Fetch-Mode calls a navigation, into %s',
    (http_sec_fetch_dest) => {
      const variables = {
        http_sec_fetch_mode: 'navigate',
        http_sec_fetch_dest,
        http_x_requested_with: 'some app',
      };
      expect(whatComesOf({ variables }, 1600)).toBe(LINK);
    },
  );
});

describe('nothing comes of', () => {
  const NAVIGATION = { http_sec_fetch_mode: 'navigate', http_sec_fetch_dest: 'document' };

  test.each([
    ['a POST', { ...NAVIGATION, request_method: 'POST' }],
    ['a HEAD', { ...NAVIGATION, request_method: 'HEAD' }],
    ['no method', { ...NAVIGATION, request_method: undefined }],
    ['an upgrade', { ...PAGE, http_upgrade: 'websocket' }],
    ['an upgrade that calls itself a navigation', { ...NAVIGATION, http_upgrade: 'websocket' }],
    ['a fetch', { ...PAGE, http_sec_fetch_mode: 'cors' }],
    ['an image', { ...PAGE, http_sec_fetch_mode: 'no-cors' }],
    ['an embedded object', { ...NAVIGATION, http_sec_fetch_dest: 'object' }],
    ['a script of old', { ...PAGE, http_x_requested_with: 'XMLHttpRequest' }],
    ['an API call', { http_accept: 'application/json' }],
    ['curl', { http_accept: '*/*' }],
    ['no Accept', {}],
  ])('%s', (_, variables) => {
    for (const now of [1600, 1950]) {
      expect(whatComesOf({ variables }, now)).toBe('');
    }
  });
});

/** What nginx asks for: a header of the app's answer, or an answer in the portal's place. */
function asked(uri: string, variables: NonNullable<Asked['variables']>, issuer = CONFIG.issuer) {
  const request = fakeRequest({ uri, variables });
  const file = gateFileOf({ ...CONFIG, issuer });
  // The value of the variable: nothing goes to the app.
  expect(answer(request, file)).toBe('');
  return request;
}

test('the way is shown by a header of the answer', () => {
  const request = asked('/x', { usher_renewal: LINK });
  expect([request.headersOut, request.answers]).toEqual([{ Link: LINK }, []]);
});

describe('where the portal does not answer', () => {
  const answerTo = (arg_rd: string | undefined, issuer?: string) =>
    answerOf(asked('/_usher/renew', { arg_rd }, issuer));

  test.each([undefined, ''])('a browser that fetched ahead gets nothing: %s', (arg_rd) => {
    expect(answerTo(arg_rd)).toEqual({
      status: 204,
      body: '',
      headers: { 'Cache-Control': 'no-store' },
    });
  });

  test.each([
    ['https://auth.example.com', '; Secure'],
    ['http://localhost:8080/auth', ''],
  ])('a page is shown, and not sent again for a minute: %s', (issuer, secure) => {
    expect(answerTo('%2Fx%3Fa%3D%252F', issuer)).toEqual({
      status: 303,
      body: '/x?a=%2F',
      headers: {
        'Cache-Control': 'no-store',
        'Set-Cookie': [`usher-renewed=1; Max-Age=60; Path=/; HttpOnly; SameSite=Lax${secure}`],
      },
    });
  });

  test.each(['%', '%ff', '%2F%2Fevil.example', 'https%3A%2F%2Fevil.example', '%2Fa%0d%0ab'])(
    'one comes back to the root from %s',
    (arg_rd) => {
      expect(answerTo(arg_rd)).toMatchObject({ status: 303, body: '/' });
    },
  );
});

describe('the gate', () => {
  const START = 1_790_000_000;
  const config = { ...CONFIG, renewalUrl: 'http://127.0.0.1:9190/renew' };
  const [key] = testKeys(1);
  const times = { iat: START, exp: START + 1000 };

  function memo(): Memo {
    const held = new Map<string, string>();
    return { get: (name) => held.get(name), set: (name, value) => held.set(name, value) };
  }

  type Question = Readonly<{
    after: number;
    memo?: Memo | undefined;
    uri?: string;
    claims?: object;
    gate?: GateConfig;
    variables?: Asked['variables'];
  }>;

  /** Status, reason, and the way that is shown. */
  function verdict({ after, memo, uri = '/_usher/4', claims, gate = config, variables }: Question) {
    const token = mint(key!, { ...goodClaims(START), ...times, ...claims });
    const r = fakeRequest({
      uri,
      variables: {
        http_cookie: `__Secure-usher=${token}`,
        ...{ 'cookie___Secure-usher': token },
        ...PAGE,
        ...variables,
      },
    });
    void authorize(r, gateFileOf(gate), { usher_memo: memo }, START + after);
    return [r.answers[0]?.status, r.variables.usher_reason, r.variables.usher_renewal ?? ''];
  }

  test.each([
    ['that remembers', memo()],
    ['without a memory', undefined],
  ])('%s offers and sends, each in its time', (_, memory) => {
    const seen = [1, 2, 499, 501, 502, 899, 901, 902, 1020].map((after) =>
      verdict({ after, memo: memory }),
    );
    const offered = [204, 'allowed', LINK];
    const sent = [401, 'renewal_due', ''];
    const young = [204, 'allowed', ''];
    expect(seen).toEqual([young, young, young, offered, offered, offered, sent, sent, sent]);
  });

  test.each([
    ['a script', { variables: { http_sec_fetch_mode: 'cors' } }, [204, 'allowed', '']],
    ['somebody who may not pass', { uri: '/_usher/3' }, [403, 'group_above_threshold', '']],
    ['anybody where sessions are not renewed', { gate: CONFIG }, [204, 'allowed', '']],
    ['somebody at an open place', { uri: '/_usher/999' }, [401, 'renewal_due', '']],
  ])('treats %s so', (_, question, expected) => {
    const memory = memo();
    for (const one of [undefined, memory, memory]) {
      expect(verdict({ after: 950, memo: one, ...question })).toEqual(expected);
    }
  });

  test('goes by what it remembers: a page is sent, and a script is let in', () => {
    const memory = memo();
    verdict({ after: 950, memo: memory });
    // A gate that has to look at the token finds that nobody has signed it.
    const remembering = { ...config, keys: [], headers: {} };
    const script = { http_sec_fetch_mode: 'cors' };
    const seen = (variables: Asked['variables']) =>
      verdict({ after: 960, memo: memory, gate: remembering, variables });
    expect(seen({})).toEqual([401, 'renewal_due', '']);
    expect(seen(script)).toEqual([204, 'allowed', '']);
    expect(verdict({ after: 960, gate: remembering })).toEqual([401, 'key_unknown', '']);
  });

  test('renews no token that came by another way than the cookie', () => {
    const token = mint(key!, { ...goodClaims(START), ...times });
    const gate = { ...config, sources: { bearer: true, basic: false, header: '', query: '' } };
    const r = fakeRequest({
      uri: '/_usher/4',
      variables: { ...PAGE, http_authorization: `Bearer ${token}` },
    });
    void authorize(r, gateFileOf(gate), undefined, START + 950);
    expect([r.answers[0]?.status, r.variables.usher_reason]).toEqual([204, 'allowed']);
  });

  test('sends a page to where its session is renewed, with the way back', () => {
    const requestUri = '/films/a%20b?x=1&token=secret&y=%26';
    const gate = {
      ...config,
      sources: { bearer: false, basic: false, header: '', query: 'token' },
    };
    const r = fakeRequest({ requestUri, variables: { ...PAGE, usher_reason: 'renewal_due' } });
    signIn(r, gate);
    expect(answerOf(r)).toEqual({
      status: 302,
      body: `/_usher/renew?rd=${encodeURIComponent('/films/a%20b?x=1&y=%26')}`,
      headers: { 'Cache-Control': 'no-store' },
    });
    const nowhere = fakeRequest({
      variables: { usher_reason: 'renewal_due', request_uri: undefined },
    });
    signIn(nowhere, gate);
    expect(answerOf(nowhere).body).toBe('/_usher/renew?rd=');
  });
});
