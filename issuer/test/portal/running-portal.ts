/**
 * The portal over real HTTP on a free port, against the stand-in for plex.tv on another; and a browser, as far as cookies and
 * forms go.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlexStandIn } from '../../../examples/plex-stand-in/app.js';
import type { Control } from '../../../examples/plex-stand-in/control.js';
import { OWNER_ID, SERVER_ID, SERVER_NAME } from '../../../examples/plex-stand-in/people.js';
import { findCookies } from '../../../shared/cookie-candidates.js';
import { verifierOf } from '../../../shared/test/token-maker.js';
import { decide, type Verdict } from '../../../shared/verdict.js';
import { createOwnerAccess } from '../../access-watch/owner-access.js';
import { createApp } from '../../app.js';
import { loadConfig } from '../../config/load-config.js';
import type { UsherConfig } from '../../config/usher-config.js';
import { gateConfigOf } from '../../keys/gate-config.js';
import { keyRingOf, type KeyRing } from '../../keys/key-ring.js';
import { createLogger } from '../../log.js';
import type { AppDeps } from '../../app.js';
import { createPublisher } from '../../revocation/publisher.js';
import { openState } from '../../state/sqlite-state.js';
import type { State } from '../../state/state.js';
import { createPlexClient, type PlexClient } from '../../plex/plex-client.js';

export const SUBDOMAINS = { url: 'https://auth.example.com', domain: 'example.com' };
export const SUBDIRECTORY = { url: 'http://localhost:8080/auth' };

export const RING = keyRingOf([
  {
    kid: 'test',
    alg: 'HS256',
    secret: Uint8Array.from({ length: 32 }, (_, at) => (at * 89) % 251),
  },
]);
export const SEALING_KEY = Uint8Array.from({ length: 32 }, (_, at) => (at * 53 + 7) % 251);

/** For plex.tv to answer, on a busy machine; the configuration's limit counts where it is meant to be too slow. */
const PATIENCE_SECONDS = 20;

export type PortalOptions = Readonly<{
  url?: string;
  domain?: string;
  /** More lines for the sections issuer and plex. */
  issuer?: string;
  plex?: string;
  /** Whether members of a Plex Home choose a profile; most tests are about one account, so: false. */
  homePicker?: boolean;
  /** Of the section gate: `{ basic: true }`. */
  gate?: string;
  /** What files that the configuration names hold, by path. */
  files?: Readonly<Record<string, string>>;
  /** Of the section session: `{ lifetime: 1h }`. */
  session?: string;
  rules?: string;
  /** Instead of the usual ones. */
  apps?: string;
  /** More sections. */
  more?: string;
  ring?: KeyRing;
  pinPoll?: AppDeps['pinPoll'];
  recheckPatienceMs?: number;
  isReady?: () => boolean;
  /** plex.servers and plex.ownerId are left out: the owner's link says. */
  serversOfLink?: boolean;
  /** Replaces functions of the client. */
  client?: Partial<PlexClient>;
  /** Replaces functions of the state, to have them fail. */
  failingState?: Partial<State>;
}>;

export type RunningPortal = Readonly<{
  /** Where it really listens. */
  address: string;
  config: UsherConfig;
  /** What it remembers; its folder is gone after close. */
  state: State;
  plex: Control;
  /** Seconds since 1970; portal and stand-in both go by it. */
  clock: { now: number };
  /** Looks, with the owner's link, who still has access. */
  look: () => Promise<void>;
  /** Ends the process, as far as there is one here, and starts it anew on what it left on disk. */
  restart: () => void;
  /** Lines of the log so far. */
  log: () => readonly Readonly<Record<string, unknown>>[];
  logText: () => string;
  /** Reason of the newest line that has one. */
  reason: () => unknown;
  browser: () => Browser;
  /** What the gate says to these cookies at a threshold. */
  verdict: (browser: Browser, threshold?: number) => Verdict;
  close: () => Promise<void>;
}>;

export async function startPortal(options: PortalOptions = {}): Promise<RunningPortal> {
  const ring = options.ring ?? RING;
  const clock = { now: Math.floor(Date.now() / 1000) };
  const standIn = createPlexStandIn({
    now: () => clock.now * 1000,
    settings: { pollLimit: false },
  });
  const plexServer = await listen(standIn.app);
  const folder = mkdtempSync(join(tmpdir(), 'usher-portal-'));
  // An nginx beside it looks for what is revoked, as another user.
  chmodSync(folder, 0o711);
  const config = configOf(options, addressOf(plexServer), folder);
  mkdirSync(config.issuer.dataDir);
  const lines: string[] = [];
  let isPlexSlow = false;
  const fault: Control['fault'] = (endpoint, what, times) => {
    isPlexSlow = what === 'hang' || what === 'slow' || (isPlexSlow && what !== null);
    standIn.control.fault(endpoint, what, times);
  };
  const plexAs = (clientIdentifier: string) => ({
    ...createPlexClient({
      ...config.plex,
      clientIdentifier,
      version: '0',
      get timeoutSeconds() {
        return isPlexSlow ? config.plex.timeoutSeconds : PATIENCE_SECONDS;
      },
    }),
    ...options.client,
  });
  const now = () => clock.now;
  const logger = createLogger('debug', { write: (line: string) => void lines.push(line) });
  const start = () => {
    const state = openState(config.issuer.dataDir);
    const publisher = createPublisher(state, config.revocation.dir);
    publisher.publishAll();
    const access = createOwnerAccess({
      config,
      state,
      publisher,
      sealingKey: SEALING_KEY,
      plexAs,
      now,
      logger,
      isTimed: false,
    });
    const app = createApp({
      config,
      ring,
      secrets: { sealingKey: SEALING_KEY },
      state: { ...state, ...options.failingState },
      publisher,
      ...access,
      plex: plexAs('portal-tests'),
      plexAs,
      logger,
      now,
      pinPoll: options.pinPoll ?? { tries: 2, pauseMs: 1 },
      isReady: options.isReady ?? (() => true),
      ...(options.recheckPatienceMs !== undefined && {
        recheckPatienceMs: options.recheckPatienceMs,
      }),
    });
    const end = (): void => {
      access.close();
      state.close();
    };
    return { state, access, app, end };
  };
  let running = start();
  const server = await listen((req, res) => {
    (running.app as RequestListener)(req, res);
  });
  const address = addressOf(server);
  const log = () => lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return {
    address,
    config,
    get state() {
      return running.state;
    },
    plex: { ...standIn.control, fault },
    clock,
    look: () => running.access.accessWatch.look(),
    restart: () => {
      running.end();
      running = start();
    },
    log,
    logText: () => lines.join(''),
    reason: () =>
      log()
        .filter((line) => 'reason' in line)
        .at(-1)?.['reason'],
    browser: () => new Browser(address, config.issuer.url),
    verdict: (browser, threshold = 998) =>
      decide(
        findCookies(browser.cookieHeader(), gateConfigOf(config, ring).cookieName),
        verifierOf(gateConfigOf(config, ring)),
        clock.now,
        threshold,
        // The rings of these tests are of HS256 keys, if not another one is asked for.
      ) as Verdict,
    close: async () => {
      await Promise.all([stop(server), stop(plexServer)]);
      running.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configOf(options: PortalOptions, plexUrl: string, folder: string): UsherConfig {
  const { url = SUBDIRECTORY.url, domain } = options;
  const app = domain === undefined ? `${new URL(url).origin}/` : `https://`;
  const text = `
issuer:
  url: ${url}
  listen: 127.0.0.1:0
${options.issuer ?? ''}
${domain === undefined ? '' : `cookie: { domain: ${domain} }`}
${options.session === undefined ? '' : `session: ${options.session}`}
${options.gate === undefined ? '' : `gate: ${options.gate}`}
plex:
  apiUrl: ${plexUrl}
  authUrl: ${plexUrl}/auth
  serverName: ${SERVER_NAME}
${
  options.serversOfLink === true
    ? ''
    : `
  servers: [${SERVER_ID}]
  ownerId: ${String(OWNER_ID)}`
}
  timeout: 1s
  homePicker: ${String(options.homePicker ?? false)}
${options.plex ?? ''}
rules:
${
  options.rules ??
  `
  - { when: { plex: owner }, group: 0 }
  - { when: { plex: managed }, group: 5 }
  - { when: { plex: home }, group: 3 }
  - { when: { plex: friend }, group: 4 }`
}
${options.more ?? ''}
apps:
${
  options.apps ??
  `
  - { name: Sonarr, url: "${domain === undefined ? `${app}sonarr` : `${app}sonarr.${domain}`}", group: 1 }
  - { name: Overseerr, url: "${domain === undefined ? `${app}overseerr` : `${app}overseerr.${domain}:8443`}", group: 4 }
  - { name: Elsewhere, url: "https://apps.example.net/x", group: 4 }`
}
`;
  const outcome = loadConfig({
    file: join(folder, 'usher.yaml'),
    env: {},
    readFile: (path) => options.files?.[path] ?? text,
    now: Date.now() / 1000,
  });
  if (outcome.kind !== 'config') {
    throw new Error(JSON.stringify(outcome));
  }
  return outcome.config;
}

async function listen(app: RequestListener): Promise<Server> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

export type Page = Readonly<{
  status: number;
  headers: Headers;
  /** As sent. */
  setCookies: readonly string[];
  location: string;
  text: string;
}>;

type Extra = Readonly<{ headers?: Readonly<Record<string, string>> }>;

/** Keeps cookies by name and domain, like browsers do, and never follows a redirect. */
export class Browser {
  readonly jar = new Map<string, string>();
  readonly #address: string;
  readonly #url: URL;

  constructor(address: string, url: string) {
    this.#address = address;
    this.#url = new URL(url);
  }

  /** @param path below issuer.url, or an absolute address of the portal */
  async get(path: string, extra: Extra = {}): Promise<Page> {
    return this.#send(path, { headers: { ...extra.headers } });
  }

  /** A form of the portal's own page, unless `headers` says otherwise. */
  async post(
    path: string,
    form: Readonly<Record<string, string>> | string = {},
    extra: Extra = {},
  ): Promise<Page> {
    return this.#send(path, {
      method: 'POST',
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        ...(extra.headers ?? { Origin: this.#url.origin }),
      },
    });
  }

  async signIn(person: string, form: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.post('/login/password', { login: person, password: `${person}-password`, ...form });
  }

  /** Presses the big button. */
  async startPlex(rd?: string): Promise<Page & Readonly<{ code: string; forwardUrl: string }>> {
    const page = await this.post('/login/plex', rd === undefined ? {} : { rd });
    const fragment = new URLSearchParams(page.location.replace(/^[^#]*#\?/, ''));
    return {
      ...page,
      code: fragment.get('code') ?? '',
      forwardUrl: fragment.get('forwardUrl') ?? '',
    };
  }

  cookieHeader(): string {
    return [...this.jar].map(([key, value]) => `${key.split(';')[0] ?? ''}=${value}`).join('; ');
  }

  names(): readonly string[] {
    return [...this.jar.keys()].map((key) => key.split(';')[0] ?? '');
  }

  async #send(
    path: string,
    init: Readonly<{ method?: string; body?: string; headers: Readonly<Record<string, string>> }>,
  ): Promise<Page> {
    const target = path.startsWith('http')
      ? this.#address + path.slice(this.#url.origin.length)
      : this.#address + this.#url.pathname.replace(/\/$/, '') + path;
    const cookie = this.cookieHeader();
    const response = await fetch(target, {
      ...init,
      headers: { ...(cookie === '' ? {} : { Cookie: cookie }), ...init.headers },
      redirect: 'manual',
    });
    const setCookies = response.headers.getSetCookie();
    setCookies.forEach((line) => {
      this.#keep(line);
    });
    return {
      status: response.status,
      headers: response.headers,
      setCookies,
      location: response.headers.get('Location') ?? '',
      text: await response.text(),
    };
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const at = pair.indexOf('=');
    const domain = attributes.find((each) => each.startsWith('Domain=')) ?? '';
    const key = `${pair.slice(0, at)};${domain}`;
    if (attributes.includes('Max-Age=0')) {
      this.jar.delete(key);
    } else {
      this.jar.set(key, decodeURIComponent(pair.slice(at + 1)));
    }
  }
}
