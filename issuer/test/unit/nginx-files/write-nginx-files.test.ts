/** The files on disk: whole, with their modes, and nothing else left there. */
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { writeNginxFiles } from '../../../nginx-files/write-nginx-files.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';

const newFolder = useTemporaryFolders();

const FILES = [
  { name: 'usher.js', content: '// the gate\n', mode: 0o644 },
  { name: 'usher.config.js', content: 'export default {};\n', mode: 0o600 },
];

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('writing the files', () => {
  const umask = process.umask(0o022);
  process.umask(umask);
  afterEach(() => {
    process.umask(umask);
  });

  test('makes the folder, and those above it', async () => {
    const folder = join(newFolder(), 'a', 'b');
    await writeNginxFiles(folder, FILES);
    expect(readdirSync(folder).sort()).toEqual(['usher.config.js', 'usher.js']);
    for (const { name, content } of FILES) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(content);
    }
  });

  test.each([0o000, 0o022, 0o077, 0o177])(
    'gives each file its mode with umask %o',
    async (mask) => {
      const folder = newFolder();
      process.umask(mask);
      await writeNginxFiles(folder, FILES);
      for (const { name, mode } of FILES) {
        expect([name, modeOf(join(folder, name))]).toEqual([name, mode]);
      }
    },
  );

  test('replaces what was there, its mode too', async () => {
    const folder = newFolder();
    const path = join(folder, 'usher.config.js');
    writeFileSync(path, 'something longer than what replaces it, and older');
    chmodSync(path, 0o666);
    await writeNginxFiles(folder, FILES);
    expect(readFileSync(path, 'utf8')).toBe('export default {};\n');
    expect(modeOf(path)).toBe(0o600);
  });

  test('leaves other files alone', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'mine.conf'), '# mine');
    await writeNginxFiles(folder, FILES);
    expect(readFileSync(join(folder, 'mine.conf'), 'utf8')).toBe('# mine');
  });

  test('works after a run that was killed, by a process of the same number', async () => {
    // In a container the number is always the same.
    const folder = newFolder();
    writeFileSync(join(folder, `usher.js.${String(process.pid)}.new`), 'half a f');
    await writeNginxFiles(folder, FILES);
    expect(readFileSync(join(folder, 'usher.js'), 'utf8')).toBe('// the gate\n');
  });

  test('works twice at once', async () => {
    const folder = newFolder();
    await Promise.all([writeNginxFiles(folder, FILES), writeNginxFiles(folder, FILES)]);
    expect(readdirSync(folder).sort()).toEqual(['usher.config.js', 'usher.js']);
  });

  test('fails where it cannot write, and leaves no draft', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'usher.js'));
    await expect(writeNginxFiles(folder, FILES)).rejects.toThrow(/EISDIR/);
    expect(readdirSync(folder)).toEqual(['usher.js']);
  });
});
