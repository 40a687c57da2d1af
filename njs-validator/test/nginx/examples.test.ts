/**
 * The nginx files of examples/nginx as they stand there, but for addresses of this machine: what is listened on, where
 * certificates, logs and generated files lie, and where the apps are.
 */
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../issuer/config/load-config.js';
import type { UsherConfig } from '../../../issuer/config/usher-config.js';
import { gateConfigOf } from '../../../issuer/keys/gate-config.js';
import { keyRingOf } from '../../../issuer/keys/key-ring.js';
import type { SharedKeyGateConfig } from '../../../shared/gate-config.js';
import { goodClaims, mint } from '../../../shared/test/token-maker.js';
import { headerOf, startApp, type App } from './support/app.js';
import { stopAll } from './support/gate.js';
import { startNginx, type Nginx } from './support/nginx.js';
import { ask } from './support/request.js';

const APPS = { portal: 9190, sonarr: 8989, tautulli: 8181, overseerr: 5055, status: 3001 };
type AppName = keyof typeof APPS;
const NAMES = Object.keys(APPS) as AppName[];

const LAYOUTS = [
  {
    layout: 'subdirectory',
    addresses: {
      portal: 'https://example.com/auth/login',
      sonarr: 'https://example.com/sonarr/calendar?a=1',
      tautulli: 'https://example.com/tautulli/home',
      overseerr: 'https://example.com/discover',
      status: 'https://example.com/status/',
    },
    signIn: 'https://example.com/auth/login',
  },
  {
    layout: 'subdomain',
    addresses: {
      portal: 'https://auth.example.com/login',
      sonarr: 'https://sonarr.example.com/calendar?a=1',
      tautulli: 'https://tautulli.example.com/home',
      overseerr: 'https://requests.example.com/discover',
      status: 'https://status.example.com/',
    },
    signIn: 'https://auth.example.com/login',
  },
] as const;

/** The largest group that each app lets in. */
const THRESHOLDS = { sonarr: 1, tautulli: 0, overseerr: 4 };

function exampleOf(layout: string): {
  http: string;
  gateConfig: SharedKeyGateConfig;
  config: UsherConfig;
} {
  const folder = `examples/nginx/${layout}`;
  const http = readFileSync(`${folder}/nginx.conf`, 'utf8')
    .replaceAll(/listen 443 ssl( default_server)?;/g, 'listen __LISTEN__$1;')
    .replaceAll(/listen 80( default_server)?;/g, 'listen __OTHER_LISTEN__$1;')
    .replaceAll(/^ *ssl_certificate(_key)? .*;\n/gm, '')
    .replaceAll(/access_log .* usher;/g, 'access_log __FOLDER__/logs/access.log test;')
    .replaceAll('/etc/nginx/usher/', '__GATE__/');
  const outcome = loadConfig({
    file: `${folder}/usher.yaml`,
    // The file has the documentation's sample server, which a real start refuses.
    env: { USHER_PLEX_SERVERS: 'abcdef6789abcdef0123456789abcdef01234567' },
    readFile: (path) => readFileSync(path, 'utf8'),
    now: Date.now() / 1000,
  });
  if (outcome.kind !== 'config') {
    throw new Error(`${folder}/usher.yaml: ${JSON.stringify(outcome)}`);
  }
  const key = { kid: 'example', alg: 'HS256', secret: Buffer.alloc(32, 7) } as const;
  const { config } = outcome;
  return { http, gateConfig: gateConfigOf(config, keyRingOf([key])), config };
}

describe.each(LAYOUTS)('the $layout example', ({ layout, addresses, signIn }) => {
  const { http, gateConfig, config } = exampleOf(layout);
  const apps = {} as Record<AppName, App>;
  let nginx: Nginx;

  beforeAll(async () => {
    const replace: Record<string, string> = {};
    for (const name of NAMES) {
      apps[name] = await startApp();
      replace[`127.0.0.1:${APPS[name]};`] = `${apps[name].address};`;
    }
    nginx = await startNginx({ gateConfig, http, replace });
  });
  afterAll(() => stopAll(...Object.values(apps), nginx));
  afterEach(() => NAMES.forEach((name) => apps[name].reached()));

  function open(address: string, headers: Record<string, string> = {}, origin = nginx.origin) {
    const { host, pathname, search } = new URL(address);
    return ask(`${origin}${pathname}${search}`, { headers: { Host: host, ...headers } });
  }

  function cookieOf(group: number): { Cookie: string } {
    const claims = goodClaims(Math.floor(Date.now() / 1000));
    const { issuer: iss, audience: aud, cookieName, keys } = gateConfig;
    return { Cookie: `${cookieName}=${mint(keys[0]!, { ...claims, iss, aud, group_id: group })}` };
  }

  /** Names of the apps that a request reached, and only those. */
  const reached = () => NAMES.filter((name) => apps[name].reached().length > 0);

  test('nothing of it still names a folder of another machine', () => {
    expect(http.replaceAll(/^ *#.*$/gm, '')).not.toMatch(/\/etc\/|\/var\/|ssl|listen \d/);
  });

  test('usher.yaml offers each app where it is, to those whom nginx lets in', () => {
    expect(config.apps.map(({ name, group }) => [name.toLowerCase(), group]).sort()).toEqual(
      [...Object.entries(THRESHOLDS), ['status', 999]].sort(),
    );
    for (const { name, url } of config.apps) {
      expect(addresses[name.toLowerCase() as AppName].startsWith(url)).toBe(true);
    }
  });

  test.each(Object.entries(THRESHOLDS))(
    '%s lets in whoever has group %d or smaller, and nobody else',
    async (name, threshold) => {
      const address = addresses[name as AppName];
      for (const group of [0, 1, 2, 4, 5, 998]) {
        const answer = await open(address, cookieOf(group));
        expect([group, answer.status]).toEqual([group, group <= threshold ? 200 : 403]);
        expect(reached()).toEqual(group <= threshold ? [name] : []);
      }
    },
  );

  test.each(Object.keys(THRESHOLDS))('%s sends strangers to the sign-in and back', async (name) => {
    const answer = await open(addresses[name as AppName], { Accept: 'text/html' });
    expect(answer.status).toBe(302);
    const target = new URL(answer.headers.location ?? '');
    expect(target.origin + target.pathname).toBe(signIn);
    expect(target.searchParams.get('rd')).toBe(addresses[name as AppName]);
    expect(reached()).toEqual([]);
  });

  test('the portal is open', async () => {
    expect((await open(addresses.portal)).status).toBe(200);
    const [request] = apps.portal.reached();
    expect(request?.url).toBe(new URL(addresses.portal).pathname);
    expect(headerOf(request!, 'host')).toBe(new URL(addresses.portal).host);
  });

  test('the status page is open, and hears who is signed in', async () => {
    expect((await open(addresses.status, { 'Remote-User': 'evil' })).status).toBe(200);
    expect(headerOf(apps.status.reached()[0]!, 'remote-user')).toBeUndefined();
    expect((await open(addresses.status, cookieOf(4))).status).toBe(200);
    expect(headerOf(apps.status.reached()[0]!, 'remote-user')).toBe('zoe');
  });

  test.each(['sonarr', 'tautulli'] as const)(
    '%s is told who asks, and from where',
    async (name) => {
      await open(addresses[name], { ...cookieOf(0), 'X-Forwarded-For': '192.0.2.1' });
      const [request] = apps[name].reached();
      expect(headerOf(request!, 'remote-user')).toBe('zoe');
      expect(headerOf(request!, 'remote-group-id')).toBe('0');
      expect(headerOf(request!, 'host')).toBe(new URL(addresses[name]).host);
      expect(headerOf(request!, 'x-forwarded-for')).toBe('192.0.2.1, 127.0.0.1');
    },
  );

  test('another name gets no answer at all, not even with a session', async () => {
    for (const origin of [nginx.origin, nginx.otherOrigin]) {
      await expect(open('https://evil.test/', cookieOf(0), origin)).rejects.toThrow(
        /socket hang up/,
      );
    }
    expect(reached()).toEqual([]);
  });

  test('plain http leads to https', async () => {
    const answer = await open(addresses.sonarr, cookieOf(0), nginx.otherOrigin);
    expect(answer.status).toBe(301);
    expect(answer.headers.location).toBe(addresses.sonarr);
    expect(reached()).toEqual([]);
  });

  test('a WebSocket works', async () => {
    const { host, pathname, search } = new URL(addresses.sonarr);
    const echoed = await new Promise((resolve, reject) => {
      const request = httpRequest(`${nginx.origin}${pathname}${search}`, {
        headers: { Host: host, Connection: 'Upgrade', Upgrade: 'websocket', ...cookieOf(1) },
      });
      request.on('response', ({ statusCode }) => {
        reject(new Error(`no upgrade but ${statusCode}`));
      });
      request.on('upgrade', (_response, socket) => {
        socket.once('data', (bytes: Buffer) => {
          socket.destroy();
          resolve(bytes.toString());
        });
        socket.write('hello');
      });
      request.on('error', reject);
      request.end();
    });
    expect(echoed).toBe('hello');
  });
});
