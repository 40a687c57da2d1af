/** `usher guest …` */
import { describe, expect, test } from '@jest/globals';
import { openState } from '../../../state/sqlite-state.js';
import { GOOD_YAML } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { sessionDetails } from '../state/session-details.js';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { NOW, runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();
const DAY = 86_400;
const LINK = /^https:\/\/auth\.example\.com\/guest\/[\w-]{32}\n$/;

function setUp() {
  const folder = newFolder();
  writeConfig(
    folder,
    `${GOOD_YAML}  - { name: Overseerr, url: https://example.com/overseerr, group: 4 }
  - { name: Wiki, url: https://example.com/wiki, group: 999 }
  - { name: Start, url: https://example.com/, group: 998 }\n`,
  );
  mkdirSync(join(folder, 'data'));
  return {
    usher: (...args: string[]) => runIn(folder, ['guest', ...args]),
    state: () => openState(join(folder, 'data')),
    passes: async () => {
      const { stdout } = await runIn(folder, ['guest', 'list', '--json']);
      return (JSON.parse(stdout) as { passes: { id: string; name: string; state: string }[] })
        .passes;
    },
  };
}

describe('usher guest add', () => {
  test('writes the link alone to standard output, and the QR code beside it', async () => {
    const { usher } = setUp();
    const { exitCode, stdout, stderr } = await usher('add', '--name', 'Grandma', '--app', 'Sonarr');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(LINK);
    expect(stderr).toContain('▄');
    expect(stderr).toContain(
      'Grandma: sonarr.example.com/; group 1 (Co-Admin), until 2023-11-21 22:13:20 UTC, devices: 1',
    );
    expect(stderr).not.toContain(stdout.trim());
  });

  test('gives the last group that has guests to an app that is open to everybody', async () => {
    const { usher } = setUp();
    const { exitCode, stderr } = await usher('add', '--name', 'Reader', '--app', 'Wiki');
    expect(stderr).toContain('Reader: example.com/wiki; group 998');
    expect(exitCode).toBe(0);
  });

  test('gives an app its own group, not that of others which are below its address', async () => {
    const { usher } = setUp();
    const { stderr } = await usher('add', '--name', 'Reader', '--app', 'Start');
    expect(stderr).toContain('Reader: example.com/; group 998');
  });

  test('says all of it to programs', async () => {
    const { usher } = setUp();
    const { stdout } = await usher(
      ...['add', '--name', 'Party', '--group', '5', '--address', 'https://photos.example.com/a/'],
      ...['--until', '2023-12-31', '--uses', 'any', '--json'],
    );
    const { link, id, ...rest } = JSON.parse(stdout) as Record<string, string>;
    expect(`${link ?? ''}\n`).toMatch(LINK);
    expect(rest).toEqual({
      subject: `guest:${id ?? ''}`,
      name: 'Party',
      groupId: 5,
      groupName: 'Group 5',
      resources: ['photos.example.com/a'],
      ends: '2024-01-01T00:00:00.000Z',
    });
  });

  test.each([
    [['--name', 'X'], 'name what it opens'],
    [['--name', 'X', '--app', 'Nothing'], 'The pass cannot open Nothing'],
    [['--name', 'X', '--app', 'Sonarr', '--group', '4'], 'Sonarr needs group 1 or better'],
    [['--name', 'X', '--app', 'Sonarr', '--address', 'a.example.com'], 'Choose a group yourself'],
    [['--name', 'X', '--group', '0'], 'You can give group 1'],
    [['--name', 'X', '--group', 'x'], '--group must be'],
    [['--name', 'X', '--group', '4', '--for', 'soon'], '--until must be'],
    [['--name', 'X', '--group', '4', '--for', '500d'], 'The last day has to be'],
    [['--name', 'X', '--group', '4', '--until', '2020-01-01'], 'The last day has to be'],
    [['--name', 'X', '--group', '4', '--uses', 'many'], '--uses must be'],
    [['--name', '', '--group', '4'], 'The name has to have'],
  ])('refuses %j: %s', async (args, text) => {
    const { usher, passes } = setUp();
    const { exitCode, stdout, stderr } = await usher('add', ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(text);
    expect(await passes()).toEqual([]);
  });
});

describe('usher guest list', () => {
  test('says what became of each', async () => {
    const { usher, state, passes } = setUp();
    for (const name of ['Good', 'Used', 'Over']) {
      await usher('add', '--name', name, '--app', 'Overseerr', '--for', '2d');
    }
    await usher('add', '--name', 'Advent', '--app', 'Overseerr', '--until', '2023-12-24');
    const file = state();
    const idOf = async (name: string) => (await passes()).find((pass) => pass.name === name)?.id;
    file.useGuestPass((await idOf('Used')) ?? '', NOW);
    file.close();
    await usher('revoke', 'Over');
    expect((await passes()).map(({ name, state: its }) => [name, its]).sort()).toEqual([
      ['Advent', 'good'],
      ['Good', 'good'],
      ['Over', 'revoked'],
      ['Used', 'used_up'],
    ]);
    const { stdout } = await usher('list');
    expect(stdout).toMatch(/^NAME +GROUP +OPENS +LAST DAY +USED +STATE +ID\n/);
    expect(stdout).toMatch(/Used +4 User +Overseerr +2023-11-16 +1\/1 +used up +[0-9a-f]{16}\n/);
    expect(stdout).toMatch(/Advent +4 User +Overseerr +2023-12-24 +0\/1 /);
    expect(stdout).not.toContain('/guest/');
  });

  test('says that there are none', async () => {
    expect((await setUp().usher('list')).stdout).toContain('there are no guest passes');
  });
});

describe('usher guest revoke', () => {
  test('voids what its guests have', async () => {
    const { usher, state, passes } = setUp();
    await usher('add', '--name', 'Grandma', '--app', 'Overseerr');
    const [pass] = await passes();
    const file = state();
    const subject = `guest:${pass?.id ?? ''}`;
    file.recordSession(sessionDetails({ subject, issuedAt: NOW, expiresAt: NOW + DAY }));
    const { exitCode, stdout } = await usher('revoke', 'Grandma');
    expect([exitCode, stdout]).toEqual([
      0,
      `Grandma (${pass?.id ?? ''}) is taken back; whoever came in by it is out\n`,
    ]);
    expect(file.sessions(NOW)).toEqual([]);
    expect(file.earliestIssueOf(subject)).toBe(NOW + 1);
    expect(file.audit(1)[0]).toMatchObject({ actor: 'command line', action: 'guest_pass_revoked' });
    file.close();
    expect((await usher('revoke', 'Grandma')).exitCode).toBe(1);
  });

  test('asks which one, where several are called so', async () => {
    const { usher, passes } = setUp();
    await usher('add', '--name', 'Grandma', '--app', 'Overseerr');
    await usher('add', '--name', 'Grandma', '--app', 'Overseerr');
    const { exitCode, stderr } = await usher('revoke', 'Grandma');
    expect(exitCode).toBe(1);
    const ids = (await passes()).map(({ id }) => id);
    for (const id of ids) {
      expect(stderr).toContain(id);
    }
    expect((await usher('revoke', ids[0] ?? '')).exitCode).toBe(0);
  });

  test('takes back all that somebody made', async () => {
    const { usher, passes } = setUp();
    await usher('add', '--name', 'One', '--app', 'Overseerr');
    await usher('add', '--name', 'Two', '--app', 'Overseerr');
    expect((await usher('revoke', '--made-by', 'plex:1')).exitCode).toBe(1);
    expect((await usher('revoke', '--made-by', 'command line')).exitCode).toBe(0);
    expect((await passes()).map(({ state }) => state)).toEqual(['revoked', 'revoked']);
  });

  test('wants one or the other', async () => {
    const { usher } = setUp();
    expect((await usher('revoke')).exitCode).toBe(2);
    expect((await usher('revoke', 'Grandma', '--made-by', 'plex:1')).exitCode).toBe(2);
  });
});
