/** What is on record of a session: where it was seen, and when. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startPortal, type RunningPortal } from './running-portal.js';

const LATER = 13 * 60 * 60;
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal({ issuer: '  trustedProxies: [127.0.0.1]' });
});
afterEach(async () => {
  await portal.close();
});

const seen = (userAgent: string, address: string) => ({
  headers: {
    Origin: 'http://localhost:8080',
    'User-Agent': userAgent,
    'X-Forwarded-For': address,
  },
});

test('a sign-in by password is on record with device and address, and so is its renewal', async () => {
  const browser = portal.browser();
  const form = { login: 'friend', password: 'friend-password' };
  const page = await browser.post('/login/password', form, seen(FIREFOX, '192.0.2.7'));
  expect(page.status).toBe(303);
  const start = portal.clock.now;
  const [session, ...others] = portal.state.sessions(start);
  expect(others).toEqual([]);
  expect(session).toMatchObject({
    subject: 'plex:21000004',
    groupId: 4,
    device: 'Firefox on Windows',
    address: '192.0.2.7',
    issuedAt: start,
    firstSeen: start,
    lastSeen: start,
  });
  portal.clock.now += LATER;
  await browser.get('/renew', seen(SAFARI, '2001:db8::7'));
  expect(portal.reason()).toBe('renewed');
  expect(portal.state.sessions(portal.clock.now)).toEqual([
    {
      ...session,
      device: 'Safari on iOS',
      address: '2001:db8::7',
      expiresAt: expect.any(Number),
      issuedAt: start + LATER,
      lastSeen: start + LATER,
    },
  ]);
});

test('a sign-in by Plex’s page is on record likewise', async () => {
  const browser = portal.browser();
  const started = await browser.startPlex();
  portal.plex.claim(started.code, 'friend');
  await browser.get(started.forwardUrl, seen(FIREFOX, '192.0.2.7'));
  expect(portal.state.sessions(portal.clock.now)).toMatchObject([
    { device: 'Firefox on Windows', address: '192.0.2.7' },
  ]);
});

test('what a browser says of itself is cut and cleaned, and may be nothing', async () => {
  const browser = portal.browser();
  const form = { login: 'friend', password: 'friend-password' };
  const long = `${'x'.repeat(3000)}\u00ff`;
  await browser.post('/login/password', form, seen(long, 'not an address'));
  expect(portal.state.sessions(portal.clock.now)).toMatchObject([{ device: '', address: '' }]);
});
