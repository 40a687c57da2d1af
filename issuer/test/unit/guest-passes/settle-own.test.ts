/** What ends the sessions of guests who do nothing. */
import { describe, expect, test } from '@jest/globals';
import { settleOwn } from '../../../guest-passes/settle-own.js';
import { createRevoker } from '../../../revocation/revoker.js';
import { createPublisher } from '../../../revocation/publisher.js';
import type { OwnStanding } from '../../../sign-in/own-standing.js';
import { useStates } from '../state/open-states.js';
import { SESSION_START, sessionDetails } from '../state/session-details.js';

const openState = useStates();
const NOW = SESSION_START + 60;
const GUEST = 'guest:pass-1';

function setUp() {
  const state = openState();
  for (const [sid, subject, groupId] of [
    ['one', GUEST, 4],
    ['two', GUEST, 6],
    ['three', 'plex:1', 4],
  ] as const) {
    state.recordSession(sessionDetails({ sid, subject, groupId }));
  }
  const log: object[] = [];
  const note = (line: object) => void log.push(line);
  const settle = (standing: OwnStanding) => {
    settleOwn({
      state,
      revoker: createRevoker(state, () => createPublisher(state, '')),
      ownStanding: () => standing,
      now: () => NOW,
      logger: { info: note, error: note } as never,
    });
  };
  const who = () => state.sessions(NOW).map(({ sid }) => sid);
  return { state, settle, who, log };
}

const admitted = (group: number): OwnStanding => ({
  kind: 'admitted',
  person: { subject: GUEST, name: 'Grandma' },
  group,
});

describe('sessions of people who are no Plex accounts', () => {
  test('end when they are gone, and nobody else’s do', () => {
    const { state, settle, who, log } = setUp();
    settle({ kind: 'gone', reason: 'guest_pass_maker_gone' });
    expect(who()).toEqual(['three']);
    expect(log).toMatchObject([
      { reason: 'access_lost', subject: GUEST, detail: 'guest_pass_maker_gone' },
    ]);
    expect(state.audit(1)[0]).toMatchObject({ actor: 'portal', action: 'access_lost' });
  });

  test('end when one of them is in a better group than they are now', () => {
    const { settle, who, log } = setUp();
    settle(admitted(5));
    expect(who()).toEqual(['three']);
    expect(log).toMatchObject([{ reason: 'demoted', detail: 'group 4 to 5' }]);
  });

  test('stay otherwise', () => {
    const { settle, who, log } = setUp();
    settle(admitted(4));
    settle(admitted(1));
    expect(who()).toHaveLength(3);
    expect(log).toEqual([]);
  });
});
