/** Whose request a form is. The routes are covered over HTTP in test/portal/forged-requests.test.ts. */
import { expect, test } from '@jest/globals';
import { isFromPortal } from '../../../http/same-origin.js';

const ORIGIN = 'https://auth.example.com';

test.each([
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'same-origin', origin: ORIGIN }, true],
  [{ origin: ORIGIN }, true],
  [{}, false],
  [{ origin: 'null' }, false],
  [{ origin: `${ORIGIN}/` }, false],
  [{ origin: 'https://auth.example.com:8443' }, false],
  [{ origin: 'http://auth.example.com' }, false],
  [{ 'sec-fetch-site': 'same-site', origin: ORIGIN }, false],
  [{ 'sec-fetch-site': 'cross-site', origin: ORIGIN }, false],
  [{ 'sec-fetch-site': 'none', origin: ORIGIN }, false],
  [{ 'sec-fetch-site': 'Same-Origin', origin: ORIGIN }, false],
  [{ 'sec-fetch-site': '', origin: ORIGIN }, false],
])('%j is from the portal: %p', (headers, expected) => {
  expect(isFromPortal(headers, ORIGIN)).toBe(expected);
});
