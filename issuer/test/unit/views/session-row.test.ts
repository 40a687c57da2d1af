/** What lists of sessions call a device. */
import { expect, test } from '@jest/globals';
import { sessionRow } from '../../../views/admin-session-row.js';
import { sessionDetails } from '../state/session-details.js';
import { samplePortal } from './sample-portal.js';

const NOW = 1_700_000_000;

function rowOf(device: string): string {
  const session = { ...sessionDetails({ device }), isThis: false };
  return sessionRow(samplePortal({ language: 'de' }), session, { action: '/end' }, NOW).markup;
}

test('a device is called what the reader calls it', () => {
  expect(rowOf('Firefox on Windows')).toContain('Firefox auf Windows');
  expect(rowOf('')).toContain('Unbekanntes Gerät');
});
