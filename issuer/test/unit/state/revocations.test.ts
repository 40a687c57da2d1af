import { describe, expect, test } from '@jest/globals';
import { revocationOf } from '../../../../shared/revocation.js';
import { MAX_TOKEN_LIFETIME_SECONDS } from '../../../../shared/token-profile.js';
import { MAX_ENDED_SESSIONS } from '../../../state/sqlite-stamps.js';
import type { State } from '../../../state/state.js';
import { useStates } from './open-states.js';
import { sessionDetails } from './session-details.js';

const newState = useStates();
const NOW = 1_700_000_000;
const DAY = 24 * 60 * 60;
const ANNA = 'plex:1001';
const BEN = 'plex:1002';

const session = (sid: string, subject = ANNA, expiresAt = NOW + DAY) =>
  sessionDetails({ sid, subject, expiresAt });

/** What a verifier says to a token. */
function standing(state: State, sub: string, iat: number, sid = 'a-session') {
  return revocationOf({ sub, iat, sid }, state.epoch(), state.revokedOf(sub));
}

describe('a new state', () => {
  test('has revoked nothing', () => {
    const state = newState();
    expect(state.epoch()).toBe(0);
    expect(state.revokedOf(ANNA)).toBeUndefined();
    expect(state.allRevoked().size).toBe(0);
    expect(state.earliestIssueOf(ANNA)).toBe(0);
    expect(standing(state, ANNA, 0)).toBeUndefined();
  });
});

describe('revoking a subject', () => {
  test('voids what was minted until this second, and nothing of anybody else', () => {
    const state = newState();
    expect(state.revokeSubject(ANNA, NOW + 0.9)).toBe(NOW + 1);
    expect(standing(state, ANNA, NOW)).toBe('revoked');
    expect(standing(state, ANNA, NOW + 1)).toBeUndefined();
    expect(standing(state, BEN, NOW - DAY)).toBeUndefined();
  });

  test('lets a sign-in of the same second in', () => {
    const state = newState();
    state.revokeSubject(ANNA, NOW);
    const iat = Math.max(NOW, state.earliestIssueOf(ANNA));
    expect(standing(state, ANNA, iat)).toBeUndefined();
  });

  test('voids that sign-in too, if it happens again in the same second', () => {
    const state = newState();
    state.revokeSubject(ANNA, NOW);
    const iat = Math.max(NOW, state.earliestIssueOf(ANNA));
    state.revokeSubject(ANNA, NOW);
    expect(standing(state, ANNA, iat)).toBe('revoked');
  });

  test('never moves back, even if the clock does', () => {
    const state = newState();
    state.revokeSubject(ANNA, NOW);
    expect(state.revokeSubject(ANNA, NOW - DAY)).toBe(NOW + 2);
    expect(state.revokedOf(ANNA)?.notBefore).toBe(NOW + 2);
  });

  test('makes the mention of its ended sessions superfluous', () => {
    const state = newState();
    state.endSession(session('one'), NOW - 10);
    state.endSession(session('other', BEN), NOW - 10);
    state.revokeSubject(ANNA, NOW);
    expect(state.revokedOf(ANNA)).toEqual({ notBefore: NOW + 1, endedSessions: [] });
    expect(state.revokedOf(BEN)).toEqual({ notBefore: 0, endedSessions: ['other'] });
  });

  test('is remembered as long as a token may live, and then forgotten', () => {
    const state = newState();
    state.revokeSubject(ANNA, NOW);
    state.removeExpired(NOW + MAX_TOKEN_LIFETIME_SECONDS);
    expect(standing(state, ANNA, NOW)).toBe('revoked');
    state.removeExpired(NOW + MAX_TOKEN_LIFETIME_SECONDS + 8 * DAY);
    expect(state.revokedOf(ANNA)).toBeUndefined();
  });
});

describe('revoking everybody', () => {
  test('voids everything minted until this second', () => {
    const state = newState();
    expect(state.revokeAll(NOW)).toBe(NOW + 1);
    expect(standing(state, ANNA, NOW)).toBe('revoked');
    expect(standing(state, ANNA, NOW + 1)).toBeUndefined();
    expect(state.earliestIssueOf(ANNA)).toBe(NOW + 1);
  });

  test('voids also what was minted for a later second, and then needs no stamps', () => {
    const state = newState();
    state.revokeSubject(ANNA, NOW);
    state.revokeSubject(ANNA, NOW);
    const iat = state.earliestIssueOf(ANNA);
    state.endSession(session('one', BEN), NOW);
    expect(state.revokeAll(NOW)).toBe(iat + 1);
    expect(state.allRevoked().size).toBe(0);
    expect(standing(state, ANNA, iat)).toBe('revoked');
  });

  test('is not undone by a stamp in the same second', () => {
    const state = newState();
    const epoch = state.revokeAll(NOW);
    expect(state.revokeSubject(ANNA, NOW)).toBe(epoch + 1);
    expect(standing(state, ANNA, epoch)).toBe('revoked');
    expect(standing(state, BEN, epoch)).toBeUndefined();
  });
});

describe('ending a session', () => {
  test('voids the tokens of that session alone', () => {
    const state = newState();
    state.endSession(session('one'), NOW);
    expect(standing(state, ANNA, NOW - 10, 'one')).toBe('session_ended');
    expect(standing(state, ANNA, NOW - 10, 'other')).toBeUndefined();
    expect(standing(state, BEN, NOW - 10, 'one')).toBeUndefined();
  });

  test('is remembered until its token has expired for the slowest clock, and a week on account of wrong ones', () => {
    const state = newState();
    state.endSession(session('one', ANNA, NOW + 100), NOW);
    state.removeExpired(NOW + 159 + 7 * DAY);
    expect(state.revokedOf(ANNA)?.endedSessions).toEqual(['one']);
    state.removeExpired(NOW + 160 + 7 * DAY);
    expect(state.revokedOf(ANNA)).toBeUndefined();
  });

  test('is remembered as long as a renewed token of it lives, which somebody else may have', () => {
    const state = newState();
    state.recordSession(session('one', ANNA, NOW + 100));
    state.recordSession(session('one', ANNA, NOW + DAY));
    state.endSession(session('one', ANNA, NOW + 100), NOW);
    state.removeExpired(NOW + DAY);
    expect(state.revokedOf(ANNA)?.endedSessions).toEqual(['one']);
  });

  test('is remembered longer when a renewal was under way', () => {
    const state = newState();
    state.endSession(session('one', ANNA, NOW + 100), NOW);
    state.recordSession(session('one', ANNA, NOW + DAY));
    state.removeExpired(NOW + DAY);
    expect(state.revokedOf(ANNA)?.endedSessions).toEqual(['one']);
  });

  test('ends all of a subject when there would be more than the gate should read', () => {
    const state = newState();
    for (let each = 0; each < MAX_ENDED_SESSIONS; each++) {
      state.endSession(session(`session-${String(each)}`), NOW);
    }
    expect(state.revokedOf(ANNA)?.endedSessions).toHaveLength(MAX_ENDED_SESSIONS);
    state.endSession(session('one more'), NOW);
    expect(state.revokedOf(ANNA)).toEqual({ notBefore: NOW + 1, endedSessions: [] });
  });
});

test('lists whoever has lost something', () => {
  const state = newState();
  state.revokeSubject(ANNA, NOW);
  state.endSession(session('two', BEN), NOW);
  state.endSession(session('one', BEN), NOW);
  expect(Object.fromEntries(state.allRevoked())).toEqual({
    [ANNA]: { notBefore: NOW + 1, endedSessions: [] },
    [BEN]: { notBefore: 0, endedSessions: ['one', 'two'] },
  });
});
