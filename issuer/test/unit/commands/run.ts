/** Runs commands in this process, in a folder of their own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runUsher } from '../../../commands/program.js';
import type { CommandIo } from '../../../commands/command-io.js';

export const NOW = 1_700_000_000;

export type Ran = Readonly<{ exitCode: number; stdout: string; stderr: string }>;

/** Runs `usher …args` in `cwd`. */
export async function runIn(
  cwd: string,
  args: readonly string[],
  more: Partial<CommandIo> = {},
): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const exitCode = await runUsher(args, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    readStdin: () => Promise.resolve(''),
    env: {},
    cwd,
    now: () => NOW,
    ...more,
  });
  return { exitCode, stdout, stderr };
}

/** Puts a configuration into a folder. */
export function writeConfig(folder: string, yaml: string, name = 'usher.yaml'): string {
  const file = join(folder, name);
  writeFileSync(file, yaml);
  return file;
}
