/** The books: how much is tried, and which reasons. */
import { expect, test } from '@jest/globals';
import { REASONS_WITHOUT_TOKEN } from '../vectors.js';
import { CASES, unreachedReasons } from './fuzz.js';

test('a run has at least 100 000 cases', () => {
  expect(
    Object.values<number>(CASES).reduce((sum, count) => sum + count, 0),
  ).toBeGreaterThanOrEqual(100_000);
});

test('a run comes upon every reason that a token can give', () => {
  expect(unreachedReasons()).toEqual(REASONS_WITHOUT_TOKEN);
});
