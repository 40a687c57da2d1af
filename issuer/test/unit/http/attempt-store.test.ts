/** Counting attempts. */
import { describe, expect, test } from '@jest/globals';
import { AttemptStore, type AttemptStoreOptions } from '../../../http/attempt-store.js';

function storeAt(options: Partial<AttemptStoreOptions> = {}) {
  const clock = { now: 1000 };
  const store = new AttemptStore({
    limit: 3,
    windowSeconds: 60,
    forgets: 'each',
    now: () => clock.now,
    ...options,
  });
  const begin = (key = 'a') => store.increment(key).totalHits;
  /** An attempt that counts, if it may begin. */
  const hit = (key = 'a') => {
    const hits = begin(key);
    if (hits <= (options.limit ?? 3)) {
      store.end(key, true);
    }
    return hits;
  };
  return { clock, store, begin, hit };
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

describe('an attempt under way', () => {
  test('takes a place until it ends, and keeps it only if it counts', () => {
    const { store, begin } = storeAt();
    expect([begin(), begin(), begin(), begin()]).toEqual([1, 2, 3, 4]);
    store.end('a', false);
    expect([begin(), begin()]).toEqual([3, 4]);
    store.end('a', true);
    expect(begin()).toBe(4);
  });

  test('is over in seconds: nobody is told to wait for a window', () => {
    const { store, begin, hit } = storeAt();
    hit();
    begin();
    begin();
    expect([begin(), store.secondsLeft('a')]).toEqual([4, 10]);
    store.end('a', true);
    store.end('a', true);
    expect(store.secondsLeft('a')).toBe(60);
  });

  test('counts from its end', () => {
    const { clock, store, begin } = storeAt({ forgets: 'after_quiet', limit: 1 });
    begin();
    clock.now += 59;
    store.end('a', true);
    expect(store.secondsLeft('a')).toBe(60);
  });

  test('is remembered as an attempt even if its key had to make room', () => {
    const { store, begin } = storeAt({ maxKeys: 1 });
    begin('a');
    begin('b');
    store.end('a', true);
    expect(begin('a')).toBe(2);
    store.end('c', false);
    expect(store.size).toBeLessThanOrEqual(1);
  });
});

describe('taking back', () => {
  test('frees a place again, and forgets a key without attempts', () => {
    const { store, hit } = storeAt();
    hit();
    hit();
    store.forget('a');
    expect(hit()).toBe(2);
    store.forget('a');
    store.forget('a');
    expect(store.size).toBe(0);
    store.forget('a');
    expect(hit()).toBe(1);
  });

  test('is what express-rate-limit calls decrement and resetKey', () => {
    const { store, begin, hit } = storeAt();
    begin();
    store.decrement('a');
    expect(store.size).toBe(0);
    [hit(), hit(), hit()].forEach(() => undefined);
    store.resetKey('a');
    expect(hit()).toBe(1);
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
