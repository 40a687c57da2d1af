/** Folders that are gone after each test. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';

/** Call at the top level of a test file; the function it returns makes a new empty folder. */
export function useTemporaryFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'usher-test-'));
    // As open as a home folder of a server: nginx's workers get through.
    chmodSync(folder, 0o711);
    folders.push(folder);
    return folder;
  };
}
