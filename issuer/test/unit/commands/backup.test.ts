import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openSecrets } from '../../../data-dir/secrets.js';
import { openState } from '../../../state/sqlite-state.js';
import { GOOD_YAML } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { useStates } from '../state/open-states.js';
import { NOW, runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();
const openStateOf = useStates();

/** A data folder with all that a portal has made. */
async function setUp() {
  const folder = newFolder();
  writeConfig(folder, GOOD_YAML);
  await runIn(folder, ['keys', 'generate']);
  const data = join(folder, 'data');
  await openSecrets(data);
  const state = openStateOf(data);
  state.revokeSubject('plex:1', NOW);
  return { folder, data, state, out: join(folder, 'backups', 'one') };
}

describe('usher backup', () => {
  test('copies keys, secrets and state while somebody has the state open', async () => {
    const { folder, data, state, out } = await setUp();
    const ran = await runIn(folder, ['backup', 'backups/one']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toContain(
      'wrote 3 files to backups/one: keys.json, secrets.json, usher.sqlite',
    );
    expect(readdirSync(out).sort()).toEqual(['keys.json', 'secrets.json', 'usher.sqlite']);
    for (const name of ['keys.json', 'secrets.json']) {
      expect(readFileSync(join(out, name))).toEqual(readFileSync(join(data, name)));
    }
    state.revokeSubject('plex:2', NOW);
    const copy = openStateOf(out);
    expect(copy.revokedOf('plex:1')?.notBefore).toBe(NOW + 1);
    expect(copy.revokedOf('plex:2')).toBeUndefined();
  });

  test('keeps all of it to its owner, whatever the umask and the folder were', async () => {
    const { folder, out } = await setUp();
    mkdirSync(out, { recursive: true });
    chmodSync(out, 0o755);
    const umask = process.umask(0);
    try {
      expect(await runIn(folder, ['backup', out])).toMatchObject({ exitCode: 0 });
    } finally {
      process.umask(umask);
    }
    expect(statSync(out).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(out)) {
      expect([name, statSync(join(out, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  test('says what it wrote to programs', async () => {
    const { folder, out } = await setUp();
    const { stdout } = await runIn(folder, ['backup', '--json', out]);
    const { folder: where, files } = JSON.parse(stdout) as {
      folder: string;
      files: readonly { name: string; bytes: number }[];
    };
    expect(where).toBe(out);
    expect(files.map(({ name }) => name)).toEqual(['keys.json', 'secrets.json', 'usher.sqlite']);
    for (const { name, bytes } of files) {
      expect(statSync(join(out, name)).size).toBe(bytes);
    }
  });

  test('touches no folder that has something in it', async () => {
    const { folder, out } = await setUp();
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'mine'), 'x');
    const ran = await runIn(folder, ['backup', 'backups/one']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('backups/one is not empty');
    expect(readdirSync(out)).toEqual(['mine']);
    expect(await runIn(folder, ['backup', 'usher.yaml'])).toMatchObject({ exitCode: 2 });
  });

  test('takes no folder that is a link: another may lead it elsewhere', async () => {
    const { folder, out } = await setUp();
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o755 });
    mkdirSync(dirname(out));
    symlinkSync(elsewhere, out);
    for (const path of [out, `${out}/`]) {
      const ran = await runIn(folder, ['backup', path]);
      expect(ran).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: 'error: backups/one is a link to somewhere else; name another folder\n',
      });
    }
    expect([readdirSync(elsewhere), statSync(elsewhere).mode & 0o777]).toEqual([[], 0o755]);
  });

  test('takes no folder of another user', async () => {
    const { folder, out } = await setUp();
    mkdirSync(out, { recursive: true, mode: 0o755 });
    const isRoot = process.getuid?.() === 0;
    // Only root can give a folder away; to everybody else, the machine's own is another user's.
    const [taken, uid] = isRoot ? [out, 12_345] : ['/', 0];
    if (isRoot) {
      chownSync(out, uid, uid);
    }
    const ran = await runIn(folder, ['backup', taken]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(`belongs to another user (uid ${String(uid)}); name another`);
    expect([readdirSync(out), statSync(out).mode & 0o777]).toEqual([[], 0o755]);
  });

  test('leaves nothing where it could not copy all', async () => {
    const { folder, data, out } = await setUp();
    chmodSync(join(data, 'secrets.json'), 0o644);
    const ran = await runIn(folder, ['backup', out]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('secrets.json: every user of this machine can get at it');
    expect(existsSync(out)).toBe(false);
    mkdirSync(out);
    expect(await runIn(folder, ['backup', out])).toMatchObject({ exitCode: 2 });
    expect(readdirSync(out)).toEqual([]);
  });

  test('makes nothing up where there is no data folder', async () => {
    const folder = newFolder();
    writeConfig(folder, GOOD_YAML);
    const ran = await runIn(folder, ['backup', 'out']);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('there is nothing in the data folder');
    expect(readdirSync(folder)).toEqual(['usher.yaml']);
  });

  test('says what there was not', async () => {
    const folder = newFolder();
    writeConfig(folder, GOOD_YAML);
    await runIn(folder, ['keys', 'generate']);
    const ran = await runIn(folder, ['backup', 'out']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toBe(
      'warning: there is no secrets.json to copy\nwarning: there is no usher.sqlite to copy\n',
    );
    expect(readdirSync(join(folder, 'out'))).toEqual(['keys.json']);
  });
});

describe('a copy of the state', () => {
  test('is whole, and usable at once by another', () => {
    const [one, folder] = [openStateOf(), newFolder()];
    for (let each = 0; each < 500; each++) {
      one.addAudit({ at: NOW, actor: 'portal', action: 'x', subject: '', detail: String(each) });
    }
    one.copyTo(join(folder, 'usher.sqlite'));
    expect(readdirSync(folder)).toEqual(['usher.sqlite']);
    const copy = openState(folder);
    try {
      expect(copy.audit(1000)).toEqual(one.audit(1000));
    } finally {
      copy.close();
    }
  });

  test('replaces nothing', () => {
    const path = join(newFolder(), 'mine');
    writeFileSync(path, 'mine');
    const state = openStateOf();
    expect(() => {
      state.copyTo(path);
    }).toThrow(/mine: it cannot be used \(EEXIST\)/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
