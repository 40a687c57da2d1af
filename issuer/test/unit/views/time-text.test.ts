import { expect, test } from '@jest/globals';
import { fromNow, timeText } from '../../../views/time-text.js';

test.each([
  [0, 'just now'],
  [-59, 'just now'],
  [59, 'in less than a minute'],
  [-60, '1 minute ago'],
  [-3599, '59 minutes ago'],
  [3600, 'in 1 hour'],
  [24 * 3600, 'in 24 hours'],
  [-2 * 24 * 3600, '2 days ago'],
  [40 * 24 * 3600, 'in 40 days'],
])('%i seconds from now: %s', (seconds, text) => {
  expect(fromNow(seconds, 'en')).toBe(text);
});

test('the exact time is there too', () => {
  const { markup } = timeText(1_800_000_000, 1_800_000_060, 'en');
  expect(markup).toContain('datetime="2027-01-15T08:00:00.000Z" title="2027-01-15 08:00 UTC"');
  expect(markup).toContain('1 minute ago');
});
