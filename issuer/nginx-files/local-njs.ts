/**
 * Which njs the nginx of this machine has. `nginx -V` does not say, so nginx is asked: it runs for a moment with a
 * configuration of its own, on a socket in a temporary folder that nobody else may open.
 */
import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * `no_njs`: there is an nginx, but none that told an njs version; `detail` is what it complained about.
 * `hasEd25519`: whether its WebCrypto verifies EdDSA, which is not said by the version alone; undefined where only
 * somebody has named a version.
 */
export type LocalNjs =
  | Readonly<{ kind: 'njs'; version: string; hasEd25519?: boolean }>
  | Readonly<{ kind: 'no_nginx' }>
  | Readonly<{ kind: 'no_njs'; detail: string }>;

export type AskNjs = Readonly<{
  /** Name or path of the program; by default `nginx` on the PATH or where Debian keeps daemons. */
  binary?: string;
  /** Loads the module; by default the one in nginx's own folder of modules, if it is there. */
  loadModule?: string;
  timeoutSeconds?: number;
}>;

const ENV = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
/** Any key on the curve will do. An older njs may have no `crypto`, or throw where others reject. */
const TELL = `
function tell(r) {
  const answer = (more) => r.return(200, njs.version + more);
  try {
    const key = Buffer.from('MCowBQYDK2VwAyEA11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', 'base64url');
    crypto.subtle.importKey('spki', key, { name: 'Ed25519' }, false, ['verify'])
      .then(() => answer(' Ed25519'), () => answer(''));
  } catch (e) {
    answer('');
  }
}
export default { tell };
`;
const POLL_MS = 10;
const MAX_ANSWER_CHARS = 32;
const MAX_DETAIL_CHARS = 500;

/** Asks nginx. Never throws because of nginx; leaves nothing running and nothing on disk. */
export async function localNjs({
  binary = 'nginx',
  loadModule,
  timeoutSeconds = 10,
}: AskNjs = {}): Promise<LocalNjs> {
  const timeout = timeoutSeconds * 1000;
  let options: string;
  try {
    options = (await promisify(execFile)(binary, ['-V'], { env: ENV, timeout })).stderr;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? { kind: 'no_nginx' }
      : { kind: 'no_njs', detail: (error as Error).message.substring(0, MAX_DETAIL_CHARS) };
  }
  const folder = await mkdtemp(join(tmpdir(), 'usher-njs-'));
  try {
    await writeFile(join(folder, 'tell.js'), TELL);
    await writeFile(
      join(folder, 'nginx.conf'),
      nginxConf(folder, options, loadModule ?? loadModuleLine(options)),
    );
    return await askIn(folder, binary, timeout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param options what `nginx -V` says */
function loadModuleLine(options: string): string {
  const option = (name: string) => new RegExp(`--${name}=(\\S+)`).exec(options)?.[1];
  const folder = option('modules-path') ?? join(option('prefix') ?? '/usr/local/nginx', 'modules');
  const path = join(folder, 'ngx_http_js_module.so');
  // Without that file, the module is part of nginx or missing.
  return existsSync(path) ? `load_module ${path};` : '';
}

function nginxConf(folder: string, options: string, loadModule: string): string {
  // Folders that were given when nginx was built may belong to somebody else; the others are below the prefix anyway.
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .filter((kind) => options.includes(`--http-${kind.replace('_', '-')}-temp-path=`))
    .filter((kind) => !options.includes(`--without-http_${kind}_module`))
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  return `${loadModule}
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr;
events { worker_connections 16; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  js_import tell from ${folder}/tell.js;
  server {
    listen unix:${folder}/socket;
    location / { js_content tell.tell; }
  }
}
`;
}

async function askIn(folder: string, binary: string, timeout: number): Promise<LocalNjs> {
  const nginx = spawn(binary, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    env: ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  nginx.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).substring(0, MAX_DETAIL_CHARS);
  });
  const ended = endOf(nginx);
  try {
    const answer = await answerOf(join(folder, 'socket'), nginx, timeout);
    const [, version, feature] = /^(\d+\.\d+\.\d+)( Ed25519)?$/.exec(answer ?? '') ?? [];
    return version !== undefined
      ? { kind: 'njs', version, hasEd25519: feature !== undefined }
      : { kind: 'no_njs', detail: complaints.trim() || 'nginx does not answer' };
  } finally {
    nginx.kill('SIGKILL');
    await ended;
  }
}

function endOf(nginx: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    nginx.once('error', () => {
      resolve();
    });
    nginx.once('close', () => {
      resolve();
    });
  });
}

/** Asks until there is an answer, nginx has ended, or the time is over. */
async function answerOf(
  socketPath: string,
  nginx: ChildProcess,
  timeout: number,
): Promise<string | undefined> {
  const deadline = Date.now() + timeout;
  while (nginx.exitCode === null && nginx.signalCode === null && Date.now() < deadline) {
    const answer = existsSync(socketPath) ? await get(socketPath, timeout) : undefined;
    if (answer !== undefined) {
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
}

/** Body of an answer with status 200. Undefined for any other, and if nobody answers. */
function get(socketPath: string, timeout: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const none = () => {
      resolve(undefined);
    };
    const asked = request({ socketPath, path: '/', agent: false, timeout }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body = (body + text).substring(0, MAX_ANSWER_CHARS);
      });
      response.on('error', none);
      response.on('end', () => {
        resolve(response.statusCode === 200 ? body.trim() : '');
      });
    });
    asked.on('error', none);
    asked.on('timeout', () => asked.destroy());
    asked.end();
  });
}
