/** What somebody without a usable token gets: a redirect that leads back to the very address, or a plain 401. */
import { describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { MAX_RETURN_ADDRESS_BYTES } from '../../../shared/token-profile.js';
import { signIn } from '../../sign-in.js';
import { answerOf, fakeRequest, type Asked } from './support/fake-request.js';

const config = gateConfigFor(testKeys(1));
const LOGIN = 'https://auth.example.com/login';
const ORIGIN = 'https://app.example.com';

function answer(asked: Asked, gateConfig = config) {
  const request = fakeRequest({
    ...asked,
    variables: { usher_reason: 'no_token', ...asked.variables },
  });
  signIn(request, gateConfig);
  return answerOf(request);
}

/** Where one comes back to after the sign-in. */
function returnAddress(asked: Asked, gateConfig = config): string | null {
  const { status, body } = answer(asked, gateConfig);
  expect(status).toBe(302);
  const url = new URL(body);
  expect(url.origin + url.pathname).toBe(LOGIN);
  expect([...url.searchParams.keys()]).toEqual(['rd']);
  return url.searchParams.get('rd');
}

describe('a page', () => {
  test('is redirected, and nobody keeps the redirect', () => {
    expect(answer({ requestUri: '/x?a=1&b=2' })).toEqual({
      status: 302,
      body: `${LOGIN}?rd=https%3A%2F%2Fapp.example.com%2Fx%3Fa%3D1%26b%3D2`,
      headers: { 'Cache-Control': 'no-store' },
    });
  });

  test.each([
    ['GET', 302],
    ['HEAD', 302],
    ['POST', 303],
  ])('by %s gets %d', (request_method, status) => {
    const variables = { request_method, http_sec_fetch_mode: 'navigate' };
    expect(answer({ variables }).status).toBe(status);
  });

  test.each([
    '/',
    '/?',
    '/a%2Fb%20c%3F?q=%26%00',
    "/'()*!~_-.",
    '//a/../b',
    '/ä/€/😀?ö=1',
    '/x?rd=https://evil.example/',
  ])('comes back to %s', (requestUri) => {
    expect(returnAddress({ requestUri })).toBe(ORIGIN + requestUri);
  });

  test.each([
    ['bytes of Latin-1', '/\xe4\xf6x\xff', '%2F%E4%F6x%FF'],
    ['half a character', '/a\xe2\x82/b', '%2Fa%E2%82%2Fb'],
    ['nothing but such bytes', '/\x80\xbf', '%2F%80%BF'],
    ['such bytes in a query', '/?q=\xe4', '%2F%3Fq%3D%E4'],
  ])('comes back byte for byte to %s', (_, requestUri, expected) => {
    expect(answer({ requestUri: Buffer.from(requestUri, 'latin1') }).body).toBe(
      `${LOGIN}?rd=https%3A%2F%2Fapp.example.com${expected}`,
    );
  });

  test('comes back to the longest address that a sign-in takes, and otherwise to the root', () => {
    const longest = '/'.padEnd(MAX_RETURN_ADDRESS_BYTES - ORIGIN.length, 'a');
    expect(returnAddress({ requestUri: longest })).toBe(ORIGIN + longest);
    expect(returnAddress({ requestUri: longest + 'a' })).toBe(`${ORIGIN}/`);
  });

  test.each(['*', '', 'app.example.com:443', '@evil.example/', '.evil.example/'])(
    'comes back to the root where the address is no path: %s',
    (requestUri) => {
      expect(returnAddress({ requestUri })).toBe(`${ORIGIN}/`);
    },
  );

  test('comes back to the root where nginx has no address', () => {
    const request = fakeRequest({ variables: { usher_reason: 'expired' } });
    signIn({ ...request, rawVariables: {} }, config);
    expect(answerOf(request).body).toBe(`${LOGIN}?rd=https%3A%2F%2Fapp.example.com%2F`);
  });

  test.each([
    ['app.example.com', 'app.example.com'],
    ['APP.Example.com', 'app.example.com'],
    ['app.example.com:8443', 'app.example.com:8443'],
    ['APP.Example.com:8443', 'app.example.com:8443'],
    ['app.example.com:', 'app.example.com'],
    ['app.example.com:123456', 'app.example.com'],
    ['app.example.com:44a', 'app.example.com'],
    ['app.example.com:8443@evil.example', 'app.example.com'],
    ['app.example.com.evil.example:80', 'app.example.com'],
    ['evil.example:8443', 'app.example.com'],
    ['', 'app.example.com'],
    [undefined, 'app.example.com'],
  ])('with Host "%s" comes back to %s', (http_host, expected) => {
    expect(returnAddress({ variables: { http_host } })).toBe(`https://${expected}/`);
  });

  test('comes back by https where the portal speaks it, and else as it came', () => {
    const plain = { ...config, issuer: 'http://auth.example.com' };
    const variables = { scheme: 'http' };
    expect(returnAddress({ variables })).toBe(`${ORIGIN}/`);
    expect(returnAddress({ variables }, plain)).toBe('http://app.example.com/');
    expect(returnAddress({}, plain)).toBe(`${ORIGIN}/`);
  });

  test('is sent to sign in even where nginx knows next to nothing of the request', () => {
    const unknown = { request_method: undefined, request_uri: undefined, host: undefined };
    const plain = { ...config, issuer: 'http://auth.example.com' };
    const variables = {
      ...unknown,
      scheme: undefined,
      http_accept: 'text/html',
      http_sec_fetch_mode: 'navigate',
    };
    expect(answer({ variables }, plain)).toMatchObject({
      status: 303,
      body: `${LOGIN}?rd=http%3A%2F%2F%2F`,
    });
  });
});

describe('a program', () => {
  test.each<[string, Asked]>([
    ['a fetch', { variables: { http_sec_fetch_mode: 'cors' } }],
    ['XMLHttpRequest', { variables: { http_x_requested_with: 'XMLHttpRequest' } }],
    ['a WebSocket', { variables: { http_upgrade: 'websocket' } }],
    ['one that asks for JSON', { variables: { http_accept: 'application/json' } }],
    ['one with an API key', { variables: { http_x_api_key: '0123' } }],
    ['one with credentials', { variables: { http_authorization: 'Bearer abc' } }],
    ['one of another origin', { variables: { http_origin: 'https://elsewhere.example' } }],
    ['a script in an old browser', { variables: { http_referer: `${ORIGIN}/` } }],
    ['an address below /api/', { requestUri: '/sonarr/api/v3/series' }],
    ['a DELETE', { variables: { request_method: 'DELETE' } }],
  ])('%s gets 401, JSON, and no redirect', (_, asked) => {
    const { status, headers, body } = answer(asked);
    expect(status).toBe(401);
    expect(headers).toEqual({
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json',
      'WWW-Authenticate': 'Bearer realm="usher"',
    });
    expect(JSON.parse(body)).toEqual({
      error: 'not_signed_in',
      message: 'Sign in first.',
      sign_in: LOGIN,
    });
  });
});

describe('a 401 that is not the gate’s', () => {
  test.each([undefined, '', 'allowed', 'guest'])('stays one (reason: %s)', (usher_reason) => {
    expect(answer({ variables: { usher_reason } })).toEqual({
      status: 401,
      body: 'not signed in\n',
      headers: {},
    });
  });
});
