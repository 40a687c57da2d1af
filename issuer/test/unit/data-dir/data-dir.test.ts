import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DataDirError } from '../../../data-dir/data-dir-error.js';
import { openDataDir } from '../../../data-dir/data-dir.js';
import {
  createPrivateFile,
  readPrivateFile,
  replacePrivateFile,
} from '../../../data-dir/private-file.js';
import { openSecrets } from '../../../data-dir/secrets.js';
import { useTemporaryFolders } from './temporary-folder.js';

const newFolder = useTemporaryFolders();

describe('the data folder', () => {
  test('is made so that others can pass through and see nothing, with the folders above it', async () => {
    const dir = join(newFolder(), 'a', 'b');
    const umask = process.umask(0o077);
    try {
      expect(await openDataDir(dir)).toEqual([]);
    } finally {
      process.umask(umask);
    }
    expect(statSync(dir).mode & 0o777).toBe(0o711);
    expect(statSync(join(dir, '..')).mode & 0o777).toBe(0o711);
    expect(await openDataDir(dir)).toEqual([]);
  });

  test('made by root belongs to the owner of the folder above, with the folders between', async () => {
    const above = newFolder();
    if (process.getuid?.() === 0) {
      chownSync(above, 12345, 12345);
    }
    const { uid } = statSync(above);
    await openDataDir(join(above, 'a', 'b'));
    expect(statSync(join(above, 'a')).uid).toBe(uid);
    expect(statSync(join(above, 'a', 'b')).uid).toBe(uid);
  });

  test('that is closed stays closed', async () => {
    const dir = newFolder();
    chmodSync(dir, 0o700);
    expect(await openDataDir(dir)).toEqual([]);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  test('that others can list is used with a warning', async () => {
    const dir = newFolder();
    chmodSync(dir, 0o755);
    expect(await openDataDir(dir)).toEqual([expect.stringContaining('chmod 711')]);
  });

  test('that everybody can change is refused', async () => {
    const dir = newFolder();
    chmodSync(dir, 0o777);
    await expect(openDataDir(dir)).rejects.toThrow(DataDirError);
  });

  test('that is a file is refused', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(openDataDir(file)).rejects.toThrow(DataDirError);
  });
});

describe('secrets.json', () => {
  test('is made on first use, for its owner alone, and stays the same', async () => {
    const dir = newFolder();
    const secrets = await openSecrets(dir);
    expect(secrets.sealingKey).toHaveLength(32);
    expect(secrets.clientIdentifier).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(await openSecrets(dir)).toEqual(secrets);
    expect(await openSecrets(newFolder())).not.toEqual(secrets);
  });

  test('opened by several at once is the same for all', async () => {
    const dir = newFolder();
    const opened = await Promise.all(Array.from({ length: 8 }, () => openSecrets(dir)));
    expect(new Set(opened.map(({ clientIdentifier }) => clientIdentifier)).size).toBe(1);
    expect(readdirSync(dir)).toEqual(['secrets.json']);
  });

  const clientIdentifier = '11111111-2222-3333-4444-555555555555';
  const sealingKey = Buffer.alloc(32, 'key').toString('base64url');

  test.each([
    ['', 'no JSON'],
    ['null', 'no object'],
    ['{}', 'nothing'],
    [JSON.stringify({ sealingKey }), 'no identifier'],
    [JSON.stringify({ clientIdentifier }), 'no key'],
    [JSON.stringify({ sealingKey: sealingKey.slice(4), clientIdentifier }), 'a short key'],
    [JSON.stringify({ sealingKey: `${sealingKey}=`, clientIdentifier }), 'a padded key'],
    [JSON.stringify({ sealingKey, clientIdentifier: 'a\r\nX-Evil: 1' }), 'two headers'],
  ])('%s is refused and left as it is: %s', async (text) => {
    const dir = newFolder();
    const file = join(dir, 'secrets.json');
    writeFileSync(file, text, { mode: 0o600 });
    const refusal = await openSecrets(dir).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DataDirError);
    expect((refusal as Error).message).toContain('not what usher wrote');
    expect((refusal as Error).message).not.toContain(sealingKey);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('that others can read is refused', async () => {
    const dir = newFolder();
    await openSecrets(dir);
    chmodSync(join(dir, 'secrets.json'), 0o644);
    await expect(openSecrets(dir)).rejects.toThrow('chmod 600');
  });

  test('in a folder that is not there is refused', async () => {
    await expect(openSecrets(join(newFolder(), 'none'))).rejects.toThrow(DataDirError);
  });
});

describe('a private file', () => {
  test('is never replaced by creating it', async () => {
    const file = join(newFolder(), 'f');
    expect(await createPrivateFile(file, 'one')).toBe('created');
    expect(await createPrivateFile(file, 'two')).toBe('exists');
    expect(readFileSync(file, 'utf8')).toBe('one');
  });

  test('is not created through a link that leads elsewhere', async () => {
    const dir = newFolder();
    symlinkSync(join(dir, 'elsewhere'), join(dir, 'f'));
    expect(await createPrivateFile(join(dir, 'f'), 'one')).toBe('exists');
    expect(readdirSync(dir)).toEqual(['f']);
  });

  test('is replaced whole, under a mode of its own', async () => {
    const dir = newFolder();
    const file = join(dir, 'f');
    writeFileSync(file, 'old', { mode: 0o644 });
    await replacePrivateFile(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['f']);
  });

  test('made by root belongs to the owner of the folder, so that the portal can read it', async () => {
    const dir = newFolder();
    if (process.getuid?.() === 0) {
      chownSync(dir, 12345, 12345);
    }
    const { uid } = statSync(dir);
    await createPrivateFile(join(dir, 'f'), 'one');
    expect(statSync(join(dir, 'f')).uid).toBe(uid);
    await replacePrivateFile(join(dir, 'f'), 'two');
    expect(statSync(join(dir, 'f')).uid).toBe(uid);
  });

  test('leaves nothing behind when it cannot be written', async () => {
    const dir = newFolder();
    await expect(replacePrivateFile(join(dir, 'none', 'f'), 'x')).rejects.toThrow('ENOENT');
    expect(readdirSync(dir)).toEqual([]);
  });

  test('does not wait for a pipe in its place', async () => {
    const file = join(newFolder(), 'f');
    execFileSync('mkfifo', ['-m', '600', file]);
    expect(await readPrivateFile(file)).toEqual({ kind: 'refused', problem: 'it is not a file' });
  });

  test('that cannot be opened is refused with the reason', async () => {
    const dir = newFolder();
    writeFileSync(join(dir, 'f'), '');
    expect(await readPrivateFile(join(dir, 'f', 'g'))).toEqual({
      kind: 'refused',
      problem: 'it cannot be opened (ENOTDIR)',
    });
  });

  test('of another user says whose rights are missing', async () => {
    const dir = newFolder();
    const file = join(dir, 'f');
    writeFileSync(file, 'x', { mode: 0o600 });
    await withoutRightsTo(dir, async () => {
      expect(await readPrivateFile(file)).toEqual({
        kind: 'refused',
        problem: expect.stringContaining(
          '(EACCES): this user has no rights there; run it as the owner',
        ),
      });
      await expect(openDataDir(join(dir, 'data'))).rejects.toThrow('(EACCES): this user has no');
    });
  });
});

/** Root may do everything, so it is somebody else for a while. */
async function withoutRightsTo(folder: string, act: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  chmodSync(folder, 0o000);
  try {
    if (isRoot) {
      process.seteuid?.(12345);
    }
    await act();
  } finally {
    if (isRoot) {
      process.seteuid?.(0);
    }
    chmodSync(folder, 0o700);
  }
}
