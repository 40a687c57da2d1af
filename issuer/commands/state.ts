/**
 * The state that a command works with.
 */
import { existsSync } from 'node:fs';
import type { UsherConfig } from '../config/usher-config.js';
import { openExistingState, openState } from '../state/sqlite-state.js';
import type { State } from '../state/state.js';
import type { CommandIo } from './command-io.js';
import { displayPath } from './print.js';

/**
 * Runs with the state of a data folder that is there; a new one would be of somebody else's configuration.
 * @returns what `use` gave; undefined, and a word on stderr, if there is no such folder
 * @throws StateError
 */
export async function withState<T>(
  { issuer: { dataDir } }: UsherConfig,
  io: CommandIo,
  use: (state: State) => T | Promise<T>,
): Promise<T | undefined> {
  if (!existsSync(dataDir)) {
    io.stderr(
      `error: there is no data folder ${displayPath(dataDir, io.cwd)}; is it the right configuration?\n`,
    );
    return undefined;
  }
  const state = openState(dataDir);
  try {
    return await use(state);
  } finally {
    state.close();
  }
}

/**
 * Asks the state; where there is none yet, `use` gets undefined, and nothing is made.
 * @throws StateError
 */
export async function askState<T>(
  { issuer }: UsherConfig,
  use: (state: State | undefined) => T | Promise<T>,
): Promise<T> {
  const state = openExistingState(issuer.dataDir);
  try {
    return await use(state);
  } finally {
    state?.close();
  }
}
