import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { GOOD_YAML } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { NOW, runIn, writeConfig, type Ran } from './run.js';

const newFolder = useTemporaryFolders();

const newFolderWithConfig = () => {
  const folder = newFolder();
  writeConfig(folder, GOOD_YAML);
  return folder;
};

type Jwk = { kid: string; k?: string; d?: string; p?: string };
const keysIn = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, 'data', 'keys.json'), 'utf8')) as { keys: Jwk[] }).keys;

/** No test may show a secret, whatever it is about. */
const expectNoSecret = (folder: string, { stdout, stderr }: Ran) => {
  for (const { k, d, p } of keysIn(folder)) {
    for (const secret of [k, d, p]) {
      expect(stdout + stderr).not.toContain(secret ?? '(none)');
    }
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

describe('usher keys generate --alg', () => {
  test.each(['ES256', 'EdDSA', 'RS256'])('makes a key pair for %s', async (alg) => {
    const folder = newFolderWithConfig();
    const ran = await runIn(folder, ['keys', 'generate', '--alg', alg]);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(keysIn(folder)).toMatchObject([{ alg, use: 'sig' }]);
    const added = await runIn(folder, ['keys', 'generate', '--add']);
    expect(keysIn(folder)).toMatchObject([{ alg }, { alg: 'HS256' }]);
    expectNoSecret(folder, ran);
    expectNoSecret(folder, added);
  });

  test.each(['none', 'es256', 'HS512', ''])('refuses %j', async (alg) => {
    const folder = newFolderWithConfig();
    const ran = await runIn(folder, ['keys', 'generate', '--alg', alg]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toBe('error: --alg must be one of HS256, ES256, EdDSA, RS256\n');
    expect(readdirSync(folder)).toEqual(['usher.yaml']);
  });
});

describe('usher keys rotate', () => {
  const HOUR = 3600;
  const LIFETIME = 24 * HOUR;

  async function rotatedFolder(...args: string[]) {
    const folder = newFolderWithConfig();
    await runIn(folder, ['keys', 'generate']);
    const [before] = keysIn(folder);
    const ran = await runIn(folder, ['keys', 'rotate', ...args]);
    return { folder, before: before!, ran, after: keysIn(folder) };
  }

  test('puts a key in front that signs in an hour; the old one goes after a session', async () => {
    const { folder, before, ran, after } = await rotatedFolder();
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(after).toMatchObject([
      { alg: 'HS256', signs_from: NOW + HOUR },
      { ...before, dropped_after: NOW + HOUR + LIFETIME + 30 },
    ]);
    expect(after[0]!.kid).not.toBe(before.kid);
    expect(ran.stdout).toContain(
      `added key ${after[0]!.kid} to data/keys.json: it verifies now, and signs from 2023-11-14 23:13:20 UTC\n`,
    );
    expect(ran.stdout).toContain(`key ${before.kid} verifies until 2023-11-15 23:13:50 UTC\n`);
    expect(ran.stdout).toContain('"usher nginx"');
    expectNoSecret(folder, ran);
  });

  test('shows in the list what each key does, and when', async () => {
    const { folder, before, after } = await rotatedFolder('--alg', 'ES256');
    const listAt = async (now: number) =>
      (await runIn(folder, ['keys', 'list'], { now: () => now })).stdout.split('\n').slice(1, 3);
    expect(await listAt(NOW)).toEqual([
      `${after[0]!.kid}  ES256  256 bits  2023-11-14  0 d  verifies, will sign from 2023-11-14 23:13:20 UTC`,
      `${before.kid}  HS256  256 bits  2023-11-14  0 d  signs and verifies, until 2023-11-15 23:13:50 UTC`,
    ]);
    expect(await listAt(NOW + HOUR)).toEqual([
      `${after[0]!.kid}  ES256  256 bits  2023-11-14  0 d  signs and verifies`,
      `${before.kid}  HS256  256 bits  2023-11-14  0 d  verifies, until 2023-11-15 23:13:50 UTC`,
    ]);
    expect(await listAt(NOW + 10 * LIFETIME)).toEqual([
      `${after[0]!.kid}  ES256  256 bits  2023-11-14  10 d  signs and verifies`,
      `${before.kid}  HS256  256 bits  2023-11-14  10 d  dropped on 2023-11-15 23:13:50 UTC`,
    ]);
    const json = await runIn(folder, ['keys', 'list', '--json'], { now: () => NOW });
    expect(JSON.parse(json.stdout)).toMatchObject({
      keys: [
        { signs: false, verifies: true, signsFrom: '2023-11-14 23:13:20 UTC' },
        { signs: true, verifies: true, verifiesUntil: '2023-11-15 23:13:50 UTC' },
      ],
    });
  });

  test('takes the times that it is given', async () => {
    const { after } = await rotatedFolder('--lead', '10m', '--keep', '90d', '--alg', 'EdDSA');
    expect(after).toMatchObject([
      { alg: 'EdDSA', signs_from: NOW + 600 },
      { dropped_after: NOW + 600 + 90 * 24 * HOUR + 30 },
    ]);
  });

  test('takes the algorithm of the key that signs', async () => {
    const folder = newFolderWithConfig();
    await runIn(folder, ['keys', 'generate', '--alg', 'ES256']);
    await runIn(folder, ['keys', 'rotate']);
    expect(keysIn(folder)).toMatchObject([{ alg: 'ES256' }, { alg: 'ES256' }]);
  });

  test('again forgets keys that were dropped', async () => {
    const { folder, after } = await rotatedFolder();
    await runIn(folder, ['keys', 'rotate'], { now: () => NOW + 30 * LIFETIME });
    expect(keysIn(folder).map(({ kid }) => kid)).toEqual([expect.anything(), after[0]!.kid]);
  });

  test('--now drops everything old at once, and says what that means', async () => {
    const { folder, before, ran, after } = await rotatedFolder('--now');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(after).toEqual([expect.not.objectContaining({ signs_from: expect.anything() })]);
    expect(after[0]!.kid).not.toBe(before.kid);
    expect(ran.stdout).toContain('1 old key dropped');
    expect(ran.stdout).toContain('everybody signs in again');
    expectNoSecret(folder, ran);
  });

  test('has JSON for programs', async () => {
    const { folder, before, ran, after } = await rotatedFolder('--json');
    expect(JSON.parse(ran.stdout)).toEqual({
      file: join(folder, 'data', 'keys.json'),
      kid: after[0]!.kid,
      alg: 'HS256',
      signs: false,
      signsFrom: '2023-11-14 23:13:20 UTC',
      old: [{ kid: before.kid, verifiesUntil: '2023-11-15 23:13:50 UTC' }],
    });
    const now = await rotatedFolder('--now', '--json');
    expect(JSON.parse(now.ran.stdout)).toMatchObject({
      signs: true,
      old: [{ kid: now.before.kid }],
    });
  });

  test.each([
    [['--lead', 'soon'], '--lead must be'],
    [['--keep', '401d'], '--keep must be'],
    [['--alg', 'none'], '--alg must be'],
  ])('refuses %j and does nothing', async (args, problem) => {
    const { before, ran, after } = await rotatedFolder(...args);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(problem);
    expect(after).toEqual([before]);
  });

  test('does not let an API token be minted unawares that ends with the old key', async () => {
    const { folder, before } = await rotatedFolder();
    const mint = (name: string, ttl: string, now: number) =>
      runIn(folder, ['token', 'mint', '--group', '4', '--name', name, '--ttl', ttl], {
        now: () => now,
      });
    const warned = await mint('one', '90d', NOW);
    expect(warned.stderr).toContain(
      `warning: key ${before.kid}, which signs it, is dropped on 2023-11-15 23:13:50 UTC`,
    );
    expect(warned.stderr).toContain('signs, after 2023-11-14 23:13:20 UTC, does not');
    expect((await mint('two', '24h', NOW)).stderr).not.toContain('warning');
    expect((await mint('three', '90d', NOW + HOUR)).stderr).not.toContain('warning');
  });

  test('needs keys to begin with', async () => {
    const ran = await runIn(newFolderWithConfig(), ['keys', 'rotate']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('there is no such file');
  });
});

describe('usher keys import', () => {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString();

  test('adds keys that verify', async () => {
    const folder = newFolderWithConfig();
    await runIn(folder, ['keys', 'generate']);
    const before = keysIn(folder);
    writeFileSync(join(folder, 'old.pem'), pem, { mode: 0o600 });
    const ran = await runIn(folder, ['keys', 'import', 'old.pem']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(keysIn(folder)).toMatchObject([before[0]!, { alg: 'ES256', iat: NOW }]);
    expect(ran.stdout).toContain(
      `imported 1 key into data/keys.json; ${before[0]!.kid} signs\n  ${keysIn(folder)[1]!.kid}  ES256\n`,
    );
    expectNoSecret(folder, ran);
  });

  test('makes keys.json where there is none; the first of them signs', async () => {
    const [folder, other] = [newFolderWithConfig(), newFolderWithConfig()];
    await runIn(other, ['keys', 'generate']);
    await runIn(other, ['keys', 'generate', '--add', '--alg', 'EdDSA']);
    const ran = await runIn(folder, ['keys', 'import', '--json', join(other, 'data/keys.json')]);
    const kids = keysIn(other).map(({ kid }) => kid);
    expect(JSON.parse(ran.stdout)).toEqual({
      file: join(folder, 'data', 'keys.json'),
      keys: [
        { kid: kids[0], alg: 'HS256', signs: true },
        { kid: kids[1], alg: 'EdDSA', signs: false },
      ],
    });
    expect(keysIn(folder).map(({ k }) => k)).toEqual(keysIn(other).map(({ k }) => k));
  });

  test('leaves keys.json as it is where a kid is there already', async () => {
    const folder = newFolderWithConfig();
    await runIn(folder, ['keys', 'generate']);
    const before = keysIn(folder);
    const ran = await runIn(folder, ['keys', 'import', 'data/keys.json']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('an earlier key has the same kid');
    expect(keysIn(folder)).toEqual(before);
  });

  test.each<[string, (file: string) => void, string]>([
    ['is missing', () => undefined, 'there is no such file'],
    [
      'everybody can read',
      (file) => {
        writeFileSync(file, pem, { mode: 0o644 });
      },
      'chmod 600',
    ],
    [
      'holds no key',
      (file) => {
        writeFileSync(file, 'hunter2', { mode: 0o600 });
      },
      'neither JSON nor PEM',
    ],
  ])('does nothing with a file that %s', async (_, make, problem) => {
    const folder = newFolderWithConfig();
    make(join(folder, 'old.pem'));
    const ran = await runIn(folder, ['keys', 'import', 'old.pem']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(`old.pem: error: `);
    expect(ran.stderr).toContain(problem);
    expect(ran.stderr).not.toContain('hunter2');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });
});
