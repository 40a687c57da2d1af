/**
 * Ports of loopback for programs that have to be told one before they listen.
 */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Above those that browsers refuse, and below those that systems give to outgoing connections, who take no heed. */
const FIRST_PORT = 11_000;
const END_OF_PORTS = 32_000;

/** @returns {Promise<number>} one that nobody listens on */
export async function freePort() {
  return createPorts(true).take(0);
}

/** Workers of the test runner, each of which has ports of its own: a port is free until whoever was told it listens. */
const WORKERS = 8;
const worker = Number(process.env['JEST_WORKER_ID'] ?? 0) % WORKERS;

/** For the same reason none is drawn twice. @type {Set<number>} */
const drawn = new Set();

/** @returns {number} */
function anyPort() {
  const port = randomInt(FIRST_PORT / WORKERS, END_OF_PORTS / WORKERS) * WORKERS + worker;
  if (drawn.has(port)) {
    return anyPort();
  }
  drawn.add(port);
  return port;
}

/**
 * Gives out ports of loopback: the one preferred, or another if that is busy.
 * @param {boolean} freeOnly never the preferred one
 */
export function createPorts(freeOnly) {
  /** @type {Set<number>} */
  const given = new Set();
  return {
    /** @param {number} preferred */
    async take(preferred) {
      let port = freeOnly ? anyPort() : preferred;
      for (;;) {
        const found = await bindOnce(port);
        if (found !== undefined && !given.has(found)) {
          given.add(found);
          return found;
        }
        port = anyPort();
      }
    },
    /** @param {number} port */
    takeExactly: (port) => bindOnce(port),
  };
}

/**
 * Both families, because `localhost` may mean either.
 * @param {number} port
 * @returns {Promise<number | undefined>} undefined: busy
 */
async function bindOnce(port) {
  const v4 = await bindOn('127.0.0.1', port);
  if (typeof v4 !== 'number') {
    return undefined;
  }
  const v6 = await bindOn('::1', v4);
  return v6 === 'EADDRINUSE' ? undefined : v4;
}

/** @param {string} host @param {number} port @returns {Promise<number | string>} the port, or the error's code */
function bindOn(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      resolve('code' in error ? String(error.code) : 'error');
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 'error');
      });
    });
  });
}
