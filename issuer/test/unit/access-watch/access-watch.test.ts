/** The look by itself, again and again; what it finds is covered over HTTP in test/portal/access-ends.test.ts. */
import { expect, jest, test } from '@jest/globals';
import { createAccessWatch, type AccessWatchDeps } from '../../../access-watch/access-watch.js';
import type { OwnerLists } from '../../../membership/known-lists.js';
import { createPublisher } from '../../../revocation/publisher.js';
import { createRevoker } from '../../../revocation/revoker.js';
import { StateError } from '../../../state/state-error.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { NOW, POLICY } from '../membership/admitting.js';
import { listsOf } from '../membership/lists.js';
import { useStates } from '../state/open-states.js';

const newFolder = useTemporaryFolders();
const newState = useStates();

const LINK = {
  clientIdentifier: 'link',
  plexId: 100,
  accountName: 'Olive',
  sealedToken: 'x',
  servers: [],
  linkedAt: 1,
  goodAt: 1,
  problem: '',
};

function watching(given: Partial<AccessWatchDeps> = {}) {
  const state = newState();
  state.setOwnerLink(LINK);
  const folder = newFolder();
  let looks = 0;
  const lines: unknown[] = [];
  const log = (...line: unknown[]) => void lines.push(line);
  const deps: AccessWatchDeps = {
    directory: {
      lists: () => undefined,
      refresh: (): Promise<OwnerLists | undefined> => {
        looks += 1;
        return Promise.resolve(listsOf({}));
      },
      problem: () => '',
      close: () => undefined,
    },
    state,
    revoker: createRevoker(state, () => createPublisher(state, folder)),
    policy: () => POLICY,
    logger: { info: log, warn: log, error: log },
    now: () => NOW,
    intervalSeconds: 0.01,
    random: () => 0.5,
    ...given,
  };
  return { watch: createAccessWatch(deps), state, looks: () => looks, lines };
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!isSo() && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(isSo()).toBe(true);
}

test('looks at once, and again and again, until it is closed', async () => {
  const { watch, looks } = watching();
  expect(looks()).toBe(1);
  await until(() => looks() >= 3);
  watch.close();
  await watch.look();
  const before = looks();
  const other = watching();
  await until(() => other.looks() >= 5);
  other.watch.close();
  expect(looks()).toBe(before);
});

test('does not by itself if told so, and who asks twice gets one look', async () => {
  const { watch, looks } = watching({ isTimed: false });
  expect(looks()).toBe(0);
  await Promise.all([watch.look(), watch.look()]);
  expect(looks()).toBe(1);
  watch.close();
});

test('asks nobody while nobody is attached, and begins when somebody is', async () => {
  const { watch, looks, state } = watching({ isTimed: false });
  state.removeOwnerLink();
  await watch.look();
  expect(looks()).toBe(0);
  state.setOwnerLink(LINK);
  await watch.look();
  expect(looks()).toBe(1);
  watch.close();
});

test('a state that fails is said, and looked at again', async () => {
  let failures = 0;
  const state = newState();
  const failing = {
    ...state,
    ownerLink: () => {
      failures += 1;
      throw new StateError('the disk is gone');
    },
  };
  const { watch, lines } = watching({ state: failing });
  await until(() => failures >= 2);
  watch.close();
  expect(JSON.stringify(lines)).toContain('StateError');
});

test('that a server is not the owner’s makes no look wait for longer', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  let looks = 0;
  const { watch } = watching({
    intervalSeconds: 60,
    directory: {
      lists: () => undefined,
      refresh: () => {
        looks += 1;
        return Promise.resolve(listsOf({}));
      },
      problem: () => 'owner_link_not_owner',
      close: () => undefined,
    },
  });
  await jest.advanceTimersByTimeAsync(20 * 60_000);
  watch.close();
  jest.useRealTimers();
  expect(looks).toBeGreaterThanOrEqual(20);
});

test('what comes after the end ends nobody’s session', async () => {
  let answer: (lists: OwnerLists) => void = () => undefined;
  const { watch, state } = watching({
    isTimed: false,
    directory: {
      lists: () => undefined,
      refresh: () => new Promise((resolve) => (answer = resolve)),
      problem: () => '',
      close: () => undefined,
    },
  });
  state.recordSession({
    sid: 's',
    subject: 'plex:200',
    expiresAt: NOW + 60,
    groupId: 4,
    issuedAt: NOW - 60,
    device: '',
    address: '',
    firstSeen: NOW - 60,
    lastSeen: NOW - 60,
  });
  const looked = watch.look();
  watch.close();
  answer(listsOf({}));
  await looked;
  expect(state.revokedOf('plex:200')).toBeUndefined();
});
