/** States in folders that are gone after each test. */
import { afterEach } from '@jest/globals';
import { openState } from '../../../state/sqlite-state.js';
import type { State } from '../../../state/state.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';

/** Call at the top level of a test file; the function it returns opens the state in a folder, else in a new one. */
export function useStates(): (dataDir?: string) => State {
  const newFolder = useTemporaryFolders();
  const states: State[] = [];
  afterEach(() => {
    for (const state of states.splice(0)) {
      state.close();
    }
  });
  return (dataDir = newFolder()) => {
    const state = openState(dataDir);
    states.push(state);
    return state;
  };
}
