import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openDataDir } from '../../../data-dir/data-dir.js';
import { openKeyRing } from '../../../keys/key-file.js';
import { GOOD_YAML, SERVER } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { NOW, runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();

const newFolderWith = (yaml: string) => {
  const folder = newFolder();
  writeConfig(folder, yaml);
  return folder;
};

describe('usher check', () => {
  test('says that all is fine, changes nothing, and exits 0', async () => {
    const folder = newFolderWith(GOOD_YAML);
    expect(await runIn(folder, ['check'])).toEqual({
      exitCode: 0,
      stdout:
        'usher.yaml is fine\n' +
        'data/keys.json is not there yet; "usher serve", "usher nginx" or "usher keys generate" makes it\n',
      stderr: '',
    });
    expect(readdirSync(folder)).toEqual(['usher.yaml']);
  });

  test('exits 0 with warnings', async () => {
    const ran = await runIn(newFolderWith(GOOD_YAML.replace('  ownerId: 12345\n', '')), ['check']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^usher\.yaml:5:1: warning: plex\.ownerId is not set/);
    expect(ran.stdout).toContain('\n    hint: set it to the numeric id');
    expect(ran.stdout).toContain('\nusher.yaml is fine: 1 warning\n');
  });

  test('warns where nginx cannot look into the folder for revocations', async () => {
    const folder = newFolderWith(GOOD_YAML);
    await openDataDir(join(folder, 'data'));
    chmodSync(join(folder, 'data'), 0o700);
    const ran = await runIn(folder, ['check']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain('data/revocations: warning: ');
    expect(ran.stdout).toContain(`chmod o+x ${join(folder, 'data')}`);
  });

  test('lists every problem with file, line, path and suggestion, and exits 1', async () => {
    const yaml = GOOD_YAML.replace('servers:', 'servrs:').replace('group: 3', 'group: 3000');
    const ran = await runIn(newFolderWith(yaml), ['check'], { env: { USHER_PLEX_TIMOUT: '1s' } });
    expect(ran).toEqual({
      exitCode: 1,
      stdout:
        'usher.yaml:6:3: error: plex.servrs: there is no setting "servrs" in plex\n' +
        '    hint: did you mean "servers"?\n' +
        'usher.yaml:10:29: error: rules[1].group must be at most 999\n' +
        'USHER_PLEX_TIMOUT: error: there is no setting for the environment variable USHER_PLEX_TIMOUT\n' +
        '    hint: did you mean USHER_PLEX_TIMEOUT?\n' +
        'usher.yaml: 3 problems\n',
      stderr: '',
    });
  });

  test('exits 2 if the file is not there', async () => {
    const ran = await runIn(newFolder(), ['check', '--config', 'other.yaml']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('other.yaml: error: there is no such file');
    expect(ran.stderr).toContain('--config FILE');
  });

  test.each([
    [['--config', 'a.yaml'], { USHER_CONFIG: 'b.yaml' }, 'a.yaml'],
    [[], { USHER_CONFIG: 'b.yaml' }, 'b.yaml'],
    [[], { USHER_CONFIG: '' }, 'usher.yaml'],
    [[], {}, 'usher.yaml'],
  ])('with %j and %j looks at %s', async (args, env, name) => {
    const ran = await runIn(newFolder(), ['check', ...args], { env });
    expect(ran.stderr).toContain(`${name}: error: there is no such file`);
  });

  test('tells which key signs', async () => {
    const folder = newFolderWith(GOOD_YAML);
    const data = join(folder, 'data');
    await openDataDir(data);
    const { keyFile } = await openKeyRing(data, NOW);
    const kid = keyFile.kind === 'ring' ? keyFile.ring.signing.kid : '';
    expect((await runIn(folder, ['check'])).stdout).toContain(
      `data/keys.json: 1 key, ${kid} signs\n`,
    );
    const { stdout } = await runIn(folder, ['check', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      file: join(folder, 'usher.yaml'),
      problems: [],
      warnings: [],
      keys: { file: join(data, 'keys.json'), state: 'ready', signs: kid, kids: [kid] },
    });
  });

  test('exits 1 if the keys cannot be used, and warns of their mode', async () => {
    const folder = newFolderWith(GOOD_YAML);
    const data = join(folder, 'data');
    await openDataDir(data);
    await openKeyRing(data, NOW);
    chmodSync(join(data, 'keys.json'), 0o640);
    expect(await runIn(folder, ['check'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^data\/keys\.json: warning: its group/),
    });
    writeFileSync(join(data, 'keys.json'), '{"keys":[]}');
    const ran = await runIn(folder, ['check']);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('data/keys.json: error: the JWK Set is empty\n');
    expect(ran.stdout).toContain('data/keys.json cannot be used\n');
    expect(JSON.parse((await runIn(folder, ['check', '--json'])).stdout)).toMatchObject({
      problems: [{ message: 'the JWK Set is empty' }],
      keys: { state: 'unusable' },
    });
  });

  test('gives problems to programs as JSON', async () => {
    const folder = newFolderWith(GOOD_YAML.replace(SERVER, 'x'));
    const { exitCode, stdout } = await runIn(folder, ['check', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ path: 'plex.servers[0]', source: join(folder, 'usher.yaml'), line: 6 }],
    });
  });
});

describe('the command line', () => {
  test.each([
    [[], 2],
    [['chek'], 2],
    [['check', '--jsn'], 2],
    [['check', 'extra'], 2],
    [['check', '--config'], 2],
    [['keys'], 2],
    [['token', 'inspect'], 2],
    [['--help'], 0],
    [['help', 'check'], 0],
    [['check', '--help'], 0],
    [['--version'], 0],
  ])('%j exits %d', async (args, exitCode) => {
    const ran = await runIn(newFolder(), args);
    expect(ran.exitCode).toBe(exitCode);
    expect(exitCode === 0 ? ran.stderr : ran.stdout).toBe('');
    expect(exitCode === 0 ? ran.stdout : ran.stderr).not.toBe('');
  });

  test('suggests the likely verb', async () => {
    const { stderr } = await runIn(newFolder(), ['chek']);
    expect(stderr).toContain('Did you mean check?');
  });

  test.each([['check'], ['keys', 'generate'], ['keys', 'list'], ['token', 'inspect']])(
    '%s %s has help with an example',
    async (...verbs) => {
      const { stdout } = await runIn(newFolder(), [...verbs, '--help']);
      expect(stdout).toContain(`Example:\n  usher ${verbs.join(' ')} `);
      expect(stdout).toContain('--config <file>');
    },
  );

  test('does not say that token inspect looks for ./usher.yaml by itself', async () => {
    const { stdout } = await runIn(newFolder(), ['token', 'inspect', '--help']);
    expect(stdout).not.toContain('./usher.yaml');
  });
});
