/** Programs of these tests as processes of their own, which are gone after each test. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from '@jest/globals';

export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

export type Running = Readonly<{
  /** What it has said so far. */
  lines: () => readonly string[];
  kill: () => void;
  /** Its exit code, undefined if it was killed, and standard error. */
  ended: Promise<readonly [number | undefined, string]>;
}>;

/**
 * Call at the top level of a test file.
 * @param file a program
 * @returns starts it, by way of the command line `before` if one is given
 */
export function useProgram(
  file: URL,
): (args: readonly string[], before?: readonly string[]) => Running {
  const program = execFileSync(
    join(ROOT, 'node_modules/.bin/esbuild'),
    [fileURLToPath(file), '--bundle', '--format=esm', '--platform=node', '--packages=external'],
    { encoding: 'utf8' },
  );
  const processes: ChildProcess[] = [];
  afterEach(() => {
    for (const one of processes.splice(0)) {
      one.kill('SIGKILL');
    }
  });
  return (args, before = []) => {
    const line = [...before, process.execPath, '--input-type=module', '-', ...args];
    const child = spawn(line[0] ?? '', line.slice(1), { cwd: ROOT });
    processes.push(child);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    // Killed before it has read all of itself.
    child.stdin.on('error', () => undefined);
    child.stdin.end(program);
    return {
      // Without a line's end it was not said to the end.
      lines: () => out.split('\n').slice(0, -1),
      kill: () => void child.kill('SIGKILL'),
      ended: once(child, 'close').then(
        ([code]) => [(code as number | null) ?? undefined, err] as const,
      ),
    };
  };
}

/** Waits for something, for half a minute at most. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!isSo()) {
    if (Date.now() > end) {
      throw new Error('it did not come to that');
    }
    await pause(1);
  }
}

export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
