/**
 * From usher.yaml and the environment to a checked configuration, or to everything that is wrong with it.
 */
import type { ConfigOutcome } from './problem.js';

export type ConfigSources = Readonly<{
  /** Path of usher.yaml; relative paths inside it are relative to its folder. */
  file: string;
  env: Readonly<Record<string, string | undefined>>;
  /** @throws what fs.readFileSync throws */
  readFile: (path: string) => string;
}>;

/** Loads the configuration. All problems are reported at once. */
export function loadConfig(sources: ConfigSources): ConfigOutcome {
  return { kind: 'unreadable', file: sources.file, message: 'not written yet' };
}
