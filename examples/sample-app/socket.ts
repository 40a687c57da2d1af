/**
 * The sample app's WebSocket (RFC 6455): says once who it was told the visitor is, and stays open until the visitor
 * leaves.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { identityOf } from './identity.js';

/** RFC 6455, 1.3: what a server adds to the client's key. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const GOODBYE = Buffer.from([0x88, 0]);

/** Listener for the event `upgrade` of an HTTP server. */
export function createSampleSocket(name: string) {
  return function sampleSocket(req: IncomingMessage, socket: Duplex): void {
    socket.on('error', () => socket.destroy());
    const key = req.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1')
      .update(key + GUID)
      .digest('base64');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.write(textFrame(JSON.stringify({ app: name, identity: identityOf(req) })));
    // It listens to nothing: whatever comes is answered with a goodbye.
    socket.once('data', () => socket.end(GOODBYE));
  };
}

/** @param text shorter than 64 KB, which request headers always are */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length = payload.length;
  const head = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
}
