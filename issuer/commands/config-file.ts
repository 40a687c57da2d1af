/**
 * The configuration that a command works with.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CONFIG_FILE_VARIABLE } from '../config/environment.js';
import { loadConfig } from '../config/load-config.js';
import type { ConfigOutcome } from '../config/problem.js';
import type { UsherConfig } from '../config/usher-config.js';
import type { CommandIo } from './command-io.js';
import { count, displayPath, formatProblem } from './print.js';

export type ConfigOption = Readonly<{ config?: string }>;

const DEFAULT_FILE = 'usher.yaml';

/** Absolute path of the configuration: --config, else USHER_CONFIG, else ./usher.yaml. */
export function configPathOf({ config }: ConfigOption, io: CommandIo): string {
  return resolve(io.cwd, config ?? (io.env[CONFIG_FILE_VARIABLE] || DEFAULT_FILE));
}

/** Loads it from the disk. */
export function readConfig(file: string, io: CommandIo): ConfigOutcome {
  return loadConfig({
    file,
    env: io.env,
    readFile: (path) => readFileSync(resolve(io.cwd, path), 'utf8'),
    now: io.now(),
  });
}

/**
 * The configuration for a command that needs a good one. Problems go to stderr.
 * @param warnings whether warnings go there too; most commands leave them to `usher check`
 * @returns undefined if there is none: the command cannot run
 */
export function requireConfig(
  option: ConfigOption,
  io: CommandIo,
  { warnings = false } = {},
): UsherConfig | undefined {
  const file = configPathOf(option, io);
  const outcome = readConfig(file, io);
  if (outcome.kind === 'unreadable') {
    io.stderr(unreadableText(outcome, io));
    return undefined;
  }
  for (const warning of warnings ? outcome.warnings : []) {
    io.stderr(formatProblem(warning, 'warning', io.cwd));
  }
  if (outcome.kind === 'config') {
    return outcome.config;
  }
  for (const problem of outcome.problems) {
    io.stderr(formatProblem(problem, 'error', io.cwd));
  }
  io.stderr(
    `${count(outcome.problems.length, 'problem')} in ${displayPath(file, io.cwd)}; nothing was done\n`,
  );
  return undefined;
}

/** What to say when the file cannot be read at all. */
export function unreadableText(
  { file, message }: Readonly<{ file: string; message: string }>,
  io: CommandIo,
): string {
  return (
    `${displayPath(file, io.cwd)}: error: ${message}\n` +
    `    hint: name the configuration with --config FILE or ${CONFIG_FILE_VARIABLE}\n`
  );
}
