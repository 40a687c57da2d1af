/** The nginx configurations that are compared: the same location, with and without something that decides. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UNREVOKED_CUT, WHOLE } from './cuts.js';
import { makeCuts, makeGate } from './gates.js';
import { COOKIE } from './tokens.js';

/**
 * @typedef {Readonly<{
 *   name: string, sites: readonly string[], http: (portOf: (site: string) => number) => string,
 * }>} Instance one nginx, with a server for each of its sites
 * @typedef {Readonly<{
 *   folder: string, engine: import('./engines.js').Engine, appPort: number,
 *   portal: import('./portal.js').Portal, keys: readonly import('./tokens.js').Key[], es256: import('./tokens.js').Key,
 * }>} Plan `keys`: the first is the key of gates that have one
 */

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
const MEMO = /^js_shared_dict_zone .*$/m;

/**
 * The configurations of one engine. Has `usher nginx` write what a gate needs.
 * @param {Plan} plan
 * @returns {Promise<readonly Instance[]>} the first one has no gate, and answers /version
 */
export async function prepareInstances(plan) {
  const { folder, engine, keys, es256 } = plan;
  const first = keys.slice(0, 1);
  const make = (
    /** @type {string} */ name,
    /** @type {Parameters<typeof makeGate>[2]} */ settings,
  ) => makeGate(join(folder, name), engine, settings);
  const gate = await make('one-key', { keys: first, stamps: 0 });
  const unrevoked = await make('unrevoked', { keys: first, stamps: 'none' });
  const httpConf = await readFile(join(gate.out, 'http.conf'), 'utf8');
  const others = [
    { site: 'unrevoked', gate: unrevoked },
    { site: 'gate10keys', gate: await make('ten-keys', { keys, stamps: 0 }) },
    { site: 'stamps100', gate: await make('stamps-100', { keys: first, stamps: 100 }) },
    { site: 'stamps10000', gate: await make('stamps-10000', { keys: first, stamps: 10_000 }) },
    { site: 'es256', gate: await make('es256', { keys: [es256], stamps: 0 }) },
  ];
  return [
    await plainInstance(plan, gate.out, httpConf),
    {
      name: 'gate',
      sites: ['gate', 'gate100'],
      http: (portOf) => `
  include ${gate.out}/http.conf;
  ${server(portOf('gate'), guarded(gate.out, [57]))}
  ${server(portOf('gate100'), guarded(gate.out, [...Array(100).keys()]))}`,
    },
    ...others.map(({ site, gate: { out } }) => ({
      name: site,
      sites: [site],
      http: (/** @type {(site: string) => number} */ portOf) =>
        `include ${out}/http.conf;\n${server(portOf(site), guarded(out, [57]))}`,
    })),
    await cutInstance(gate, 'cut', () => true),
    await cutInstance(unrevoked, 'unrevoked-cut', (name) => [WHOLE, UNREVOKED_CUT].includes(name)),
    // Where njs has no shared memory, no gate has a memo.
    ...(MEMO.test(httpConf)
      ? [
          {
            name: 'noMemo',
            sites: ['noMemo'],
            http: (/** @type {(site: string) => number} */ portOf) =>
              `${httpConf.replace(MEMO, '')}\n${server(portOf('noMemo'), guarded(gate.out, [57]))}`,
          },
        ]
      : []),
  ];
}

/** @param {Plan} plan @param {string} gate @param {string} httpConf @returns {Promise<Instance>} */
async function plainInstance({ folder, engine, keys, es256 }, gate, httpConf) {
  await writeFile(join(folder, 'handlers.js'), HANDLERS);
  await writeFile(join(folder, 'es256.pem'), es256.publicPem);
  const maps = [...httpConf.matchAll(/^map \S+ \$usher_(host|connection) [\s\S]*?^\}/gm)]
    .map(([map]) => map)
    .join('\n');
  const proxy = usualHeaders(await readFile(join(gate, 'location.conf'), 'utf8'));
  const cModule = engine.cModule !== undefined;
  return {
    name: 'plain',
    sites: ['none', 'empty', 'roundTrip', ...(cModule ? ['cModule', 'cModuleEs256'] : [])],
    http: (portOf) => `
  ${maps}
  js_path ${folder}/;
  js_import bench from ${folder}/handlers.js;
  ${server(portOf('none'), `location = /version { js_content bench.version; } ${location(57, proxy)}`)}
  ${server(portOf('empty'), `location = /empty { internal; js_content bench.empty; } ${location(57, `auth_request /empty;\n${proxy}`)}`)}
  ${server(portOf('roundTrip'), `${ASK_PORTAL} ${location(57, `${WITH_PORTAL}\n${proxy}`)}`)}
  ${
    cModule
      ? `${server(portOf('cModule'), location(57, `${cModuleLines('HS256', `auth_jwt_key "${keys[0]?.hex ?? ''}";`)}\n${proxy}`))}
  ${server(portOf('cModuleEs256'), location(57, `${cModuleLines('ES256', `auth_jwt_use_keyfile on; auth_jwt_keyfile_path ${folder}/es256.pem;`)}\n${proxy}`))}`
      : ''
  }`,
  };
}

/**
 * The copies of a gate that end early, and the whole one, which fills the memo for them. An import of the server's own
 * would be added to one of http { }, so there is none.
 * @param {import('./gates.js').Gate} gate
 * @param {string} prefix of the names of the sites
 * @param {(name: string) => boolean} wanted
 * @returns {Promise<Instance>}
 */
async function cutInstance(gate, prefix, wanted) {
  const httpConf = await readFile(join(gate.out, 'http.conf'), 'utf8');
  const folders = [...(await makeCuts(gate))].filter(([name]) => wanted(name));
  return {
    name: `${prefix}s`,
    sites: folders.map(([name]) => `${prefix}-${name}`),
    http: (portOf) => `
  ${httpConf.replace(/^js_(path|import) .*$/gm, '')}
  ${folders
    .map(([name, own]) =>
      server(
        portOf(`${prefix}-${name}`),
        `js_path ${own}; js_import usher from ${own}/usher.js;\n${guarded(gate.out, [57])}`,
      ),
    )
    .join('\n')}`,
  };
}

/**
 * nginx.conf of one instance. nginx is a single process: that is the one to be counted.
 * @param {Plan} plan @param {Instance} instance
 * @param {Readonly<{ folder: string, ports: ReadonlyMap<string, number> }>} place of this nginx alone
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
${instance.http((site) => ports.get(site) ?? 0)}
}
`;
}

/**
 * The proxy headers that every protected location has and an unprotected one would have too: none that says who it is.
 * @param {string} locationConf
 */
function usualHeaders(locationConf) {
  const lines = locationConf
    .split('\n')
    .filter(
      (line) =>
        /^proxy_/.test(line) &&
        !/^proxy_set_header (Remote[-_]|Usher-)/.test(line) &&
        !/\$usher_(?!host;|connection;)/.test(line),
    );
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

/** @param {string} gate @param {readonly number[]} numbers */
function guarded(gate, numbers) {
  const lines = `auth_request /_usher/4; include ${gate}/location.conf;`;
  return `include ${gate}/server.conf;\n${numbers.map((number) => location(number, lines)).join('')}`;
}

/** The C module with the same key and cookie. @param {string} algorithm @param {string} key */
function cModuleLines(algorithm, key) {
  return `auth_jwt_enabled on;
auth_jwt_algorithm ${algorithm};
${key}
auth_jwt_location COOKIE=${COOKIE};
auth_jwt_redirect off;`;
}
