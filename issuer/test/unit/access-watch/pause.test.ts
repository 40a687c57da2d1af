import { expect, test } from '@jest/globals';
import { pauseSeconds } from '../../../access-watch/pause.js';

const PLAIN = { intervalSeconds: 300, failures: 0, isWaiting: false, random: 0.5 };

test.each([
  ['the interval', {}, 300],
  ['a tenth less', { random: 0 }, 270],
  ['a tenth more', { random: 1 }, 330],
  ['twice as long after a failure', { failures: 1 }, 600],
  ['four times after two', { failures: 2 }, 1200],
  ['eight times at most', { failures: 3 }, 2400],
  ['however many', { failures: 5000 }, 2400],
  ['half a minute for a second look', { isWaiting: true }, 30],
  ['or the interval, if that is shorter', { isWaiting: true, intervalSeconds: 5 }, 5],
  ['longer where plex.tv is in trouble', { isWaiting: true, failures: 1 }, 60],
])('%s', (_name, given, seconds) => {
  expect(pauseSeconds({ ...PLAIN, ...given })).toBeCloseTo(seconds);
});
