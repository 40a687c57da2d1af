import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { GOOD_YAML } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { runIn, writeConfig, type Ran } from './run.js';

const newFolder = useTemporaryFolders();

const newFolderWithConfig = () => {
  const folder = newFolder();
  writeConfig(folder, GOOD_YAML);
  return folder;
};

type Jwk = { kid: string; k: string };
const keysIn = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, 'data', 'keys.json'), 'utf8')) as { keys: Jwk[] }).keys;

/** No test may show a secret, whatever it is about. */
const expectNoSecret = (folder: string, { stdout, stderr }: Ran) => {
  for (const { k } of keysIn(folder)) {
    expect(stdout + stderr).not.toContain(k);
  }
};

describe('usher keys generate', () => {
  test('makes keys.json and tells the kid alone', async () => {
    const folder = newFolderWithConfig();
    const ran = await runIn(folder, ['keys', 'generate']);
    const [key] = keysIn(folder);
    expect(ran).toEqual({
      exitCode: 0,
      stdout: `made data/keys.json with key ${key?.kid}\n`,
      stderr: '',
    });
    expectNoSecret(folder, ran);
  });

  test('never replaces keys', async () => {
    const folder = newFolderWithConfig();
    await runIn(folder, ['keys', 'generate']);
    const before = keysIn(folder);
    const ran = await runIn(folder, ['keys', 'generate']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('was left as it is; --add appends');
    expect(keysIn(folder)).toEqual(before);
  });

  test('--add appends one that verifies', async () => {
    const folder = newFolderWithConfig();
    await runIn(folder, ['keys', 'generate']);
    const before = keysIn(folder);
    const ran = await runIn(folder, ['keys', 'generate', '--add']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(keysIn(folder)).toEqual([...before, expect.anything()]);
    expect(ran.stdout).toContain(`added key ${keysIn(folder)[1]?.kid} to data/keys.json`);
    expectNoSecret(folder, ran);
  });

  test('--add without keys.json says what to do', async () => {
    const ran = await runIn(newFolderWithConfig(), ['keys', 'generate', '--add']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('"usher keys generate" makes it');
  });

  test.each([
    [[], true],
    [['--add'], false],
  ])('%j has JSON for programs', async (args, signs) => {
    const folder = newFolderWithConfig();
    if (!signs) {
      await runIn(folder, ['keys', 'generate']);
    }
    const ran = await runIn(folder, ['keys', 'generate', '--json', ...args]);
    expect(JSON.parse(ran.stdout)).toEqual({
      file: join(folder, 'data', 'keys.json'),
      kid: keysIn(folder).at(-1)?.kid,
      alg: 'HS256',
      signs,
    });
    expectNoSecret(folder, ran);
  });

  test.each([[[]], [['--add']]])('%j leaves a broken file as it is', async (args) => {
    const folder = newFolderWithConfig();
    await runIn(folder, ['keys', 'generate']);
    const file = join(folder, 'data', 'keys.json');
    writeFileSync(file, '{"keys":[{}]}');
    const ran = await runIn(folder, ['keys', 'generate', ...args]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('data/keys.json: error: key 1: kid must be');
    expect(ran.stderr).toContain('it was left as it is');
    expect(readFileSync(file, 'utf8')).toBe('{"keys":[{}]}');
  });

  test('does nothing with a configuration that has problems', async () => {
    const folder = newFolder();
    writeConfig(folder, GOOD_YAML.replace('url:', 'ur:'));
    const ran = await runIn(folder, ['keys', 'generate']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('usher.yaml:2:3: error: issuer.ur: there is no setting "ur"');
    expect(ran.stderr).toContain('2 problems in usher.yaml; nothing was done\n');
  });

  test('says it when the data folder cannot be used', async () => {
    const folder = newFolderWithConfig();
    writeFileSync(join(folder, 'data'), 'a file');
    const ran = await runIn(folder, ['keys', 'generate']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('cannot be used (EEXIST)');
  });

  test('warns of a data folder that others can look into', async () => {
    const folder = newFolderWithConfig();
    await runIn(folder, ['keys', 'generate']);
    chmodSync(join(folder, 'data'), 0o755);
    const ran = await runIn(folder, ['keys', 'generate', '--add']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('chmod 711') });
  });
});

describe('usher keys list', () => {
  test('shows kid, size, date and which signs, and no secret', async () => {
    const folder = newFolderWithConfig();
    await runIn(folder, ['keys', 'generate']);
    await runIn(folder, ['keys', 'generate', '--add']);
    const file = join(folder, 'data', 'keys.json');
    const keys = keysIn(folder).map((key, at) => ({ ...key, ...(at === 1 && { iat: undefined }) }));
    writeFileSync(file, JSON.stringify({ keys }));
    const ran = await runIn(folder, ['keys', 'list']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toBe(
      'KID               ALG    SIZE      CREATED     AGE  USE\n' +
        `${keys[0]?.kid}  HS256  256 bits  2023-11-14  0 d  signs and verifies\n` +
        `${keys[1]?.kid}  HS256  256 bits  -           -    verifies\n`,
    );
    expectNoSecret(folder, ran);
    const json = await runIn(folder, ['keys', 'list', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({
      file,
      keys: [
        {
          kid: keys[0]?.kid,
          alg: 'HS256',
          bits: 256,
          created: '2023-11-14T22:13:20.000Z',
          ageDays: 0,
          signs: true,
          verifies: true,
        },
        { kid: keys[1]?.kid, alg: 'HS256', bits: 256, signs: false, verifies: true },
      ],
    });
    expectNoSecret(folder, json);
  });

  test('exits 2 without keys.json, 1 with a broken one', async () => {
    const folder = newFolderWithConfig();
    expect(await runIn(folder, ['keys', 'list'])).toMatchObject({ exitCode: 2, stdout: '' });
    await runIn(folder, ['keys', 'generate']);
    chmodSync(join(folder, 'data', 'keys.json'), 0o644);
    const ran = await runIn(folder, ['keys', 'list']);
    expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ran.stderr).toContain('chmod 600');
  });

  test('warns of a group that can read', async () => {
    const folder = newFolderWithConfig();
    await runIn(folder, ['keys', 'generate']);
    chmodSync(join(folder, 'data', 'keys.json'), 0o640);
    expect(await runIn(folder, ['keys', 'list'])).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('data/keys.json: warning: its group'),
    });
  });

  test('needs a configuration', async () => {
    expect(await runIn(newFolder(), ['keys', 'list'])).toMatchObject({ exitCode: 2 });
    expect(await runIn(newFolder(), ['keys', 'generate'])).toMatchObject({ exitCode: 2 });
  });
});
