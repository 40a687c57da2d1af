import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import { revocationFileName } from '../../../../shared/revocation.js';
import { DataDirError } from '../../../data-dir/data-dir-error.js';
import { createPublisher, type Publisher } from '../../../revocation/publisher.js';
import type { State } from '../../../state/state.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { useStates } from '../state/open-states.js';

const newState = useStates();
const newFolder = useTemporaryFolders();
const NOW = 1_700_000_000;
const ANNA = 'plex:1001';
const BEN = 'plex:1002';
const ANNAS_FILE = 's-plex%3A1001';
const BENS_FILE = 's-plex%3A1002';

function setUp(): Readonly<{ state: State; publisher: Publisher; dir: string }> {
  const dir = join(newFolder(), 'revocations');
  const state = newState();
  const publisher = createPublisher(state, dir);
  publisher.publishAll();
  return { state, publisher, dir };
}

/** Modification time in seconds, and the text, of every file. */
function contentOf(dir: string): Readonly<Record<string, readonly [number, string]>> {
  return Object.fromEntries(
    readdirSync(dir).map((name) => {
      const path = join(dir, name);
      return [name, [statSync(path).mtimeMs / 1000, readFileSync(path, 'utf8')]];
    }),
  );
}

/**
 * Gives what runs a program as a user who does not own the folder, and says its status and output. Root can start it so;
 * anybody else has it run as himself, and meanwhile no more rights to the folder and its files than others have.
 */
function asAnotherUser(dir: string) {
  const isRoot = process.getuid?.() === 0;
  const run = (program: string, args: readonly string[]) => {
    const another = isRoot ? { uid: 65534, gid: 65534 } : {};
    const { status, stdout } = spawnSync(program, args, { ...another, encoding: 'utf8' });
    return [status, stdout];
  };
  return (program: string, ...args: string[]) => {
    if (isRoot) {
      return run(program, args);
    }
    const modes = [...readdirSync(dir).map((name) => join(dir, name)), dir].map(
      (path) => [path, statSync(path).mode & 0o777] as const,
    );
    try {
      modes.forEach(([path, mode]) => {
        chmodSync(path, (mode & 0o007) * 0o111);
      });
      return run(program, args);
    } finally {
      [...modes].reverse().forEach(([path, mode]) => {
        chmodSync(path, mode);
      });
    }
  };
}

describe('the folder for revocations', () => {
  test('can be looked into by everybody who knows a name, and listed by nobody else', () => {
    const umask = process.umask(0o077);
    try {
      const { state, publisher, dir } = setUp();
      state.revokeSubject(ANNA, NOW);
      publisher.publish(ANNA);
      publisher.confirm(NOW);
      expect(statSync(dir).mode & 0o777).toBe(0o711);
      expect(readdirSync(dir).sort()).toEqual(['alive', 'epoch', ANNAS_FILE]);
      for (const name of readdirSync(dir)) {
        expect([name, statSync(join(dir, name)).mode & 0o777]).toEqual([name, 0o644]);
      }
    } finally {
      process.umask(umask);
    }
  });

  test('serves another user who knows a name, and tells nothing else', () => {
    const { state, publisher, dir } = setUp();
    state.endSession({ sid: 'one', subject: ANNA, expiresAt: NOW }, NOW);
    publisher.publish(ANNA);
    const asAnother = asAnotherUser(dir);
    expect(asAnother('stat', '-c', '%Y', join(dir, ANNAS_FILE))).toEqual([0, '0\n']);
    expect(asAnother('cat', join(dir, ANNAS_FILE))).toEqual([0, 'one\n']);
    expect(asAnother('test', '-e', join(dir, BENS_FILE))).toEqual([1, '']);
    expect(asAnother('ls', dir)).toEqual([2, '']);
    expect(asAnother('touch', join(dir, BENS_FILE))[0]).toBe(1);
  });

  test('has an epoch from the beginning', () => {
    expect(contentOf(setUp().dir)).toEqual({ epoch: [0, ''] });
  });

  test('has the time of a stamp as the time of the file', () => {
    const { state, publisher, dir } = setUp();
    state.revokeSubject(ANNA, NOW);
    publisher.publish(ANNA);
    expect(contentOf(dir)).toEqual({ epoch: [0, ''], [ANNAS_FILE]: [NOW + 1, ''] });
  });

  test('has ended sessions as lines', () => {
    const { state, publisher, dir } = setUp();
    for (const sid of ['one', 'two']) {
      state.endSession({ sid, subject: ANNA, expiresAt: NOW }, NOW);
      publisher.publish(ANNA);
    }
    expect(contentOf(dir)).toMatchObject({ [ANNAS_FILE]: [0, 'one\ntwo\n'] });
  });

  test('has a hash in place of a name that is too long', () => {
    const { state, publisher, dir } = setUp();
    const subject = `local:${'ü'.repeat(100)}`;
    state.revokeSubject(subject, NOW);
    publisher.publish(subject);
    expect(contentOf(dir)).toMatchObject({ [revocationFileName(subject)]: [NOW + 1, ''] });
    expect(publisher.publishAll()).toBe(0);
  });

  test('says the epoch, and then nothing of anybody', () => {
    const { state, publisher, dir } = setUp();
    state.revokeSubject(ANNA, NOW);
    publisher.publish(ANNA);
    state.revokeAll(NOW + 10);
    publisher.publishAll();
    expect(contentOf(dir)).toEqual({ epoch: [NOW + 11, ''] });
  });

  test('forgets what the state forgets', () => {
    const { state, publisher, dir } = setUp();
    state.endSession({ sid: 'one', subject: ANNA, expiresAt: NOW + 100 }, NOW);
    publisher.publish(ANNA);
    state.removeExpired(NOW + 8 * 24 * 60 * 60);
    publisher.publishAll();
    expect(contentOf(dir)).toEqual({ epoch: [0, ''] });
  });

  test('has a new time of its own after every change, however fast they come', () => {
    const { state, publisher, dir } = setUp();
    const seen = new Set<number>();
    for (let each = 0; each < 200; each++) {
      state.endSession({ sid: String(each % 90), subject: ANNA, expiresAt: NOW }, NOW);
      publisher.publish(ANNA);
      seen.add(statSync(dir).mtimeMs);
    }
    expect(seen.size).toBe(200);
    expect(Math.max(...seen)).toBe(statSync(dir).mtimeMs);
  });

  test('keeps its time when it is confirmed', () => {
    const { publisher, dir } = setUp();
    publisher.confirm(NOW);
    const before = statSync(dir).mtimeMs;
    publisher.confirm(NOW + 10);
    expect(statSync(join(dir, 'alive')).mtimeMs).toBe((NOW + 10) * 1000);
    expect(statSync(dir).mtimeMs).toBe(before);
  });

  test('is written while nobody else can change the state', () => {
    const dataDir = newFolder();
    const state = newState(dataDir);
    const outsider = new Database(join(dataDir, 'usher.sqlite'), { timeout: 1 });
    const canChange = () => {
      try {
        outsider.exec('BEGIN IMMEDIATE');
        outsider.exec('ROLLBACK');
        return true;
      } catch {
        return false;
      }
    };
    const seen: boolean[] = [];
    const watched: State = {
      ...state,
      revokedOf: (subject) => {
        seen.push(canChange());
        return state.revokedOf(subject);
      },
      allRevoked: () => {
        seen.push(canChange());
        return state.allRevoked();
      },
    };
    const publisher = createPublisher(watched, join(dataDir, 'revocations'));
    publisher.publishAll();
    publisher.publish(ANNA);
    expect(seen).toEqual([false, false]);
    expect(canChange()).toBe(true);
    outsider.close();
  });

  test('is not made where there is to be none', () => {
    const publisher = createPublisher(newState(), '');
    publisher.publish(ANNA);
    publisher.confirm(NOW);
    expect(publisher.publishAll()).toBe(0);
  });

  test('is not taken from somebody else', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(() => createPublisher(newState(), file)).toThrow(DataDirError);
    expect(() => createPublisher(newState(), join(file, 'below'))).toThrow(DataDirError);
  });
});

describe('a folder that is not as it should be', () => {
  const damages: readonly (readonly [string, (dir: string) => void])[] = [
    [
      'is gone',
      (dir) => {
        rmSync(dir, { recursive: true });
        mkdirSync(dir, { mode: 0o711 });
      },
    ],
    ['lost a stamp', (dir) => rmSync(join(dir, ANNAS_FILE))],
    ['lost its epoch', (dir) => rmSync(join(dir, 'epoch'))],
    ['has a stamp that went back', (dir) => utimesSync(join(dir, ANNAS_FILE), NOW, NOW)],
    ['has an epoch that went ahead', (dir) => utimesSync(join(dir, 'epoch'), NOW, NOW)],
    ['has a file that nobody else can read', (dir) => chmodSync(join(dir, ANNAS_FILE), 0o600)],
    [
      'has other sessions',
      (dir) => {
        writeFileSync(join(dir, BENS_FILE), 'two\n');
        utimesSync(join(dir, BENS_FILE), 0, 0);
      },
    ],
    ['has somebody who lost nothing', (dir) => writeFileSync(join(dir, 's-plex%3A7'), '')],
    [
      'has what a killed process began',
      (dir) => writeFileSync(join(dir, '.0123456789ab.tmp'), 'one'),
    ],
  ];

  test.each(damages)('that %s is put right', (_name, damage) => {
    const { state, publisher, dir } = setUp();
    state.revokeSubject(ANNA, NOW);
    state.endSession({ sid: 'one', subject: BEN, expiresAt: NOW }, NOW);
    publisher.publishAll();
    const right = contentOf(dir);
    const modes = () => readdirSync(dir).map((name) => statSync(join(dir, name)).mode & 0o777);
    const before = statSync(dir).mtimeMs;
    // The publisher was a moment ahead of the clock, and knows nothing of what others do in that moment.
    while (Date.now() < before + 20);
    damage(dir);
    publisher.publishAll();
    expect(contentOf(dir)).toEqual(right);
    expect(modes()).toEqual([0o644, 0o644, 0o644]);
    expect(statSync(dir).mtimeMs).toBeGreaterThan(before);
    expect(publisher.publishAll()).toBe(0);
  });

  test('keeps what is not of ours', () => {
    const { publisher, dir } = setUp();
    writeFileSync(join(dir, 'README'), 'mine');
    mkdirSync(join(dir, 'more'));
    publisher.publishAll();
    expect(existsSync(join(dir, 'README')) && existsSync(join(dir, 'more'))).toBe(true);
  });
});

test('two thousand people are published and looked over in a moment', () => {
  const { state, publisher, dir } = setUp();
  for (let each = 0; each < 2_000; each++) {
    state.revokeSubject(`plex:${String(each)}`, NOW);
  }
  expect(publisher.publishAll()).toBe(2_000);
  expect(readdirSync(dir)).toHaveLength(2_001);
  const start = performance.now();
  expect(publisher.publishAll()).toBe(0);
  expect(performance.now() - start).toBeLessThan(10_000);
});
