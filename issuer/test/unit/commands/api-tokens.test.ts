import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { openState } from '../../../state/sqlite-state.js';
import { GOOD_YAML } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { NOW, runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();
const DAY = 24 * 60 * 60;
const NAME = 'nzb360 on my phone';

function setUp() {
  const folder = newFolder();
  writeConfig(folder, GOOD_YAML);
  return {
    folder,
    mint: (...args: string[]) =>
      runIn(folder, ['token', 'mint', '--group', '2', '--name', NAME, ...args]),
    list: (...args: string[]) => runIn(folder, ['token', 'list', ...args]),
    inspect: (token: string) =>
      runIn(folder, ['token', 'inspect', '--config', 'usher.yaml', '--json', token]),
  };
}

describe('usher token mint', () => {
  test('writes the token alone to standard output, so that it can be piped', async () => {
    const { mint } = setUp();
    const { exitCode, stdout, stderr } = await mint('--ttl', '90d');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(stderr).toContain(`${NAME}: group 2 (Super User), good until 2024-02-12 22:13:20 UTC`);
    expect(stderr).not.toContain(stdout.trim());
  });

  test('makes a token that is like a session', async () => {
    const { mint, inspect } = setUp();
    const token = (await mint('--ttl', '400d')).stdout.trim();
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'HS256', typ: 'JWT' });
    const claims = decodeJwt(token);
    expect(claims).toEqual({
      iss: 'https://auth.example.com',
      aud: 'example.com',
      sub: `token:${String(claims['sid'])}`,
      iat: NOW,
      exp: NOW + 400 * DAY,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      sid: expect.stringMatching(/^[\w-]{22}$/),
      amr: ['token'],
      name: NAME,
      group: 'Super User',
      group_id: 2,
    });
    expect(JSON.parse((await inspect(token)).stdout)).toMatchObject({
      verdict: { allowed: true, reason: 'allowed' },
    });
  });

  test('makes it somebody’s, if asked', async () => {
    const { mint } = setUp();
    const { stdout } = await mint('--subject', 'local:backup', '--json');
    const answer = JSON.parse(stdout) as Record<string, string>;
    expect(answer).toMatchObject({
      subject: 'local:backup',
      name: NAME,
      groupId: 2,
      groupName: 'Super User',
      expires: '2024-02-12T22:13:20.000Z',
    });
    expect(decodeJwt(answer['token'] ?? '').sub).toBe('local:backup');
  });

  test('keeps the token nowhere', async () => {
    const { mint, folder } = setUp();
    const [, , signature = ''] = (await mint()).stdout.trim().split('.');
    const data = join(folder, 'data');
    for (const name of readdirSync(data)) {
      expect([name, readFileSync(join(data, name)).includes(signature)]).toEqual([name, false]);
    }
  });

  test('makes a good one right after everything was revoked', async () => {
    const { mint, folder, inspect } = setUp();
    await mint();
    await runIn(folder, ['revoke', '--all']);
    const token = (await mint()).stdout.trim();
    expect(decodeJwt(token).iat).toBe(NOW + 1);
    expect((await inspect(token)).exitCode).toBe(0);
  });

  test.each([
    [['--group', '-1'], '--group'],
    [['--group', '999'], '--group'],
    [['--group', '2.5'], '--group'],
    [['--ttl', '401d'], '--ttl'],
    [['--ttl', '59s'], '--ttl'],
    [['--ttl', 'forever'], '--ttl'],
    [['--name', ''], '--name'],
    [['--name', ' x'], '--name'],
    [['--name', 'a\u001bb'], '--name'],
    [['--name', 'x'.repeat(65)], '--name'],
    [['--subject', 'backup'], '--subject'],
  ])('refuses %j', async (args, text) => {
    const ran = await setUp().mint(...args);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(text);
  });

  test.each(['--group', '--name'])('needs %s', async (option) => {
    const { folder } = setUp();
    const args = ['--group', '2', '--name', NAME].filter(
      (_, at, all) => all[at] !== option && all[at - 1] !== option,
    );
    expect(await runIn(folder, ['token', 'mint', ...args])).toMatchObject({ exitCode: 2 });
  });

  test('gives no name twice', async () => {
    const { mint } = setUp();
    await mint();
    const ran = await mint();
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('a good API token of that name');
  });
});

describe('usher token list', () => {
  test('says that there are none, and makes nothing', async () => {
    const { list, folder } = setUp();
    expect(await list()).toMatchObject({
      exitCode: 0,
      stdout: 'there are no API tokens; "usher token mint" makes one\n',
    });
    expect(readdirSync(folder)).toEqual(['usher.yaml']);
  });

  test('shows name, group, times and state, and never a token', async () => {
    const { mint, list, folder } = setUp();
    const token = (await mint()).stdout.trim();
    await mint('--name', 'old');
    await runIn(folder, ['revoke', '--token', 'old']);
    const { stdout } = await list();
    const [head, ...rows] = stdout.trim().split('\n');
    expect(head).toMatch(/^NAME +GROUP +CREATED +ENDS +STATE +SID +MADE BY$/);
    expect(rows).toEqual([
      expect.stringMatching(/^nzb360 on my phone +2 Super User +2023-11-14 +2024-02-12 +good +/),
      expect.stringMatching(/^old +2 Super User +2023-11-14 +2024-02-12 +revoked 2023-11-14 +/),
    ]);
    expect(stdout).not.toContain(token.split('.')[2]);
  });

  test('is for programs too', async () => {
    const { mint, list } = setUp();
    await mint();
    const { tokens } = JSON.parse((await list('--json')).stdout) as { tokens: unknown[] };
    expect(tokens).toEqual([
      {
        name: NAME,
        groupId: 2,
        groupName: 'Super User',
        created: '2023-11-14T22:13:20.000Z',
        ends: '2024-02-12T22:13:20.000Z',
        state: 'good',
        sid: expect.any(String),
        subject: expect.stringMatching(/^token:/),
      },
    ]);
  });
});

test('usher revoke asks which of several tokens of one name is meant, and takes its sid', async () => {
  const { mint, list, folder } = setUp();
  await mint();
  const state = openState(join(folder, 'data'));
  const own = { subject: 'plex:4', madeBy: 'plex:4', name: NAME, groupId: 4, issuedAt: NOW };
  state.addApiToken({ ...own, sid: 'their-own', expiresAt: NOW + DAY }, NOW);
  state.close();
  expect((await list()).stdout).toMatch(/their-own +plex:4\n/);
  const ambiguous = await runIn(folder, ['revoke', '--token', NAME]);
  expect([ambiguous.exitCode, ambiguous.stdout]).toEqual([1, '']);
  expect(ambiguous.stderr).toContain('their-own of plex:4');
  const ran = await runIn(folder, ['revoke', '--token', 'their-own']);
  expect([ran.exitCode, ran.stdout]).toEqual([0, expect.stringContaining('is void')]);
  expect((await runIn(folder, ['revoke', '--token', NAME])).exitCode).toBe(0);
});

describe('usher token inspect', () => {
  test('knows what was revoked', async () => {
    const { mint, folder, inspect } = setUp();
    const token = (await mint()).stdout.trim();
    const reason = async () =>
      (JSON.parse((await inspect(token)).stdout) as { verdict: { reason: string } }).verdict.reason;
    expect(await reason()).toBe('allowed');
    await runIn(folder, ['revoke', '--token', NAME]);
    expect(await reason()).toBe('session_ended');
    await runIn(folder, ['revoke', '--all']);
    expect(await reason()).toBe('revoked');
  });
});

test('usher keys rotate lets the old key verify as long as the longest API token lives', async () => {
  const { mint, folder } = setUp();
  await mint('--ttl', '100d');
  await mint('--name', 'revoked', '--ttl', '300d');
  await runIn(folder, ['revoke', '--token', 'revoked']);
  const { stdout } = await runIn(folder, ['keys', 'rotate', '--lead', '1h', '--json']);
  const { old } = JSON.parse(stdout) as { old: readonly { verifiesUntil: string }[] };
  const until = Date.parse(old[0]?.verifiesUntil ?? '') / 1000;
  expect(until).toBeGreaterThanOrEqual(NOW + 100 * DAY);
  expect(until).toBeLessThan(NOW + 101 * DAY);
});
