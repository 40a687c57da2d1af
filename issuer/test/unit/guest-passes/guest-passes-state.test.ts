/** Guest passes on record. */
import { describe, expect, test } from '@jest/globals';
import { useStates } from '../state/open-states.js';
import { MADE_AT, samplePass, WEEK } from './sample-pass.js';

const openState = useStates();
const DAY = 86_400;

describe('guest passes in the state', () => {
  test('come back as they were put there', () => {
    const state = openState();
    const one = samplePass({ resources: ['a.example.com/x'], maxUses: 2 });
    const two = samplePass({ id: 'pass-2', madeBy: 'plex:1', madeAt: MADE_AT + 1 });
    state.addGuestPass(one, 'hash-1');
    state.addGuestPass(two, 'hash-2');
    expect(state.guestPass('pass-1')).toEqual(one);
    expect(state.guestPassBySecret('hash-2')).toEqual(two);
    expect(state.guestPassBySecret('pass-2')).toBeUndefined();
    expect(state.guestPasses()).toEqual([two, one]);
    expect(state.guestPasses('plex:1')).toEqual([two]);
  });

  test('are used as often as they may be, while they are good', () => {
    const state = openState();
    state.addGuestPass(samplePass({ maxUses: 2 }), 'hash');
    const use = (now: number) => state.useGuestPass('pass-1', now);
    expect([use(MADE_AT), use(MADE_AT + 1), use(MADE_AT + 2)]).toEqual(['used', 'used', 'gone']);
    expect(state.guestPass('pass-1')).toMatchObject({ uses: 2, lastUsedAt: MADE_AT + 1 });
    state.addGuestPass(samplePass({ id: 'any' }), 'hash-2');
    expect(state.useGuestPass('any', MADE_AT)).toBe('used');
    expect(state.useGuestPass('any', MADE_AT + WEEK)).toBe('gone');
    expect(state.revokeGuestPass('any', MADE_AT)).toBe('revoked');
    expect(state.revokeGuestPass('any', MADE_AT)).toBe('none');
    expect(state.useGuestPass('any', MADE_AT)).toBe('gone');
    expect(state.useGuestPass('none', MADE_AT)).toBe('gone');
  });

  test('are forgotten a month after they have ended', () => {
    const state = openState();
    state.addGuestPass(samplePass(), 'hash-1');
    state.addGuestPass(samplePass({ id: 'revoked', endsAt: MADE_AT + 90 * DAY }), 'hash-2');
    state.revokeGuestPass('revoked', MADE_AT + 40 * DAY);
    state.removeExpired(MADE_AT + WEEK + 29 * DAY);
    expect(state.guestPasses()).toHaveLength(2);
    state.removeExpired(MADE_AT + WEEK + 31 * DAY);
    expect(state.guestPasses()).toMatchObject([{ id: 'revoked' }]);
    state.removeExpired(MADE_AT + 71 * DAY);
    expect(state.guestPasses()).toEqual([]);
  });
});
