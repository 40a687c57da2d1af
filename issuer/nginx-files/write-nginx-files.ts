/** Puts the generated nginx files where nginx will read them. I/O. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NginxFile } from './nginx-files.js';

/**
 * The gate's bundle, which is built beside the issuer's.
 * @throws Error that says what to run if it is not there
 */
export function readGateBundle(): string {
  // From issuer/dist/cli.js.
  const path = fileURLToPath(new URL('../../njs-validator/dist/usher.js', import.meta.url));
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`the gate is not built (${path}); run: npm run build`, { cause: error });
  }
}

/**
 * Writes each file whole: nginx may reload at any moment. A file that holds keys never has a wider mode, not even for
 * that moment.
 */
export async function writeNginxFiles(outDir: string, files: readonly NginxFile[]): Promise<void> {
  await mkdir(outDir, { recursive: true, mode: 0o755 });
  for (const file of files) {
    await replaceFile(join(outDir, file.name), file);
  }
}

async function replaceFile(path: string, { content, mode }: NginxFile): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  const handle = await open(draft, 'wx', mode);
  try {
    await handle
      .writeFile(content)
      .then(() => handle.sync())
      .finally(() => handle.close());
    await chmod(draft, mode);
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
}
