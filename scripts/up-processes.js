/**
 * Child processes of `scripts/up`: none of them outlives this process, however it ends, and none ends unseen.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * @typedef {Readonly<{ name: string, logFile: string }>} Child
 * @typedef {Readonly<{
 *   start: (name: string, command: readonly string[], env?: NodeJS.ProcessEnv) => Child,
 *   failure: Promise<never>,
 *   end: (name: string) => Promise<void>,
 *   stop: () => Promise<void>,
 * }>} Children `end` ends one that the others can do without
 */

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 20;

/** A part of the system ended, or did not get ready; its log says why. */
export class PartFailed extends Error {
  /** @param {string} what @param {string} logFile */
  constructor(what, logFile) {
    const log = readText(logFile).trimEnd();
    super(`${what}; its log is ${logFile}\n${log.split('\n').slice(-12).join('\n')}`);
    /** Somebody else took the port between our look and the child's bind; other ports may do. */
    this.portTaken = /EADDRINUSE|Address already in use/i.test(log);
  }
}

/**
 * @param {string} logFolder each child's output goes to NAME.log in it
 * @param {AbortSignal} [signal] makes `failure` reject as well
 * @returns {Children} `failure` rejects with PartFailed as soon as a child ends that was not stopped
 */
export function createChildren(logFolder, signal) {
  /** @type {Map<string, import('node:child_process').ChildProcess>} */
  const running = new Map();
  let stopping = false;
  /** @type {Set<string>} */
  const ending = new Set();
  /** @type {(error: Error) => void} */
  let fail = () => undefined;
  /** @type {Promise<never>} */
  const failure = new Promise((_resolve, reject) => {
    fail = reject;
  });
  // Whoever starts children also waits for this; until then a rejection is not an accident.
  failure.catch(() => undefined);
  signal?.addEventListener('abort', () => {
    fail(new Error('ended before everything was up'));
  });

  return {
    failure,
    start(name, command, env = process.env) {
      const logFile = join(logFolder, `${name}.log`);
      const log = openSync(logFile, 'a');
      const [program = '', ...args] = boundToParent(command);
      // A group of its own: Ctrl-C in a terminal reaches this process alone, which then ends the others in order.
      const child = spawn(program, args, { stdio: ['ignore', log, log], env, detached: true });
      closeSync(log);
      running.set(name, child);
      /** @param {string} how */
      const ended = (how) => {
        running.delete(name);
        if (!stopping && !ending.has(name)) {
          fail(new PartFailed(`${name} ended (${how})`, logFile));
        }
      };
      child.on('error', (error) => {
        ended(error.message);
      });
      child.on('exit', (code, signal) => {
        // What it started itself (nginx its workers) is in its group and goes with it.
        signalGroup(child, 'SIGKILL');
        ended(signal ?? `exit code ${String(code)}`);
      });
      return { name, logFile };
    },
    async end(name) {
      ending.add(name);
      running.get(name)?.kill('SIGTERM');
      await until(() => !running.has(name));
    },
    async stop() {
      stopping = true;
      for (const child of running.values()) {
        child.kill('SIGTERM');
      }
      if (!(await until(() => running.size === 0))) {
        for (const child of running.values()) {
          signalGroup(child, 'SIGKILL');
        }
        await until(() => running.size === 0);
      }
    },
  };
}

/**
 * The kernel sends SIGTERM to the child when this process is gone, SIGKILL included. Should that happen before the child
 * could ask for it, it sees another parent and does not start.
 * @param {readonly string[]} command
 */
export function boundToParent(command) {
  const guarded = '[ "$PPID" = "$1" ] || exit 0; shift; exec "$@"';
  const pid = String(process.pid);
  return ['setpriv', '--pdeathsig', 'TERM', '--', 'sh', '-c', guarded, 'sh', pid, ...command];
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in it.
  }
}

/** @param {() => boolean} isSo @returns whether it was so in time */
async function until(isSo) {
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (!isSo() && Date.now() < deadline) {
    await pause(POLL_MS);
  }
  return isSo();
}

/**
 * Waits until a child is ready.
 * @param {Children} children @param {Child} child
 * @param {() => boolean | Promise<boolean>} ready
 */
export async function waitFor(children, child, ready) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await ready())) {
    if (Date.now() > deadline) {
      const limit = `${String(START_TIMEOUT_MS / 1000)} s`;
      throw new PartFailed(`${child.name} did not get ready within ${limit}`, child.logFile);
    }
    await Promise.race([pause(POLL_MS), children.failure]);
  }
}

/**
 * Waits until a child's log holds something.
 * @param {Children} children @param {Child} child @param {RegExp} pattern
 */
export function waitForLog(children, child, pattern) {
  return waitFor(children, child, () => pattern.test(readText(child.logFile)));
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
