/** What gates say of themselves, remembered as far as it is as they say it. */
import { expect, test } from '@jest/globals';
import { createGatesSeen, MAX_GATES } from '../../gates-seen/gates-seen.js';

function seenAt(clock = { now: 100 }) {
  return { clock, ...createGatesSeen(() => clock.now) };
}

test('remembers a gate, and when it was last seen', () => {
  const { clock, note, seen } = seenAt();
  note('10.0.0.2', '0.1.0; njs/0.8.9; nginx/1.22.1; list=3');
  clock.now = 160.5;
  note('10.0.0.2', '0.1.0; njs/0.8.9; nginx/1.22.1; list=4');
  expect(seen()).toEqual([
    { address: '10.0.0.2', at: 160, usher: '0.1.0', engine: 'njs/0.8.9', nginx: '1.22.1', list: 4 },
  ]);
});

test('what it does not know is left out; a folder has no age', () => {
  const { note, seen } = seenAt();
  note('::1', '0.1.0-rc.1; -; nginx/1.31.5; list=-');
  note('::1', '0.1.0; QuickJS/0.9.1; nginx/1.31.5; list=folder');
  expect(seen()).toMatchObject([
    { engine: 'QuickJS/0.9.1', list: 'folder' },
    { usher: '0.1.0-rc.1', engine: '' },
  ]);
  expect(seen()[1]).not.toHaveProperty('list');
});

test.each([
  '',
  '0.1.0',
  '0.1.0; njs/0.8.9; nginx/1.22.1; list=',
  '0.1.0; njs/0.8.9; nginx/1.22.1; list=-1',
  '0.1.0; njs/0.8.9; nginx/1.22.1; list=1; more',
  '<b>; njs/0.8.9; nginx/1.22.1; list=1',
  '0.1.0; njs/<b>; nginx/1.22.1; list=1',
  `0.1.0; njs/0.8.9; nginx/1.${'2'.repeat(40)}; list=1`,
])('takes %j for none', (claim) => {
  const { note, seen } = seenAt();
  note('10.0.0.2', claim);
  note('x'.repeat(65), '0.1.0; njs/0.8.9; nginx/1.22.1; list=3');
  expect(seen()).toEqual([]);
});

test('forgets those that were not seen for longest', () => {
  const { note, seen } = seenAt();
  for (let number = 0; number < MAX_GATES; number++) {
    note(`10.0.0.${String(number)}`, '0.1.0; njs/0.8.9; nginx/1.22.1; list=3');
  }
  note('10.0.0.0', '0.1.0; njs/0.8.9; nginx/1.22.1; list=3');
  note('10.0.1.0', '0.1.0; njs/0.8.9; nginx/1.22.1; list=3');
  const addresses = seen().map(({ address }) => address);
  expect(addresses).toHaveLength(MAX_GATES);
  expect(addresses.slice(0, 2)).toEqual(['10.0.1.0', '10.0.0.0']);
  expect(addresses).not.toContain('10.0.0.1');
});
