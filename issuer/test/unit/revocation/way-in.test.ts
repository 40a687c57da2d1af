import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { wayInWarnings } from '../../../revocation/way-in.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';

const newFolder = useTemporaryFolders();

function setUp(modeOfData: number, modeOfDir: number) {
  const folder = newFolder();
  chmodSync(folder, 0o711);
  const data = join(folder, 'data');
  const dir = join(data, 'revocations');
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, modeOfDir);
  chmodSync(data, modeOfData);
  return { data, dir };
}

test('says nothing where everybody gets through', () => {
  expect(wayInWarnings(setUp(0o711, 0o711).dir)).toEqual([]);
  expect(wayInWarnings('')).toEqual([]);
});

test('names each folder that lets nobody through', () => {
  const { data, dir } = setUp(0o700, 0o750);
  const [first, second, ...more] = wayInWarnings(dir);
  expect(first).toContain(`chmod o+x ${data},`);
  expect(second).toContain(`chmod o+x ${dir},`);
  expect(more).toEqual([]);
});

test('looks as far as there is something', () => {
  const { data } = setUp(0o700, 0o711);
  expect(wayInWarnings(join(data, 'not', 'there'))).toHaveLength(1);
});
