/** The app behind the gate: answers with what it received, and remembers every request that reached it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export type Reached = Readonly<{
  method: string;
  url: string;
  /** Names as sent, in pairs. */
  rawHeaders: readonly string[];
  bodyBytes: number;
}>;

export type App = Readonly<{
  /** 127.0.0.1:port */
  address: string;
  /** What reached it since the last call. */
  reached: () => readonly Reached[];
  stop: () => Promise<void>;
}>;

/**
 * Answers 200 and the request as JSON, or what the address asks for: `?status=401`, `?accel=/path`
 * (X-Accel-Redirect). A WebSocket upgrade is accepted, and bytes are echoed.
 */
export async function startApp(): Promise<App> {
  let seen: Reached[] = [];
  const upgraded = new Set<Duplex>();
  // nginx passes on more than Node takes by itself.
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    let bodyBytes = 0;
    request.on('data', (chunk: Buffer) => (bodyBytes += chunk.length));
    request.on('end', () => {
      const { method = '', url = '', rawHeaders } = request;
      const entry = { method, url, rawHeaders, bodyBytes };
      seen.push(entry);
      const query = new URL(url, 'http://app').searchParams;
      const accel = query.get('accel');
      if (accel !== null) {
        response.setHeader('X-Accel-Redirect', accel);
      }
      response.writeHead(Number(query.get('status') ?? 200), {
        'Content-Type': 'application/json',
      });
      response.end(JSON.stringify(entry));
    });
  });
  server.on('upgrade', ({ method = '', url = '', rawHeaders }, socket) => {
    seen.push({ method, url, rawHeaders, bodyBytes: 0 });
    upgraded.add(socket);
    socket.on('close', () => upgraded.delete(socket));
    socket.on('end', () => socket.end());
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
    socket.on('data', (bytes: Buffer) => socket.write(bytes));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    reached: () => {
      const all = seen;
      seen = [];
      return all;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        // The server does not count those among its own any more, and yet waits for them.
        upgraded.forEach((socket) => socket.destroy());
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** Value of a header in `rawHeaders`, by its name in lower case; undefined if it was not sent. */
export function headerOf(reached: Reached, name: string): string | undefined {
  const at = reached.rawHeaders.findIndex(
    (text, index) => index % 2 === 0 && text.toLowerCase() === name,
  );
  return at === -1 ? undefined : reached.rawHeaders[at + 1];
}
