/** What the sign-in with Plex remembers; its course is covered over HTTP in test/portal/plex-pin.test.ts. */
import { expect, test } from '@jest/globals';
import type { Admission } from '../../../membership/admission.js';
import type { CheckPinOutcome } from '../../../plex/outcomes.js';
import { createHold } from '../../../sign-in/hold.js';
import { createPinFlows, PIN_FLOW_SECONDS } from '../../../sign-in/pin-flow.js';
import { createSealer } from '../../../token/sealed-cookie.js';

const ADMISSION: Admission = {
  kind: 'not_a_member',
  accountName: 'x',
  subject: 'plex:1',
  home: false,
  accountUuid: null,
};

type Options = Readonly<{ key?: number; pauseMs?: number; outcome?: CheckPinOutcome }>;

function flowsAt(
  clock: { now: number },
  { key = 1, pauseMs = 0, outcome = { kind: 'claimed', token: 't' } }: Options = {},
) {
  const asked: number[] = [];
  const times: number[] = [];
  const now = () => clock.now;
  const flows = createPinFlows({
    plex: {
      createPin: () => Promise.resolve({ kind: 'pin', id: 7, code: 'c' }),
      checkPin: (id) => {
        asked.push(id);
        times.push(performance.now());
        return Promise.resolve(outcome);
      },
    },
    sealer: createSealer('test', new Uint8Array(32).fill(key)),
    admit: () => Promise.resolve(ADMISSION),
    hold: createHold(now),
    now,
    poll: { tries: 2, pauseMs },
  });
  return { flows, asked, times };
}

async function started(flows: ReturnType<typeof flowsAt>['flows'], rd = '/x') {
  const start = await flows.start(rd);
  if (start.kind !== 'started') {
    throw new Error(start.kind);
  }
  return start;
}

test('a redeemed flow stays redeemed for as long as its cookie lives', async () => {
  const clock = { now: 1_800_000_000 };
  const { flows, asked } = flowsAt(clock);
  const { flowId, sealed } = await started(flows);
  expect(await flows.finish(flowId, sealed)).toEqual({
    kind: 'identified',
    admission: ADMISSION,
    plexToken: 't',
    rd: '/x',
  });
  clock.now += PIN_FLOW_SECONDS - 1;
  expect((await flows.finish(flowId, sealed)).kind).toBe('replayed');
  const other = await started(flows);
  expect((await flows.finish(other.flowId, other.sealed)).kind).toBe('identified');
  clock.now += 1;
  expect((await flows.finish(flowId, sealed)).kind).toBe('expired');
  expect(asked).toEqual([7, 7]);
});

test.each<CheckPinOutcome>([
  { kind: 'pending' },
  { kind: 'plex_unavailable', cause: 'status', status: 500 },
])(
  'one PIN is asked about once a pause, however often its address is loaded: %j',
  async (outcome) => {
    const { flows, times } = flowsAt({ now: 1_800_000_000 }, { outcome, pauseMs: 50 });
    const { flowId, sealed } = await started(flows);
    for (let loads = 0; loads < 3; loads++) {
      await Promise.all([flows.finish(flowId, sealed), flows.finish(flowId, sealed)]);
    }
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(gaps.length).toBeGreaterThanOrEqual(2);
    // A timer may fire a millisecond early.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(49);
  },
);

test('a return address that does not fit into the cookie is left out', async () => {
  const { flows } = flowsAt({ now: 1_800_000_000 });
  const { flowId, sealed } = await started(flows, 'x'.repeat(5000));
  expect(await flows.finish(flowId, sealed)).toMatchObject({ kind: 'identified', rd: '' });
});

test('what another key sealed is nothing', async () => {
  const clock = { now: 1_800_000_000 };
  const { flowId, sealed } = await started(flowsAt(clock, { key: 2 }).flows);
  expect((await flowsAt(clock, { key: 1 }).flows.finish(flowId, sealed)).kind).toBe('expired');
});

test.each([
  null,
  1,
  'x',
  {},
  { flowId: 'x' },
  { flowId: 'a-0123456789012345678901', pinId: '7', code: 'c', rd: '' },
])('what is sealed but no flow is nothing: %j', async (payload) => {
  const clock = { now: 1_800_000_000 };
  const sealer = createSealer('test', new Uint8Array(32).fill(1));
  const sealed = (await sealer.seal(payload as object, 60, clock.now)) ?? '';
  const finished = await flowsAt(clock).flows.finish('a-0123456789012345678901', sealed);
  expect(finished.kind).toBe('expired');
});

test('a hold lasts as long as the longest that was asked for', () => {
  const clock = { now: 100 };
  const hold = createHold(() => clock.now);
  expect(hold.secondsLeft()).toBe(0);
  hold.begin(60);
  hold.begin(5);
  expect(hold.secondsLeft()).toBe(60);
  clock.now += 60;
  expect(hold.secondsLeft()).toBe(0);
});
