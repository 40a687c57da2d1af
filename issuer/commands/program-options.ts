/** What several commands have among their options. */
import type { Command } from 'commander';
import type { ExitCode } from './command-io.js';

/** Takes what a command comes to. */
export type Run = (running: Promise<ExitCode>) => Promise<void>;

export function withConfig(command: Command): Command {
  return command.option(
    '-c, --config <file>',
    'the configuration (default: $USHER_CONFIG, or ./usher.yaml)',
  );
}

/** An option that may be repeated. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
