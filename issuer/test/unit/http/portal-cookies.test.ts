import { describe, expect, test } from '@jest/globals';
import { MAX_PIN_COOKIE_CHARS, portalCookiesOf } from '../../../http/portal-cookies.js';

const cookiesAt = (url: string) =>
  portalCookiesOf({ issuer: { url } } as Parameters<typeof portalCookiesOf>[0]);
const { pinsToDrop, pin } = cookiesAt('https://a.test');
const flow = (seconds: number) => pin(`${seconds.toString(36)}-${'A'.repeat(22)}`);

describe('cookies that make room for a new sign-in with Plex', () => {
  test('are the oldest, and no more than needed', () => {
    const present = { other: 'x', [flow(1003)]: 'c', [flow(1001)]: 'a', [flow(1002)]: 'b' };
    expect(pinsToDrop(present, 100)).toEqual([]);
    expect(pinsToDrop({ ...present, [flow(1000)]: '0' }, 100)).toEqual([flow(1000)]);
    expect(pinsToDrop(present, MAX_PIN_COOKIE_CHARS)).toEqual([flow(1001), flow(1002), flow(1003)]);
  });

  test('are ours: a planted one is neither counted nor touched', () => {
    const planted = Object.fromEntries(
      ['a b', 'x', '', '__proto__', `9-${'A'.repeat(21)}\u00e9`].map((id) => [pin(id), 'v']),
    );
    expect(pinsToDrop({ ...planted, [flow(1)]: { toString: 1 } }, Infinity)).toEqual([]);
    expect(pinsToDrop({ ...planted, [flow(1)]: 'v' }, Infinity)).toEqual([flow(1)]);
  });
});

describe('cookies of sign-ins that are under way', () => {
  const sent = (url: string) => {
    const { code, profile, link, probe, pin: pinOf, optionsOf } = cookiesAt(url);
    return Object.fromEntries(
      [code, profile, link, probe, pinOf('1')].map((name) => [name, optionsOf(name, 60).path]),
    );
  };

  test('belong to this very host where the portal has it for itself', () => {
    expect(sent('https://a.test')).toEqual({
      '__Host-usher-code': '/',
      '__Host-usher-profile': '/',
      '__Host-usher-link': '/',
      '__Host-usher-probe': '/',
      '__Host-usher-pin-1': '/',
    });
  });

  test.each([
    ['https://a.test/auth', '__Secure-'],
    ['http://a.test/auth/', ''],
  ])('go to no app where they share a host: %s', (url, prefix) => {
    expect(sent(url)).toEqual({
      [`${prefix}usher-code`]: '/auth/login',
      [`${prefix}usher-profile`]: '/auth/login',
      [`${prefix}usher-link`]: '/auth/admin',
      [`${prefix}usher-probe`]: '/auth',
      [`${prefix}usher-pin-1`]: '/auth',
    });
  });
});
