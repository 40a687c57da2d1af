import { describe, expect, test } from '@jest/globals';
import { useStates } from './open-states.js';
import { sessionDetails } from './session-details.js';

const newState = useStates();
const NOW = 1_700_000_000;
const DAY = 24 * 60 * 60;

const TOKEN = {
  sid: 'sid-1',
  subject: 'token:sid-1',
  name: 'nzb360 on my phone',
  groupId: 2,
  issuedAt: NOW,
  expiresAt: NOW + 90 * DAY,
};

describe('a session', () => {
  test('is found by its sid until it has expired', () => {
    const state = newState();
    const session = { sid: 'one', subject: 'plex:1001', expiresAt: NOW + DAY };
    state.recordSession(sessionDetails(session));
    expect(state.findSession('one')).toEqual(session);
    expect(state.findSession('two')).toBeUndefined();
    expect(state.isKnown('plex:1001')).toBe(true);
    expect(state.isKnown('plex:1002')).toBe(false);
    state.removeExpired(NOW + 8 * DAY + 60);
    expect(state.findSession('one')).toBeUndefined();
    expect(state.isKnown('plex:1001')).toBe(false);
  });

  test('ends when its last token does', () => {
    const state = newState();
    for (const expiresAt of [NOW + DAY, NOW + 2 * DAY, NOW]) {
      state.recordSession(sessionDetails({ expiresAt }));
    }
    expect(state.findSession('one')?.expiresAt).toBe(NOW + 2 * DAY);
  });
});

describe('an API token', () => {
  test('is listed, newest first, and goes by its sid like a session', () => {
    const state = newState();
    const other = {
      ...TOKEN,
      sid: 'sid-2',
      subject: 'local:backup',
      name: 'backup',
      issuedAt: NOW + 1,
    };
    expect(state.addApiToken(TOKEN, NOW)).toBe('added');
    expect(state.addApiToken(other, NOW)).toBe('added');
    expect(state.apiTokens()).toEqual([other, TOKEN]);
    expect(state.findSession('sid-1')).toEqual({
      sid: 'sid-1',
      subject: 'token:sid-1',
      expiresAt: TOKEN.expiresAt,
    });
    expect(state.isKnown('local:backup')).toBe(true);
  });

  test('keeps its name to itself while it is good', () => {
    const state = newState();
    state.addApiToken(TOKEN, NOW);
    const namesake = { ...TOKEN, sid: 'sid-2' };
    expect(state.addApiToken(namesake, NOW)).toBe('name_taken');
    state.endSession(TOKEN, NOW);
    expect(state.addApiToken(namesake, NOW)).toBe('added');
    expect(state.addApiToken({ ...TOKEN, sid: 'sid-3' }, TOKEN.expiresAt)).toBe('added');
  });

  test('of somebody’s own keeps its name from that person alone', () => {
    const state = newState();
    const own = { ...TOKEN, subject: 'plex:4', madeBy: 'plex:4' };
    expect(state.addApiToken(TOKEN, NOW)).toBe('added');
    expect(state.addApiToken({ ...own, sid: 'own-1' }, NOW)).toBe('added');
    expect(state.addApiToken({ ...own, sid: 'own-2' }, NOW)).toBe('name_taken');
    const other = { ...own, sid: 'own-3', subject: 'plex:5', madeBy: 'plex:5' };
    expect(state.addApiToken(other, NOW)).toBe('added');
    expect(state.ownTokens(NOW, 'plex:4')).toEqual([{ ...own, sid: 'own-1' }]);
    expect(state.ownTokens(NOW)).toHaveLength(2);
    state.revokeSubject('plex:4', NOW);
    expect(state.ownTokens(NOW).map(({ sid }) => sid)).toEqual(['own-3']);
    expect(state.ownTokens(TOKEN.expiresAt)).toEqual([]);
  });

  test('is shown as revoked, however it came to it', () => {
    const state = newState();
    const names = ['by session', 'by subject', 'by everybody'];
    for (const name of names) {
      state.addApiToken({ ...TOKEN, name, sid: name, subject: `local:${name}` }, NOW);
    }
    const revoked = () =>
      Object.fromEntries(state.apiTokens().map(({ name, revokedAt }) => [name, revokedAt]));
    state.endSession({ sid: 'by session', subject: 'local:by session', expiresAt: 0 }, NOW + 1);
    expect(revoked()).toEqual({ 'by session': NOW + 1 });
    state.revokeSubject('local:by subject', NOW + 2);
    state.revokeAll(NOW + 3);
    expect(revoked()).toEqual({
      'by session': NOW + 1,
      'by subject': NOW + 2,
      'by everybody': NOW + 3,
    });
  });

  test('ends no earlier than it was minted for, whatever the one who ends it knows', () => {
    const state = newState();
    state.addApiToken(TOKEN, NOW);
    state.endSession({ ...TOKEN, expiresAt: 0 }, NOW);
    state.removeExpired(NOW + 90 * DAY);
    expect(state.revokedOf(TOKEN.subject)?.endedSessions).toEqual(['sid-1']);
  });

  test('is shown for another month after it has expired', () => {
    const state = newState();
    state.addApiToken(TOKEN, NOW);
    state.removeExpired(TOKEN.expiresAt + 29 * DAY);
    expect(state.apiTokens()).toHaveLength(1);
    state.removeExpired(TOKEN.expiresAt + 31 * DAY);
    expect(state.apiTokens()).toHaveLength(0);
  });
});
