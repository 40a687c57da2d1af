import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { generateKey, privateJwkOf } from '../../../keys/generate-key.js';
import { changeKeys, loadKeyRing, openKeyRing } from '../../../keys/key-file.js';
import { appended } from '../../../keys/rotation.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';

const NOW = 1_700_000_000;
const newFolder = useTemporaryFolders();

const addKey = (dir: string, key = generateKey(NOW)) =>
  changeKeys(dir, NOW, (entries) => appended(entries, [key], NOW));

describe('keys.json', () => {
  test('is missing at first', async () => {
    const dir = newFolder();
    expect(await loadKeyRing(dir, NOW)).toEqual({ kind: 'missing', file: join(dir, 'keys.json') });
    expect(await addKey(dir)).toEqual({ kind: 'missing', file: join(dir, 'keys.json') });
    expect(readdirSync(dir)).toEqual([]);
  });

  test('is made once, for its owner alone, and then read', async () => {
    const dir = newFolder();
    const first = await openKeyRing(dir, NOW);
    expect(first).toMatchObject({ created: true, keyFile: { kind: 'ring', warnings: [] } });
    expect(statSync(join(dir, 'keys.json')).mode & 0o777).toBe(0o600);
    expect(await openKeyRing(dir, NOW + 1)).toEqual({ created: false, keyFile: first.keyFile });
    expect(await loadKeyRing(dir, NOW)).toEqual(first.keyFile);
    expect(readdirSync(dir)).toEqual(['keys.json']);
  });

  test('is a JWK Set by RFC 7517', async () => {
    const dir = newFolder();
    await openKeyRing(dir, NOW);
    const set: unknown = JSON.parse(readFileSync(join(dir, 'keys.json'), 'utf8'));
    expect(set).toEqual({
      keys: [
        {
          kty: 'oct',
          kid: expect.stringMatching(/^[0-9a-f]{16}$/),
          alg: 'HS256',
          use: 'sig',
          iat: NOW,
          k: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
        },
      ],
    });
  });

  test('made by several at once is one ring for all', async () => {
    const dir = newFolder();
    const opened = await Promise.all(Array.from({ length: 8 }, () => openKeyRing(dir, NOW)));
    expect(opened.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(opened.map(({ keyFile }) => JSON.stringify(keyFile))).size).toBe(1);
    expect(readdirSync(dir)).toEqual(['keys.json']);
  });

  test('gets a further key at its end; the first goes on signing and keeps every member', async () => {
    const dir = newFolder();
    const file = join(dir, 'keys.json');
    const { keyFile } = await openKeyRing(dir, NOW);
    const set = JSON.parse(readFileSync(file, 'utf8')) as { keys: object[] };
    writeFileSync(file, JSON.stringify({ keys: [{ ...set.keys[0], 'x-note': 'mine' }] }));

    const key = generateKey(NOW + 5);
    const added = await addKey(dir, key);

    const after = await loadKeyRing(dir, NOW);
    expect(after).toEqual(added);
    expect(after).toMatchObject({
      ring: {
        signing: keyFile.kind === 'ring' && keyFile.ring.signing,
        keys: [{}, key],
      },
    });
    expect(readFileSync(file, 'utf8')).toContain('"x-note": "mine"');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['keys.json']);
  });

  test('loses no key to several commands that add one at once', async () => {
    const dir = newFolder();
    await openKeyRing(dir, NOW);
    const keys = Array.from({ length: 8 }, () => generateKey(NOW));
    const outcomes = await Promise.all(keys.map((key) => addKey(dir, key)));
    const added = keys.filter((_, at) => outcomes[at]?.kind === 'ring');
    expect(added.length).toBeGreaterThan(0);
    const after = await loadKeyRing(dir, NOW);
    expect(after.kind === 'ring' && after.ring.keys.slice(1).map(({ kid }) => kid)).toEqual(
      expect.arrayContaining(added.map(({ kid }) => kid)),
    );
    expect(readdirSync(dir)).toEqual(['keys.json']);
  });

  test('is left to the command that is changing it', async () => {
    const dir = newFolder();
    await openKeyRing(dir, NOW);
    const lock = join(dir, 'keys.json.lock');
    writeFileSync(lock, '');
    const before = readFileSync(join(dir, 'keys.json'), 'utf8');
    expect(await addKey(dir)).toMatchObject({
      kind: 'problems',
      problems: [`another command is changing it; if none is, remove ${lock}`],
    });
    expect(readFileSync(join(dir, 'keys.json'), 'utf8')).toBe(before);
    unlinkSync(lock);
    expect(await addKey(dir)).toMatchObject({ kind: 'ring' });
  });

  test('is full some day', async () => {
    const dir = newFolder();
    await openKeyRing(dir, NOW);
    for (let size = 1; size < 32; size++) {
      expect(await addKey(dir)).toMatchObject({ kind: 'ring' });
    }
    const before = readFileSync(join(dir, 'keys.json'), 'utf8');
    expect(await addKey(dir)).toMatchObject({ problems: ['more than 32 keys'] });
    expect(readFileSync(join(dir, 'keys.json'), 'utf8')).toBe(before);
  });

  test('that is broken is left as it is', async () => {
    const dir = newFolder();
    const file = join(dir, 'keys.json');
    writeFileSync(file, '{"keys":[]}', { mode: 0o600 });
    const problems = { kind: 'problems', file, problems: ['the JWK Set is empty'] };
    expect(await loadKeyRing(dir, NOW)).toEqual(problems);
    expect(await openKeyRing(dir, NOW)).toEqual({ created: false, keyFile: problems });
    expect(await addKey(dir)).toEqual(problems);
    expect(readFileSync(file, 'utf8')).toBe('{"keys":[]}');
  });

  test.each([0o604, 0o602, 0o644, 0o666])('with mode %o is refused', async (mode) => {
    const dir = newFolder();
    await openKeyRing(dir, NOW);
    chmodSync(join(dir, 'keys.json'), mode);
    expect(await loadKeyRing(dir, NOW)).toMatchObject({
      kind: 'problems',
      problems: [expect.stringContaining('chmod 600')],
    });
  });

  test.each([0o640, 0o660])('with mode %o is used with a warning', async (mode) => {
    const dir = newFolder();
    await openKeyRing(dir, NOW);
    chmodSync(join(dir, 'keys.json'), mode);
    expect(await loadKeyRing(dir, NOW)).toMatchObject({
      kind: 'ring',
      warnings: [expect.stringContaining('group')],
    });
  });

  test('that is a folder is refused', async () => {
    const dir = newFolder();
    mkdirSync(join(dir, 'keys.json'), { mode: 0o700 });
    expect(await loadKeyRing(dir, NOW)).toMatchObject({ problems: ['it is not a file'] });
  });

  test('that is huge is refused', async () => {
    const dir = newFolder();
    writeFileSync(join(dir, 'keys.json'), ' '.repeat(256 * 1024 + 1), { mode: 0o600 });
    expect(await loadKeyRing(dir, NOW)).toMatchObject({ problems: ['it is larger than 256 KB'] });
  });

  test.each(['ES256', 'EdDSA', 'RS256'] as const)('holds a key pair for %s', async (alg) => {
    const dir = newFolder();
    const key = generateKey(NOW, alg);
    const { keyFile } = await openKeyRing(dir, NOW, () => [key]);
    expect(keyFile).toMatchObject({ kind: 'ring', ring: { signing: { kid: key.kid, alg } } });
    const set = JSON.parse(readFileSync(join(dir, 'keys.json'), 'utf8')) as { keys: object[] };
    expect(set.keys).toEqual([privateJwkOf(key)]);
    expect(Object.keys(set.keys[0]!)).toContain('d');
    expect(statSync(join(dir, 'keys.json')).mode & 0o777).toBe(0o600);
  });

  test('tells the ring of the moment, and all keys', async () => {
    const dir = newFolder();
    const [first, second] = [generateKey(NOW), generateKey(NOW)];
    await openKeyRing(dir, NOW, () => [
      { ...first, signsFrom: NOW + 10 },
      { ...second, droppedAfter: NOW + 20 },
    ]);
    const kidsAt = async (now: number) => {
      const keyFile = await loadKeyRing(dir, now);
      return keyFile.kind === 'ring'
        ? [keyFile.ring.signing.kid, keyFile.ring.keys.length, keyFile.keys.length]
        : [];
    };
    expect(await kidsAt(NOW)).toEqual([second.kid, 2, 2]);
    expect(await kidsAt(NOW + 10)).toEqual([first.kid, 2, 2]);
    expect(await kidsAt(NOW + 21)).toEqual([first.kid, 1, 2]);
  });
});
