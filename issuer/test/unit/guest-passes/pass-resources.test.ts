/** What guest passes open, as people write it, and links that must not be in a log. */
import { describe, expect, test } from '@jest/globals';
import { checkClaims } from '../../../../shared/claims.js';
import { isWithin } from '../../../../shared/resources.js';
import { isGuestSecret, newGuestSecret, withoutSecret } from '../../../guest-passes/guest-link.js';
import {
  appsWithin,
  isReached,
  resourceOf,
  resourceOfApp,
} from '../../../guest-passes/pass-resources.js';

const NOW = 1_700_000_000;
const EXPECTED = { issuer: 'i', audience: 'a', clockSkewSeconds: 30 };
const claimsWith = (resources: readonly string[]) => ({
  ...{ iss: 'i', aud: 'a', sub: 'guest:1', iat: NOW, exp: NOW + 60, group_id: 4 },
  resources,
});

describe('an address', () => {
  test.each([
    ['sonarr.example.com', 'sonarr.example.com/'],
    [' https://Sonarr.Example.com/ ', 'sonarr.example.com/'],
    ['http://sonarr.example.com:8443', 'sonarr.example.com/'],
    ['example.com/sonarr', 'example.com/sonarr'],
    ['example.com/sonarr/', 'example.com/sonarr'],
    ['localhost:18088/kids/', 'localhost/kids'],
    ['https://example.com/a/b-c_d.e~f', 'example.com/a/b-c_d.e~f'],
    ['example.com/%61', 'example.com/a'],
    ['[::1]/x', '[::1]/x'],
    ['localhost:8080/x', 'localhost/x'],
  ])('%s is %s', (typed, entry) => {
    expect(resourceOf(typed)).toBe(entry);
    expect(checkClaims(claimsWith([entry]), EXPECTED, NOW)).toMatchObject({ resources: [entry] });
  });

  test.each([
    '',
    '/sonarr',
    'ftp://example.com',
    'javascript:alert(1)',
    'example.com/a?b',
    'example.com/a#b',
    'me@example.com',
    'example.com/a;b',
    'example.com//a',
    'example.com/a//',
    'example.com/%2e%2e/a%2fb%5c',
    'example.com/%',
    'example.com/%ff',
    'example.com/ä',
    `example.com/${'a'.repeat(255)}`,
  ])('%j is none', (typed) => {
    expect(resourceOf(typed)).toBeUndefined();
  });

  test('is within what a session reaches, or not', () => {
    const issuer = { url: 'https://auth.example.com' } as never;
    expect(isReached('a.example.com/', { issuer, cookie: { domain: 'example.com' } })).toBe(true);
    expect(isReached('aexample.com/', { issuer, cookie: { domain: 'example.com' } })).toBe(false);
    expect(isReached('auth.example.com/x', { issuer, cookie: {} })).toBe(true);
    expect(isReached('a.example.com/', { issuer, cookie: {} })).toBe(false);
  });
});

describe('an app', () => {
  const apps = [
    { url: 'https://sonarr.example.com' },
    { url: 'https://example.com/overseerr/' },
    { url: 'https://example.com/overseerr-4k' },
  ];

  test.each([
    [0, 'sonarr.example.com/'],
    [1, 'example.com/overseerr'],
    [2, 'example.com/overseerr-4k'],
  ])('is its address and all below it', (at, entry) => {
    expect(resourceOfApp(apps[at] as never)).toBe(entry);
  });

  test('is among what is opened where all of it is', () => {
    expect(appsWithin(apps, ['example.com/overseerr'])).toEqual([apps[1]]);
    expect(appsWithin(apps, ['example.com/'])).toEqual([apps[1], apps[2]]);
    expect(appsWithin(apps, ['sonarr.example.com/calendar'])).toEqual([]);
  });

  test('that is opened is opened at its own address', () => {
    for (const { url } of apps) {
      const { hostname: host, pathname: path } = new URL(url);
      const entry = resourceOfApp({ url }) ?? '';
      expect(isWithin([entry], { host, path, sentPath: path })).toBe(true);
    }
  });
});

describe('the secret of a link', () => {
  test('is 192 random bits, and another every time', () => {
    const secrets = Array.from({ length: 100 }, newGuestSecret);
    expect(secrets.every(isGuestSecret)).toBe(true);
    expect(new Set(secrets).size).toBe(100);
  });

  test.each([
    ['/guest/abc', '/guest/…'],
    ['/auth/guest/abc', '/auth/guest/…'],
    ['/guest/abc/def', '/guest/…/def'],
    ['/guest', '/guest'],
    ['/login', '/login'],
  ])('%s is logged as %s', (path, logged) => {
    expect(withoutSecret(path)).toBe(logged);
  });
});
