/** One nginx to be measured, as a single process, by itself or under callgrind. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createChildren, waitFor } from '../up-processes.js';

/**
 * @typedef {Readonly<{
 *   version: string,
 *   cpuMicroseconds: () => number,
 *   takeInstructions: () => Promise<number>,
 *   stop: () => Promise<void>,
 * }>} Nginx `cpuMicroseconds`: user and kernel, since its start; `takeInstructions`: user, since the last call, under
 *   callgrind only
 */

const ENV = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
const TOTALS_TIMEOUT_MS = 20_000;
/** USER_HZ of proc(5): the same on every architecture that Debian has. */
const TICK_MICROSECONDS = 10_000;

/**
 * @param {string} binary @param {string} folder holds nginx.conf, takes everything else
 * @param {boolean} counting whether under callgrind
 * @returns {Promise<Nginx>}
 */
export async function startNginx(binary, folder, counting) {
  const options = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'start.log')];
  const vgdb = `--vgdb-prefix=${join(folder, 'vgdb')}`;
  const out = join(folder, 'callgrind.%p');
  // The nginx of another release is started by a script that becomes nginx; callgrind stays with it.
  const callgrind = [
    'valgrind',
    '--tool=callgrind',
    '--trace-children=yes',
    `--callgrind-out-file=${out}`,
    vgdb,
  ];
  const children = createChildren(folder);
  const command = [...(counting ? callgrind : []), binary, ...options];
  const child = children.start('nginx', command, ENV);
  const pidFile = join(folder, 'nginx.pid');
  try {
    await waitFor(
      children,
      child,
      () => existsSync(pidFile) && /\n/.test(readFileSync(pidFile, 'utf8')),
    );
  } catch (error) {
    await children.stop();
    throw error;
  }
  const pid = readFileSync(pidFile, 'utf8').trim();
  let dumps = 0;
  return {
    version: await versionOf(binary),
    cpuMicroseconds: () => cpuMicroseconds(pid),
    async takeInstructions() {
      await promisify(execFile)('vgdb', [vgdb, `--pid=${pid}`, 'dump'], { timeout: 60_000 });
      dumps += 1;
      return readTotals(folder, `.${pid}.${String(dumps)}`);
    },
    stop: () => children.stop(),
  };
}

/**
 * What callgrind has counted between two dumps.
 * @param {string} folder @param {string} ending of the file's name
 */
async function readTotals(folder, ending) {
  const deadline = Date.now() + TOTALS_TIMEOUT_MS;
  for (;;) {
    const name = readdirSync(folder).find(
      (file) => file.startsWith('callgrind') && file.endsWith(ending),
    );
    const text = name === undefined ? '' : readFileSync(join(folder, name), 'latin1');
    const totals = /^totals: (\d+)/m.exec(text)?.[1];
    if (totals !== undefined) {
      return Number(totals);
    }
    if (Date.now() > deadline) {
      throw new Error('callgrind has written no totals');
    }
    await pause(20);
  }
}

/**
 * The scheduler's clock, where the kernel shows it; it is the sum of utime and stime, but for these come in ticks.
 * @param {string} pid
 */
function cpuMicroseconds(pid) {
  const exact = `/proc/${pid}/schedstat`;
  if (existsSync(exact)) {
    return Number(readFileSync(exact, 'utf8').split(' ')[0]) / 1000;
  }
  // The name of the program, in parentheses, may hold blanks. What follows it starts with field 3 of proc(5).
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS;
}

/** @param {string} binary */
async function versionOf(binary) {
  const { stderr } = await promisify(execFile)(binary, ['-v'], { env: ENV, timeout: 10_000 });
  return /nginx\/([\d.]+)/.exec(stderr)?.[1] ?? '';
}
