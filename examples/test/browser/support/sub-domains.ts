/**
 * examples/nginx/subdomain as it stands there, with example.test for example.com and addresses of this machine, and all
 * that belongs to it: portal, apps, plex.tv.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JS_MODULES } from '../../../../scripts/up-nginx.js';
import { createPorts } from '../../../../scripts/ports.js';
import {
  PartFailed,
  createChildren,
  waitFor,
  waitForLog,
  type Children,
} from '../../../../scripts/up-processes.js';
import { OWNER_ID, SERVER_ID, SERVER_NAME } from '../../../plex-stand-in/people.js';

export type Scheme = 'http' | 'https';

export type SubDomains = Readonly<{
  /** Origin of one of the example's hosts: auth, sonarr, requests, tautulli, status. */
  origin: (host: string) => string;
  stop: () => Promise<void>;
}>;

const EXAMPLE = 'examples/nginx/subdomain';
const CLI = 'issuer/dist/cli.js';
const APPS = { 8989: 'Sonarr', 5055: 'Overseerr', 8181: 'Tautulli', 3001: 'Status' };

type Run = Readonly<{
  scheme: Scheme;
  folder: string;
  children: Children;
  takePort: () => Promise<number>;
  /** Of nginx, for browsers. */
  sitePort: number;
}>;

const ATTEMPTS = 5;

export async function startSubDomains(scheme: Scheme): Promise<SubDomains> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(scheme);
    } catch (error) {
      // Somebody else was quicker.
      if (!(error instanceof PartFailed && error.portTaken && attempt < ATTEMPTS)) {
        throw error;
      }
    }
  }
}

async function startOnce(scheme: Scheme): Promise<SubDomains> {
  const folder = mkdtempSync(join(tmpdir(), 'usher-sub-domains-'));
  // The workers of an nginx that root started must get through.
  chmodSync(folder, 0o711);
  for (const name of ['logs', 'tmp', 'data']) {
    mkdirSync(join(folder, name), { mode: 0o711 });
  }
  const children = createChildren(join(folder, 'logs'));
  const ports = createPorts(true);
  const takePort = () => ports.take(0);
  const stop = async () => {
    await children.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const run: Run = { scheme, folder, children, takePort, sitePort: await takePort() };
    const issuerPort = await startIssuer(run, await startPlex(run));
    await startNginx(run, { 9190: issuerPort, ...(await startApps(run)) });
    return {
      origin: (host) => `${scheme}://${host}.example.test:${String(run.sitePort)}`,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startPlex({ children, takePort }: Run): Promise<string> {
  const listen = `127.0.0.1:${String(await takePort())}`;
  const program = 'examples/dist/plex-stand-in.js';
  const child = children.start('plex', [process.execPath, program, '--listen', listen]);
  await waitForLog(children, child, /listens on/);
  return `http://${listen}`;
}

/** @returns ports, by those of the example */
async function startApps({ children, takePort }: Run): Promise<Record<string, number>> {
  const started = Object.entries(APPS).map(async ([examplePort, name]) => {
    const port = await takePort();
    const options = ['--name', name, '--listen', `127.0.0.1:${String(port)}`];
    const command = [process.execPath, 'examples/dist/sample-app.js', ...options];
    await waitForLog(children, children.start(name, command), /listens on/);
    return [examplePort, port] as const;
  });
  return Object.fromEntries(await Promise.all(started));
}

async function startIssuer(run: Run, plex: string): Promise<number> {
  const { scheme, folder, children, sitePort } = run;
  const port = await run.takePort();
  const file = join(folder, 'usher.yaml');
  const example = readFileSync(`${EXAMPLE}/usher.yaml`, 'utf8');
  writeFileSync(
    file,
    example
      .replaceAll(/https:\/\/(\w+)\.example\.com/g, `${scheme}://$1.example.test:${sitePort}`)
      .replaceAll('example.com', 'example.test'),
  );
  const env = {
    ...process.env,
    USHER_ISSUER_LISTEN: `127.0.0.1:${String(port)}`,
    USHER_PLEX_API_URL: plex,
    USHER_PLEX_AUTH_URL: `${plex}/auth`,
    USHER_PLEX_SERVERS: SERVER_ID,
    USHER_PLEX_SERVER_NAME: SERVER_NAME,
    USHER_PLEX_OWNER_ID: String(OWNER_ID),
  };
  const serve = [process.execPath, CLI, 'serve', '--config', file];
  await waitForLog(children, children.start('issuer', serve, env), /listens on/);
  execFileSync(process.execPath, [CLI, 'nginx', '--config', file, '--out', join(folder, 'usher')], {
    env,
    stdio: 'pipe',
  });
  return port;
}

async function startNginx(run: Run, ports: Record<string, number>): Promise<void> {
  const { folder, children } = run;
  writeFileSync(join(folder, 'site.conf'), siteConf(run, await run.takePort(), ports));
  const file = join(folder, 'nginx.conf');
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    file,
    `load_module ${JS_MODULES.find((path) => existsSync(path)) ?? 'njs is missing'};
daemon off;
pid ${folder}/nginx.pid;
events { }
http {
${kinds.map((kind) => `${kind}_temp_path ${folder}/tmp/${kind};`).join('\n')}
include ${folder}/site.conf;
}
`,
  );
  if (run.scheme === 'https') {
    makeCertificate(folder);
  }
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  const command = ['nginx', '-e', join(folder, 'logs/error.log'), '-p', folder, '-c', file];
  const nginx = children.start('nginx', command, env);
  await waitFor(children, nginx, () => existsSync(join(folder, 'nginx.pid')));
}

/** The example's own lines, but for what is different on this machine. */
function siteConf({ scheme, folder, sitePort }: Run, otherPort: number, ports: object): string {
  const ssl = scheme === 'https' ? ' ssl' : '';
  const example = readFileSync(`${EXAMPLE}/nginx.conf`, 'utf8')
    .replaceAll(/listen 443 ssl\b/g, `listen 127.0.0.1:${sitePort}${ssl}`)
    .replaceAll(/listen 80\b/g, `listen 127.0.0.1:${otherPort}`)
    .replaceAll(/^ssl_certificate.*\n/gm, (line) => (ssl === '' ? '' : line))
    .replaceAll('/etc/letsencrypt/live/example.com', folder)
    .replaceAll('/etc/nginx', folder)
    .replaceAll('/var/log/nginx', join(folder, 'logs'))
    .replaceAll('example.com', 'example.test');
  return Object.entries(ports).reduce(
    (conf, [from, to]) => conf.replaceAll(`127.0.0.1:${from};`, `127.0.0.1:${String(to)};`),
    example,
  );
}

/** For one day, and signed by itself. */
function makeCertificate(folder: string): void {
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', '/CN=example.test', '-addext', 'subjectAltName=DNS:*.example.test'];
  execFileSync('openssl', ['req', '-x509', '-days', '1', ...key, ...names, ...files], {
    stdio: 'pipe',
  });
}
