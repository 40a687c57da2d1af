/** When a session is renewed, and where one may come back to. */
import { describe, expect, test } from '@jest/globals';
import { isOwnPage, renewableFrom, renewalDueFrom } from '../renewal.js';
import { MAX_RETURN_ADDRESS_BYTES } from '../token-profile.js';

describe('a token that lives from 1000 to 2000', () => {
  test('is to be renewed from its half on', () => {
    expect(renewableFrom(1000, 2000)).toBe(1500);
  });

  test('has to be in its last tenth', () => {
    expect(renewalDueFrom(1000, 2000)).toBe(1900);
  });

  test('goes by its own end, however short its life', () => {
    expect([renewableFrom(1000, 1001), renewalDueFrom(1000, 1001)]).toEqual([1000.5, 1000.9]);
  });
});

describe('a page to come back to', () => {
  test.each([
    '/',
    '/a',
    '/a/../b',
    '/?a=1&b=%2F',
    '/a//b',
    '/_ushers',
    '/a?rd=/_usher/renew',
    `/!"'<>~`,
  ])('is %s', (text) => {
    expect(isOwnPage(text)).toBe(true);
  });

  test.each([
    '',
    'a',
    '//evil.example',
    '/\\evil.example',
    '/a\\b',
    'https://evil.example/',
    ' /a',
    '/a b',
    '/a\n',
    '/a\tb',
    '/\x00',
    '/\x7f',
    '/ü',
    '/_usher/renew',
    '/_usher/',
  ])('is not %j', (text) => {
    expect(isOwnPage(text)).toBe(false);
  });

  test('is no longer than one that travels through a sign-in', () => {
    const longest = `/${'a'.repeat(MAX_RETURN_ADDRESS_BYTES - 1)}`;
    expect([isOwnPage(longest), isOwnPage(`${longest}a`)]).toEqual([true, false]);
  });
});
