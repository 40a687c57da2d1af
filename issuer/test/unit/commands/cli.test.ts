import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GOOD_YAML } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { writeConfig } from './run.js';

const newFolder = useTemporaryFolders();
const root = process.cwd();

// Inside the repository, where the bundle finds its packages; not issuer/dist itself, which others may be running.
let built = '';
beforeAll(() => {
  mkdirSync(join(root, 'issuer', 'dist'), { recursive: true });
  built = mkdtempSync(join(root, 'issuer', 'dist', 'test-'));
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-issuer.js', built], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
});

const usher = (cwd: string, args: readonly string[], input = '') => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(built, 'cli.js'), ...args], {
    cwd,
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return { status, stdout, stderr };
};

describe('the built command', () => {
  test('checks a configuration: 0, 1 or 2', () => {
    const folder = newFolder();
    expect(usher(folder, ['check'])).toMatchObject({ status: 2, stdout: '' });
    writeConfig(folder, GOOD_YAML);
    expect(usher(folder, ['check'])).toMatchObject({ status: 0, stderr: '' });
    writeConfig(folder, `${GOOD_YAML}oops: 1\n`);
    expect(usher(folder, ['check'])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('usher.yaml:14:1: error: there is no setting "oops"'),
      stderr: '',
    });
  });

  test('refuses a wrong command line with 2', () => {
    expect(usher(newFolder(), ['chek'])).toMatchObject({ status: 2, stdout: '' });
  });

  test('makes keys, and reads a token from standard input', () => {
    const folder = newFolder();
    writeConfig(folder, GOOD_YAML);
    expect(usher(folder, ['keys', 'generate']).status).toBe(0);
    const judged = usher(folder, ['token', 'inspect', '-c', 'usher.yaml', '-'], 'a.b.c\n');
    expect(judged).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('signature_malformed'),
    });
  });
});
