/** `usher backup`: copies what the portal keeps, while it runs. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DataDirError } from '../data-dir/data-dir-error.js';
import { adviceOn, createPrivateFile, readPrivateFile } from '../data-dir/private-file.js';
import type { State } from '../state/state.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { count, displayPath, formatJson } from './print.js';
import { askState } from './state.js';

export type BackupOptions = ConfigOption & Readonly<{ json?: boolean }>;

/** The folder for revocations is made from the state. */
const SMALL_FILES = ['keys.json', 'secrets.json'];
const STATE_FILE = 'usher.sqlite';
const FOLDER_MODE = 0o700;

type Written = Readonly<{ name: string; bytes: number }>;

/**
 * @param folder where to; made, or there and empty
 * @returns 2 if nothing was written
 */
export async function backup(
  folder: string,
  options: BackupOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const config = requireConfig(options, io);
  if (config === undefined) {
    return 2;
  }
  const { dataDir } = config.issuer;
  const out = resolve(io.cwd, folder);
  const isNew = makeFolder(out);
  if (typeof isNew === 'string') {
    io.stderr(`error: ${displayPath(out, io.cwd)} ${isNew}; name another folder\n`);
    return 2;
  }
  const written: Written[] = [];
  try {
    await askState(config, async (state) => {
      for (const name of SMALL_FILES) {
        written.push(...(await copySmall(name, dataDir, out)));
      }
      // Last: a folder with a state in it is a whole backup.
      written.push(...copyState(state, out));
    });
    if (written.length === 0) {
      throw new DataDirError(
        `there is nothing in the data folder ${dataDir}; is it the right configuration?`,
      );
    }
  } catch (error) {
    takeBack(out, isNew);
    throw error;
  }
  report({ out, written }, options, io);
  return 0;
}

/** @returns whether it was made here; a text: why it cannot be taken */
function makeFolder(out: string): boolean | string {
  try {
    mkdirSync(dirname(out), { recursive: true });
    const isNew = mkdirOnce(out);
    const refusal = isNew ? undefined : refusalOf(out);
    if (refusal !== undefined) {
      return refusal;
    }
    // Whatever the umask, and whatever it was before.
    chmodSync(out, FOLDER_MODE);
    return isNew;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new DataDirError(`${out}: it cannot be used (${code})${adviceOn(code)}`, {
      cause: error,
    });
  }
}

/** Of a folder that is there: whoever owns it, or the link that leads to it, gets at all that is put into it. */
function refusalOf(out: string): string | undefined {
  const stats = lstatSync(out);
  if (stats.isSymbolicLink()) {
    return 'is a link to somewhere else';
  }
  // Windows has no user ids.
  if (process.getuid !== undefined && stats.uid !== process.getuid()) {
    return `belongs to another user (uid ${String(stats.uid)})`;
  }
  return readdirSync(out).length > 0 ? 'is not empty' : undefined;
}

function mkdirOnce(path: string): boolean {
  try {
    mkdirSync(path, { mode: FOLDER_MODE });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** One, or none if there is no such file yet. */
async function copySmall(name: string, dataDir: string, out: string): Promise<readonly Written[]> {
  const file = await readPrivateFile(join(dataDir, name));
  if (file.kind === 'refused') {
    throw new DataDirError(`${join(dataDir, name)}: ${file.problem}`);
  }
  if (file.kind === 'missing') {
    return [];
  }
  await createPrivateFile(join(out, name), file.text);
  return [writtenAs(out, name)];
}

function copyState(state: State | undefined, out: string): readonly Written[] {
  if (state === undefined) {
    return [];
  }
  const half = join(out, `${STATE_FILE}.tmp`);
  state.copyTo(half);
  renameSync(half, join(out, STATE_FILE));
  return [writtenAs(out, STATE_FILE)];
}

function writtenAs(out: string, name: string): Written {
  return { name, bytes: statSync(join(out, name)).size };
}

/** Nothing else was in it. */
function takeBack(out: string, isNew: boolean): void {
  for (const name of isNew ? [''] : readdirSync(out)) {
    rmSync(join(out, name), { recursive: true, force: true });
  }
}

function report(
  { out, written }: Readonly<{ out: string; written: readonly Written[] }>,
  { json }: BackupOptions,
  io: CommandIo,
): void {
  const missing = [...SMALL_FILES, STATE_FILE].filter(
    (name) => !written.some((one) => one.name === name),
  );
  for (const name of missing) {
    io.stderr(`warning: there is no ${name} to copy\n`);
  }
  io.stdout(
    json === true
      ? formatJson({ folder: out, files: written })
      : `wrote ${count(written.length, 'file')} to ${displayPath(out, io.cwd)}: ${written.map(({ name }) => name).join(', ')}; the copy was checked\n` +
          'Whoever has these files can let in whom they like: keep them as secret as the data folder.\n',
  );
}
