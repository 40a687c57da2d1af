import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT, type JWTPayload } from 'jose';
import { describe, expect, test } from '@jest/globals';
import { denyReasons } from '../../../../shared/deny-reason.js';
import { REASON_TEXT } from '../../../commands/deny-reason-text.js';
import { loadKeyRing } from '../../../keys/key-file.js';
import { joseHeaderOf, signerOf } from '../../../keys/key-ring.js';
import { GOOD_YAML } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { NOW, runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();

/** A folder with configuration and keys, and a way to sign with them. */
async function system() {
  const folder = newFolder();
  writeConfig(folder, GOOD_YAML);
  await runIn(folder, ['keys', 'generate']);
  const keyFile = await loadKeyRing(join(folder, 'data'), NOW);
  if (keyFile.kind !== 'ring') {
    throw new Error('no ring');
  }
  const { signing } = keyFile.ring;
  const mint = (claims: JWTPayload = {}) =>
    new SignJWT({
      iss: 'https://auth.example.com',
      aud: 'example.com',
      sub: 'plex:42',
      iat: NOW - 90,
      exp: NOW + 7300,
      group_id: 4,
      ...claims,
    })
      .setProtectedHeader(joseHeaderOf(signing))
      .sign(signerOf(signing));
  return { folder, mint, kid: signing.kid };
}

describe('usher token inspect', () => {
  test('shows header, claims and times in words, and trusts nothing without --config', async () => {
    const { folder, mint, kid } = await system();
    const token = await mint();
    const ran = await runIn(folder, ['token', 'inspect', token]);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      new RegExp(`^Header\n  alg +"HS256"\n  typ +"JWT"\n  kid +"${kid}"\n`),
    );
    expect(ran.stdout).toContain('2023-11-14T22:11:50Z, 1 minute ago\n');
    expect(ran.stdout).toContain('2023-11-15T00:15:00Z, in 2 hours\n');
    expect(ran.stdout).toContain('Not verified');
    expect(ran.stdout).not.toContain(token.split('.')[2]);
  });

  test.each([
    { at: '998', exitCode: 0, words: 'passes: allowed' },
    { at: '4', exitCode: 0, words: 'passes: allowed' },
    { at: '3', exitCode: 1, words: 'refused with 403: group_above_threshold' },
    { at: '999', claims: { exp: NOW - 1000 }, exitCode: 0, words: 'passes: guest' },
    { at: '998', claims: { exp: NOW - 31 }, exitCode: 1, words: 'refused with 401: expired (the' },
    { at: '4', claims: { iss: 'https://x.example' }, exitCode: 1, words: '401: iss_mismatch' },
    { at: '4', claims: { aud: 'example.org' }, exitCode: 1, words: '401: aud_mismatch' },
  ])('with --config gives the verdict of the gate: %j', async (example) => {
    const { folder, mint } = await system();
    const token = await mint(example.claims);
    const args = ['token', 'inspect', token, '--config', 'usher.yaml', '--threshold', example.at];
    const ran = await runIn(folder, args);
    expect(ran).toMatchObject({ exitCode: example.exitCode, stderr: '' });
    expect(ran.stdout).toContain(`Verdict at threshold ${example.at}: `);
    expect(ran.stdout).toContain(example.words);
  });

  test('takes any signed-in person without --threshold', async () => {
    const { folder, mint } = await system();
    const ran = await runIn(folder, ['token', 'inspect', await mint(), '-c', 'usher.yaml']);
    expect(ran.stdout).toContain('Verdict at threshold 998: passes: allowed');
  });

  test('refuses a forged token', async () => {
    const { folder, mint } = await system();
    const [header, , signature] = (await mint()).split('.');
    const claims = Buffer.from('{"group_id":0}').toString('base64url');
    const ran = await runIn(folder, ['token', 'inspect', `${header}.${claims}.${signature}`], {
      env: { USHER_CONFIG: 'usher.yaml' },
    });
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('401: signature_mismatch');
  });

  test.each(['', '  ', 'usher=', '__Secure-usher=', 'Bearer '])(
    'reads standard input, with %j in front',
    async (prefix) => {
      const { folder, mint } = await system();
      const text = `${prefix}${await mint()}\n`;
      const ran = await runIn(folder, ['token', 'inspect', '-c', 'usher.yaml', '-'], {
        readStdin: () => Promise.resolve(text),
      });
      expect(ran.exitCode).toBe(0);
    },
  );

  test('has JSON for programs', async () => {
    const { folder, mint, kid } = await system();
    const token = await mint();
    const judged = await runIn(folder, [
      'token',
      'inspect',
      token,
      '-c',
      'usher.yaml',
      '-t',
      '3',
      '--json',
    ]);
    expect(JSON.parse(judged.stdout)).toMatchObject({
      header: { alg: 'HS256', typ: 'JWT', kid },
      claims: { sub: 'plex:42', group_id: 4 },
      threshold: 3,
      verdict: { allowed: false, status: 403, reason: 'group_above_threshold' },
    });
    const decoded = await runIn(folder, ['token', 'inspect', token, '--json']);
    expect(JSON.parse(decoded.stdout)).not.toHaveProperty('verdict');
  });

  test.each(['', 'abc', 'a.b', 'a.b.c.d', '!.e30.x', 'e30.bnVsbA.x', 'e30.W10.x', 'bnVsbA.e30.x'])(
    '%j cannot be read, which is 1',
    async (text) => {
      const ran = await runIn(newFolder(), ['token', 'inspect', '-'], {
        readStdin: () => Promise.resolve(text),
      });
      expect(ran.exitCode).toBe(1);
      expect(ran.stdout).toContain('cannot be read\n');
    },
  );

  test('nothing at all is no token', async () => {
    const { folder } = await system();
    const ran = await runIn(folder, ['token', 'inspect', '', '-c', 'usher.yaml']);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('401: no_token');
  });

  test('lets no claim move the cursor or hide', async () => {
    const { folder, mint } = await system();
    const name = '\u001b[2J\u009b31m\u202eevil\u200b\n';
    const token = await mint({ name, [name]: 1, nbf: 1e300, auth_time: 'now' });
    const { stdout } = await runIn(folder, ['token', 'inspect', token]);
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
    expect(stdout).toContain('"\\u001b[2J\\u009b31m\\u202eevil\\u200b\\n"');
    expect(stdout).toMatch(/nbf +1e\+300\n/);
    expect(stdout).toMatch(/auth_time +"now"\n/);
  });

  test.each(['', '1000', '-1', '4.0', 'x'])('--threshold %j is none, which is 2', async (text) => {
    const ran = await runIn(newFolder(), ['token', 'inspect', 'abc', `--threshold=${text}`]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('cannot judge without configuration or keys, which is 2', async () => {
    const folder = newFolder();
    const args = ['token', 'inspect', 'abc', '--config', 'usher.yaml'];
    expect(await runIn(folder, args)).toMatchObject({ exitCode: 2, stdout: '' });
    writeConfig(folder, GOOD_YAML);
    expect(await runIn(folder, args)).toMatchObject({ exitCode: 2, stdout: '' });
    await runIn(folder, ['keys', 'generate']);
    writeFileSync(join(folder, 'data', 'keys.json'), 'x');
    expect(await runIn(folder, args)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('has words for every reason', () => {
    expect(Object.keys(REASON_TEXT).sort()).toEqual(['allowed', 'guest', ...denyReasons()].sort());
  });
});
