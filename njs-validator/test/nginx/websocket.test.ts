/** A real WebSocket through the gate: the handshake is judged like any request, and what was let in works. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { lastVisit, session } from './support/visit.js';

/** A masked text frame (RFC 6455, 5.2) that says "hello". */
const HELLO = Buffer.from([
  0x81,
  0x85,
  1,
  2,
  3,
  4,
  ...Buffer.from('hello').map((byte, index) => byte ^ ((index % 4) + 1)),
]);

/** Sends a handshake; after a 101 a frame, and gives what came back for it. */
function handshake(port: number, cookie: string): Promise<{ head: string; echo: Buffer }> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    let frameSent = false;
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        'GET /socket HTTP/1.1\r\nHost: app.example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n' +
          `${cookie}\r\n`,
      ),
    );
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed')));
    socket.on('data', (bytes: Buffer) => {
      got = Buffer.concat([got, bytes]);
      const headEnd = got.indexOf('\r\n\r\n') + 4;
      if (headEnd < 4) {
        return;
      }
      const head = got.toString('latin1', 0, headEnd);
      const echo = got.subarray(headEnd);
      if (!head.startsWith('HTTP/1.1 101') || echo.length === HELLO.length) {
        socket.removeAllListeners('close').destroy();
        resolve({ head, echo });
      } else if (!frameSent) {
        frameSent = true;
        socket.write(HELLO);
      }
    });
  });
}

describe('a WebSocket', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(guarded('/', 4)),
    });
  });
  afterAll(() => gate.stop());

  test('of somebody who may pass carries frames both ways', async () => {
    const { head, echo } = await handshake(gate.nginx.port, `Cookie: ${session().Cookie}\r\n`);
    expect(head).toContain('HTTP/1.1 101');
    expect(head.toLowerCase()).toContain('upgrade: websocket');
    expect(echo).toEqual(HELLO);
    expect(await lastVisit(gate)).toMatchObject({ reason: 'allowed', user: 'zoe' });
  });

  test.each([
    ['nobody', '', 401, 'no_token'],
    ['an expired session', `Cookie: ${session({ exp: 1, iat: 0 }).Cookie}\r\n`, 401, 'expired'],
    [
      'a group that is too high',
      `Cookie: ${session({ group_id: 5 }).Cookie}\r\n`,
      403,
      'group_above_threshold',
    ],
  ])('of %s does not reach the app', async (_, cookie, status, reason) => {
    const { head } = await handshake(gate.nginx.port, cookie);
    expect(head).toContain(`HTTP/1.1 ${status}`);
    expect(head).not.toContain('Location');
    expect(await lastVisit(gate)).toMatchObject({ reason, reached: [] });
  });
});
