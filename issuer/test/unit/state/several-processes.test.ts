import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createPublisher } from '../../../revocation/publisher.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { useStates } from './open-states.js';
import { until, useProgram } from './processes.js';

const newFolder = useTemporaryFolders();
const openState = useStates();
const startProgram = useProgram(new URL('revoking-process.ts', import.meta.url));
const NOW = 1_700_000_000;

function startRevoking(
  dataDir: string,
  what: 'subjects' | 'sessions',
  first: number,
  many: number,
) {
  const args = [dataDir, join(dataDir, 'revocations'), what, String(first), String(many)];
  const { lines, kill, ended } = startProgram(args);
  /** The numbers that it said are done. */
  const done = () => lines().map(Number);
  return { done, kill, ended };
}

const fileOf = (dataDir: string, each: number) =>
  join(dataDir, 'revocations', `s-plex%3A${String(each)}`);

test('eight processes that begin at once on nothing lose nothing, and leave the folder right', async () => {
  const dataDir = newFolder();
  const running = Array.from({ length: 8 }, (_, at) =>
    startRevoking(dataDir, 'subjects', at * 100, 25),
  );
  for (const { ended } of running) {
    expect(await ended).toEqual([0, '']);
  }
  const done = running.flatMap((one) => one.done());
  expect(done).toHaveLength(200);
  const state = openState(dataDir);
  expect(state.allRevoked().size).toBe(200);
  for (const each of done) {
    expect(statSync(fileOf(dataDir, each)).mtimeMs).toBe((NOW + 1) * 1000);
  }
  expect(createPublisher(state, join(dataDir, 'revocations')).publishAll()).toBe(0);
  expect(readdirSync(join(dataDir, 'revocations'))).toHaveLength(201);
});

test('processes that end sessions of one person at once undo nothing of one another', async () => {
  const dataDir = newFolder();
  const running = Array.from({ length: 4 }, (_, at) =>
    startRevoking(dataDir, 'sessions', at * 100, 25),
  );
  for (const { ended } of running) {
    expect(await ended).toEqual([0, '']);
  }
  const done = running.flatMap((one) => one.done().map(String));
  expect(done).toHaveLength(100);
  expect(readFileSync(fileOf(dataDir, 1), 'utf8').trim().split('\n').sort()).toEqual(done.sort());
});

test('a process that is killed in the middle loses nothing that it said is done, and the folder heals', async () => {
  const dataDir = newFolder();
  const all: number[] = [];
  for (let round = 0; round < 12; round++) {
    const one = startRevoking(dataDir, 'subjects', round * 1_000_000, 1_000_000);
    // Each time a little later, so that another step of the work is hit.
    await until(() => one.done().length > round * 3);
    one.kill();
    await one.ended;
    all.push(...one.done());
    // At once, and before anything heals.
    for (const each of one.done()) {
      expect(statSync(fileOf(dataDir, each)).mtimeMs).toBe((NOW + 1) * 1000);
    }
  }
  const state = openState(dataDir);
  for (const each of all) {
    expect(state.revokedOf(`plex:${String(each)}`)?.notBefore).toBe(NOW + 1);
  }
  const dir = join(dataDir, 'revocations');
  const publisher = createPublisher(state, dir);
  publisher.publishAll();
  const names = [...state.allRevoked().keys()].map((subject) => `s-${encodeURIComponent(subject)}`);
  expect(readdirSync(dir).sort()).toEqual(['epoch', ...names].sort());
  expect(all.length).toBeGreaterThan(100);
});

test('a copy made while another process writes has all that was done before, and is a state', async () => {
  const dataDir = newFolder();
  const state = openState(dataDir);
  const one = startRevoking(dataDir, 'subjects', 0, 1_000_000);
  for (let copies = 0; copies < 5; copies++) {
    await until(() => one.done().length > copies * 20);
    const done = one.done();
    const folder = newFolder();
    state.copyTo(join(folder, 'usher.sqlite'));
    const copy = openState(folder);
    const missing = done.filter((each) => copy.revokedOf(`plex:${String(each)}`) === undefined);
    expect(missing).toEqual([]);
    // It goes a way of its own.
    copy.revokeSubject('plex:0', NOW + 100);
    expect(state.revokedOf('plex:0')?.notBefore).toBe(NOW + 1);
  }
  one.kill();
  await one.ended;
});
