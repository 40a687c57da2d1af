/** The nginx configurations that are compared: the same location, with and without something that decides. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { COOKIE, ISSUER, jwkSet } from './tokens.js';

/**
 * @typedef {Readonly<{
 *   name: string, sites: readonly import('./cases.js').Site[], http: (ports: readonly number[]) => string,
 * }>} Instance one nginx, with a server for each of its sites; `http` takes as many ports
 * @typedef {Readonly<{
 *   folder: string, engine: import('./engines.js').Engine, appPort: number,
 *   portal: import('./portal.js').Portal, keys: readonly import('./tokens.js').Key[],
 * }>} Plan `keys`: the first is the key of gates that have one
 */

export const CLI = resolve('issuer/dist/cli.js');
/** As docs/forward-auth.md has it, with connections to the portal kept. */
const ASK_PORTAL = `location ^~ /verdict/ {
  internal;
  proxy_pass http://portal/auth/;
  proxy_pass_request_body off;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Content-Length "";
  proxy_set_header X-Original-URL $scheme://$http_host$request_uri;
  proxy_set_header X-Original-Method $request_method;
}`;
const WITH_PORTAL = [
  'auth_request /verdict/4;',
  ...['User', 'Name', 'Email', 'Groups', 'Group-Id'].flatMap((name) => {
    const variable = name.toLowerCase().replace('-', '_');
    return [
      `auth_request_set $verdict_${variable} $upstream_http_remote_${variable};`,
      `proxy_set_header Remote-${name} $verdict_${variable};`,
    ];
  }),
].join('\n');
const HANDLERS = `export default {
  empty: function (r) { r.return(204); },
  version: function (r) { r.return(200, njs.version + ' ' + (njs.engine || 'njs')); },
};
`;

/**
 * The configurations of one engine. Has `usher nginx` write what a gate needs.
 * @param {Plan} plan
 * @returns {Promise<readonly Instance[]>} the first one has no gate, and answers /version
 */
export async function prepareInstances(plan) {
  const { folder, engine, keys } = plan;
  const gate = await generate(join(folder, 'one-key'), engine, keys.slice(0, 1));
  const gate10keys = await generate(join(folder, 'ten-keys'), engine, keys);
  await writeFile(join(folder, 'handlers.js'), HANDLERS);
  const [httpConf, locationConf] = await Promise.all(
    ['http.conf', 'location.conf'].map((name) => readFile(join(gate, name), 'utf8')),
  );
  const maps = httpConf?.match(/^map [\s\S]*?^\}/gm)?.join('\n') ?? '';
  const proxy = usualHeaders(locationConf ?? '');
  const cModule = engine.cModule !== undefined;
  return [
    {
      name: 'plain',
      sites: ['none', 'empty', 'roundTrip', ...(cModule ? [/** @type {const} */ ('cModule')] : [])],
      http: ([none = 0, empty = 0, roundTrip = 0, other = 0]) => `
  ${maps}
  js_path ${folder}/;
  js_import bench from ${folder}/handlers.js;
  ${server(none, `location = /version { js_content bench.version; } ${location(57, proxy)}`)}
  ${server(empty, `location = /empty { internal; js_content bench.empty; } ${location(57, `auth_request /empty;\n${proxy}`)}`)}
  ${server(roundTrip, `${ASK_PORTAL} ${location(57, `${WITH_PORTAL}\n${proxy}`)}`)}
  ${cModule ? server(other, location(57, `${cModuleLines(keys)}\n${proxy}`)) : ''}`,
    },
    {
      name: 'gate',
      sites: ['gate', 'gate100', 'guests'],
      http: ([one = 0, hundred = 0, guests = 0]) => `
  include ${gate}/http.conf;
  ${server(one, guarded(gate, [57]))}
  ${server(hundred, guarded(gate, [...Array(100).keys()]))}
  ${server(guests, guarded(gate, [57], 999))}`,
    },
    {
      name: 'gate10keys',
      sites: ['gate10keys'],
      http: ([one = 0]) => `
  include ${gate10keys}/http.conf;
  ${server(one, guarded(gate10keys, [57]))}`,
    },
  ];
}

/**
 * nginx.conf of one instance. nginx is a single process: that is the one to be counted.
 * @param {Plan} plan @param {Instance} instance
 * @param {Readonly<{ folder: string, ports: readonly number[] }>} place of this nginx alone
 */
export function nginxConf({ engine, appPort, portal }, instance, { folder, ports }) {
  const cModule = instance.sites.includes('cModule')
    ? `load_module "${engine.cModule ?? ''}";`
    : '';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${folder}/${kind};`,
  );
  return `${engine.globals.join('\n')}
${cModule}
master_process off;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 512; }
http {
  ${engine.globalsHttp}
${temporary.join('\n')}
  access_log off;
  keepalive_requests 1000000;
  upstream app { server 127.0.0.1:${String(appPort)}; keepalive 32; keepalive_requests 1000000; }
  upstream portal { server 127.0.0.1:${String(portal.port)}; keepalive 32; keepalive_requests 1000000; }
${instance.http(ports)}
}
`;
}

/**
 * usher.yaml and keys.json.
 * @param {string} folder @param {readonly import('./tokens.js').Key[]} keys
 * @returns {Promise<string>} the path of usher.yaml
 */
export async function writeConfig(folder, keys) {
  const dataDir = join(folder, 'data');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(join(dataDir, 'keys.json'), jwkSet(keys), { mode: 0o600 });
  const config = join(folder, 'usher.yaml');
  await writeFile(
    config,
    `issuer: { url: '${ISSUER}', listen: 127.0.0.1:9190, dataDir: ./data }
plex: { servers: [${'ab12'.repeat(10)}], ownerId: 1 }
rules: [{ when: { plex: owner }, group: 0 }]
`,
  );
  return config;
}

/** Somebody's own settings must not reach what is measured. */
export function withoutUsherVariables() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('USHER_')),
  );
}

/**
 * @param {string} folder @param {import('./engines.js').Engine} engine
 * @param {readonly import('./tokens.js').Key[]} keys
 * @returns {Promise<string>} the folder of the files that nginx includes
 */
async function generate(folder, engine, keys) {
  const config = await writeConfig(folder, keys);
  const out = join(folder, 'nginx');
  const njs = engine.njs === undefined ? [] : ['--njs', engine.njs];
  const args = [CLI, 'nginx', '--config', config, '--out', out, ...njs];
  await promisify(execFile)(process.execPath, args, {
    env: withoutUsherVariables(),
    timeout: 60_000,
  });
  return out;
}

/**
 * The proxy headers that every protected location has and an unprotected one would have too: all but the identity.
 * @param {string} locationConf
 */
function usualHeaders(locationConf) {
  const lines = locationConf
    .split('\n')
    .filter((line) => /^proxy_/.test(line))
    // What the gate says itself: its variables are not there without it.
    .filter((line) => !/^proxy_set_header (Remote[-_]|Usher-|Authorization )/.test(line));
  if (!lines.some((line) => line.startsWith('proxy_set_header Host '))) {
    throw new Error('location.conf has no proxy headers that an unprotected location could have');
  }
  return lines.join('\n');
}

/** @param {number} port @param {string} locations */
function server(port, locations) {
  return `server { listen 127.0.0.1:${String(port)}; ${locations} }`;
}

/** @param {number} number @param {string} lines */
function location(number, lines) {
  return `location /app-${String(number)}/ { ${lines} proxy_pass http://app; }\n`;
}

/** @param {string} gate @param {readonly number[]} numbers @param {number} [threshold] */
function guarded(gate, numbers, threshold = 4) {
  const lines = `auth_request /_usher/${String(threshold)}; include ${gate}/location.conf;`;
  return `include ${gate}/server.conf;\n${numbers.map((number) => location(number, lines)).join('')}`;
}

/** The C module with the same key and cookie. It wants the key in hex. @param {Plan['keys']} keys */
function cModuleLines(keys) {
  return `auth_jwt_enabled on;
auth_jwt_algorithm HS256;
auth_jwt_key "${keys[0]?.secret.toString('hex') ?? ''}";
auth_jwt_location COOKIE=${COOKIE};
auth_jwt_redirect off;`;
}
