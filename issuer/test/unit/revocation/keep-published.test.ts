import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { keepPublished } from '../../../revocation/keep-published.js';
import { createPublisher } from '../../../revocation/publisher.js';
import { StateError } from '../../../state/state-error.js';
import type { State } from '../../../state/state.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { useStates } from '../state/open-states.js';

const newState = useStates();
const newFolder = useTemporaryFolders();
const START = 1_700_000_000;

let stop: () => void = () => undefined;
beforeEach(() => {
  jest.useFakeTimers({ now: START * 1000 });
});
afterEach(() => {
  stop();
  jest.useRealTimers();
});

function setUp(state: State = newState()) {
  const dir = join(newFolder(), 'revocations');
  const heard: string[] = [];
  const publisher = createPublisher(state, dir);
  stop = keepPublished({
    state,
    publisher,
    now: () => Date.now() / 1000,
    onHealed: (files) => void heard.push(`healed ${String(files)}`),
    onFailed: (error) => void heard.push((error as NodeJS.ErrnoException).code ?? 'error'),
    onUnwritable: () => void heard.push('unwritable'),
  });
  const aliveAt = () => statSync(join(dir, 'alive')).mtimeMs / 1000 - START;
  return { dir, state, publisher, heard, aliveAt };
}

const seconds = (many: number) => jest.advanceTimersByTime(many * 1000);

test('the folder is right from the start, and confirmed every ten seconds', () => {
  const { dir, heard, aliveAt } = setUp();
  expect(readdirSync(dir).sort()).toEqual(['alive', 'epoch']);
  expect(aliveAt()).toBe(0);
  seconds(9);
  expect(aliveAt()).toBe(0);
  seconds(22);
  expect(aliveAt()).toBe(30);
  expect(heard).toEqual([]);
});

test('what somebody changed in the folder is put right within a minute', () => {
  const { dir, state, heard } = setUp();
  state.revokeSubject('plex:1', START);
  writeFileSync(join(dir, 's-plex%3A2'), '');
  seconds(61);
  expect(readdirSync(dir).sort()).toEqual(['alive', 'epoch', 's-plex%3A1']);
  expect(heard).toEqual(['healed 2']);
});

test('what has expired more than a week ago is forgotten within a minute', () => {
  const { dir, state } = setUp();
  state.endSession({ sid: 'one', subject: 'plex:1', expiresAt: START - 8 * 24 * 60 * 60 }, START);
  seconds(61);
  expect(state.allRevoked().size).toBe(0);
  expect(readdirSync(dir)).not.toContain('s-plex%3A1');
});

test('a folder that cannot be kept right is not confirmed until it can', () => {
  const { dir, state, heard, aliveAt } = setUp();
  renameSync(dir, `${dir}.away`);
  writeFileSync(dir, 'a file');
  seconds(65);
  expect(heard.length).toBeGreaterThan(5);
  expect(new Set(heard)).toEqual(new Set(['ENOTDIR']));
  rmSync(dir);
  renameSync(`${dir}.away`, dir);
  expect(aliveAt()).toBe(0);
  state.revokeSubject('plex:1', START);
  seconds(10);
  expect(aliveAt()).toBe(70);
  expect(readdirSync(dir)).toContain('s-plex%3A1');
});

test('what could not be published is within ten seconds after it can be, and nothing is confirmed until then', () => {
  const { dir, state, publisher, heard, aliveAt } = setUp();
  mkdirSync(join(dir, 's-plex%3A1'));
  state.revokeSubject('plex:1', START);
  expect(() => {
    publisher.publish('plex:1');
  }).toThrow();
  seconds(21);
  expect([aliveAt(), heard.length]).toEqual([0, 2]);
  rmdirSync(join(dir, 's-plex%3A1'));
  seconds(10);
  expect(statSync(join(dir, 's-plex%3A1')).mtimeMs / 1000).toBe(START + 1);
  expect(aliveAt()).toBe(30);
});

test('the folder is kept right while the state can only be read, which is said each minute', () => {
  const state = newState();
  const { dir, heard, aliveAt } = setUp({
    ...state,
    removeExpired: () => {
      throw new StateError('read-only');
    },
  });
  state.revokeSubject('plex:1', START);
  seconds(121);
  expect(heard).toEqual(['unwritable', 'unwritable', 'healed 1', 'unwritable']);
  expect(readdirSync(dir)).toContain('s-plex%3A1');
  expect(aliveAt()).toBe(120);
});

test('nothing is done any more once it is stopped', () => {
  const { aliveAt } = setUp();
  stop();
  seconds(100);
  expect(aliveAt()).toBe(0);
});
