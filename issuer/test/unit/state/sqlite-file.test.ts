import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openSqliteFile } from '../../../state/sqlite-file.js';
import { StateError } from '../../../state/state-error.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { useStates } from './open-states.js';

const newFolder = useTemporaryFolders();
const openState = useStates();

describe('usher.sqlite', () => {
  test('is for its owner alone, with all that SQLite puts beside it', () => {
    const dataDir = newFolder();
    const umask = process.umask(0);
    try {
      openState(dataDir).revokeAll(1);
    } finally {
      process.umask(umask);
    }
    const names = readdirSync(dataDir);
    expect(names).toContain('usher.sqlite');
    for (const name of names) {
      expect([name, statSync(join(dataDir, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  test('keeps what was in it', () => {
    const dataDir = newFolder();
    openState(dataDir).revokeSubject('plex:1', 1_700_000_000);
    expect(openState(dataDir).revokedOf('plex:1')?.notBefore).toBe(1_700_000_001);
  });

  test('shows one process at once what another has changed', () => {
    const dataDir = newFolder();
    const [one, other] = [openState(dataDir), openState(dataDir)];
    expect(one.revokedOf('plex:1')).toBeUndefined();
    other.revokeSubject('plex:1', 1_700_000_000);
    expect(one.revokedOf('plex:1')?.notBefore).toBe(1_700_000_001);
  });

  test('that others can read is refused', () => {
    const dataDir = newFolder();
    openState(dataDir).close();
    chmodSync(join(dataDir, 'usher.sqlite'), 0o644);
    expect(() => openState(dataDir)).toThrow(/usher\.sqlite: every user .* chmod 600/);
  });

  test('of a newer version is left alone', () => {
    const path = join(newFolder(), 'usher.sqlite');
    const file = openSqliteFile(path);
    file.run('PRAGMA user_version = 99');
    file.close();
    expect(() => openSqliteFile(path)).toThrow(/a newer usher made it \(schema 99/);
  });

  test.each([
    ['something else', (path: string) => writeFileSync(path, 'x'.repeat(5000), { mode: 0o600 })],
    ['a folder', (path: string) => mkdirSync(path, { mode: 0o700 })],
  ])('that is %s is refused', (_name, make) => {
    const path = join(newFolder(), 'usher.sqlite');
    make(path);
    expect(() => openSqliteFile(path)).toThrow(StateError);
    expect(() => openSqliteFile(path)).toThrow(/^.*usher\.sqlite: /);
  });

  test('in a folder that is not there is refused', () => {
    expect(() => openSqliteFile(join(newFolder(), 'no', 'usher.sqlite'))).toThrow(StateError);
  });
});

describe('a transaction', () => {
  test('that fails has done nothing, and lets the next one in', () => {
    const state = openState();
    expect(() =>
      state.exclusively(() => {
        throw new Error('in the middle');
      }),
    ).toThrow('in the middle');
    expect(state.revokeAll(1_700_000_000)).toBe(1_700_000_001);
  });
});
