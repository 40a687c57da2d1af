/** What is under way when nginx reloads is finished by the worker that began it; whoever comes then gets a new one. */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { until } from './support/nginx.js';
import { AS_API, session, visit } from './support/visit.js';

const HALF = 'x'.repeat(512 * 1024);

describe('while nginx reloads', () => {
  let gate: Gate;
  let old: number;
  beforeEach(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(guarded('/', 4)),
    });
    [old] = gate.nginx.workers() as [number];
  });
  afterEach(() => gate.stop());

  /** Reloads without waiting for the old worker, and sees who is let in by the new one. */
  async function reloadMeanwhile(): Promise<void> {
    process.kill(Number(readFileSync(join(gate.nginx.folder, 'nginx.pid'), 'utf8')), 'SIGHUP');
    await until(() => gate.nginx.errorLog().includes('gracefully shutting down'), 'it reloads');
    expect(await visit(gate, '/new', { headers: session() })).toMatchObject({
      status: 200,
      reached: [{ url: '/new' }],
    });
    expect(await visit(gate, '/new', { headers: AS_API })).toMatchObject({
      status: 401,
      reached: [],
    });
    expect(gate.nginx.workers()).toContain(old);
  }

  const oldIsGone = () => until(() => !gate.nginx.workers().includes(old), 'the old worker ends');

  test('an upload arrives whole', async () => {
    const connection = open(gate.nginx.port);
    connection.socket.write(
      `POST /upload HTTP/1.1\r\nHost: app\r\nCookie: ${session().Cookie}\r\n` +
        `Content-Length: ${2 * HALF.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    await until(() => connection.got().startsWith('HTTP/1.1 100 '), 'it asks for the body');
    connection.socket.write(HALF);
    await reloadMeanwhile();
    connection.socket.write(HALF);
    await until(() => connection.got().includes('HTTP/1.1 200 '), 'it is answered');
    const [upload] = gate.app.reached();
    expect(upload).toMatchObject({ method: 'POST', url: '/upload', bodyBytes: 2 * HALF.length });
    expect(headerOf(upload!, 'remote-user')).toBe('zoe');
    await oldIsGone();
    connection.socket.destroy();
  });

  test('a WebSocket goes on', async () => {
    const connection = open(gate.nginx.port);
    connection.socket.write(
      'GET /socket HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        `Cookie: ${session().Cookie}\r\n\r\n`,
    );
    await until(() => connection.got().startsWith('HTTP/1.1 101 '), 'it is open');
    expect(gate.app.reached()).toMatchObject([{ url: '/socket' }]);
    connection.socket.write('before');
    await until(() => connection.got().endsWith('before'), 'it echoes');
    await reloadMeanwhile();
    connection.socket.write('after');
    await until(() => connection.got().endsWith('beforeafter'), 'it echoes still');
    connection.socket.destroy();
    await oldIsGone();
  });
});

/** A connection, and what has come on it so far. */
function open(port: number): { socket: Socket; got: () => string } {
  let text = '';
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => (text += chunk));
  return { socket, got: () => text };
}
