/** Stands where nginx asks for the portal: passes on to it, answers in its place, or is gone. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (response: ServerResponse) => void;

export type Relay = Readonly<{
  /** http://127.0.0.1:port */
  address: string;
  /** Answers in the portal's place from now on; undefined: passes on again. */
  answer: (how: Answer | undefined) => void;
  /** How often it was asked for paths that end so. */
  asked: (end: string) => number;
  /** What the last one who asked said of itself. */
  gate: () => unknown;
  /** Nobody listens any more, until `listen`. */
  stop: () => Promise<void>;
  listen: () => Promise<void>;
}>;

/** @param target http://host:port of the portal */
export async function startRelay(target: string): Promise<Relay> {
  let how: Answer | undefined;
  const paths: string[] = [];
  let gate: unknown;
  const server = createServer((request, response) => {
    const { url = '' } = request;
    paths.push(url);
    gate = request.headers['usher-gate'];
    if (how !== undefined) {
      how(response);
      return;
    }
    void fetch(target + url).then(
      async (reply) => response.writeHead(reply.status).end(await reply.text()),
      () => response.destroy(),
    );
  });
  const port = await listenOn(server, 0);
  return {
    address: `http://127.0.0.1:${String(port)}`,
    answer: (next) => {
      how = next;
    },
    asked: (end) => paths.filter((path) => path.endsWith(end)).length,
    gate: () => gate,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
    listen: async () => {
      await listenOn(server, port);
    },
  };
}

async function listenOn(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Waits until it is so. @returns after how many milliseconds */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  seconds = 30,
): Promise<number> {
  const start = Date.now();
  while (!(await isSo())) {
    if (Date.now() - start > seconds * 1000) {
      throw new Error(`waited ${String(seconds)} s in vain for: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Date.now() - start;
}
