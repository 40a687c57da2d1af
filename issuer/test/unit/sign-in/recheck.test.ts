/** How often plex.tv is asked anew about somebody, and how long that may take. */
import { expect, test } from '@jest/globals';
import type { Admission } from '../../../membership/admission.js';
import { createRecheck } from '../../../sign-in/recheck.js';

const STRANGER: Admission = {
  kind: 'not_a_member',
  accountName: 'x',
  subject: 'plex:1',
  home: false,
  accountUuid: null,
};
const WHO = { subject: 'plex:1', name: 'x' };
const LATE: Admission = { kind: 'plex_unavailable', cause: 'timeout' };

function recheckAt(clock: { now: number }, answer: () => Promise<Admission>, patienceMs = 1000) {
  const asked: string[] = [];
  const now = () => clock.now;
  const recheck = createRecheck({
    readmit: (token) => {
      asked.push(token);
      return answer();
    },
    now,
    patienceMs,
  });
  return {
    recheck: (sid: string, plexToken: string) => recheck(sid, { plexToken, person: WHO }),
    asked,
  };
}

test('a session asks once a minute, each for itself', async () => {
  const clock = { now: 1000 };
  const { recheck, asked } = recheckAt(clock, () => Promise.resolve(STRANGER));
  await Promise.all([recheck('a', 't1'), recheck('a', 't1'), recheck('b', 't2')]);
  expect(asked).toEqual(['t1', 't2']);
  clock.now += 59;
  expect(await recheck('a', 't1')).toEqual({ admission: STRANGER, at: 1000 });
  clock.now += 1;
  expect(await recheck('a', 't1')).toEqual({ admission: STRANGER, at: 1060 });
  expect(asked).toEqual(['t1', 't2', 't1']);
});

test('an answer that comes too late is there for the next one', async () => {
  const clock = { now: 1000 };
  let settle: (admission: Admission) => void = () => undefined;
  const answer = new Promise<Admission>((resolve) => (settle = resolve));
  const { recheck, asked } = recheckAt(clock, () => answer, 5);
  expect(await recheck('a', 't')).toEqual({ admission: LATE, at: 1000 });
  settle(STRANGER);
  clock.now += 10;
  expect(await recheck('a', 't')).toEqual({ admission: STRANGER, at: 1000 });
  expect(asked).toEqual(['t']);
});

test('what breaks here is not taken for an answer', async () => {
  const { recheck, asked } = recheckAt({ now: 1000 }, () => Promise.reject(new TypeError('bug')));
  await expect(recheck('a', 't')).rejects.toThrow('bug');
  await expect(recheck('a', 't')).rejects.toThrow('bug');
  expect(asked).toHaveLength(2);
});

test('memory has its limits', async () => {
  const clock = { now: 1000 };
  const { recheck, asked } = recheckAt(clock, () => Promise.resolve(STRANGER));
  for (let session = 0; session <= 10_000; session++) {
    await recheck(String(session), 't');
  }
  // The first has made room.
  await recheck('0', 't');
  expect(asked).toHaveLength(10_002);
  await recheck('10000', 't');
  expect(asked).toHaveLength(10_002);
});
