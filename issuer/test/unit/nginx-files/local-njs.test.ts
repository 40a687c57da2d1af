/** What becomes of the question where nginx is not what it should be. The nginx ring asks real ones. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { localNjs } from '../../../nginx-files/local-njs.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';

const newFolder = useTemporaryFolders();

/** A program that says `-V` as nginx would, and otherwise does what is given. */
function program(script: string): string {
  const path = join(newFolder(), 'nginx');
  writeFileSync(
    path,
    `#!/bin/sh\n[ "$1" = -V ] && { echo 'configure arguments: --prefix=/none' >&2; exit 0; }\n${script}\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** Answers on the socket of its configuration, as an nginx with a server of another kind might. */
const answers = (body: string) =>
  program(`exec '${process.execPath}' -e '
    require("http").createServer((_, response) => response.end(${JSON.stringify(body)}))
      .listen(process.argv[1] + "/socket")' "$2"`);

describe('asking nginx for its njs', () => {
  test('finds no nginx where there is none', async () => {
    expect(await localNjs({ binary: '/none/nginx' })).toEqual({ kind: 'no_nginx' });
  });

  test.each([
    ['0.9.7', '0.9.7', false],
    ['1.0.3 Ed25519', '1.0.3', true],
  ])('takes from the answer %j the version %s, Ed25519: %p', async (body, version, hasEd25519) => {
    const told = await localNjs({ binary: answers(body) });
    expect(told).toEqual({ kind: 'njs', version, hasEd25519 });
  });

  test.each(['<html>', '0.9.7 ', '1.0.3 Ed448'])('takes no version from %j', async (body) => {
    const told = await localNjs({ binary: answers(`${body}.`) });
    expect(told).toEqual({ kind: 'no_njs', detail: 'nginx does not answer' });
  });

  test('gives the complaint of an nginx that does not start', async () => {
    const binary = program(`echo 'unknown directive "js_import"' >&2; exit 1`);
    expect(await localNjs({ binary })).toEqual({
      kind: 'no_njs',
      detail: 'unknown directive "js_import"',
    });
  });

  test('gives up on a program that fails at once, and on one that never answers', async () => {
    const broken = join(newFolder(), 'nginx');
    writeFileSync(broken, '', { mode: 0o644 });
    expect((await localNjs({ binary: broken })).kind).toBe('no_njs');
    const silent = program('exec sleep 60');
    expect((await localNjs({ binary: silent, timeoutSeconds: 0.3 })).kind).toBe('no_njs');
  });

  test('leaves no folder behind', async () => {
    const note = join(newFolder(), 'note');
    await localNjs({ binary: program(`echo "$2" >'${note}'`) });
    const folder = readFileSync(note, 'utf8').trim();
    expect(folder).toContain('usher-njs-');
    expect(existsSync(folder)).toBe(false);
  });
});
