/** Runs commands in this process, in a folder of their own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runUsher, type Parts } from '../../../commands/program.js';
import type { CommandIo } from '../../../commands/command-io.js';

export const NOW = 1_700_000_000;

/** The portal and nginx have rings of tests of their own; the gate is a bundle that needs a build. */
const PARTS: Parts = {
  startPortal: () => Promise.reject(new Error('no portal here')),
  readGate: () => '// the gate\n',
  localNjs: () => Promise.resolve({ kind: 'njs', version: '0.8.9' }),
};

export type Ran = Readonly<{ exitCode: number; stdout: string; stderr: string }>;

/** Runs `usher …args` in `cwd`. */
export async function runIn(
  cwd: string,
  args: readonly string[],
  { parts, ...more }: Partial<CommandIo> & { parts?: Partial<Parts> } = {},
): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const io: CommandIo = {
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
  };
  const exitCode = await runUsher(args, io, { ...PARTS, ...parts });
  return { exitCode, stdout, stderr };
}

/** Puts a configuration into a folder. */
export function writeConfig(folder: string, yaml: string, name = 'usher.yaml'): string {
  const file = join(folder, name);
  writeFileSync(file, yaml);
  return file;
}
