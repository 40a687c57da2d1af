/** Counting attempts. */
import { describe, expect, test } from '@jest/globals';
import { AttemptStore, type AttemptStoreOptions } from '../../../http/attempt-store.js';
import { waitText } from '../../../http/limits.js';

function storeAt(options: Partial<AttemptStoreOptions> = {}) {
  const clock = { now: 1000 };
  const store = new AttemptStore({
    limit: 3,
    windowSeconds: 60,
    forgets: 'each',
    now: () => clock.now,
    ...options,
  });
  const hit = (key = 'a') => store.increment(key).totalHits;
  return { clock, store, hit };
}

describe('forgetting each by itself', () => {
  test('frees a place a window after each attempt', () => {
    const { clock, store, hit } = storeAt();
    hit();
    clock.now += 30;
    hit();
    expect([hit(), hit(), hit()]).toEqual([3, 4, 4]);
    expect(store.secondsLeft('a')).toBe(30);
    clock.now += 30;
    expect([hit(), hit()]).toEqual([4, 4].map((_, at) => 3 + at));
  });
});

describe('forgetting after quiet', () => {
  test('counts a slow drip together, and forgets all at once', () => {
    const { clock, store, hit } = storeAt({ forgets: 'after_quiet' });
    hit();
    clock.now += 59;
    hit();
    clock.now += 59;
    expect([hit(), hit()]).toEqual([3, 4]);
    expect(store.secondsLeft('a')).toBe(60);
    clock.now += 60;
    expect(hit()).toBe(1);
  });

  test('trying on does not prolong it', () => {
    const { clock, store, hit } = storeAt({ forgets: 'after_quiet' });
    [hit(), hit(), hit()].forEach(() => undefined);
    clock.now += 50;
    expect(hit()).toBe(4);
    expect(store.secondsLeft('a')).toBe(10);
  });
});

describe('taking back', () => {
  test('frees the place again, and forgets a key without attempts', () => {
    const { store, hit } = storeAt();
    hit();
    hit();
    store.decrement('a');
    expect(hit()).toBe(2);
    store.decrement('a');
    store.decrement('a');
    expect(store.size).toBe(0);
    store.decrement('a');
    expect(hit()).toBe(1);
  });

  test('of an attempt beyond the limit frees nothing', () => {
    const { store, hit } = storeAt();
    [hit(), hit(), hit(), hit()].forEach(() => undefined);
    store.decrement('a');
    expect(hit()).toBe(4);
  });

  test('can be done for a whole key', () => {
    const { store, hit } = storeAt();
    [hit(), hit(), hit()].forEach(() => undefined);
    store.resetKey('a');
    expect([hit(), store.secondsLeft('b')]).toEqual([1, 1]);
  });
});

test('memory is bounded: what is over goes first, then the oldest', () => {
  const { clock, store, hit } = storeAt({ maxKeys: 3 });
  hit('a');
  clock.now += 30;
  hit('b');
  hit('c');
  clock.now += 30;
  hit('d');
  expect([store.size, hit('b')]).toEqual([3, 2]);
  hit('e');
  expect([store.size, hit('b')]).toEqual([3, 1]);
  for (let at = 0; at < 1000; at++) {
    hit(String(at));
  }
  expect(store.size).toBe(3);
});

test.each([
  [1, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [61, '2 minutes'],
  [900, '15 minutes'],
])('%d seconds are %s', (seconds, text) => {
  expect(waitText(seconds)).toBe(text);
});
