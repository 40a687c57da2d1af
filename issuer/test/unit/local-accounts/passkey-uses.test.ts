/** What is noted of the uses of a passkey, and what two of them at once come to. */
import { expect, test } from '@jest/globals';
import { useStates } from '../state/open-states.js';

const openState = useStates();
const NOW = 1_700_000_000;

function withPasskey(counter: number) {
  const state = openState();
  state.addLocalAccount({ name: 'anna', displayName: 'Anna', groupId: 4, madeAt: NOW });
  state.addPasskey({
    credentialId: 'AQID',
    name: 'anna',
    label: 'Laptop',
    publicKey: 'AA',
    counter,
    transports: ['internal'],
    madeAt: NOW,
  });
  return {
    state,
    use: (count: number, now = NOW) => state.usePasskey('AQID', { counter: count, now }),
    kept: () => state.passkey('AQID'),
  };
}

test('a passkey that counts is used once at each count', () => {
  const { use, kept } = withPasskey(4);
  expect([use(4), use(3), use(0)]).toEqual([false, false, false]);
  expect(kept()).not.toHaveProperty('lastUsedAt');
  expect(use(7, NOW + 1)).toBe(true);
  expect(kept()).toMatchObject({ counter: 7, lastUsedAt: NOW + 1 });
  expect(use(7, NOW + 2)).toBe(false);
  expect(kept()).toMatchObject({ counter: 7, lastUsedAt: NOW + 1 });
});

test('one that does not count is used any number of times', () => {
  const { use, kept } = withPasskey(0);
  expect([use(0), use(0, NOW + 1)]).toEqual([true, true]);
  expect(kept()).toMatchObject({ counter: 0, lastUsedAt: NOW + 1 });
  expect([use(1), use(0)]).toEqual([true, false]);
});

test('one that is removed is not used any more', () => {
  const { state, use } = withPasskey(0);
  state.removePasskey('anna', 'AQID');
  expect(use(1)).toBe(false);
});
