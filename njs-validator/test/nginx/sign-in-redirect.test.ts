/** Who opens a page without being signed in is sent to the sign-in, with the very address to come back to. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { MAX_RETURN_ADDRESS_BYTES } from '../../../shared/token-profile.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { askRaw } from './support/request.js';
import { AS_PAGE, lastVisit, session, visit } from './support/visit.js';

/** The answer of signInUrl?rd=…, undone as a query parser would. */
function returnAddress(location: string | undefined): string | null {
  const url = new URL(location!);
  expect(url.origin + url.pathname).toBe('https://auth.example.com/login');
  expect([...url.searchParams.keys()]).toEqual(['rd']);
  return url.searchParams.get('rd');
}

describe('a page without a session', () => {
  let gate: Gate;
  let plain: Gate;
  beforeAll(async () => {
    const gateConfig = gateConfigFor(testKeys(1));
    const http = server('server_name app.example.com;' + guarded('/', 4));
    gate = await startGate({ gateConfig, http });
    plain = await startGate({
      gateConfig: { ...gateConfig, issuer: 'http://localhost:8080/auth' },
      http,
    });
  });
  afterAll(async () => {
    await gate.stop();
    await plain.stop();
  });

  test.each([
    ['a path', '/movies/12'],
    ['a query', '/x?a=1&b=2&rd=https://evil.example/'],
    ['encoded characters', '/a%2Fb%20c%3Fd%26e%25?q=%26%3D%00'],
    ['characters that mean something in a query', '/a+b;c#'.replace('#', '?x=1+2;3')],
    ['dots and double slashes', '//a/../b/./c'],
    ['a question mark alone', '/?'],
    ['encoded text that is not ASCII', '/%C3%A4?%F0%9F%98%80'],
    ['quotes and brackets', `/'"<>[]{}|^\`\\`],
  ])('comes back with %s', async (_, path) => {
    const seen = await visit(gate, path, { headers: AS_PAGE });
    expect(seen).toMatchObject({ status: 302, reason: 'no_token', user: '', threshold: '4' });
    expect(seen.reached).toEqual([]);
    expect(returnAddress(seen.answer.headers.location)).toBe(
      `https://127.0.0.1:${gate.nginx.port}${path}`,
    );
    expect(seen.answer.headers['cache-control']).toBe('no-store');
  });

  test('a fragment of curl, with no Accept header, is a page too', async () => {
    expect(await visit(gate, '/')).toMatchObject({ status: 302, reason: 'no_token' });
  });

  test.each([
    ['UTF-8', Buffer.from('/ä/€/😀?ö'), '%2F%C3%A4%2F%E2%82%AC%2F%F0%9F%98%80%3F%C3%B6'],
    ['Latin-1', Buffer.from('/\xe4\xf6x\xff', 'latin1'), '%2F%E4%F6x%FF'],
    ['half a character', Buffer.from('/a\xe2\x82/b', 'latin1'), '%2Fa%E2%82%2Fb'],
  ])('comes back to raw bytes: %s', async (_, path, expected) => {
    const answer = await askRaw(
      gate.nginx.port,
      Buffer.concat([
        Buffer.from('GET '),
        path,
        Buffer.from(' HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n\r\n'),
      ]),
    );
    expect(answer).toContain('HTTP/1.1 302');
    expect(answer).toContain(
      `Location: https://auth.example.com/login?rd=https%3A%2F%2Fapp.example.com${expected}\r\n`,
    );
    expect(await lastVisit(gate)).toMatchObject({ reason: 'no_token', reached: [] });
  });

  test('comes back to the longest address that a sign-in takes, and otherwise to the root', async () => {
    const origin = `https://127.0.0.1:${gate.nginx.port}`;
    const longest = '/' + 'a'.repeat(MAX_RETURN_ADDRESS_BYTES - origin.length - 1);
    const fits = await visit(gate, longest, { headers: AS_PAGE });
    expect(returnAddress(fits.answer.headers.location)).toBe(origin + longest);
    const tooLong = await visit(gate, longest + 'a', { headers: AS_PAGE });
    expect(tooLong).toMatchObject({ status: 302, reason: 'no_token', reached: [] });
    expect(returnAddress(tooLong.answer.headers.location)).toBe(origin + '/');
    const huge = await visit(gate, '/' + 'a'.repeat(6000), { headers: AS_PAGE });
    expect(returnAddress(huge.answer.headers.location)).toBe(origin + '/');
  });

  test.each([
    ['app.example.com', 'app.example.com'],
    ['APP.example.com', 'app.example.com'],
    ['app.example.com:8443', 'app.example.com:8443'],
    ['APP.example.com:8443', 'app.example.com:8443'],
    ['[::1]:8443', '[::1]:8443'],
    ['app.example.com.', 'app.example.com'],
    ['app.example.com:', 'app.example.com'],
  ])('Host "%s" comes back to %s', async (host, expected) => {
    const { answer } = await visit(gate, '/x', { headers: { ...AS_PAGE, Host: host } });
    expect(returnAddress(answer.headers.location)).toBe(`https://${expected}/x`);
  });

  test.each([
    'app.example.com:8443@evil.example',
    'app.example.com:443/.evil.example',
    'app.example.com:123456',
    'app.example.com:44 3',
    'app.example.com:0x1bb',
  ])('Host "%s" gives no port to come back to', async (host) => {
    const { status, answer, reached } = await visit(gate, '/x', {
      headers: { ...AS_PAGE, Host: host },
    });
    expect(reached).toEqual([]);
    if (status !== 400) {
      expect(returnAddress(answer.headers.location)).toBe('https://app.example.com/x');
    }
  });

  test('an address in the request line wins over the Host header', async () => {
    const answer = await askRaw(
      gate.nginx.port,
      'GET http://app.example.com/x HTTP/1.1\r\nHost: evil.example:99\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toContain('rd=https%3A%2F%2Fapp.example.com');
    expect(answer).not.toContain('evil');
    await lastVisit(gate);
  });

  test('comes back over http where the portal speaks http', async () => {
    const { answer } = await visit(plain, '/x', { headers: AS_PAGE });
    expect(answer.headers.location).toBe(
      `https://auth.example.com/login?rd=${encodeURIComponent(plain.nginx.origin + '/x')}`,
    );
  });

  test('X-Forwarded headers of the client change nothing', async () => {
    const { answer } = await visit(gate, '/x', {
      headers: {
        ...AS_PAGE,
        Host: 'app.example.com',
        'X-Forwarded-Host': 'evil.example',
        'X-Forwarded-Proto': 'http',
        'X-Original-URL': 'https://evil.example/',
      },
    });
    expect(returnAddress(answer.headers.location)).toBe('https://app.example.com/x');
  });

  test('a form that is sent is redirected so that the browser follows with GET', async () => {
    const seen = await visit(gate, '/form', {
      method: 'POST',
      headers: { ...AS_PAGE, 'Sec-Fetch-Mode': 'navigate', Origin: 'https://app.example.com' },
      body: 'a=1',
    });
    expect(seen).toMatchObject({ status: 303, reason: 'no_token', reached: [] });
  });

  test('a session that has expired is sent to sign in like none, and the log knows why', async () => {
    const seen = await visit(gate, '/', {
      headers: { ...AS_PAGE, ...session({ exp: 1, iat: 0 }) },
    });
    expect(seen).toMatchObject({ status: 302, reason: 'expired', user: '', reached: [] });
  });
});
