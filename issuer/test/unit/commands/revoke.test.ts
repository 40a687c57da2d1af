import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openState } from '../../../state/sqlite-state.js';
import type { State } from '../../../state/state.js';
import { GOOD_YAML } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { sessionDetails } from '../state/session-details.js';
import { NOW, runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();
const ANNA = 'plex:1001';
const ANNAS_FILE = 's-plex%3A1001';
const DAY = 24 * 60 * 60;

async function setUp(more = '') {
  const folder = newFolder();
  writeConfig(folder, `${GOOD_YAML}${more}`);
  await runIn(folder, ['keys', 'generate']);
  const dir = join(folder, 'data', 'revocations');
  const withState = <T>(use: (state: State) => T): T => {
    const state = openState(join(folder, 'data'));
    try {
      return use(state);
    } finally {
      state.close();
    }
  };
  return {
    folder,
    dir,
    withState,
    run: (...args: string[]) => runIn(folder, ['revoke', ...args]),
    timeOf: (name: string) => statSync(join(dir, name)).mtimeMs / 1000,
  };
}

describe('usher revoke, of a person', () => {
  test.each([ANNA, '1001'])('%s is in the state and in the folder when it ends', async (text) => {
    const { run, withState, timeOf, dir } = await setUp();
    withState((state) => {
      state.recordSession(sessionDetails({ subject: ANNA, expiresAt: NOW + DAY }));
    });
    const ran = await run(text);
    expect(ran).toEqual({
      exitCode: 0,
      stdout: `plex:1001: everything from before 2023-11-14 22:13:21 UTC is void\n`,
      stderr: '',
    });
    expect(timeOf(ANNAS_FILE)).toBe(NOW + 1);
    expect(timeOf('epoch')).toBe(0);
    expect(readdirSync(dir)).not.toContain('alive');
    expect(withState((state) => state.revokedOf(ANNA)?.notBefore)).toBe(NOW + 1);
    expect(withState((state) => state.audit(5))).toMatchObject([
      { at: NOW, actor: 'command line', action: 'revoked', subject: ANNA },
    ]);
  });

  test('who was never seen is done all the same, with a warning', async () => {
    const { run, timeOf } = await setUp();
    const ran = await run(ANNA);
    expect(ran).toMatchObject({
      exitCode: 0,
      stderr: 'warning: no session of "plex:1001" is on record; is it the right one?\n',
    });
    expect(timeOf(ANNAS_FILE)).toBe(NOW + 1);
  });

  test('is known by the user name too, where only one has had it', async () => {
    const { run, withState, timeOf } = await setUp();
    const record = (subject: string) => {
      withState((state) => {
        const facts = { subject, username: 'Anna', servers: [] };
        state.recordPerson({ subject, name: 'A', facts, refused: 'no_rule', at: NOW });
      });
    };
    record(ANNA);
    expect((await run('anna')).exitCode).toBe(0);
    expect(timeOf(ANNAS_FILE)).toBe(NOW + 1);
    record('plex:1002');
    const ran = await run('anna');
    expect([ran.exitCode, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain('several people have had the user name "anna"');
  });

  test('is told to programs', async () => {
    const ran = await (await setUp()).run(ANNA, '--json');
    expect(JSON.parse(ran.stdout)).toEqual({ subject: ANNA, notBefore: NOW + 1, published: true });
  });

  test('needs no folder where there is to be none', async () => {
    const { run, dir, withState } = await setUp('revocation: { dir: none }\n');
    expect(await run(ANNA)).toMatchObject({ exitCode: 0 });
    expect(existsSync(dir)).toBe(false);
    expect(withState((state) => state.revokedOf(ANNA)?.notBefore)).toBe(NOW + 1);
  });
});

test('usher revoke --all is the epoch, and the only file there is', async () => {
  const { run, dir, timeOf } = await setUp();
  await run(ANNA);
  const ran = await run('--all');
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ran.stdout).toContain('everybody signs in again');
  expect(readdirSync(dir)).toEqual(['epoch']);
  expect(timeOf('epoch')).toBe(NOW + 2);
});

describe('usher revoke --session', () => {
  test('ends a session that is on record', async () => {
    const { run, dir, withState } = await setUp();
    withState((state) => {
      state.recordSession(sessionDetails({ sid: 'the-sid', subject: ANNA, expiresAt: NOW + DAY }));
    });
    expect(await run('--session', 'the-sid')).toMatchObject({
      exitCode: 0,
      stdout: 'session the-sid of plex:1001 is over\n',
    });
    expect(readFileSync(join(dir, ANNAS_FILE), 'utf8')).toBe('the-sid\n');
  });

  test('ends one that is not, if it is told whose it is', async () => {
    const { run, dir } = await setUp();
    const ran = await run('--session', 'the-sid');
    expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ran.stderr).toContain('usher revoke plex:1234567 --session the-sid');
    expect(await run('1001', '--session', 'the-sid')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(dir, ANNAS_FILE), 'utf8')).toBe('the-sid\n');
  });
});

describe('usher revoke --token', () => {
  const mint = (folder: string) =>
    runIn(folder, ['token', 'mint', '--group', '2', '--name', 'nzb360 on my phone', '--json']);

  test.each(['name', 'sid'] as const)('ends the API token of that %s', async (by) => {
    const { folder, dir, run } = await setUp();
    const token = JSON.parse((await mint(folder)).stdout) as Record<string, string>;
    const ran = await run('--token', token[by] ?? '', '--json');
    expect(JSON.parse(ran.stdout)).toEqual({
      token: 'nzb360 on my phone',
      session: token['sid'],
      subject: token['subject'],
      published: true,
    });
    const file = join(dir, `s-${encodeURIComponent(token['subject'] ?? '')}`);
    expect(readFileSync(file, 'utf8')).toBe(`${token['sid'] ?? ''}\n`);
  });

  test('finds nothing twice, and of two of one name the good one', async () => {
    const { folder, run } = await setUp();
    await mint(folder);
    expect(await run('--token', 'nzb360 on my phone')).toMatchObject({ exitCode: 0 });
    const again = await run('--token', 'nzb360 on my phone');
    expect(again).toMatchObject({ exitCode: 1, stdout: '' });
    expect(again.stderr).toContain('nothing is left to revoke of "nzb360 on my phone"');
    await mint(folder);
    expect(await run('--token', 'nzb360 on my phone')).toMatchObject({ exitCode: 0 });
  });

  test('says that there is none of that name', async () => {
    const { run } = await setUp();
    expect(await run('--token', 'mine')).toMatchObject({
      exitCode: 1,
      stderr: 'error: there is no API token "mine"; see "usher token list"\n',
    });
  });
});

describe('usher revoke that cannot do what it should', () => {
  test.each([
    [[], 'say what'],
    [['everybody'], 'nobody with the user name "everybody" is on record'],
    [['plex:01'], 'no subject'],
    [['local:a b'], 'no subject'],
    [['local:\u0007'], 'no subject'],
    [[`local:${'x'.repeat(255)}`], 'no subject'],
    [[ANNA, '--all'], 'one at a time'],
    [['--all', '--token', 'x'], 'one at a time'],
    [['--session', '../../x'], 'no sid'],
  ])('%j revokes nothing', async (args, text) => {
    const { run, folder } = await setUp();
    const ran = await run(...args);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(text);
    expect(readdirSync(join(folder, 'data'))).toEqual(['keys.json']);
  });

  test('makes no new state for a configuration that nobody used yet', async () => {
    const folder = newFolder();
    writeConfig(folder, GOOD_YAML);
    const ran = await runIn(folder, ['revoke', ANNA]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('there is no data folder data');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('records what it cannot publish, and says so', async () => {
    const { run, dir, withState } = await setUp();
    await run('1002');
    rmSync(dir, { recursive: true });
    writeFileSync(dir, 'a file');
    const ran = await run(ANNA, '--json');
    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({ subject: ANNA, published: false });
    expect(ran.stderr).toContain('nginx does not know');
    expect(withState((state) => state.revokedOf(ANNA)?.notBefore)).toBe(NOW + 1);
  });
});
