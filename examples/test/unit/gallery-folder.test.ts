/** The gallery empties the folder that it is given: never one that holds something of somebody else's. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

test('a folder with anything else in it is left as it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-gallery-'));
  try {
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    const { status, stderr } = spawnSync(process.execPath, ['scripts/gallery.js', '--out', folder]);
    expect([status, String(stderr)]).toEqual([2, expect.stringContaining('left as it is')]);
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
