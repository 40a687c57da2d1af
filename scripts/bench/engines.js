/** Which nginx with which njs can be measured here: this machine's, and those that scripts/nginx-matrix has fetched. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { JS_MODULES } from '../up-nginx.js';

/**
 * @typedef {Readonly<{
 *   name: string, binary: string, globals: readonly string[], globalsHttp: string, njs: string | undefined,
 *   cModule: string | undefined,
 * }>} Engine `globals`: lines that load modules; `njs`: its version where that is known without asking; `cModule`: file
 *   of Debian's JWT module, where the release has one
 */

const RELEASES = ['bookworm', 'trixie', 'forky', 'forky-qjs'];
const run = promisify(execFile);

/** Names of all engines: `local` stands for the release of Debian that this machine has. */
export function engineNames() {
  const here = localRelease();
  return ['local', ...RELEASES.filter((name) => name !== here)];
}

/**
 * @param {string} name one of {@link engineNames}
 * @returns {Promise<Engine | undefined>} undefined if it has not been fetched
 */
export async function findEngine(name) {
  if (name === 'local') {
    return local();
  }
  if (!existsSync(join(cacheFolder(), name.replace('-qjs', ''), 'njs-version'))) {
    return undefined;
  }
  // The variables come quoted for a shell, so a shell reads them.
  const script = 'set -e; text=$(scripts/nginx-matrix --env "$0"); eval "$text"; env -0';
  const { stdout } = await run('bash', ['-c', script, name], { timeout: 60_000 });
  const variables = new Map(
    stdout.split('\0').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const globals = variables.get('TEST_NGINX_GLOBALS') ?? '';
  return engine(name, variables.get('TEST_NGINX_BINARY') ?? '', {
    jsModule: /load_module "([^"]+)"/.exec(globals)?.[1] ?? '',
    globalsHttp: variables.get('TEST_NGINX_GLOBALS_HTTP') ?? '',
    njs: variables.get('TEST_NGINX_NJS')?.split(' ')[0],
  });
}

function local() {
  const jsModule = JS_MODULES.find((path) => existsSync(path));
  return jsModule === undefined
    ? undefined
    : engine('local', 'nginx', { jsModule, globalsHttp: '', njs: undefined });
}

/**
 * @param {string} name @param {string} binary
 * @param {Readonly<{ jsModule: string, globalsHttp: string, njs: string | undefined }>} found
 * @returns {Engine}
 */
function engine(name, binary, { jsModule, globalsHttp, njs }) {
  const jwtModule = join(dirname(jsModule), 'ngx_http_auth_jwt_module.so');
  return {
    name,
    binary,
    globals: [`load_module "${jsModule}";`],
    globalsHttp,
    njs,
    cModule: existsSync(jwtModule) ? jwtModule : undefined,
  };
}

function cacheFolder() {
  const { NGINX_MATRIX_CACHE, XDG_CACHE_HOME } = process.env;
  return (
    NGINX_MATRIX_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'usher/nginx-matrix')
  );
}

function localRelease() {
  const file = '/etc/os-release';
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return /^ID=debian$/m.test(text) ? /^VERSION_CODENAME=(\w+)$/m.exec(text)?.[1] : undefined;
}
