/**
 * A process whose disk fails it, and then does not any more. Arguments: data folder; `limit` (no file may grow: EFBIG),
 * `full` (the folder is a file system of its own, which it fills: ENOSPC), `read-only` (the same, seen through a mount for reading) or `chmod`
 * (file and folder). Prints what came of each change, as JSON.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { openState } from '../../../state/sqlite-state.js';
import { StateError } from '../../../state/state-error.js';
import type { State } from '../../../state/state.js';
import { sessionDetails } from './session-details.js';

const [dataDir = '', how = ''] = process.argv.slice(2);

const NOW = 1_700_000_000;
const DAY = 24 * 60 * 60;
const path = join(dataDir, 'usher.sqlite');
const filler = join(dataDir, 'filler');
/** Not removed: each copy has a name of its own. */
let copies = 0;

const session = sessionDetails({ sid: 'recorded', subject: 'plex:1' });
const override = { subject: 'plex:1', group: 3, note: '', setAt: NOW, setBy: 'portal' } as const;
const person = {
  subject: 'plex:1',
  name: 'Anna',
  facts: { subject: 'plex:1', servers: [] },
  at: NOW,
};
const entry = { at: NOW, actor: 'portal', action: 'x', subject: '', detail: 'x'.repeat(900) };
const token = {
  sid: 'api',
  subject: 'plex:1',
  name: 'backup',
  groupId: 2,
  issuedAt: NOW,
  expiresAt: NOW + DAY,
};
const link = {
  clientIdentifier: 'a-client',
  plexId: 1,
  accountName: 'olive',
  sealedToken: 'sealed',
  servers: [],
  linkedAt: NOW,
  goodAt: 0,
  problem: '',
};

/** So that each of the changes below changes something. */
function prepare(state: State): void {
  state.recordSession(session);
  state.recordSession(sessionDetails({ sid: 'long over', expiresAt: NOW - 100 * DAY }));
  state.setOverride(override);
  state.recordPerson(person);
  state.setOwnerLink(link);
  state.addAudit(entry);
  state.addApiToken(token, NOW);
}

const CHANGES: Readonly<Record<string, (state: State) => unknown>> = {
  recordSession: (state) => {
    state.recordSession(sessionDetails({ sid: 'new' }));
  },
  endSession: (state) => {
    state.endSession(session, NOW);
  },
  addApiToken: (state) => state.addApiToken({ ...token, sid: 'api2', name: 'other' }, NOW),
  setOverride: (state) => {
    state.setOverride({ ...override, group: 'refused' });
  },
  removeOverride: (state) => state.removeOverride('plex:1'),
  recordPerson: (state) => {
    state.recordPerson({ ...person, name: 'Ben' });
  },
  setOwnerLink: (state) => {
    state.setOwnerLink({ ...link, accountName: 'other' });
  },
  noteOwnerLinkHealth: (state) => {
    state.noteOwnerLinkHealth('a-client', { goodAt: NOW, problem: 'x' });
  },
  removeOwnerLink: (state) => state.removeOwnerLink(),
  addAudit: (state) => {
    state.addAudit(entry);
  },
  removeExpired: (state) => {
    state.removeExpired(NOW);
  },
  revokeSubject: (state) => state.revokeSubject('plex:1', NOW),
  revokeAll: (state) => state.revokeAll(NOW),
  copyTo: (state) => {
    state.copyTo(join(dataDir, `copy-${String(copies++)}`));
  },
};

/** `done`, or the error's name and code. */
function outcomesOf(state: State): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(CHANGES).map(([name, change]) => [name, outcomeOf(() => change(state))]),
  );
}

function outcomeOf(use: () => unknown): string {
  try {
    use();
    return 'done';
  } catch (error) {
    return error instanceof StateError
      ? `StateError ${/\((\w+)\)/.exec(error.message)?.[1] ?? error.message}`
      : String(error);
  }
}

/** All that is in the file, as somebody else sees it. */
function contents(): string {
  const database = new Database(path);
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all() as readonly { name: string }[];
    return JSON.stringify([
      database.prepare('PRAGMA integrity_check').all(),
      ...tables.map(({ name }) => database.prepare(`SELECT * FROM ${name}`).all()),
    ]);
  } finally {
    database.close();
  }
}

function limitFiles(soft: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${soft}:`]);
}

function fillUp(): void {
  for (let size = 65_536; size >= 1; size = size / 2) {
    try {
      for (;;) {
        writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') {
        throw error;
      }
    }
  }
}

/** What happens to a process that has the file open, and goes on. */
function whileOpen(breaks: () => void, mends: () => void): object {
  const state = openState(dataDir);
  prepare(state);
  const before = contents();
  breaks();
  const failed = outcomesOf(state);
  const canRead = outcomeOf(() => state.sessions(NOW));
  const same = contents() === before;
  const leftOver = readdirSync(dataDir).filter((name) => name.startsWith('copy'));
  mends();
  const mended = outcomesOf(state);
  const integrity = contents().slice(0, 32);
  state.close();
  return { failed, canRead, same, leftOver, mended, integrity };
}

/** What happens to a process that opens the file. */
function whenOpened(breaks: () => string, mends: () => void): object {
  const state = openState(dataDir);
  prepare(state);
  state.close();
  const where = breaks();
  let failed: Readonly<Record<string, string>> = {};
  const opened = outcomeOf(() => {
    const broken = openState(where);
    failed = outcomesOf(broken);
    broken.close();
  });
  mends();
  const again = openState(dataDir);
  const intact = again.overrideOf('plex:1', NOW)?.group === 3;
  const mended = outcomesOf(again);
  const integrity = contents().slice(0, 32);
  again.close();
  return { opened, failed, intact, mended, integrity };
}

function run(): object {
  switch (how) {
    case 'limit':
      return whileOpen(
        () => {
          limitFiles(String(Math.min(statSync(`${path}-wal`).size, statSync(path).size)));
        },
        () => {
          limitFiles('unlimited');
        },
      );
    case 'full':
      return whileOpen(fillUp, () => {
        unlinkSync(filler);
      });
    case 'read-only':
      return whenOpened(
        () => {
          const view = join(dataDir, 'view');
          mkdirSync(view);
          execFileSync('mount', ['--bind', dataDir, view]);
          execFileSync('mount', ['-o', 'remount,bind,ro', view]);
          return view;
        },
        () => undefined,
      );
    default:
      return whenOpened(
        () => {
          chmodSync(path, 0o400);
          chmodSync(dataDir, 0o500);
          return dataDir;
        },
        () => {
          chmodSync(path, 0o600);
          chmodSync(dataDir, 0o700);
        },
      );
  }
}

process.stdout.write(`${JSON.stringify(run())}\n`);
