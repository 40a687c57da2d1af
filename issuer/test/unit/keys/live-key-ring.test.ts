import { chmodSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gateConfigOf, liveGateConfig } from '../../../keys/gate-config.js';
import { generateKey, privateJwkOf } from '../../../keys/generate-key.js';
import { loadKeyRing, openKeyRing } from '../../../keys/key-file.js';
import type { SigningKey } from '../../../keys/key-ring.js';
import { watchKeyRing, type LiveKeyRing } from '../../../keys/live-key-ring.js';
import { GOOD_YAML, goodConfig } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';

const START = 1_700_000_000;
const newFolder = useTemporaryFolders();

describe('the ring of a portal that runs', () => {
  let dir: string;
  let file: string;
  let now: number;
  let live: LiveKeyRing;
  let told: string[];
  const key = generateKey(START);

  function watch(keys: readonly SigningKey[], pollSeconds = 3600): LiveKeyRing {
    return watchKeyRing(dir, keys, {
      now: () => now,
      onChange: ({ signing }) => void told.push(`signs ${signing.kid}`),
      onProblem: (keyFile) =>
        void told.push(keyFile.kind === 'problems' ? keyFile.problems.join() : keyFile.kind),
      pollSeconds,
    });
  }

  function write(...keys: readonly SigningKey[]): void {
    writeFileSync(file, JSON.stringify({ keys: keys.map(privateJwkOf) }), { mode: 0o600 });
    // Two writes within a tick of the file system's clock look the same if they are of one size.
    const { mtimeMs } = statSync(file);
    utimesSync(file, mtimeMs / 1000, mtimeMs / 1000 + told.length + 1);
  }

  beforeEach(async () => {
    dir = newFolder();
    file = join(dir, 'keys.json');
    now = START;
    told = [];
    await openKeyRing(dir, now, () => [key]);
    live = watch([key]);
  });
  afterEach(() => {
    live.close();
  });

  test('is that of the file, and nothing is told as long as nothing changes', async () => {
    await live.refresh();
    await live.refresh();
    expect(live.signing.kid).toBe(key.kid);
    expect(told).toEqual([]);
  });

  test('changes when the file does', async () => {
    const other = generateKey(START);
    write(other, key);
    await live.refresh();
    expect(live.signing.kid).toBe(other.kid);
    expect(live.keys).toHaveLength(2);
    expect(told).toEqual([`signs ${other.kid}`]);
  });

  test('changes when a key’s time has come, without the file', async () => {
    const next = { ...generateKey(START), signsFrom: START + 100 };
    write(next, { ...key, droppedAfter: START + 200 });
    await live.refresh();
    const at = (time: number) => {
      now = time;
      return [live.signing.kid, live.keys.length];
    };
    expect(at(START + 99)).toEqual([key.kid, 2]);
    expect(at(START + 100)).toEqual([next.kid, 2]);
    expect(at(START + 200)).toEqual([next.kid, 2]);
    expect(at(START + 201)).toEqual([next.kid, 1]);
    // A clock that was set back.
    expect(at(START)).toEqual([key.kid, 2]);
  });

  test('is the same object as long as it says the same', async () => {
    const before = live.keys;
    now += 1000;
    await live.refresh();
    expect(live.keys).not.toBe(before);
    const since = live.keys;
    now += 1000;
    expect(live.keys).toBe(since);
  });

  test.each<[string, () => void, RegExp]>([
    ['is broken', () => writeFileSync(file, '{"keys":[{}]}', { mode: 0o600 }), /^key 1: kid must/],
    [
      'is gone',
      () => {
        unlinkSync(file);
      },
      /^missing$/,
    ],
    [
      'can be read by everybody',
      () => {
        chmodSync(file, 0o644);
      },
      /chmod 600/,
    ],
  ])('stays when the file %s, which is told once', async (_, spoil, problem) => {
    await live.refresh();
    spoil();
    await live.refresh();
    await live.refresh();
    expect(live.signing.kid).toBe(key.kid);
    expect(told).toEqual([expect.stringMatching(problem)]);
    write(key);
    chmodSync(file, 0o600);
    await live.refresh();
    expect(live.signing.kid).toBe(key.kid);
    expect(told).toHaveLength(1);
  });

  test('is looked after by itself', async () => {
    live.close();
    live = watch([key], 0.02);
    const other = generateKey(START);
    write(other);
    const deadline = Date.now() + 30_000;
    while (live.signing.kid === key.kid && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(live.signing.kid).toBe(other.kid);
  });

  test('gives verifiers a configuration of the moment', async () => {
    const { config } = goodConfig(GOOD_YAML);
    const gateConfig = liveGateConfig(config, live);
    const before = gateConfig();
    expect(before).toEqual(gateConfigOf(config, live));
    expect(gateConfig()).toBe(before);
    const pair = generateKey(START, 'ES256');
    write(pair);
    await live.refresh();
    const after = gateConfig();
    expect(after).toMatchObject({ hasPublicKeys: true, keys: [{ kid: pair.kid, alg: 'ES256' }] });
    expect(after.generation).not.toBe(before.generation);
    const keyFile = await loadKeyRing(dir, now);
    expect(keyFile.kind === 'ring' && gateConfigOf(config, keyFile.ring)).toEqual(after);
  });
});
