/** Tokens of ES256, RS256 and EdDSA through a real nginx, where a verdict comes by a promise. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { localNjs } from '../../../issuer/nginx-files/local-njs.js';
import { denyReasons, statusOf } from '../../../shared/deny-reason.js';
import type { AllowReason, DenyReason } from '../../../shared/deny-reason.js';
import type { GateConfig, PublicKey } from '../../../shared/gate-config.js';
import {
  anyGateConfigFor,
  mintWith,
  publicKeyFor,
  sampleKeyPair,
  type KeyPair,
} from '../../../shared/test/public-key-maker.js';
import { goodClaims, mint, testKeys } from '../../../shared/test/token-maker.js';
import { publicKeyVectors } from '../../../shared/test/vectors/public-key-vectors.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { ask } from './support/request.js';
import { AS_API, visit } from './support/visit.js';

const NOW = Math.floor(Date.now() / 1000);
const [shared] = testKeys(1) as [ReturnType<typeof testKeys>[0]];
const PAIRS = [sampleKeyPair('ES256'), sampleKeyPair('RS256')];
const ED25519 = sampleKeyPair('EdDSA');
const THRESHOLDS = [0, 4, 998, 999];

function start(gateConfig: GateConfig, expectedErrors?: RegExp): Promise<Gate> {
  return startGate({
    gateConfig,
    http: server(
      THRESHOLDS.map((threshold) => guarded(`/${String(threshold)}/`, threshold)).join(''),
    ),
    ...(expectedErrors && { expectedErrors }),
  });
}

const ringOf = (pairs: readonly KeyPair[]) =>
  anyGateConfigFor([shared, ...pairs.map(({ key }) => key)]);

const open = (gate: Gate, token: string, threshold = 4) =>
  visit(gate, `/${String(threshold)}/`, {
    headers: { ...AS_API, Cookie: `__Secure-usher=${token}` },
  });

/** The reason in the log, the status, and whether the app was reached. */
async function expectReason(
  gate: Gate,
  token: string,
  threshold: number,
  reason: AllowReason | DenyReason,
): Promise<void> {
  const seen = await open(gate, token, threshold);
  const passes = reason === 'allowed' || reason === 'guest';
  expect([seen.reason, seen.status, seen.reached.length]).toEqual(
    passes ? [reason, 200, 1] : [reason, statusOf(reason), 0],
  );
}

describe('with an HS256 key, an ES256 key and an RS256 key in the ring', () => {
  const vectors = publicKeyVectors({ nowSeconds: NOW, shared, pairs: PAIRS }).filter(
    ({ travels }) => travels,
  );
  let gate: Gate;
  beforeAll(async () => {
    gate = await start(ringOf(PAIRS));
  });
  afterAll(() => gate.stop());

  test('the table is not empty', () => {
    expect(vectors.length).toBeGreaterThan(140);
  });

  test.each(vectors)('$name: $expect', async (vector) => {
    await expectReason(gate, vector.token, vector.threshold, vector.expect);
  });

  test.each(PAIRS.map((pair) => [pair.key.alg, pair] as const))(
    'an app hears who somebody with a token of %s is, the first time and later',
    async (_, pair) => {
      const token = mintWith(pair, { ...goodClaims(NOW), jti: 'again' });
      for (let time = 0; time < 3; time++) {
        const seen = await open(gate, token);
        expect(seen).toMatchObject({ status: 200, reason: 'allowed', user: 'zoe', groupId: '4' });
        expect(headerOf(seen.reached[0]!, 'remote-user')).toBe('zoe');
        expect(headerOf(seen.reached[0]!, 'remote-groups')).toBe('friends');
      }
      // Somebody is known now; nobody else gets in by that.
      const other = mintWith({ ...pair, key: { ...pair.key, kid: 'nobody' } }, goodClaims(NOW));
      await expectReason(gate, other, 4, 'key_unknown');
      await expectReason(gate, `${token.slice(0, -4)}AAAA`, 4, 'signature_mismatch');
      await expectReason(gate, token, 0, 'group_above_threshold');
    },
  );

  test('guests stay guests at the threshold of everybody, with a forged token too', async () => {
    const good = mintWith(PAIRS[0]!, goodClaims(NOW));
    const forged = `${good.slice(0, -4)}AAAA`;
    const seen = await open(gate, forged, 999);
    expect(seen).toMatchObject({ status: 200, reason: 'guest', user: '', groupId: '' });
    expect(headerOf(seen.reached[0]!, 'remote-user')).toBeUndefined();
    expect(await open(gate, good, 999)).toMatchObject({ reason: 'allowed', user: 'zoe' });
  });

  test('a good token is found among several cookies, of whatever kinds', async () => {
    const [es256, rs256] = PAIRS as [KeyPair, KeyPair];
    const claims = goodClaims(NOW);
    const bad = [
      'scrap',
      mint({ ...shared, secret: Buffer.alloc(32, 99).toString('base64url') }, claims),
      `${mintWith(es256, claims).slice(0, -4)}AAAA`,
      mintWith(rs256, { ...claims, exp: NOW - 60 }),
    ];
    for (const good of [
      mintWith(es256, { ...claims, preferred_username: 'eve' }),
      mintWith(rs256, { ...claims, preferred_username: 'rob' }),
      mint(shared, { ...claims, preferred_username: 'hal' }),
    ]) {
      const cookies = [...bad, good].map((token) => `__Secure-usher=${token}`).join('; ');
      const seen = await visit(gate, '/4/', { headers: { ...AS_API, Cookie: cookies } });
      expect(seen).toMatchObject({ status: 200, reason: 'allowed' });
      expect(['eve', 'rob', 'hal']).toContain(seen.user);
    }
    const cookies = bad.map((token) => `__Secure-usher=${token}`).join('; ');
    const seen = await visit(gate, '/4/', { headers: { ...AS_API, Cookie: cookies } });
    // Of all of them, the one that came furthest.
    expect(seen).toMatchObject({ status: 401, reason: 'expired', reached: [] });
  });

  test('requests of many people at once are not mixed up while keys are being asked', async () => {
    const people = Array.from({ length: 60 }, (_, index) => {
      const signer = [undefined, ...PAIRS][index % 3];
      const claims = {
        ...goodClaims(NOW),
        sub: `plex:${String(index)}`,
        preferred_username: `person-${String(index)}`,
        group_id: index % 7,
      };
      return {
        name: claims.preferred_username,
        group: claims.group_id,
        token: signer === undefined ? mint(shared, claims) : mintWith(signer, claims),
      };
    });
    const errands = Array.from({ length: 600 }, (_, at) => ({
      person: people[(at * 31) % people.length]!,
      threshold: THRESHOLDS[at % 3]!,
    }));
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const outcomes = await Promise.all(
      errands.map(async ({ person, threshold }) => {
        const { status, body } = await ask(`${gate.nginx.origin}/${String(threshold)}/`, {
          headers: { ...AS_API, Cookie: `__Secure-usher=${person.token}` },
          agent,
        });
        const told = JSON.parse(body) as { rawHeaders?: string[]; group_id?: number };
        const at = told.rawHeaders?.findIndex((name) => name.toLowerCase() === 'remote-user');
        return status === 200 ? [200, told.rawHeaders?.[(at ?? 0) + 1]] : [status, told.group_id];
      }),
    );
    agent.destroy();
    await gate.nginx.accessLog(errands.length);
    gate.app.reached();
    expect(outcomes).toEqual(
      errands.map(({ person, threshold }) =>
        person.group <= threshold ? [200, person.name] : [403, person.group],
      ),
    );
  });

  test('none of that left an error in the log, or cost a worker its life', () => {
    expect(gate.nginx.errorLog()).not.toMatch(/\[error\]|\[crit\]|\[alert\]|exited on signal/);
  });
});

describe('an EdDSA key', () => {
  let gate: Gate;
  let hasEd25519: boolean;
  beforeAll(async () => {
    const { TEST_NGINX_BINARY: binary, TEST_NGINX_GLOBALS: loadModule } = process.env;
    const local = await localNjs({
      ...(binary === undefined ? {} : { binary }),
      ...(loadModule === undefined ? {} : { loadModule }),
    });
    hasEd25519 = local.kind === 'njs' && local.hasEd25519 === true;
    gate = await start(ringOf([ED25519]), /usher: gate_error: .*Ed25519/);
  });
  afterAll(() => gate.stop());

  test('verifies where the engine can; where not, nobody gets in by it', async () => {
    if (!hasEd25519) {
      await expectReason(gate, mintWith(ED25519, goodClaims(NOW)), 4, 'gate_error');
      expect(gate.nginx.errorLog()).toMatch(/usher: gate_error: .*Ed25519/);
      return;
    }
    for (const vector of publicKeyVectors({ nowSeconds: NOW, shared, pairs: [ED25519] })) {
      if (vector.travels) {
        await expectReason(gate, vector.token, vector.threshold, vector.expect);
      }
    }
  });

  test('does not get in the way of another key in the ring', async () => {
    await expectReason(gate, mint(shared, goodClaims(NOW)), 4, 'allowed');
  });
});

describe.each(PAIRS.map((pair) => [pair.key.alg, pair] as const))('a key for %s', (_, pair) => {
  test.each<[string, (key: PublicKey) => PublicKey]>([
    ['is cut', (key) => ({ ...key, spki: key.spki.slice(0, -8) })],
    ['is empty', (key) => ({ ...key, spki: '' })],
    ['is of another kind', (key) => ({ ...key, spki: ED25519.key.spki })],
  ])('that %s lets nobody in, and the log says so', async (_name, spoil) => {
    const gate = await start(anyGateConfigFor([spoil(pair.key)]), /usher: gate_error: /);
    try {
      await expectReason(gate, mintWith(pair, goodClaims(NOW)), 998, 'gate_error');
      expect(gate.nginx.errorLog()).toContain('usher: gate_error: ');
    } finally {
      await gate.stop();
    }
  });

  test('alone needs no kid in the token', async () => {
    const gate = await start(anyGateConfigFor([pair.key]));
    try {
      const { alg } = pair.key;
      await expectReason(gate, mintWith(pair, goodClaims(NOW), { alg }), 4, 'allowed');
      await expectReason(
        gate,
        mintWith(pair, goodClaims(NOW), { alg: 'HS256' }),
        4,
        'alg_mismatch',
      );
    } finally {
      await gate.stop();
    }
  });
});

type Published = Readonly<{ id: string; key: string; jws?: string; expect: 'valid' | 'invalid' }>;
const FILE = new URL('../../../shared/test/vectors/wycheproof-public-key.json', import.meta.url);
const { keys, vectors: published } = JSON.parse(readFileSync(FILE, 'utf8')) as {
  keys: Record<string, JsonWebKey & { alg: PublicKey['alg']; kid?: string }>;
  vectors: Published[];
};
const KEY_NAMES = [
  ...new Set(published.flatMap(({ jws, key }) => (jws === undefined ? [] : [key]))),
];

/** Where the first look at the payload comes in the order of checks. */
const PAYLOAD = denyReasons().indexOf('payload_encoding');

describe.each(KEY_NAMES)('the vectors of Wycheproof for the key %s', (name) => {
  const { alg, kid = 'unnamed', ...jwk } = keys[name]!;
  const key = publicKeyFor(kid, alg, createPublicKey({ key: jwk, format: 'jwk' }));

  test('come as far as they should, and never to the app', async () => {
    const gate = await start(anyGateConfigFor([key]));
    try {
      let tried = 0;
      for (const vector of published.filter((one) => one.key === name)) {
        if (vector.jws === undefined || !/^[\x21-\x3a\x3c-\x7e]+$/.test(vector.jws)) {
          continue;
        }
        tried += 1;
        const { reason, status, reached } = await open(gate, vector.jws, 998);
        const isHeld = (denyReasons() as readonly string[]).indexOf(reason) >= PAYLOAD;
        expect([vector.id, reason, isHeld, status, reached.length]).toEqual([
          vector.id,
          reason,
          vector.expect === 'valid',
          401,
          0,
        ]);
      }
      expect(tried).toBeGreaterThan(0);
    } finally {
      await gate.stop();
    }
  });
});
