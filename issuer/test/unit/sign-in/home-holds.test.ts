import { expect, test } from '@jest/globals';
import { createHomeHolds } from '../../../sign-in/home-holds.js';

const clock = { now: 1000 };
const now = () => clock.now;

test('a pause is that of the account which was asked for it, and ends', () => {
  const holds = createHomeHolds(now);
  holds.begin('plex:1', 7);
  expect([holds.secondsLeft('plex:1'), holds.secondsLeft('plex:2')]).toEqual([7, 0]);
  clock.now += 7;
  expect(holds.secondsLeft('plex:1')).toBe(0);
});

test('no more are remembered than there is room for, and those that are over give way first', () => {
  const holds = createHomeHolds(now, 2);
  holds.begin('plex:1', 60);
  holds.begin('plex:2', 5);
  clock.now += 5;
  holds.begin('plex:3', 60);
  expect(holds.secondsLeft('plex:1')).toBe(55);
  holds.begin('plex:4', 60);
  expect(['plex:1', 'plex:3', 'plex:4'].map(holds.secondsLeft)).toEqual([0, 60, 60]);
});
