import { expect, test } from '@jest/globals';
import { createHold } from '../../../sign-in/hold.js';

test('a hold lasts as long as the longest that was asked for', () => {
  const clock = { now: 1000 };
  const hold = createHold(() => clock.now);
  expect(hold.secondsLeft()).toBe(0);
  hold.begin(20);
  clock.now += 5;
  hold.begin(7);
  expect(hold.secondsLeft()).toBe(15);
  hold.begin(30);
  clock.now += 29.5;
  expect(hold.secondsLeft()).toBe(1);
  clock.now += 0.5;
  expect(hold.secondsLeft()).toBe(0);
});

test('a clock that is set right ends what began while it was ahead', () => {
  const clock = { now: 90_000 };
  const hold = createHold(() => clock.now);
  hold.begin(20);
  clock.now = 1000;
  expect(hold.secondsLeft()).toBe(0);
  hold.begin(5);
  expect(hold.secondsLeft()).toBe(5);
});
