/** Every vector through our own verdict, and the tables held against the list of reasons. */
import { describe, expect, test } from '@jest/globals';
import { findCookies } from '../cookie-candidates.js';
import { denyReasons, statusOf } from '../deny-reason.js';
import type { AllowReason, DenyReason } from '../deny-reason.js';
import { restrict } from '../resources.js';
import { decide } from '../verdict.js';
import type { Verdict } from '../verdict.js';
import { ASKED, gateConfigFor, testKeys, verifierOf } from './token-maker.js';
import { cookieVectors, REASONS_WITHOUT_TOKEN, tokenVectors } from './vectors.js';
import type { TokenVector } from './vectors.js';

const NOW = 1_790_000_000;

function verdictOn(
  { token, threshold }: TokenVector,
  config: ReturnType<typeof gateConfigFor>,
): Verdict {
  return restrict(decide([token], verifierOf(config), NOW, threshold), threshold, ASKED);
}

function statusFor(reason: AllowReason | DenyReason): number {
  return reason === 'allowed' || reason === 'guest' ? 204 : statusOf(reason);
}

describe.each([1, 2, 3])('with %d keys in the ring', (count) => {
  const keys = testKeys(count);
  const config = gateConfigFor(keys);

  test.each(tokenVectors(NOW, keys))('$name: $expect', (vector) => {
    const verdict = verdictOn(vector, config);
    expect([verdict.reason, verdict.status]).toEqual([vector.expect, statusFor(vector.expect)]);
  });

  test.each(cookieVectors(NOW, keys, config.cookieName))('$name: $expect', (vector) => {
    expect(findCookies(vector.header, config.cookieName)).toEqual(vector.values);
    const verdict = decide(vector.values, verifierOf(config), NOW, vector.threshold);
    expect(verdict.reason).toBe(vector.expect);
  });

  test('a verdict has claims if and only if somebody was recognised', () => {
    const recognised = ['allowed', 'group_above_threshold', 'resource_not_allowed'];
    for (const vector of tokenVectors(NOW, keys)) {
      const verdict = verdictOn(vector, config);
      expect([vector.name, verdict.claims !== undefined]).toEqual([
        vector.name,
        recognised.includes(vector.expect),
      ]);
    }
  });
});

describe('the tables', () => {
  const keys = testKeys(2);
  const tokens = tokenVectors(NOW, keys);
  const cookies = cookieVectors(NOW, keys, 'usher');
  const names = [...tokens, ...cookies].map((vector) => vector.name);

  test('have a vector for every reason that a token can give', () => {
    const given = new Set<string>([...tokens, ...cookies].map((vector) => vector.expect));
    const missing = denyReasons().filter((reason) => !given.has(reason));
    expect(missing).toEqual(REASONS_WITHOUT_TOKEN);
  });

  test('let somebody in, too', () => {
    expect(tokens.filter((vector) => vector.expect === 'allowed').length).toBeGreaterThan(30);
  });

  test('name each vector once', () => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('have the same names at any time', () => {
    expect(tokenVectors(NOW + 12_345, keys).map((vector) => vector.name)).toEqual(
      tokens.map((vector) => vector.name),
    );
  });

  test('say of a token with a control character that it cannot travel', () => {
    for (const vector of tokens) {
      const possible =
        vector.token !== '' && !/[\u0000-\u001f\u007f-\uffff;]| $/.test(vector.token);
      expect([vector.name, vector.travels]).toEqual([vector.name, possible]);
    }
  });
});
