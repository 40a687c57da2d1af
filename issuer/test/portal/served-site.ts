/** `usher serve` as a process, a real nginx before it, and the stand-in for plex.tv: a site whose disk can fail. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createPlexStandIn } from '../../../examples/plex-stand-in/app.js';
import { OWNER_ID, SERVER_ID } from '../../../examples/plex-stand-in/people.js';
import {
  guarded,
  server,
  startGate,
  type Gate,
} from '../../../njs-validator/test/nginx/support/gate.js';
import { freePort } from '../../../scripts/ports.js';
import { loadConfig } from '../../config/load-config.js';
import { gateConfigOf } from '../../keys/gate-config.js';
import { loadKeyRing } from '../../keys/key-file.js';
import { Browser } from './running-portal.js';

const CLI = resolve('issuer/dist/cli.js');
const URL_OF_PORTAL = 'http://localhost:8080/auth';

/** Root may write anywhere. */
const NOBODY = 65_534;
export const AS_NOBODY =
  process.getuid?.() === 0
    ? ['setpriv', `--reuid=${String(NOBODY)}`, `--regid=${String(NOBODY)}`, '--clear-groups']
    : [];

/** The data folder is a file system of a megabyte, which is gone with the process; where that is allowed. */
export const ON_SMALL_DISK = [
  ...['unshare', '-rm', 'sh', '-c'],
  'mount -t tmpfs -o size=1m,mode=711 tmpfs "$0" && exec "$@"',
] as const;

export type Served = Readonly<{
  /** Its lines of log so far. */
  log: () => readonly Readonly<Record<string, unknown>>[];
  stderr: () => string;
  pid: number;
  /** Exit code; null if a signal ended it. */
  ended: Promise<number | null>;
}>;

export type Site = Readonly<{
  dataDir: string;
  revocationDir: string;
  /** The process that was started last. */
  served: () => Served;
  gate: Gate;
  /** By way of nginx. */
  browser: () => Browser;
  /** Why nginx lets this browser see an app, or why not. */
  gateSays: (browser: Browser) => Promise<string>;
  /** Reason of the newest line of the log that has one and is of a request. */
  reason: () => unknown;
  /** Starts it again; resolves when it listens, or has ended. */
  start: () => Promise<void>;
  kill: () => Promise<void>;
  close: () => Promise<void>;
}>;

/** Waits for something, for half a minute at most. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > end) {
      throw new Error(`it did not come to that: ${what}`);
    }
    await pause(20);
  }
}

/** @param isOnSmallDisk whether {@link ON_SMALL_DISK} is to be; without, it is nobody's process */
export async function startSite(isOnSmallDisk = false): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'usher-site-'));
  const [dataDir, revocationDir] = [join(folder, 'data'), join(folder, 'revocations')];
  chmodSync(folder, 0o711);
  mkdirSync(dataDir, { mode: 0o711 });
  const plex = createServer(createPlexStandIn({}).app as RequestListener);
  const plexUrl = await listen(plex);
  const portalPort = await freePort();
  const config = join(folder, 'usher.yaml');
  writeFileSync(config, yamlOf(plexUrl, portalPort, revocationDir));
  if (!isOnSmallDisk && AS_NOBODY.length > 0) {
    [folder, dataDir, config].forEach((path) => {
      chownSync(path, NOBODY, NOBODY);
    });
  }
  const before = isOnSmallDisk ? [...ON_SMALL_DISK, dataDir] : AS_NOBODY;
  let served = await serve(before, config);
  let gate: Gate | undefined;
  const kill = async (): Promise<void> => {
    if (isAlive(served.child)) {
      served.child.kill('SIGKILL');
      await served.ended;
    }
  };
  const close = async (): Promise<void> => {
    await kill();
    await gate?.stop();
    plex.closeAllConnections();
    plex.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const seen = isOnSmallDisk ? `/proc/${String(served.pid)}/root${dataDir}` : dataDir;
    gate = await gateOf(config, seen, portalPort);
    const { origin } = gate.nginx;
    return {
      dataDir: seen,
      revocationDir,
      served: () => served,
      gate,
      browser: () => new Browser(origin, URL_OF_PORTAL),
      gateSays: async (browser) => {
        const answer = await fetch(`${origin}/app`, {
          headers: { Cookie: browser.cookieHeader() },
        });
        return answer.headers.get('Test-Reason') ?? `${String(answer.status)} without a reason`;
      },
      reason: () =>
        served.log().findLast((line) => line['msg'] === 'request' && 'reason' in line)?.['reason'],
      start: async () => {
        await kill();
        served = await serve(before, config);
      },
      kill,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function yamlOf(plexUrl: string, port: number, revocationDir: string): string {
  return `
issuer: { url: ${URL_OF_PORTAL}, listen: 127.0.0.1:${String(port)} }
plex: { apiUrl: ${plexUrl}, authUrl: ${plexUrl}/auth, servers: [${SERVER_ID}], ownerId: ${String(OWNER_ID)}, homePicker: false }
revocation: { dir: ${revocationDir} }
rules:
  - { when: { plex: owner }, group: 0 }
  - { when: { plex: friend }, group: 4 }
`;
}

async function serve(
  before: readonly string[],
  config: string,
): Promise<Served & Readonly<{ child: ChildProcess }>> {
  const line = [...before, process.execPath, CLI, 'serve', '--config', config];
  const child = spawn(line[0] ?? '', line.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = [textOf(child.stdout), textOf(child.stderr)];
  const ended = once(child, 'close').then((closed) => closed[0] as number | null);
  await until(
    'it listens',
    () => out().includes('listens on') || child.exitCode !== null || child.signalCode !== null,
  );
  const log = () =>
    out()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return { child, log, stderr: err, pid: child.pid ?? 0, ended };
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = [];
  stream.setEncoding('utf8').on('data', (chunk: string) => void chunks.push(chunk));
  return () => chunks.join('');
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function gateOf(file: string, dataDir: string, portalPort: number): Promise<Gate> {
  const loaded = loadConfig({
    file,
    env: {},
    readFile: (path) => readFileSync(path, 'utf8'),
    now: Date.now() / 1000,
  });
  const keys = await loadKeyRing(dataDir, Date.now() / 1000);
  if (loaded.kind !== 'config' || keys.kind !== 'ring') {
    throw new Error(JSON.stringify([loaded.kind, keys.kind]));
  }
  return startGate({
    gateConfig: gateConfigOf(loaded.config, keys.ring),
    expectedErrors: /connect\(\) failed/,
    http: server(`
      add_header Test-Reason $usher_reason always;
      location /auth/ { proxy_pass http://127.0.0.1:${String(portalPort)}; proxy_buffer_size 16k; proxy_buffers 4 16k; }
      ${guarded('/', 998)}`),
  });
}

async function listen(one: Server): Promise<string> {
  await new Promise<void>((done) => one.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${String((one.address() as AddressInfo).port)}`;
}
