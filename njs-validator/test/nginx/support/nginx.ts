/**
 * Starts a real nginx with the built gate for a test: own folder, free ports, stopped by its own pid.
 *
 * Other engines: TEST_NGINX_BINARY (default nginx), TEST_NGINX_GLOBALS (replaces the load_module line),
 * TEST_NGINX_GLOBALS_HTTP (for example `js_engine qjs;`), TEST_NGINX_NJS (what njs must then say it is, for example
 * `1.0.2 QuickJS`). scripts/nginx-matrix sets them.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderNginxFiles } from '../../../../issuer/nginx-files/nginx-files.js';
import { OLDEST_NJS } from '../../../../issuer/nginx-files/njs-version.js';
import { writeNginxFiles } from '../../../../issuer/nginx-files/write-nginx-files.js';
import { createPorts } from '../../../../scripts/ports.js';
import type { GateConfig } from '../../../../shared/gate-config.js';

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
const BUNDLE = 'njs-validator/dist/usher.js';
const MODULES = ['/usr/lib/nginx/modules', '/usr/lib64/nginx/modules', '/etc/nginx/modules'];

export type NginxOptions = Readonly<{
  /**
   * Inside of `http { }`. Placeholders: __LISTEN__ (127.0.0.1 and a free port), __OTHER_LISTEN__ (another one), __GATE__
   * (folder of the generated files), __FOLDER__ (a folder of the test's own), and those of `replace`.
   */
  http: string;
  /** Without one, no files are generated. */
  gateConfig?: GateConfig;
  organizr?: boolean;
  /** How many workers; 1 if it is not said. */
  workers?: number;
  replace?: Readonly<Record<string, string>>;
  /** Put in the place of the built gate, to see what nginx does with a broken one. */
  gate?: string;
  /** Changes the generated files, in the folder given, before nginx reads them. */
  damage?: (gateDir: string) => void;
  /** Files below __FOLDER__. */
  files?: Readonly<Record<string, string>>;
  /** Error log lines that this test means to cause. */
  expectedErrors?: RegExp;
}>;

export type Nginx = Readonly<{
  port: number;
  /** http://127.0.0.1:port */
  origin: string;
  /** The same for __OTHER_LISTEN__. */
  otherOrigin: string;
  folder: string;
  /** Lines of the access log since the last call; waits until there are `count` of them. */
  accessLog: (count: number) => Promise<readonly string[]>;
  errorLog: () => string;
  /** Writes the generated files anew, as `usher nginx` does. They count from the next reload on. */
  write: (gateConfig: GateConfig) => Promise<void>;
  /** As `nginx -s reload`; true when new workers alone are left, false if nginx keeps the old ones. */
  reload: () => Promise<boolean>;
  /** Process ids of the workers that run, as the error log tells. */
  workers: () => readonly number[];
  /** Stops it and fails on an alert, an emergency or a JavaScript exception in the log. */
  stop: () => Promise<void>;
}>;

/** Version of the njs that the tests run on, as `usher nginx` would find it out; the oldest unless told. */
export function njsUnderTest(): string {
  return process.env['TEST_NGINX_NJS']?.split(' ')[0] ?? OLDEST_NJS;
}

/** The text of the built gate. */
export function builtGate(): string {
  return readFileSync(BUNDLE, 'utf8');
}

/** One line per request: `GET /path 403 group_above_threshold|zoe|4|1`. */
const LOG_FORMAT =
  "log_format test '$request_method $request_uri $status $usher_reason|$usher_user|$usher_group_id|$usher_threshold';";

/** @throws if nginx is missing or does not start; a ring that was left out is no green run */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'usher-nginx-'));
  try {
    return await startIn(folder, options);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(folder: string, options: NginxOptions): Promise<Nginx> {
  await chmod(folder, 0o755);
  const gateDir = join(folder, 'usher');
  const ports = createPorts(true);
  const [port, otherPort] = [await ports.take(0), await ports.take(0)];
  await mkdir(join(folder, 'tmp'), { mode: 0o711 });
  await mkdir(join(folder, 'logs'));
  for (const [name, content] of Object.entries(options.files ?? {})) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const { gate = builtGate(), organizr = false } = options;
  const write = (gateConfig: GateConfig) => {
    const input = { gateConfig, gate, outDir: gateDir, organizr, njsVersion: njsUnderTest() };
    return writeNginxFiles(gateDir, renderNginxFiles(input));
  };
  if (options.gateConfig !== undefined) {
    await write(options.gateConfig);
    options.damage?.(gateDir);
  }
  const placeholders = {
    __LISTEN__: `127.0.0.1:${String(port)}`,
    __OTHER_LISTEN__: `127.0.0.1:${String(otherPort)}`,
    __GATE__: gateDir,
    __FOLDER__: folder,
    ...options.replace,
  };
  const http = Object.entries(placeholders).reduce(
    (text, [name, value]) => text.replaceAll(name, value),
    options.http,
  );
  await writeFile(join(folder, 'nginx.conf'), nginxConf(folder, http, options.workers));
  const nginx = await run(folder, options.expectedErrors);
  return {
    port,
    origin: `http://127.0.0.1:${String(port)}`,
    otherOrigin: `http://127.0.0.1:${String(otherPort)}`,
    folder,
    write,
    ...nginx,
  };
}

function nginxConf(folder: string, http: string, workers = 1): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/tmp/${kind};`,
  );
  return `
${process.env['TEST_NGINX_GLOBALS'] ?? `load_module ${jsModule()};`}
daemon off;
worker_processes ${String(workers)};
pid ${folder}/nginx.pid;
error_log ${folder}/logs/error.log info;
events { worker_connections 512; }
http {
  ${process.env['TEST_NGINX_GLOBALS_HTTP'] ?? ''}
  ${temporary.join('\n  ')}
  ${LOG_FORMAT}
  access_log ${folder}/logs/access.log test;
  ${http}
}
`;
}

function jsModule(): string {
  const found = MODULES.map((dir) => `${dir}/ngx_http_js_module.so`).find((path) =>
    existsSync(path),
  );
  if (found === undefined) {
    throw new Error('nginx has no njs module here; run scripts/install test');
  }
  return found;
}

async function run(
  folder: string,
  expectedErrors?: RegExp,
): Promise<Pick<Nginx, 'accessLog' | 'errorLog' | 'reload' | 'workers' | 'stop'>> {
  const binary = process.env['TEST_NGINX_BINARY'] ?? 'nginx';
  const child = spawn(binary, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    env: { ...process.env, PATH },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      stderr += error.message;
      resolve();
    });
    child.once('exit', () => {
      resolve();
    });
  });
  const state = { running: true };
  void ended.then(() => (state.running = false));
  const log = (name: string) => {
    const path = join(folder, 'logs', name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const workers = () => {
    const pids = (pattern: RegExp) =>
      [...log('error.log').matchAll(pattern)].map(([, pid]) => Number(pid));
    const gone = pids(/worker process (\d+) exited/g);
    return pids(/start worker process (\d+)/g).filter((pid) => !gone.includes(pid));
  };
  await until(() => !state.running || workers().length > 0, 'nginx started');
  if (!state.running) {
    throw new Error(`nginx did not start: ${stderr}\n${log('error.log')}`);
  }
  let linesRead = 0;
  return {
    accessLog: async (count) => {
      const lines = () => log('access.log').split('\n').slice(linesRead, -1);
      await until(() => lines().length >= count, `${String(count)} lines in the access log`);
      const found = lines();
      linesRead += found.length;
      return found;
    },
    errorLog: () => log('error.log'),
    workers,
    reload: async () => {
      const old = workers();
      const before = log('error.log').length;
      child.kill('SIGHUP');
      // QuickJS has no "emerg" for what it cannot compile.
      const isRefused = () => /\[emerg\]|js compile:/.test(log('error.log').slice(before));
      await until(
        () => isRefused() || !workers().some((pid) => old.includes(pid)),
        'nginx reloaded, or refused to',
      );
      return !isRefused();
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      const bad = log('error.log')
        .split('\n')
        .filter((line) => /\[(alert|emerg|crit)\]|js (call )?exception/.test(line))
        .filter((line) => expectedErrors === undefined || !expectedErrors.test(line));
      rmSync(folder, { recursive: true, force: true });
      if (bad.length > 0) {
        throw new Error(`nginx has complaints:\n${bad.join('\n')}`);
      }
    },
  };
}

/** Waits until it is true, for half a minute at most. */
export async function until(isTrue: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!isTrue()) {
    if (Date.now() > deadline) {
      throw new Error(`waited 30 s in vain for: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
