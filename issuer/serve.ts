/**
 * The portal as a process: puts the parts together, listens, and ends in good order. Composition root of `usher serve`.
 */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { DestinationStream, Logger } from 'pino';
import { REVOCATION_ALIVE_FILE } from '../shared/revocation.js';
import packageJson from '../package.json' with { type: 'json' };
import { createOwnerAccess } from './access-watch/owner-access.js';
import { createApp } from './app.js';
import type { UsherConfig } from './config/usher-config.js';
import type { Secrets } from './data-dir/secrets.js';
import type { SigningKey } from './keys/key-ring.js';
import { keepSettled } from './guest-passes/settle-own.js';
import { watchKeyRing } from './keys/live-key-ring.js';
import { placeOf } from './http/error-handler.js';
import type { LogReason } from './http/log-reason.js';
import { createLogger } from './log.js';
import { policyOf } from './membership/policy.js';
import { createPlexClient } from './plex/plex-client.js';
import { keepPublished } from './revocation/keep-published.js';
import { createPublisher, type Publisher } from './revocation/publisher.js';
import { createRevoker } from './revocation/revoker.js';
import { createOwnStanding } from './sign-in/own-standing.js';
import { hasState, openState } from './state/sqlite-state.js';
import type { State } from './state/state.js';

export type Serving = Readonly<{
  /** Where the portal listens: http://127.0.0.1:9190 */
  url: string;
  /** Stops taking requests, lets those under way end, and resolves when all is over. */
  close: () => Promise<void>;
  /** Resolves when all is over, whoever asked for it. */
  closed: Promise<void>;
}>;

/** What the data folder holds. */
export type PortalState = Readonly<{ keys: readonly SigningKey[]; secrets: Secrets }>;

export type ServeOptions = Readonly<{
  /** NumericDate, seconds. */
  now?: () => number;
  /** Standard output unless given. */
  log?: DestinationStream;
  /** Whether SIGTERM and SIGINT end it; true unless given. */
  signals?: boolean;
}>;

/** A request under way may be waiting for plex.tv: several answers in a row. */
const CLOSE_SECONDS = 15;
const REQUEST_SECONDS = 30;
const HEADERS_SECONDS = 15;
/** What nginx takes by default, 4 buffers of 8 KB; Node would stop at 16 KB, and cookies of other apps add up. */
const MAX_HEADER_BYTES = 32 * 1024;
/** Longer than the 60 s for which nginx keeps an idle connection, so that it is nginx that closes. */
const KEEP_ALIVE_SECONDS = 75;

/**
 * Starts the portal and says in the log where it listens.
 * @throws what node:net throws if the address is taken, and DataDirError or StateError if the state cannot be kept
 */
export async function serve(
  config: UsherConfig,
  { keys, secrets }: PortalState,
  options: ServeOptions = {},
): Promise<Serving> {
  const logger = createLogger(config.issuer.logLevel, options.log);
  const now = options.now ?? (() => Math.floor(Date.now() / 1000));
  const ring = watchKeyRing(config.issuer.dataDir, keys, {
    now,
    onChange: ({ signing }) => {
      logger.info({ signs: signing.kid }, 'keys.json has changed');
    },
    onProblem: (keyFile) => {
      const problems = keyFile.kind === 'problems' ? keyFile.problems : ['it is missing'];
      logger.error({ problems }, 'keys.json cannot be used; the keys that it had before stay');
    },
  });
  const kept = openKeptState(config, { now, logger });
  let isReady = true;
  const plexAs = (clientIdentifier: string) =>
    createPlexClient({ ...config.plex, clientIdentifier, version: packageJson.version });
  const { state, publisher } = kept;
  const { sealingKey } = secrets;
  const access = createOwnerAccess({ config, state, publisher, sealingKey, plexAs, now, logger });
  const stopSettling = keepSettled({
    state,
    revoker: createRevoker(state, () => publisher),
    ownStanding: createOwnStanding({
      state,
      policy: () => policyOf(config, state.ownerLink()),
      now,
    }),
    now,
    logger,
  });
  const app = createApp({
    config,
    ring,
    secrets,
    state,
    publisher,
    ...access,
    plex: plexAs(secrets.clientIdentifier),
    plexAs,
    logger,
    now,
    isReady: () => isReady,
  });
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, app);
  server.requestTimeout = REQUEST_SECONDS * 1000;
  server.headersTimeout = HEADERS_SECONDS * 1000;
  server.keepAliveTimeout = KEEP_ALIVE_SECONDS * 1000;
  const url = await listen(server, config.issuer).catch((error: unknown) => {
    access.close();
    stopSettling();
    kept.close();
    throw error;
  });

  const closed = new Promise<void>((resolve) => {
    server.once('close', resolve);
  }).then(kept.close);
  const close = async (): Promise<void> => {
    isReady = false;
    ring.close();
    access.close();
    stopSettling();
    await closeServer(server, closed);
  };
  if (options.signals !== false) {
    closeOnSignal(close, closed, (signal) => {
      logger.info(`${signal}: ending`);
    });
  }
  // After the signals are ours: who reads this may want to end us at once.
  logger.info({ portal: config.issuer.url }, `listens on ${url}`);
  return { url, close, closed };
}

/** The state and its folder, which is right when this returns, and is kept right until `close`. */
function openKeptState(
  config: UsherConfig,
  { now, logger }: Readonly<{ now: () => number; logger: Logger }>,
): Readonly<{ state: State; publisher: Publisher; close: () => void }> {
  const { dir } = config.revocation;
  const isLost =
    !hasState(config.issuer.dataDir) && dir !== '' && existsSync(join(dir, REVOCATION_ALIVE_FILE));
  const state = openState(config.issuer.dataDir);
  if (isLost) {
    // Nobody knows any more who was revoked: so everybody is.
    state.revokeAll(now());
    const reason: LogReason = 'state_new';
    logger.warn({ reason }, 'usher.sqlite was not there; everything minted until now is void');
  }
  const publisher = createPublisher(state, dir);
  const stop = keepPublished({
    state,
    publisher,
    now,
    onHealed: (files) => {
      logger.info({ files }, 'the folder for revocations was put right');
    },
    onFailed: (error) => {
      logger.error({ error: placeOf(error) }, 'the folder for revocations cannot be kept right');
    },
    onUnwritable: (error) => {
      const reason: LogReason = 'state_failed';
      logger.error({ reason, error: placeOf(error) }, 'the state cannot be written');
    },
  });
  const close = (): void => {
    stop();
    state.close();
  };
  return { state, publisher, close };
}

async function listen(
  server: Server,
  { listenHost, listenPort }: Pick<UsherConfig['issuer'], 'listenHost' | 'listenPort'>,
): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listenPort, listenHost, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${String(port)}`;
}

async function closeServer(server: Server, closed: Promise<void>): Promise<void> {
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, CLOSE_SECONDS * 1000);
  await closed;
  clearTimeout(timer);
}

function closeOnSignal(
  close: () => Promise<void>,
  closed: Promise<void>,
  note: (signal: string) => void,
): void {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const onSignal = (signal: string): void => {
    note(signal);
    void close();
  };
  for (const signal of signals) {
    process.once(signal, onSignal);
  }
  void closed.then(() => {
    for (const signal of signals) {
      process.off(signal, onSignal);
    }
  });
}
