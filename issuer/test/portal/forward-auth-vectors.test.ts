/** The table of tokens and cookies, hostile and good, through /auth/<threshold>. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../../../njs-validator/test/nginx/support/request.js';
import { statusOf, type AllowReason, type DenyReason } from '../../../shared/deny-reason.js';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { cookieVectors, tokenVectors } from '../../../shared/test/vectors.js';
import { gateConfigOf } from '../../keys/gate-config.js';
import { keyRingOf } from '../../keys/key-ring.js';
import { startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

const NOW = 1_790_000_000;

type Case = Readonly<{
  name: string;
  cookies: string;
  threshold: number;
  expect: AllowReason | DenyReason;
}>;

describe.each([1, 3])('with %d keys in the ring', (count) => {
  const keys = testKeys(count);
  const { cookieName, groupNames, ...expected } = gateConfigFor(keys);
  const ring = keyRingOf(
    keys.map(({ kid, alg, secret }) => ({ kid, alg, secret: Buffer.from(secret, 'base64url') })),
  );
  const cases: readonly Case[] = [
    ...tokenVectors(NOW, keys)
      .filter(({ travels }) => travels)
      .map((vector) => ({ ...vector, cookies: `${cookieName}=${vector.token}` })),
    ...cookieVectors(NOW, keys, cookieName).map((vector) => ({
      ...vector,
      cookies: vector.header,
    })),
  ];
  let portal: RunningPortal;
  beforeAll(async () => {
    portal = await startPortal({ ...SUBDOMAINS, ring });
    portal.clock.now = NOW;
  });
  afterAll(() => portal.close());

  test('the table is not empty, and the portal is the one that it is made for', () => {
    expect(cases.length).toBeGreaterThan(200);
    expect(gateConfigOf(portal.config, ring)).toMatchObject({
      cookieName,
      ...expected,
      generation: expect.any(String),
      revocationDir: expect.any(String),
    });
    expect(gateConfigOf(portal.config, ring).groupNames).toMatchObject(groupNames);
  });

  test.each(cases)('$name: $expect', async ({ cookies, threshold, expect: reason }) => {
    const answer = await ask(`${portal.address}/auth/${threshold}`, {
      headers: {
        Cookie: cookies,
        Accept: 'application/json',
        // What restricted tokens are about.
        'X-Forwarded-Host': '127.0.0.1:8443',
        'X-Forwarded-Uri': `/${threshold}/`,
      },
    });
    const passes = reason === 'allowed' || reason === 'guest';
    expect([portal.reason(), answer.status]).toEqual([reason, passes ? 204 : statusOf(reason)]);
    expect(portal.log().at(-1)).toMatchObject({ path: `/auth/${threshold}` });
    const identity = Object.keys(answer.headers).filter((name) => name.startsWith('remote-'));
    expect(identity).toHaveLength(passes ? 5 : 0);
    expect(answer.headers['remote-user']).toEqual(passes ? expectedUser(reason) : undefined);
  });

  function expectedUser(reason: AllowReason | DenyReason): unknown {
    return reason === 'guest' ? '' : expect.stringMatching(/./);
  }
});
