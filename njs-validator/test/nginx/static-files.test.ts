/** Files that nginx serves itself are guarded like an app: whole, in part, and as "you have it already". */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { server, startGate, type Gate } from './support/gate.js';
import { AS_API, session, visit } from './support/visit.js';

const BIG = 'x'.repeat(20 * 1024 * 1024);

let gate: Gate;
beforeAll(async () => {
  gate = await startGate({
    gateConfig: gateConfigFor(testKeys(1)),
    files: { 'files/digits.txt': '0123456789', 'files/big.txt': BIG },
    http: server(`
      location /files/ {
        auth_request /_usher/4;
        include __GATE__/location.conf;
        alias __FOLDER__/files/;
      }`),
  });
});
afterAll(() => gate.stop());

describe('a file that nginx serves itself', () => {
  const open = (name: string, headers: Record<string, string>) =>
    visit(gate, `/files/${name}`, { headers: { ...AS_API, ...headers } });

  test('is sent whole to somebody who may pass', async () => {
    const { status, answer } = await open('big.txt', session());
    expect([status, answer.body.length]).toEqual([200, BIG.length]);
  });

  test.each([
    ['bytes=2-5', '2345'],
    ['bytes=7-', '789'],
    ['bytes=-2', '89'],
  ])('is sent in part: %s', async (range, expected) => {
    const { status, answer } = await open('digits.txt', { ...session(), Range: range });
    expect([status, answer.body]).toEqual([206, expected]);
  });

  test('is not sent again to somebody who has it', async () => {
    const { answer } = await open('digits.txt', session());
    const seen = await open('digits.txt', {
      ...session(),
      'If-None-Match': answer.headers.etag!,
    });
    expect(seen).toMatchObject({ status: 304, reason: 'allowed' });
  });

  test.each<[string, (etag: string) => Record<string, string>]>([
    ['whole', () => ({})],
    ['in part', () => ({ Range: 'bytes=0-3' })],
    ['in many parts', () => ({ Range: 'bytes=0-1,3-4' })],
    ['as unchanged', (etag) => ({ 'If-None-Match': etag })],
    ['as unchanged since', () => ({ 'If-Modified-Since': new Date().toUTCString() })],
  ])('is not sent %s to anybody else, nor is it said to be there', async (_, headersFor) => {
    const { answer } = await open('digits.txt', session());
    const headers = headersFor(answer.headers.etag!);
    for (const name of ['digits.txt', 'nothing.txt']) {
      const seen = await open(name, headers);
      expect(seen).toMatchObject({ status: 401, reason: 'no_token' });
      expect(seen.answer.body).not.toMatch(/\d{2}/);
      expect(seen.answer.headers).not.toHaveProperty('etag');
      expect(seen.answer.headers).not.toHaveProperty('last-modified');
    }
  });
});
