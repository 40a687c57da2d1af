/** A server on a free port of loopback that answers as a test wants, and notes what it was asked. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Asked = Readonly<{
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}>;

export type PlexServer = Readonly<{
  url: string;
  /** Every request so far. */
  asked: readonly Asked[];
  /** Connections that have not been closed. */
  openConnections: () => number;
  close: () => Promise<void>;
}>;

/** @param answers the first request gets the first answer, and so on; the last one is given again */
export async function plexServer(
  ...answers: ReadonlyArray<(res: ServerResponse, req: IncomingMessage) => void>
): Promise<PlexServer> {
  const asked: Asked[] = [];
  let open = 0;
  const server = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8');
    req.on('data', (chunk: string) => (body += chunk));
    req.on('end', () => {
      asked.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, body });
      answers[Math.min(asked.length, answers.length) - 1]?.(res, req);
    });
  });
  server.on('connection', (socket) => {
    open += 1;
    socket.on('error', () => undefined);
    socket.on('close', () => (open -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    asked,
    openConnections: () => open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (res: ServerResponse): void => {
    res.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    res.end(JSON.stringify(body));
  };
}

export function page(status: number) {
  return (res: ServerResponse): void => {
    res.writeHead(status, { 'Content-Type': 'text/html' });
    res.end('<html><center><h1>edge</h1></center></html>');
  };
}

export function hang(): void {
  // Never answers.
}

/** The connection breaks before a byte of the answer. */
export function reset(_res: ServerResponse, req: IncomingMessage): void {
  req.socket.resetAndDestroy();
}

/** Polls until something holds. */
export async function until(holds: () => boolean, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > end) {
      throw new Error(`did not come true within ${String(limitMs)} ms: ${holds.toString()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
