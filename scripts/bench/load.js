/** The app behind nginx, and the client before it. Loopback only, connections are kept. */
import { Agent, createServer, get } from 'node:http';
import { PATH } from './cases.js';

/**
 * An app that costs as little as it can.
 * @returns {Promise<Readonly<{ port: number, stop: () => void }>>}
 */
export async function startApp() {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': '3' }).end('ok\n');
  });
  // A connection that Node closes while nginx writes to it would be a failed request.
  server.keepAliveTimeout = 0;
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(undefined);
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * A client of one site.
 * @param {number} port @param {number} connections
 */
export function createClient(port, connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    /**
     * Sends `count` requests, one at a time on each connection.
     * @param {import('./tokens.js').RequestSource} source @param {number} status @param {number} count
     * @throws if an answer has another status: what was measured would not be what the table says
     */
    async send(source, status, count) {
      let left = count;
      const work = async () => {
        while (left > 0) {
          left -= 1;
          const { headers } = typeof source === 'function' ? source() : source;
          const { status: got } = await ask({ port, agent, headers, path: PATH });
          if (got !== status) {
            throw new Error(`expected ${String(status)}, got ${String(got)}`);
          }
        }
      };
      await Promise.all(Array.from({ length: connections }, work));
    },
    stop() {
      agent.destroy();
    },
  };
}

/**
 * @param {Readonly<{ port: number, path: string, headers?: Record<string, string>, agent?: Agent }>} options
 * @returns {Promise<Readonly<{ status: number, body: string }>>}
 */
export function ask(options) {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', timeout: 20_000, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (/** @type {string} */ text) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body });
      });
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 20 s')));
    request.on('error', reject);
  });
}
