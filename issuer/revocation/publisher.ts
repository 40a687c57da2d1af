/**
 * Makes the folder say what the state says. The state is right, always: whatever is written was read from it under its
 * lock, so that processes which publish at once cannot undo one another.
 */
import {
  REVOCATION_ALIVE_FILE,
  REVOCATION_EPOCH_FILE,
  revocationFileName,
  type Revoked,
} from '../../shared/revocation.js';
import type { State } from '../state/state.js';
import {
  changeFolder,
  openRevocationFolder,
  readEntry,
  removeEntry,
  subjectFilesIn,
  temporariesIn,
  touchEntry,
  writeEntry,
} from './revocation-folder.js';

/** Every function throws what node:fs throws, or StateError. */
export type Publisher = Readonly<{
  /** Publishes one subject. */
  publish: (subject: string) => void;
  /**
   * Makes the whole folder equal to the state.
   * @returns how many files were not as they should be
   */
  publishAll: () => number;
  /** Says that the folder is right at this time (NumericDate), and makes it so if something could not be published before. */
  confirm: (now: number) => void;
}>;

/** For `revocation.dir: none`. */
const NOWHERE: Publisher = {
  publish: () => undefined,
  publishAll: () => 0,
  confirm: () => undefined,
};

/**
 * @param dir absolute path, is made if it is missing; '' publishes nothing
 * @throws DataDirError if the folder cannot be written to
 */
export function createPublisher(state: State, dir: string): Publisher {
  if (dir === '') {
    return NOWHERE;
  }
  openRevocationFolder(dir);
  // Something was revoked, and the folder does not say so.
  let isBehind = false;
  const publishEverything = (): number => {
    const files = state.exclusively(() => publishAll(state, dir));
    isBehind = false;
    return files;
  };
  return {
    publish: (subject) => {
      const wasBehind = isBehind;
      isBehind = true;
      state.exclusively(() => {
        if (readEntry(dir, REVOCATION_EPOCH_FILE) === undefined) {
          // A new folder.
          publishAll(state, dir);
          return;
        }
        const name = revocationFileName(subject);
        changeFolder(dir, () => {
          put(dir, name, state.revokedOf(subject));
        });
      });
      isBehind = wasBehind;
    },
    publishAll: publishEverything,
    confirm: (now) => {
      if (isBehind) {
        publishEverything();
      }
      touchEntry(dir, REVOCATION_ALIVE_FILE, Math.floor(now));
    },
  };
}

function publishAll(state: State, dir: string): number {
  const right = filesOf(state);
  const wrong = [
    // The epoch first: on its own it takes everything back that `usher revoke --all` was to take back.
    ...[...right.keys()].filter((name) => !isSame(readEntry(dir, name), right.get(name))),
    ...subjectFilesIn(dir).filter((name) => !right.has(name)),
    ...temporariesIn(dir),
  ];
  if (wrong.length > 0) {
    changeFolder(dir, () => {
      for (const name of wrong) {
        put(dir, name, right.get(name));
      }
    });
  }
  return wrong.length;
}

/** What is to be in the folder, by name. */
function filesOf(state: State): ReadonlyMap<string, Revoked> {
  const files = new Map<string, Revoked>([
    [REVOCATION_EPOCH_FILE, { notBefore: state.epoch(), endedSessions: [] }],
  ]);
  for (const [subject, revoked] of state.allRevoked()) {
    files.set(revocationFileName(subject), revoked);
  }
  return files;
}

function put(dir: string, name: string, revoked: Revoked | undefined): void {
  if (revoked === undefined) {
    removeEntry(dir, name);
    return;
  }
  writeEntry(dir, name, revoked);
}

function isSame(one: Revoked | undefined, other: Revoked | undefined): boolean {
  return (
    one !== undefined &&
    one.notBefore === other?.notBefore &&
    one.endedSessions.join('\n') === other.endedSessions.join('\n')
  );
}
