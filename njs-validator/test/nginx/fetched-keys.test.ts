/** Keys of the portal's JWK Set, fetched by nginx's timer: a rotation that needs no reload. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { startPortal, type RunningPortal } from '../../../issuer/test/portal/running-portal.js';
import { gateConfigOf } from '../../../issuer/keys/gate-config.js';
import { generateKey } from '../../../issuer/keys/generate-key.js';
import {
  keyRingOf,
  signerOf,
  type KeyRing,
  type SigningKey,
} from '../../../issuer/keys/key-ring.js';
import { njsFeatures } from '../../../issuer/nginx-files/njs-version.js';
import { guarded, server, startGate, stopAll, type Gate } from './support/gate.js';
import { njsUnderTest } from './support/nginx.js';
import { eventually, startRelay, type Relay } from './support/relay.js';
import { AS_API, visit } from './support/visit.js';

const NOW = Math.floor(Date.now() / 1000);
const INTERVAL_SECONDS = 2;
const SHARED = generateKey(NOW);

if (njsFeatures(njsUnderTest()).timers) {
  describe('keys that the portal publishes', () => {
    /** What keys.json would hold: the portal goes by whatever is in it. */
    let current: KeyRing = keyRingOf([generateKey(NOW, 'ES256'), SHARED]);
    const live: KeyRing = {
      get signing() {
        return current.signing;
      },
      get keys() {
        return current.keys;
      },
    };
    let portal: RunningPortal;
    let relay: Relay;
    let gate: Gate;
    beforeAll(async () => {
      portal = await startPortal({ ring: live });
      Object.defineProperty(portal.clock, 'now', { get: () => Date.now() / 1000 });
      relay = await startRelay(portal.address);
      const published = `${relay.address}${new URL(portal.config.issuer.url).pathname}/.well-known`;
      const refresh = {
        revocationsUrl: `${published}/usher-revocations`,
        keysUrl: `${published}/jwks.json`,
        intervalSeconds: INTERVAL_SECONDS,
      };
      const gateConfig = { ...gateConfigOf(portal.config, live), revocationDir: '', refresh };
      gate = await startGate({ gateConfig, http: server(guarded('/', 998)), workers: 2 });
      await becomes(await tokenOf(live.signing), 'allowed');
    });
    afterAll(() => stopAll(gate, relay, { stop: portal.close }));

    async function tokenOf(key: SigningKey): Promise<string> {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ sub: 'plex:1', sid: 'one', group_id: 4, preferred_username: key.kid })
        .setProtectedHeader({ alg: key.alg, typ: 'JWT', kid: key.kid })
        .setIssuer(portal.config.issuer.url)
        .setAudience('localhost')
        .setIssuedAt(now)
        .setExpirationTime(now + 3600)
        .sign(signerOf(key));
    }
    const reasonOf = async (token: string) =>
      (await visit(gate, '/', { headers: { ...AS_API, Cookie: `usher=${token}` } })).reason;
    const becomes = (token: string, reason: string) =>
      eventually(async () => (await reasonOf(token)) === reason, reason);

    test.each(['ES256', 'RS256'] as const)(
      'a new one of %s passes without a reload, and signs the list; the old one ends with the ring',
      async (alg) => {
        const old = live.signing;
        const [oldToken, sharedToken] = [await tokenOf(old), await tokenOf(SHARED)];
        for (const token of [oldToken, sharedToken, oldToken, sharedToken]) {
          expect(await reasonOf(token)).toBe('allowed');
        }
        const fresh = generateKey(NOW, alg);
        const freshToken = await tokenOf(fresh);
        expect(await reasonOf(freshToken)).toBe('key_unknown');
        current = keyRingOf([fresh, old, SHARED]);
        await becomes(freshToken, 'allowed');
        expect(await reasonOf(oldToken)).toBe('allowed');

        current = keyRingOf([fresh, SHARED]);
        const ms = await becomes(oldToken, 'key_unknown');
        console.log(`a dropped key opens nothing after ${String(ms)} ms (${njsUnderTest()})`);
        for (let time = 0; time < 8; time++) {
          expect(await reasonOf(oldToken)).toBe('key_unknown');
          expect(await reasonOf(freshToken)).toBe('allowed');
          expect(await reasonOf(sharedToken)).toBe('allowed');
        }
        portal.state.revokeSubject('plex:1', Date.now() / 1000);
        await becomes(freshToken, 'revoked');
        await becomes(await later(() => tokenOf(fresh)), 'allowed');
      },
    );

    test.each<[string, RegExp, string]>([
      ['a page', /no JWK Set/, '<!doctype html>'],
      [
        'a set with a secret',
        /cannot be used/,
        '{"keys":[{"kty":"oct","kid":"x","alg":"HS256","use":"sig","k":"AAAA"}]}',
      ],
      ['too much', /too large/, 'x'.repeat(100_000)],
      [
        'a key that has the name of a secret',
        /name that another one has/,
        `{"keys":[{"kty":"EC","crv":"P-256","kid":"${SHARED.kid}","alg":"ES256","use":"sig","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}`,
      ],
    ])('%s in their place changes nothing', async (_what, problem, body) => {
      const token = await later(() => tokenOf(live.signing));
      expect(await reasonOf(token)).toBe('allowed');
      relay.answer((response) => response.end(body));
      await eventually(() => problem.test(gate.nginx.errorLog()), String(problem));
      expect(await reasonOf(token)).toBe('allowed');
      relay.answer(undefined);
    });

    test('outlive the portal, and a reload', async () => {
      const token = await later(() => tokenOf(live.signing));
      await relay.stop();
      expect(await gate.nginx.reload()).toBe(true);
      expect(await reasonOf(token)).toBe('allowed');
    });

    /** A token of a second that nothing was revoked in. */
    async function later<T>(make: () => Promise<T>): Promise<T> {
      const stamp = portal.state.revokedOf('plex:1')?.notBefore ?? 0;
      await eventually(() => Date.now() / 1000 >= stamp, 'the next second');
      return make();
    }
  });
} else {
  test('need an njs with timers', () => {
    expect(njsFeatures(njsUnderTest())).toMatchObject({ timers: false });
  });
}
