/** A portal that signs with a key pair: for other programs' eyes, and through a rotation. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { findCookies } from '../../../shared/cookie-candidates.js';
import { generateKey } from '../../keys/generate-key.js';
import { keyRingOf, ringAt, type KeyRing, type SigningKey } from '../../keys/key-ring.js';
import { sessionCookieNameOf } from '../../keys/gate-config.js';
import { startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

let portal: RunningPortal | undefined;
afterEach(async () => {
  await portal?.close();
  portal = undefined;
});

async function start(ring: KeyRing): Promise<RunningPortal> {
  portal = await startPortal({ ...SUBDOMAINS, ring });
  return portal;
}

async function published(at: RunningPortal): Promise<JSONWebKeySet> {
  const page = await at.browser().get('/.well-known/jwks.json');
  expect(page.status).toBe(200);
  return JSON.parse(page.text) as JSONWebKeySet;
}

async function tokenOfFriend(at: RunningPortal): Promise<{ token: string; status: number }> {
  const browser = at.browser();
  await browser.signIn('friend');
  const [token = ''] = findCookies(browser.cookieHeader(), sessionCookieNameOf(at.config));
  const { status } = await fetch(`${at.address}/auth/4`, {
    headers: { Cookie: browser.cookieHeader() },
  });
  return { token, status };
}

describe.each(['ES256', 'EdDSA', 'RS256'] as const)('with a key for %s', (alg) => {
  const NOW = Math.floor(Date.now() / 1000);
  const pair = generateKey(NOW, alg);
  const shared = generateKey(NOW);

  test('a session verifies with what is published alone, and at /auth', async () => {
    const running = await start(keyRingOf<SigningKey>([pair, shared]));
    const { token, status } = await tokenOfFriend(running);
    expect(status).toBe(204);
    expect(decodeProtectedHeader(token)).toEqual({ alg, typ: 'JWT', kid: pair.kid });
    const { payload } = await jwtVerify(token, createLocalJWKSet(await published(running)), {
      issuer: running.config.issuer.url,
      audience: 'example.com',
    });
    expect(payload['group_id']).toBe(4);
  });

  test('the key set has the public half, and nothing of HS256 keys', async () => {
    const { keys } = await published(await start(keyRingOf<SigningKey>([shared, pair])));
    expect(keys).toEqual([expect.objectContaining({ kid: pair.kid, alg, use: 'sig' })]);
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) {
      expect(keys[0]).not.toHaveProperty(member);
    }
  });

  test('it is published before it signs, and the change needs no restart', async () => {
    const old = { ...generateKey(NOW, 'ES256'), droppedAfter: NOW + 7200 };
    const keys = [{ ...pair, signsFrom: NOW + 3600 }, old];
    const clock = { now: NOW };
    // As live-key-ring.ts, with the test's clock.
    const running = await start({
      get signing() {
        return ringAt(keys, clock.now).signing;
      },
      get keys() {
        return ringAt(keys, clock.now).keys;
      },
    });
    const kids = async () => (await published(running)).keys.map(({ kid }) => kid);
    const signs = async () => {
      const { token, status } = await tokenOfFriend(running);
      expect(status).toBe(204);
      return decodeProtectedHeader(token).kid;
    };
    expect([await kids(), await signs()]).toEqual([[pair.kid, old.kid], old.kid]);
    clock.now = NOW + 3600;
    expect([await kids(), await signs()]).toEqual([[pair.kid, old.kid], pair.kid]);
    clock.now = NOW + 7201;
    expect([await kids(), await signs()]).toEqual([[pair.kid], pair.kid]);
  });
});
