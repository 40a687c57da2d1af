/** A key ring that the operator changes, on a gate that fetches public keys: what counts until they are fetched anew. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { generateKey } from '../../../issuer/keys/generate-key.js';
import { publicJwksOf } from '../../../issuer/keys/jwks.js';
import { joseHeaderOf, keyRingOf, signerOf, type KeyPair } from '../../../issuer/keys/key-ring.js';
import { publicKeyOf } from '../../../issuer/keys/public-half.js';
import { njsFeatures } from '../../../issuer/nginx-files/njs-version.js';
import type { GateConfig } from '../../../shared/gate-config.js';
import { gateConfigFor, goodClaims, segment, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { njsUnderTest } from './support/nginx.js';
import { eventually } from './support/relay.js';
import { AS_API, visit } from './support/visit.js';

const NOW = Math.floor(Date.now() / 1000);
const keyPair = () => generateKey(NOW, 'ES256') as KeyPair;
const [LEAKED, NEXT, FETCHED_ONLY] = [keyPair(), keyPair(), keyPair()] as const;

if (njsFeatures(njsUnderTest()).timers) {
  describe('a gate that has fetched keys', () => {
    let gate: Gate;
    let portal: Server;
    let published: readonly KeyPair[] | undefined = [LEAKED, FETCHED_ONLY];
    beforeAll(async () => {
      portal = createServer((_req, res) => {
        res.statusCode = published === undefined ? 503 : 200;
        res.end(published && JSON.stringify(publicJwksOf(keyRingOf(published))));
      });
      await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
      gate = await startGate({ gateConfig: configOf(LEAKED, {}), http: server(guarded('/', 4)) });
      await becomes(FETCHED_ONLY, 'allowed');
    });
    afterAll(async () => {
      await gate.stop();
      await new Promise((resolve) => portal.close(resolve));
    });

    function configOf(pair: KeyPair, change: Partial<GateConfig>): GateConfig {
      const key = publicKeyOf(pair);
      const { port } = portal.address() as AddressInfo;
      return {
        ...gateConfigFor(testKeys(0)),
        keys: [key],
        hasPublicKeys: true,
        headers: { [segment(joseHeaderOf(pair))]: key },
        refresh: {
          revocationsUrl: '',
          keysUrl: `http://127.0.0.1:${String(port)}/jwks.json`,
          intervalSeconds: 2,
        },
        ...change,
      };
    }

    async function reloadWith(gateConfig: GateConfig): Promise<void> {
      await gate.nginx.write(gateConfig);
      expect(await gate.nginx.reload()).toBe(true);
    }

    async function reasonOf(pair: KeyPair): Promise<string> {
      const token = await new SignJWT(goodClaims(NOW))
        .setProtectedHeader(joseHeaderOf(pair))
        .sign(signerOf(pair));
      const headers = { ...AS_API, Cookie: `__Secure-usher=${token}` };
      return (await visit(gate, '/', { headers })).reason;
    }
    const becomes = (pair: KeyPair, reason: string) =>
      eventually(async () => (await reasonOf(pair)) === reason, reason);

    test('keeps them where something else of the configuration changes, portal or not', async () => {
      published = undefined;
      await reloadWith(configOf(LEAKED, { generation: 'two', groupNames: {} }));
      expect(await reasonOf(FETCHED_ONLY)).toBe('allowed');
    });

    test('goes by a ring that was changed since, and by a newly fetched one after that', async () => {
      published = undefined;
      await reloadWith(configOf(NEXT, { generation: 'three' }));
      expect(await reasonOf(LEAKED)).toBe('key_unknown');
      expect(await reasonOf(FETCHED_ONLY)).toBe('key_unknown');
      expect(await reasonOf(NEXT)).toBe('allowed');
      published = [FETCHED_ONLY, NEXT];
      await becomes(FETCHED_ONLY, 'allowed');
      expect(await reasonOf(LEAKED)).toBe('key_unknown');
    });
  });
} else {
  test('needs an njs with timers', () => {
    expect(njsFeatures(njsUnderTest())).toMatchObject({ timers: false });
  });
}
