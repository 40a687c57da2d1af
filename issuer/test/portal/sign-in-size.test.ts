/** What the sign-in page weighs with everything that a browser loads for it, as it comes over the wire. */
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPortal, type RunningPortal } from './running-portal.js';

const MAX_BYTES = 20_000;

let portal: RunningPortal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.close();
});

/** On a connection of its own: head and body, before anything is unpacked. */
async function load(path: string): Promise<Readonly<{ bytes: number; body: string }>> {
  const [answer, body] = await new Promise<[IncomingMessage, string]>((resolve, reject) => {
    const options = { headers: { 'Accept-Encoding': 'gzip', Connection: 'close' }, agent: false };
    request(`${portal.address}${path}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve([response, Buffer.concat(chunks).toString()]);
      });
    })
      .on('error', reject)
      .end();
  });
  expect(answer.statusCode).toBe(200);
  return { bytes: answer.socket.bytesRead, body };
}

test('is less than 20 KB, all of it from the portal', async () => {
  portal.state.addLocalAccount({
    name: 'anna',
    displayName: 'Anna',
    groupId: 4,
    passwordHash: 'x',
    madeAt: portal.clock.now,
  });
  const rd = encodeURIComponent('http://localhost:8080/overseerr/');
  const page = await load(`/auth/login?rd=${rd}`);
  const loaded = [...page.body.matchAll(/<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"/g)];
  const addresses = new Set(loaded.map(([, address = '']) => address));
  expect([...addresses].filter((address) => !address.startsWith('/auth/assets/'))).toEqual([]);
  expect(addresses.size).toBeLessThan(6);
  const assets = await Promise.all([...addresses].map(load));
  const sum = [page, ...assets].reduce((bytes, each) => bytes + each.bytes, 0);
  expect(sum).toBeGreaterThan(page.bytes);
  expect(sum).toBeLessThan(MAX_BYTES);
});
