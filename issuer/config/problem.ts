/**
 * What can be said about a configuration. Types only.
 */
import type { UsherConfig } from './usher-config.js';

/** One thing to correct (or, as a warning, to think about). Never holds a secret. */
export type Problem = Readonly<{
  /** Where in the configuration: `plex.servers[0]`; '' for the whole. */
  path: string;
  /** Name of the file or of the environment variable that the value came from. */
  source: string;
  /** 1-based; absent where a variable is the source, or where something is missing altogether. */
  line?: number;
  column?: number;
  /** A sentence in plain words. */
  message: string;
  /** What to do about it. */
  suggestion?: string;
}>;

export type ConfigOutcome =
  | Readonly<{ kind: 'config'; config: UsherConfig; warnings: readonly Problem[] }>
  | Readonly<{ kind: 'problems'; problems: readonly Problem[]; warnings: readonly Problem[] }>
  /** The file is not there or may not be read. */
  | Readonly<{ kind: 'unreadable'; file: string; message: string }>;
