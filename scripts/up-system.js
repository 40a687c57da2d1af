/**
 * Starts the whole system: a stand-in for plex.tv, the issuer, sample apps, and nginx with the gate.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isLocalhost, readConfig, sampleConfig } from './up-config.js';
import { attachOwner } from './up-link.js';
import { JS_MODULES, renderNginxConf } from './up-nginx.js';
import { createPorts } from './ports.js';
import { PartFailed, createChildren, waitFor, waitForLog } from './up-processes.js';

/**
 * @typedef {Readonly<{
 *   dir?: string | undefined, config?: string | undefined, more?: string, freePorts?: boolean, signal?: AbortSignal,
 * }>} UpOptions
 *   `dir`: where to keep files (default: a new temporary folder, removed by `stop`); `config`: somebody's own usher.yaml
 *   and real plex.tv; `more`: goes behind the sample configuration, whose last section are the apps; `freePorts`: never
 *   the usual ports; `signal`: give up while starting
 * @typedef {Readonly<{
 *   key: string, username: string, email: string, title: string, password: string | null, about: string,
 * }>} SamplePerson
 * @typedef {Readonly<{ name: string, address: string, threshold: number }>} RunningApp
 * @typedef {Readonly<{
 *   addresses: Readonly<{ site: string, portal: string, issuer: string, plex?: string }>,
 *   apps: readonly RunningApp[],
 *   people: readonly SamplePerson[],
 *   warnings: readonly string[],
 *   config: string,
 *   folder: string,
 *   temporary: boolean,
 *   failure: Promise<never>,
 *   endPlex: () => Promise<void>,
 *   stop: () => Promise<void>,
 *   stopKeepingFiles: () => Promise<void>,
 * }>} System `issuer` is the portal without nginx; `config` the file that it runs with; `failure` rejects when a part ends
 *   by itself; `endPlex` ends the stand-in for plex.tv and nothing else
 *
 * @typedef {Readonly<{
 *   folder: string, children: import('./up-processes.js').Children,
 *   ports: ReturnType<typeof createPorts>, signal: AbortSignal | undefined,
 * }>} Run
 * @typedef {Readonly<{
 *   file: string, known: import('./up-config.js').Known, issuerPort: number, plex?: string,
 *   people: readonly SamplePerson[],
 * }>} Prepared a configuration, and what was started for it
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(ROOT, 'issuer/dist/cli.js');
const STAND_IN = join(ROOT, 'examples/dist/plex-stand-in.js');
const SAMPLE_APP = join(ROOT, 'examples/dist/sample-app.js');
const PORT = { site: 8080, plex: 9180, issuer: 9190, firstApp: 9191 };
const ATTEMPTS = 5;
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin:/usr/local/sbin`;

/**
 * @param {UpOptions} [options]
 * @returns {Promise<System>}
 * @throws with a sentence for the person at the terminal; nothing is left running then
 */
export async function startSystem(options = {}) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      if (!(error instanceof PartFailed && error.portTaken && attempt < ATTEMPTS)) {
        throw error;
      }
    }
  }
}

/** @param {UpOptions} options @returns {Promise<System>} */
async function startOnce(options) {
  const folder = await makeFolder(options.dir);
  const temporary = options.dir === undefined;
  const children = createChildren(join(folder, 'logs'), options.signal);
  const ports = createPorts(options.freePorts ?? false);
  const run = { folder, children, ports, signal: options.signal };
  const stop = async () => {
    await children.stop();
    if (temporary) {
      await rm(folder, { recursive: true, force: true });
    }
  };
  try {
    const prepared =
      options.config === undefined
        ? await prepareSample(run, options.more)
        : await prepareOwn(run, resolve(options.config));
    const { apps, warnings } = await startParts(run, prepared);
    const portal = prepared.known.url.href.replace(/\/$/, '');
    return {
      addresses: {
        site: prepared.known.url.origin,
        portal: `${portal}/`,
        issuer: `http://127.0.0.1:${String(prepared.issuerPort)}`,
        ...(prepared.plex === undefined ? {} : { plex: prepared.plex }),
      },
      apps,
      people: prepared.people,
      warnings,
      config: prepared.file,
      folder,
      temporary,
      failure: children.failure,
      endPlex: () => children.end('plex-stand-in'),
      stop,
      stopKeepingFiles: children.stop,
    };
  } catch (error) {
    // Logs that explain something stay.
    const explains = error instanceof PartFailed && !error.portTaken;
    await (explains ? children.stop() : stop());
    throw error;
  }
}

/** @param {string | undefined} dir */
async function makeFolder(dir) {
  // nginx started by root gives its workers another user, who must get through this folder but not list it.
  const folder =
    dir === undefined ? await mkdtemp(join(tmpdir(), 'usher-up-')) : resolve(process.cwd(), dir);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  if (dir === undefined) {
    await chmod(folder, 0o711);
  }
  for (const name of ['logs', 'tmp']) {
    await mkdir(join(folder, name), { recursive: true, mode: name === 'logs' ? 0o700 : 0o711 });
  }
  for (const name of ['plex-stand-in', 'issuer', 'nginx']) {
    await rm(join(folder, 'logs', `${name}.log`), { force: true });
  }
  await rm(join(folder, 'nginx.pid'), { force: true });
  return folder;
}

/** @param {Run} run @param {string} [more] @returns {Promise<Prepared>} */
async function prepareSample(run, more = '') {
  const sitePort = await run.ports.take(PORT.site);
  const issuerPort = await run.ports.take(PORT.issuer);
  const plexPort = await run.ports.take(PORT.plex);
  const plex = `http://127.0.0.1:${String(plexPort)}`;
  const child = run.children.start('plex-stand-in', [
    process.execPath,
    STAND_IN,
    '--listen',
    `127.0.0.1:${String(plexPort)}`,
  ]);
  await waitForLog(run.children, child, /listens on/);
  const overview = await (await fetch(`${plex}/_stand-in/`)).json();
  const { server, people } = /** @type {any} */ (overview);
  const text = sampleConfig({ sitePort, issuerPort, plexUrl: plex, server }) + more;
  const file = join(run.folder, 'usher.yaml');
  await writeFile(file, text);
  return { file, known: readConfig(text, {}), issuerPort, plex, people };
}

/** @param {Run} run @param {string} file @returns {Promise<Prepared>} */
async function prepareOwn(run, file) {
  await usher(run, ['check', '--config', file]);
  const known = readConfig(await readFile(file, 'utf8'), process.env);
  if (!isLocalhost(known.url)) {
    throw new Error(
      `issuer.url is ${known.url.href}, and this command brings an nginx for http://localhost only. ` +
        `For that address: put what \`usher nginx --config ${file} --out DIR\` writes into your own nginx ` +
        `(docs/nginx.md), and run \`usher serve --config ${file}\`.`,
    );
  }
  const sitePort = Number(known.url.port || 80);
  if ((await run.ports.takeExactly(sitePort)) === undefined) {
    throw new Error(
      `port ${String(sitePort)} of issuer.url (${known.url.href}) is busy, or not yours to use`,
    );
  }
  return { file, known, issuerPort: await run.ports.take(known.listenPort), people: [] };
}

/** @param {Run} run @param {Prepared} prepared */
async function startParts(run, prepared) {
  const { children } = run;
  const listen = `127.0.0.1:${String(prepared.issuerPort)}`;
  const env = { ...process.env, USHER_ISSUER_LISTEN: listen };
  const serve = [process.execPath, CLI, 'serve', '--config', prepared.file];
  const issuer = children.start('issuer', serve, env);
  const apps = await startApps(run, prepared.known);
  await waitForLog(children, issuer, new RegExp(`:${String(prepared.issuerPort)}\\b`));
  const generated = join(run.folder, 'nginx');
  const attached = attachSample(run, prepared);
  attached.catch(() => undefined); // It is waited for below.
  const said = await usher(run, ['nginx', '--config', prepared.file, '--out', generated]);
  await startNginx(run, prepared, apps);
  await attached;
  const { origin } = prepared.known.url;
  return {
    apps: apps.map(({ name, path, threshold }) => ({ name, address: origin + path, threshold })),
    warnings: said.split('\n').filter((line) => line.startsWith('warning: ') && concernsUs(line)),
  };
}

/** @param {Run} run @param {Prepared} prepared */
async function attachSample({ signal }, { file, plex }) {
  if (plex !== undefined) {
    await attachOwner({ cli: CLI, config: file, plex, signal });
  }
}

/** Only an nginx that root has started gives its workers to somebody else, who may be kept out of a folder. */
function concernsUs(/** @type {string} */ warning) {
  return process.getuid?.() === 0 || !warning.includes("keeps nginx's workers out");
}

/**
 * A sample app in the place of each app that is configured on the portal's own address.
 * @param {Run} run @param {import('./up-config.js').Known} known
 */
async function startApps(run, known) {
  const apps = known.apps.flatMap(({ name, url, group }) => {
    const path = URL.canParse(url) ? new URL(url) : undefined;
    const isHere = path?.origin === known.url.origin && path.pathname !== '/';
    return isHere ? [{ name, path: path.pathname.replace(/\/?$/, '/'), threshold: group }] : [];
  });
  return Promise.all(
    apps.map(async (app, index) => {
      const port = await run.ports.take(PORT.firstApp + index);
      const child = run.children.start(`app-${String(index + 1)}`, [
        process.execPath,
        SAMPLE_APP,
        '--name',
        app.name,
        '--listen',
        `127.0.0.1:${String(port)}`,
      ]);
      await waitForLog(run.children, child, new RegExp(`listens on .*:${String(port)}\\b`));
      return { ...app, port };
    }),
  );
}

/** @param {Run} run @param {Prepared} prepared @param {Awaited<ReturnType<typeof startApps>>} apps */
async function startNginx({ folder, children }, prepared, apps) {
  const jsModule = JS_MODULES.find((file) => existsSync(file));
  if (jsModule === undefined) {
    throw new Error('nginx has no njs module here; scripts/install up installs it');
  }
  const { url } = prepared.known;
  const conf = renderNginxConf({
    folder,
    generated: join(folder, 'nginx'),
    jsModule,
    listen: loopback().map((host) => `${host}:${url.port || '80'}`),
    issuerPort: prepared.issuerPort,
    portalPath: url.pathname.replace(/\/?$/, '/'),
    apps,
  });
  const file = join(folder, 'nginx.conf');
  await writeFile(file, conf);
  const log = join(folder, 'logs/nginx.log');
  const command = ['nginx', '-e', log, '-p', folder, '-c', file];
  const nginx = children.start('nginx', command, { ...process.env, PATH });
  // nginx writes the file when it has its ports.
  const pidFile = join(folder, 'nginx.pid');
  await waitFor(children, nginx, async () => existsSync(pidFile) && (await isUp(url)));
}

/** `localhost` may mean either family. */
function loopback() {
  const all = Object.values(networkInterfaces()).flat();
  return all.some((each) => each?.address === '::1') ? ['127.0.0.1', '[::1]'] : ['127.0.0.1'];
}

/** @param {URL} portal */
async function isUp(portal) {
  try {
    return (await fetch(`${portal.href.replace(/\/$/, '')}/healthz`)).ok;
  } catch {
    return false;
  }
}

/**
 * Runs the command line of Usher to its end.
 * @param {Run} run @param {readonly string[]} args
 * @returns what it had to say beside its answer
 */
async function usher(run, args) {
  try {
    const { stderr } = await promisify(execFile)(process.execPath, [CLI, ...args], {
      signal: run.signal,
    });
    return stderr;
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    const said = `${stdout ?? ''}${stderr ?? ''}`.trimEnd();
    throw new Error(`usher ${args.join(' ')} failed\n${said === '' ? String(error) : said}`, {
      cause: error,
    });
  }
}
