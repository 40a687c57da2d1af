/** The program of docs/token.md makes a token that the gate takes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const CLI = resolve('issuer/dist/cli.js');
const CONFIG = `
issuer: { url: https://auth.example.com }
cookie: { domain: example.com }
plex: { servers: [${'ab12'.repeat(10)}], ownerId: 1 }
rules: [{ when: { plex: owner }, group: 0 }]
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-token-page-'));
  const program = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync('docs/token.md', 'utf8'))?.[1];
  writeFileSync(join(folder, 'mint.mjs'), program ?? '');
  writeFileSync(join(folder, 'usher.yaml'), CONFIG);
  execFileSync(process.execPath, [CLI, 'keys', 'generate'], { cwd: folder });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the program of the page about the token', () => {
  test.each([
    ['4', 0, 'passes'],
    ['5', 1, 'group_above_threshold'],
    ['4.5', 1, 'group_not_integer'],
  ])('makes a token of group %s: exit code %i, %s', (group, exitCode, said) => {
    const input = execFileSync(process.execPath, ['mint.mjs', 'data/keys.json', group], {
      cwd: folder,
    });
    const args = ['token', 'inspect', '--config', 'usher.yaml', '--threshold', '4', '-'];
    const ran = spawnSync(process.execPath, [CLI, ...args], { cwd: folder, input });
    expect(ran.status).toBe(exitCode);
    expect(ran.stdout.toString()).toContain(said);
  });
});
