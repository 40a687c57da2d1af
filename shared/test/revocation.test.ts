/** The names under which a subject lies in the folder of revocations: whatever reads it goes by the same. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { revocationFileName } from '../revocation.js';

const hashOf = (subject: string) => `h-${createHash('sha256').update(subject).digest('base64url')}`;
const LONG = 'plex:'.padEnd(199, '1');
const SCRIPT = 'ж'.repeat(34);

test.each([
  ['of an account', 'plex:1234567', 's-plex%3A1234567'],
  ['that would lead elsewhere', '../../etc/x', 's-..%2F..%2Fetc%2Fx'],
  ['of 200 characters as it stands there', LONG.slice(0, -1), `s-plex%3A${'1'.repeat(193)}`],
  ['of more', LONG, hashOf(LONG)],
  ['of more, each of them six there', SCRIPT, hashOf(SCRIPT)],
])('a subject %s has its file', (_, subject, name) => {
  expect(revocationFileName(subject)).toBe(name);
  expect(Buffer.byteLength(name)).toBeLessThan(256);
});

test('half a surrogate pair is no subject', () => {
  expect(() => revocationFileName('\ud800')).toThrow(URIError);
});
