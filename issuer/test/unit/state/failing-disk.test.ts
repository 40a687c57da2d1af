import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { ROOT, useProgram } from './processes.js';

const newFolder = useTemporaryFolders();
const startProgram = useProgram(new URL('failing-process.ts', import.meta.url));

/** In a name space of its own, where that is allowed: a file system of a megabyte, which is gone with the process. */
const OWN_FILE_SYSTEM = [
  ...['unshare', '-rm', 'sh', '-c'],
  'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"',
] as const;
const mayMount =
  spawnSync(OWN_FILE_SYSTEM[0], [...OWN_FILE_SYSTEM.slice(1), newFolder(), 'true']).status === 0;

/** Root may write anywhere. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const AS_NOBODY = isRoot
  ? ['setpriv', `--reuid=${String(NOBODY)}`, `--regid=${String(NOBODY)}`, '--clear-groups']
  : [];
const mayDrop =
  !isRoot ||
  spawnSync(
    AS_NOBODY[0] ?? '',
    [...AS_NOBODY.slice(1), process.execPath, '-e', 'require("libsql")'],
    {
      cwd: ROOT,
    },
  ).status === 0;

type Outcome = Readonly<{
  failed: Readonly<Record<string, string>>;
  mended: Readonly<Record<string, string>>;
  [member: string]: unknown;
}>;

async function outcomeOf(dataDir: string, how: string, before: readonly string[] = []) {
  const { lines, ended } = startProgram([dataDir, how], before);
  expect(await ended).toEqual([0, '']);
  return JSON.parse(lines().join('\n')) as Outcome;
}

const OK = '[[{"integrity_check":"ok"}],';
const CHANGES = 14;

function expectAllDone(outcomes: Readonly<Record<string, string>>): void {
  expect(Object.keys(outcomes)).toHaveLength(CHANGES);
  expect(Object.entries(outcomes).filter(([, outcome]) => outcome !== 'done')).toEqual([]);
}

/** A way to bring it about, and what runs the program for it; where one is not allowed here, another one is. */
type Way = readonly [because: string, how: string, before: (dataDir: string) => readonly string[]];

const LIMIT: Way = ['of a limit', 'limit', () => []];
const FULL: Way = ['the disk is full', 'full', (dataDir) => [...OWN_FILE_SYSTEM, dataDir]];
const MODE: Way = ['of its mode', 'chmod', () => AS_NOBODY];
const READ_ONLY: Way = [
  'the disk is read-only',
  'read-only',
  (dataDir) => [...OWN_FILE_SYSTEM, dataDir],
];

describe('while no file can grow, every change fails as a whole; afterwards all goes on', () => {
  test.each([LIMIT, ...(mayMount ? [FULL] : [])])('because %s', async (_because, how, before) => {
    const dataDir = newFolder();
    const { failed, mended, ...rest } = await outcomeOf(dataDir, how, before(dataDir));
    const expected = how === 'full' ? /^StateError SQLITE_FULL$/ : /^StateError SQLITE_/;
    for (const [name, outcome] of Object.entries(failed)) {
      expect([name, outcome]).toEqual([name, expect.stringMatching(expected)]);
    }
    expect(Object.keys(failed)).toHaveLength(CHANGES);
    expectAllDone(mended);
    expect(rest).toMatchObject({ canRead: 'done', same: true, leftOver: [] });
    expect(rest['integrity']).toContain(OK);
  });
});

describe('a file that cannot be written is refused, or each change to it; afterwards all goes on', () => {
  const expectRefused = ({ opened, failed, intact, integrity, mended }: Outcome): void => {
    expect(opened).toMatch(/^(done|StateError SQLITE_\w+)$/);
    // A copy changes nothing.
    const changes = Object.entries(failed).filter(([name]) => name !== 'copyTo');
    expect(changes).toHaveLength(opened === 'done' ? CHANGES - 1 : 0);
    for (const [name, outcome] of changes) {
      expect([name, outcome]).toEqual([name, 'StateError SQLITE_READONLY']);
    }
    expect([intact, integrity]).toEqual([true, expect.stringContaining(OK)]);
    expectAllDone(mended);
  };

  test.each([...(mayDrop ? [MODE] : []), ...(mayMount ? [READ_ONLY] : [])])(
    'because %s',
    async (_because, how, before) => {
      const dataDir = newFolder();
      if (how === 'chmod' && isRoot) {
        chownSync(dataDir, NOBODY, NOBODY);
      }
      expectRefused(await outcomeOf(dataDir, how, before(dataDir)));
    },
  );
});
