/** Processes of the real code, killed at random moments. The seed is in the tests' names; USHER_TEST_SEED repeats one. */
import { copyFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import { createPublisher } from '../../../revocation/publisher.js';
import { MIGRATIONS } from '../../../state/migrations.js';
import { openSqliteFile } from '../../../state/sqlite-file.js';
import type { State } from '../../../state/state.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { useStates } from './open-states.js';
import { pause, until, useProgram } from './processes.js';
import { makeVersion1 } from './version-1.js';

const newFolder = useTemporaryFolders();
const openState = useStates();
const startWriting = useProgram(new URL('writing-process.ts', import.meta.url));
const NOW = 1_700_000_000;
const SEED = Number(process.env['USHER_TEST_SEED'] ?? Date.now() % 1_000_000);

/** mulberry32: 0 up to 1 */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function rowsOf(dataDir: string, sql: string) {
  const file = openSqliteFile(join(dataDir, 'usher.sqlite'));
  const rows = file.rows(sql);
  file.close();
  return rows;
}

/** Whether a change that was said to be done is there, wholly. */
function isThere(state: State, revocations: string, change: string): boolean {
  const [what, number = ''] = change.split(' ');
  const subject = `plex:${number}`;
  const each = Number(number);
  switch (what) {
    case 'session':
      return state.findSession(`session-${number}`)?.subject === subject;
    case 'override': {
      const override = state.overrideOf(subject, NOW);
      return (
        override?.note === `note ${number}` &&
        override.group === (each % 2 === 0 ? 'refused' : each % 1000)
      );
    }
    case 'audit':
      return state.audit(10, subject)[0]?.detail === number;
    case 'stamp':
      return (
        state.revokedOf(subject)?.notBefore === NOW + 1 &&
        statSync(join(revocations, `s-plex%3A${number}`)).mtimeMs === (NOW + 1) * 1000
      );
    default:
      return change === 'begins' || change === 'open';
  }
}

describe(`a process that is killed (seed ${String(SEED)})`, () => {
  test('in the middle of writing, beside another, loses nothing that it said is done', async () => {
    const random = randomFrom(SEED);
    const dataDir = newFolder();
    const revocations = join(dataDir, 'revocations');
    const said: string[] = [];
    for (let round = 0; round < 22; round++) {
      const both = [0, 1].map((which) =>
        startWriting([dataDir, revocations, String((2 * round + which) * 1_000_000)]),
      );
      // One is killed while it may still be opening the file, the other while it writes.
      await Promise.all(
        both.map(async (one, which) => {
          await until(() => one.lines().length > (which === 0 ? 0 : 2));
          await pause(random() * (which === 0 ? 30 : 60));
          one.kill();
          await one.ended;
        }),
      );
      const lines = both.flatMap((one) => one.lines());
      said.push(...lines);
      // At once, and before anything heals.
      const state = openState(dataDir);
      expect(rowsOf(dataDir, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      expect(lines.filter((line) => !isStampedSession(line, lines))).toEqual(
        lines.filter((line) => !isStampedSession(line, lines) && isThere(state, revocations, line)),
      );
      // A stamp and what it takes away are one.
      expect(
        rowsOf(
          dataDir,
          'SELECT sid FROM sessions JOIN stamps USING (subject) WHERE issued_at < not_before',
        ),
      ).toEqual([]);
    }
    const state = openState(dataDir);
    const stays = said.filter((line) => !isStampedSession(line, said));
    expect(stays.filter((line) => !isThere(state, revocations, line))).toEqual([]);
    // What each round waits for, at least.
    expect(said.length).toBeGreaterThanOrEqual(22 * 4);
    // The next start.
    const publisher = createPublisher(state, revocations);
    publisher.publishAll();
    expect(publisher.publishAll()).toBe(0);
    const names = [...state.allRevoked().keys()].map(
      (subject) => `s-${encodeURIComponent(subject)}`,
    );
    expect(readdirSync(revocations).sort()).toEqual(['epoch', ...names].sort());
  }, 120_000);

  test('in the middle of a migration leaves all as it was, or all as it will be', async () => {
    const random = randomFrom(SEED + 1);
    const template = newFolder();
    const many = 20_000;
    makeVersion1(
      template,
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(many)})
       INSERT INTO sessions SELECT 'session-' || i, 'plex:' || i, 4000000000 + i FROM n`,
    );
    const before: unknown[] = [];
    for (let round = 0; round < 9; round++) {
      const dataDir = newFolder();
      copyFileSync(join(template, 'usher.sqlite'), join(dataDir, 'usher.sqlite'));
      const one = startWriting([dataDir, join(dataDir, 'revocations'), '1000000']);
      await until(() => one.lines().length > 0);
      // A little later each time, so that the first are surely killed before its end.
      await pause(random() * 25 * round);
      one.kill();
      await one.ended;
      before.push(versionOf(dataDir));
      const state = openState(dataDir);
      expect(versionOf(dataDir)).toBe(MIGRATIONS.length);
      expect(rowsOf(dataDir, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      expect(
        rowsOf(
          dataDir,
          `SELECT count(*) AS number, min(group_id) AS least FROM sessions
           WHERE expires_at > 4000000000 AND issued_at > 0 AND first_seen = issued_at AND last_seen = issued_at`,
        ),
      ).toEqual([{ number: many, least: 999 }]);
      const stays = one.lines().filter((line) => !isStampedSession(line, one.lines()));
      expect(stays.filter((line) => !isThere(state, join(dataDir, 'revocations'), line))).toEqual(
        [],
      );
    }
    expect(before).toContain(1);
  }, 120_000);
});

/** Whether a session was stamped after it was put on record. */
function isStampedSession(line: string, lines: readonly string[]): boolean {
  const [what, number = ''] = line.split(' ');
  return what === 'session' && Number(number) % 3 === 0 && lines.includes(`audit ${number}`);
}

function versionOf(dataDir: string): unknown {
  const database = new Database(join(dataDir, 'usher.sqlite'));
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
  database.close();
  return row.user_version;
}
