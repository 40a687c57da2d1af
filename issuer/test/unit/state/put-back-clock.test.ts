import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { revocationOf } from '../../../../shared/revocation.js';
import { CLOCK_SKEW_SECONDS } from '../../../../shared/token-profile.js';
import { MAX_ENDED_SESSIONS } from '../../../state/sqlite-stamps.js';
import type { State } from '../../../state/state.js';
import { useStates } from './open-states.js';
import { SESSION_START, sessionDetails } from './session-details.js';

const newState = useStates();
const HOUR = 60 * 60;
const DAY = 24 * HOUR;
const ANNA = 'plex:1001';
const BEN = 'plex:1002';

/** When the tokens were minted; then the clock was put back, to BACK. */
const MINTED = SESSION_START;
const BACK = MINTED - 3 * HOUR;

/** Whether any gate would still take a token. */
function isVoid(state: State, sub: string, iat: number, sid: string): boolean {
  return revocationOf({ sub, iat, sid }, state.epoch(), state.revokedOf(sub)) !== undefined;
}

/** Signs in: what is minted for whoever is at the door. */
function signIn(state: State, sid: string, subject: string, now: number): number {
  const issuedAt = Math.max(Math.floor(now), state.earliestIssueOf(subject));
  state.recordSession(sessionDetails({ sid, subject, issuedAt, expiresAt: issuedAt + DAY }));
  return issuedAt;
}

const REVOKE: readonly (readonly [string, (state: State, now: number) => number])[] = [
  ['a subject', (state, now) => state.revokeSubject(ANNA, now)],
  ['everybody', (state, now) => state.revokeAll(now)],
];

describe.each(REVOKE)('revoking %s after the clock was put back', (_whom, revoke) => {
  test.each([1, CLOCK_SKEW_SECONDS, 10 * 60, 3 * HOUR, 400 * DAY])(
    'by %d s voids what was minted before',
    (seconds) => {
      const state = newState();
      const iat = signIn(state, 'one', ANNA, MINTED);
      revoke(state, MINTED - seconds);
      expect(isVoid(state, ANNA, iat, 'one')).toBe(true);
      expect(state.sessions(MINTED - seconds)).toEqual([]);
    },
  );

  test('keeps nobody from signing in again at once', () => {
    const state = newState();
    signIn(state, 'one', ANNA, MINTED);
    revoke(state, BACK);
    const iat = signIn(state, 'two', ANNA, BACK);
    expect(iat).toBeLessThanOrEqual(BACK + 1);
    expect(isVoid(state, ANNA, iat, 'two')).toBe(false);
    expect(state.sessions(BACK).map(({ sid }) => sid)).toEqual(['two']);
  });

  test('voids an API token too, and says so', () => {
    const state = newState();
    const token = { sid: 'api', subject: ANNA, name: 'backup', groupId: 2 };
    state.addApiToken({ ...token, issuedAt: MINTED, expiresAt: MINTED + 90 * DAY }, MINTED);
    revoke(state, BACK);
    expect(isVoid(state, ANNA, MINTED, 'api')).toBe(true);
    expect(state.apiTokens()[0]?.revokedAt).toBe(BACK);
  });

  test('goes by the latest of the tokens of a session', () => {
    const state = newState();
    signIn(state, 'one', ANNA, MINTED);
    state.recordSession(sessionDetails({ subject: ANNA, issuedAt: BACK }));
    revoke(state, BACK + 10);
    expect(isVoid(state, ANNA, MINTED, 'one')).toBe(true);
  });

  test('and once more forgets nothing of it', () => {
    const state = newState();
    const iat = signIn(state, 'one', ANNA, MINTED);
    for (const later of [0, 1, HOUR, 2 * HOUR]) {
      revoke(state, BACK + later);
      expect(isVoid(state, ANNA, iat, 'one')).toBe(true);
    }
    // Right again: now a stamp is enough.
    revoke(state, MINTED + 10);
    expect(isVoid(state, ANNA, iat, 'one')).toBe(true);
    expect(state.revokedOf(ANNA)?.endedSessions ?? []).toEqual([]);
  });

  test('does not bring back a session that was ended before', () => {
    const state = newState();
    const iat = signIn(state, 'one', ANNA, MINTED);
    state.endSession({ sid: 'one', subject: ANNA, expiresAt: iat + DAY }, MINTED);
    revoke(state, BACK);
    expect(isVoid(state, ANNA, iat, 'one')).toBe(true);
  });

  test('is remembered until the last of it has expired', () => {
    const state = newState();
    const iat = signIn(state, 'one', ANNA, MINTED);
    revoke(state, BACK);
    state.removeExpired(iat + DAY);
    expect(isVoid(state, ANNA, iat, 'one')).toBe(true);
  });

  test('voids more sessions than a gate should read about, at the price of a later stamp', () => {
    const state = newState();
    for (let each = 0; each <= MAX_ENDED_SESSIONS; each++) {
      signIn(state, `session-${String(each)}`, ANNA, MINTED + each);
    }
    revoke(state, BACK);
    expect(state.revokedOf(ANNA)?.endedSessions ?? []).toEqual([]);
    expect(isVoid(state, ANNA, MINTED + MAX_ENDED_SESSIONS, 'session-100')).toBe(true);
  });
});

test('a stamp for one takes nothing from another', () => {
  const state = newState();
  const iat = signIn(state, 'one', BEN, MINTED);
  signIn(state, 'two', ANNA, MINTED);
  state.revokeSubject(ANNA, BACK);
  expect(isVoid(state, BEN, iat, 'one')).toBe(false);
});

test('a stamp is later than what was minted a moment ahead of it', () => {
  const state = newState();
  signIn(state, 'one', ANNA, MINTED);
  expect(state.revokeSubject(ANNA, MINTED - 5)).toBe(MINTED + 1);
  expect(state.revokedOf(ANNA)).toEqual({ notBefore: MINTED + 1, endedSessions: [] });
});

test('the epoch too, and then it needs no stamps', () => {
  const state = newState();
  signIn(state, 'one', ANNA, MINTED);
  expect(state.revokeAll(MINTED - 5)).toBe(MINTED + 1);
  expect(state.allRevoked().size).toBe(0);
});

describe('whatever the clock does', () => {
  const PEOPLE = [ANNA, BEN, 'plex:1003'];
  const who = fc.constantFrom(...PEOPLE);
  const step = fc.oneof(
    fc.record({ kind: fc.constant('clock' as const), by: fc.integer({ min: -DAY, max: DAY }) }),
    fc.record({ kind: fc.constant('clock' as const), by: fc.integer({ min: -40, max: 40 }) }),
    fc.record({ kind: fc.constant('sign in' as const), subject: who }),
    fc.record({ kind: fc.constant('renew' as const), at: fc.nat(30) }),
    fc.record({ kind: fc.constant('end' as const), at: fc.nat(30) }),
    fc.record({ kind: fc.constant('revoke' as const), subject: who }),
    fc.record({ kind: fc.constant('revoke all' as const) }),
  );
  type Token = { subject: string; sid: string; iat: number; revoked: boolean; sure: boolean };

  test('nothing that was revoked is good again, and nothing else is void', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 15, maxLength: 60 }), (steps) => {
        const state = newState();
        let now = SESSION_START;
        let sids = 0;
        const tokens: Token[] = [];
        const revoke = (which: (token: Token) => boolean): void => {
          for (const token of tokens.filter(which)) {
            token.revoked = true;
          }
        };
        for (const each of steps) {
          switch (each.kind) {
            case 'clock':
              now += each.by;
              break;
            case 'sign in': {
              const { subject } = each;
              const sid = `session-${String(sids++)}`;
              const iat = signIn(state, sid, subject, now);
              tokens.push({ subject, sid, iat, revoked: false, sure: true });
              break;
            }
            case 'renew': {
              const old = tokens[each.at];
              if (old !== undefined && !isVoid(state, old.subject, old.iat, old.sid)) {
                const { subject, sid } = old;
                state.recordSession(
                  sessionDetails({ subject, sid, issuedAt: now, expiresAt: now + DAY }),
                );
                // It gets no later second than the clock's, and may be void by an older stamp.
                tokens.push({ subject, sid, iat: now, revoked: false, sure: false });
              }
              break;
            }
            case 'end': {
              const one = tokens[each.at];
              if (one !== undefined) {
                state.endSession({ ...one, expiresAt: one.iat + DAY }, now);
                revoke(({ sid }) => sid === one.sid);
              }
              break;
            }
            case 'revoke':
              state.revokeSubject(each.subject, now);
              revoke(({ subject }) => subject === each.subject);
              break;
            case 'revoke all':
              state.revokeAll(now);
              revoke(() => true);
              break;
          }
          for (const { subject, sid, iat, revoked, sure } of tokens) {
            if (revoked || sure) {
              expect([sid, isVoid(state, subject, iat, sid)]).toEqual([sid, revoked]);
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
