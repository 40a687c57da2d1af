/** HTTP as tests need it: any header, no redirects followed, or raw bytes. */
import { request as httpRequest } from 'node:http';
import type { Agent, IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

export type Answer = Readonly<{ status: number; headers: IncomingHttpHeaders; body: string }>;

export type Ask = Readonly<{
  method?: string;
  headers?: Readonly<Record<string, string | string[]>>;
  body?: string | Buffer;
  /** Keeps connections open for the next request; without one, each request has its own. */
  agent?: Agent;
}>;

/** @param address http://host:port/path; the path goes out as it stands, `..` and all */
export function ask(
  address: string,
  { method = 'GET', headers = {}, body, agent }: Ask = {},
): Promise<Answer> {
  const [, host, port, path] = /^http:\/\/([^/:]+):(\d+)(\/.*)$/.exec(address) ?? [];
  return new Promise((resolve, reject) => {
    const options = { host, port, path, method, headers, agent: agent ?? false };
    const request = httpRequest(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes as they are and gives all that comes back until the connection ends. Ask for `Connection: close`. */
export function askRaw(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(text);
    });
  });
}
