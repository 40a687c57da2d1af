/** The portal, to be asked for verdicts over HTTP: what a gate inside of nginx is compared with. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { CLI, withoutUsherVariables, writeConfig } from './gates.js';
import { join } from 'node:path';

/** USER_HZ of proc(5): the same on every architecture that Debian has. */
const TICK_MICROSECONDS = 10_000;
const START_TIMEOUT_MS = 20_000;

/**
 * @typedef {Readonly<{ port: number, cpuMicroseconds: () => number, stop: () => Promise<void> }>} Portal
 *   `cpuMicroseconds`: of all its threads, user and kernel
 */

/**
 * @param {string} folder for its configuration and data
 * @param {import('./tokens.js').Key} key
 * @returns {Promise<Portal>}
 */
export async function startPortal(folder, key) {
  const config = await writeConfig(folder, [key], join(folder, 'revocations'));
  const command = [process.execPath, CLI, 'serve', '--config', config];
  // It ends with this process, however that ends.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', ...command], {
    env: { ...withoutUsherVariables(), USHER_ISSUER_LISTEN: '127.0.0.1:0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
  const port = await new Promise((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ more) => {
      text = (text + more).slice(-10_000);
      const found = /127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (found !== undefined) {
        resolve(Number(found));
      }
    });
    child.once('exit', () => {
      resolve(undefined);
    });
  });
  clearTimeout(timer);
  if (typeof port !== 'number') {
    throw new Error('the portal did not start');
  }
  return {
    port,
    cpuMicroseconds() {
      // The name of the program, in parentheses, may hold blanks. What follows it starts with field 3 of proc(5).
      const stat = readFileSync(`/proc/${String(child.pid)}/stat`, 'utf8');
      const fields = stat.replace(/^.*\) /s, '').split(' ');
      return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
    },
  };
}
