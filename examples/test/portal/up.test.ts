/** scripts/up as somebody at a terminal uses it: it brings everything up, and leaves nothing behind. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openState } from '../../../issuer/state/sqlite-state.js';
import { signInByPassword } from './sign-in-by-password.js';

const SCRIPT = fileURLToPath(new URL('../../../scripts/up', import.meta.url));

type Up = Readonly<{ process: ChildProcess; site: string; folder: string; output: () => string }>;

const started: ChildProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) {
    if (each.exitCode === null && each.signalCode === null) {
      each.kill('SIGTERM');
      await once(each, 'exit');
    }
  }
  // A clean end removes them; the others are for people to read.
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function until(what: () => string, holds: () => boolean, seconds = 50): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!holds()) {
    if (Date.now() > deadline) {
      throw new Error(`not within ${seconds} s: ${what()}`);
    }
    await pause(20);
  }
}

async function up(...options: string[]): Promise<Up> {
  const child = spawn(SCRIPT, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  await until(
    () => `it is up\n${output}`,
    () => {
      if (child.exitCode !== null) {
        throw new Error(`scripts/up ended early:\n${output}`);
      }
      return output.includes('Ctrl-C ends everything');
    },
  );
  const site = /(http:\/\/localhost:\d+)\/auth\//.exec(output)?.[1] ?? '';
  const folder = /logs: (\S+)/.exec(output)?.[1] ?? '';
  folders.push(folder);
  return { process: child, site, folder, output: () => output };
}

/** Processes that are alive and have the folder's name among their arguments. */
function aliveOf(folder: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      // A zombie has no arguments any more.
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}

/** All descendants of a process. */
function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((each) => each !== '')
    .map(Number);
  return children.flatMap((each) => [each, ...descendantsOf(each)]);
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function link(dir: string, option: string): unknown {
  const cli = fileURLToPath(new URL('../../../issuer/dist/cli.js', import.meta.url));
  const args = [cli, 'link', option, '--json', '--config', join(dir, 'usher.yaml')];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function clientOfLink(dir: string): string | undefined {
  const state = openState(join(dir, 'data'));
  try {
    return state.ownerLink()?.clientIdentifier;
  } finally {
    state.close();
  }
}

type Answer = Readonly<{ status: number; location: string; text: string }>;

/** A navigation as a browser makes it; fetch would mark it as a script's request. */
async function visit(address: string, cookie = ''): Promise<Answer> {
  const headers = { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate', Cookie: cookie };
  const request = get(address, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += String(chunk);
  }
  return { status: response.statusCode ?? 0, location: response.headers.location ?? '', text };
}

describe('scripts/up', () => {
  test('brings up the whole system: sign-in, a refused app, an open one', async () => {
    const { site } = await up('--free-ports');
    const sonarr = `${site}/sonarr/?a=1&b=%20`;

    const stranger = await visit(sonarr);
    expect(stranger.status).toBe(302);
    const signIn = new URL(stranger.location, site);
    expect(`${signIn.origin}${signIn.pathname}`).toBe(`${site}/auth/login`);
    expect(signIn.searchParams.get('rd')).toBe(sonarr);

    const { cookie, location } = await signInByPassword(signIn.href, 'friend', 'friend-password');
    expect(location).toBe(sonarr);
    expect((await visit(sonarr, cookie)).status).toBe(403);
    const status = await visit(`${site}/overseerr/api/status`, cookie);
    expect(status.status).toBe(200);
    expect(JSON.parse(status.text)).toMatchObject({
      app: 'Overseerr',
      identity: { 'Remote-User': 'friend', 'Remote-Group-Id': '4' },
    });
  });

  test('nginx there knows at once who has signed out, wherever the cookie was copied to', async () => {
    const { site, output } = await up('--free-ports');
    const signIn = `${site}/auth/login`;
    const { cookie } = await signInByPassword(signIn, 'friend', 'friend-password');
    expect((await visit(`${site}/overseerr/`, cookie)).status).toBe(200);
    const headers = { Cookie: cookie, Origin: site };
    expect((await fetch(`${site}/auth/logout`, { method: 'POST', headers })).status).toBe(200);
    expect((await visit(`${site}/overseerr/`, cookie)).status).toBe(302);
    expect(output()).not.toContain('warning');
  });

  test('says so where nginx cannot know, because a folder keeps its workers out', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'usher-up-closed-'));
    folders.push(closed);
    const { output } = await up('--free-ports', '--dir', join(closed, 'run'));
    // Without root's rights the workers are whoever starts nginx, and get through.
    const isRoot = process.getuid?.() === 0;
    expect(output().includes(`warning: ${closed} keeps nginx's workers out`)).toBe(isRoot);
  });

  test('names the configuration that its commands are to be given', async () => {
    const { site, folder, output } = await up('--free-ports');
    const command = /node \S+cli\.js explain friend --config (\S+)/.exec(output());
    expect(command?.[1]).toBe(`${folder}/usher.yaml`);
    expect(readFileSync(command![1]!, 'utf8')).toContain(`url: ${site}/auth`);
  });

  test('attaches the owner’s account, and again with the data of an earlier start', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'usher-up-kept-'));
    chmodSync(dir, 0o711);
    folders.push(dir);
    const clients: unknown[] = [];
    for (let start = 0; start < 2; start++) {
      const { process: child, output } = await up('--free-ports', '--dir', dir);
      expect(output()).toMatch(
        /owner's account is attached.+Unshare somebody at (http:\S+\/people):\nwhat they have open is refused within 23 s\./,
      );
      const status = link(dir, '--status');
      expect(status).toMatchObject({ linked: true, account: { id: 21000001 } });
      expect(status).not.toHaveProperty('problem');
      clients.push(clientOfLink(dir));
      child.kill('SIGINT');
      await once(child, 'exit');
    }
    // Plex lists one device for all of them.
    expect(clients[1]).toEqual(clients[0]);
  });

  test('has room for long return addresses of several tabs', async () => {
    const { site } = await up('--free-ports');
    const rd = `${site}/overseerr/?q=${'x'.repeat(1950)}`;
    let cookie = '';
    for (let tab = 0; tab < 3; tab++) {
      const response = await fetch(`${site}/auth/login/plex`, {
        method: 'POST',
        body: new URLSearchParams({ rd }),
        headers: { Origin: site, Cookie: cookie },
        redirect: 'manual',
      });
      // nginx answers 502 to headers that it has no room for.
      expect(response.status).toBe(303);
      cookie = [...cookie.split('; '), ...response.headers.getSetCookie()]
        .map((line) => line.split(';')[0] ?? '')
        .filter((pair) => !pair.endsWith('='))
        .join('; ');
    }
  });

  test('sends the front page to the portal', async () => {
    const { site } = await up('--free-ports');
    const response = await visit(`${site}/`);
    expect([response.status, response.location]).toEqual([302, `${site}/auth/`]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends all of it and removes its folder',
    async (signal) => {
      const { process: child, folder } = await up('--free-ports');
      const pids = descendantsOf(child.pid!);
      expect(pids.length).toBeGreaterThanOrEqual(6);
      child.kill(signal);
      const [code] = await once(child, 'exit');
      expect(code).toBe(0);
      expect(pids.filter(isAlive)).toEqual([]);
      expect(existsSync(folder)).toBe(false);
    },
  );

  test('killed outright, it leaves no process behind', async () => {
    const { process: child, folder } = await up('--free-ports');
    const pids = descendantsOf(child.pid!);
    expect(pids.length).toBeGreaterThanOrEqual(6);
    child.kill('SIGKILL');
    await until(
      () => 'all processes are gone',
      () => pids.every((pid) => !isAlive(pid)),
      10,
    );
    expect(aliveOf(folder)).toEqual([]);
  });

  test('ends all of it when one part ends, and names that part and its log', async () => {
    const { process: child, folder, output } = await up('--free-ports');
    const pids = descendantsOf(child.pid!);
    const app = pids.find((pid) => {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0Overseerr\0');
    });
    process.kill(app!, 'SIGKILL');
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(output()).toContain(`app-2 ended (SIGKILL); its log is ${folder}/logs/app-2.log`);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('takes other ports when somebody has the usual ones, two at the same time', async () => {
    const both = await Promise.all([up(), up()]);
    const sites = both.map(({ site }) => site);
    expect(new Set(sites).size).toBe(2);
    for (const site of sites) {
      expect((await visit(`${site}/sonarr/`)).status).toBe(302);
    }
  });
});

describe('scripts/up says what is wrong', () => {
  test.each([
    [['--nonsense'], /Unknown option/],
    [['--config', '/nowhere/usher.yaml'], /\/nowhere\/usher\.yaml/],
  ])('%j', async (options, message) => {
    const child = spawn(SCRIPT, options, { stdio: ['ignore', 'ignore', 'pipe'] });
    started.push(child);
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(2);
    expect(output).toMatch(message);
  });
});
