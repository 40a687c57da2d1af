/** Key pairs in keys.json. What holds for every key is in key-ring.test.ts. */
import {
  createECDH,
  generateKeyPairSync,
  sign,
  type ECKeyPairOptions,
  type JsonWebKey,
} from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import { describe, expect, test } from '@jest/globals';
import { isPublicKeySignature } from '../../../../shared/public-key-signature.js';
import { generateKey, privateJwkOf } from '../../../keys/generate-key.js';
import { keyRingOf, type KeyPair } from '../../../keys/key-ring.js';
import { publicJwksOf } from '../../../keys/jwks.js';
import { parseJwk } from '../../../keys/parse-jwk.js';
import { publicKeyOf } from '../../../keys/public-half.js';

const ALGS = ['ES256', 'EdDSA', 'RS256'] as const;
type Jwk = Readonly<Record<string, unknown>>;

const JWKS: Readonly<Record<(typeof ALGS)[number], Jwk>> = {
  ES256: privateJwkOf(generateKey(1, 'ES256')),
  EdDSA: privateJwkOf(generateKey(1, 'EdDSA')),
  RS256: privateJwkOf(generateKey(1, 'RS256')),
};
const OTHERS: typeof JWKS = {
  ES256: privateJwkOf(generateKey(1, 'ES256')),
  EdDSA: privateJwkOf(generateKey(1, 'EdDSA')),
  RS256: privateJwkOf(generateKey(1, 'RS256')),
};

function problemsOf(jwk: unknown): readonly string[] {
  const parsed = parseJwk(jwk);
  return 'problems' in parsed ? parsed.problems : [];
}

const named = (alg: string, key: JsonWebKey) => ({ ...key, kid: 'k', alg, use: 'sig' });
const rsaOf = (modulusLength: number, publicExponent = 65537) =>
  named(
    'RS256',
    generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey.export({
      format: 'jwk',
    }),
  );
const ecOf = (namedCurve: ECKeyPairOptions<'pem', 'pem'>['namedCurve']) =>
  named('ES256', generateKeyPairSync('ec', { namedCurve }).privateKey.export({ format: 'jwk' }));

describe.each(ALGS)('a key pair for %s', (alg) => {
  const jwk = JWKS[alg];
  const other = OTHERS[alg];

  test('is taken', () => {
    expect(parseJwk(jwk)).toMatchObject({ key: { kid: jwk['kid'], alg } });
  });

  test.each(['EdDSA', 'ES256', 'RS256', 'HS256'].filter((name) => name !== alg))(
    'is no key for %s',
    (wrong) => {
      expect(problemsOf({ ...jwk, alg: wrong })).toEqual([
        expect.stringMatching(`kty must be "\\w+".* for an ${wrong} key`),
      ]);
    },
  );

  test.each([
    ['missing', undefined, /missing/],
    ['empty', '', /canonical/],
    ['a number', 7, /canonical/],
    ['padded', '=', /canonical/],
    ['of another key', other, /does not belong|make no key/],
    ['cut', 'cut', /canonical|make no key|bits|does not belong|e must be/],
  ])('is refused with any member %s, without showing it', (_, change, problem) => {
    const members = Object.keys(jwk).filter(
      (name) => !['kty', 'crv', 'kid', 'alg', 'use', 'iat'].includes(name),
    );
    for (const name of members) {
      // The exponent is the same in all of them.
      if (change === other && name === 'e') {
        continue;
      }
      const value = String(jwk[name]);
      const spoilt =
        change === '='
          ? `${value}=`
          : change === 'cut'
            ? value.slice(0, -2)
            : change === other
              ? other[name]
              : change;
      const problems = problemsOf({ ...jwk, [name]: spoilt });
      expect([name, problems]).toEqual([name, [expect.stringMatching(problem)]]);
      for (const secret of ['d', 'p', 'q'].map((part) => jwk[part])) {
        expect(problems.join()).not.toContain(secret ?? '(none)');
      }
    }
  });

  test('is refused without its private half', () => {
    const { d, ...publicHalf } = jwk;
    expect(d).toBeDefined();
    expect(problemsOf(publicHalf)).toEqual([
      'd (of the private half) is missing; a public key alone cannot sign',
    ]);
  });

  test('for encryption is refused', () => {
    expect(problemsOf({ ...jwk, use: 'enc' })).toEqual(['use must be "sig"']);
    expect(problemsOf({ ...jwk, key_ops: ['encrypt'] })).toEqual([
      expect.stringContaining('key_ops'),
    ]);
    expect(problemsOf({ ...jwk, key_ops: ['sign', 'verify'] })).toEqual([]);
  });

  test('has a public half that its signatures hold under, for the gate and for the world', async () => {
    const { key } = parseJwk(jwk) as { key: KeyPair };
    const publicKey = publicKeyOf(key);
    const input = `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.e30`;
    const signature = sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(input), {
      key: key.privateKey,
      dsaEncoding: 'ieee-p1363',
    }).toString('base64url');
    expect(publicKey.signatureChars).toBe(signature.length);
    expect(await isPublicKeySignature(publicKey, input, signature)).toBe(true);

    const [published] = publicJwksOf(keyRingOf([key])).keys;
    const jws = `${input}.${signature}`;
    await expect(
      compactVerify(jws, await importJWK(published as object, alg)),
    ).resolves.toBeDefined();
    expect(Object.keys(published!).sort()).toEqual(
      {
        ES256: ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
        EdDSA: ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
        RS256: ['alg', 'e', 'kid', 'kty', 'n', 'use'],
      }[alg],
    );
  });
});

describe('an RSA key', () => {
  test.each([
    [1024, 'n has 1024 bits'],
    [2047, 'n has 2047 bits'],
    [4104, 'n has 4104 bits'],
  ])('of %d bits is refused', (bits, problem) => {
    expect(problemsOf(rsaOf(bits))).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    [2048, 342],
    [2056, 343],
    [3072, 512],
    [4096, 683],
  ])('of %d bits is taken, with signatures of %d characters', (bits, chars) => {
    const parsed = parseJwk(rsaOf(bits)) as { key: KeyPair };
    expect(publicKeyOf(parsed.key).signatureChars).toBe(chars);
  });

  test('with a small exponent is refused', () => {
    expect(problemsOf(rsaOf(2048, 3))).toEqual(['e must be AQAB, which is 65537']);
  });

  test('of three primes is refused', () => {
    expect(problemsOf({ ...JWKS.RS256, oth: [{}] })).toEqual([
      expect.stringContaining('more than two primes'),
    ]);
  });
});

describe('a key on a curve', () => {
  test.each(['P-384', 'secp256k1'])('other than ours is refused: %s', (curve) => {
    expect(problemsOf(ecOf(curve))).toEqual([expect.stringContaining('crv "P-256"')]);
    // Under a false name.
    expect(problemsOf({ ...ecOf(curve), crv: 'P-256' })).not.toEqual([]);
  });

  test('is refused if its point is none of the curve', () => {
    const { x } = JWKS.ES256;
    expect(problemsOf({ ...JWKS.ES256, y: x })).toEqual(['the numbers in it make no key']);
  });

  test('is refused if only the sign of its point differs', () => {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(Buffer.from(String(JWKS.ES256['d']), 'base64url'));
    const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
    const y = BigInt(`0x${ecdh.getPublicKey('hex').slice(66)}`);
    const mirrored = (p - y).toString(16).padStart(64, '0');
    expect(
      problemsOf({ ...JWKS.ES256, y: Buffer.from(mirrored, 'hex').toString('base64url') }),
    ).toEqual([expect.stringMatching(/does not belong|make no key/)]);
  });

  test.each(['Ed448', 'X25519'])('%s is no Ed25519', (crv) => {
    expect(problemsOf({ ...JWKS.EdDSA, crv })).toEqual([expect.stringContaining('crv "Ed25519"')]);
  });
});

test.each([
  [
    'RFC 7515, A.3',
    named('ES256', {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
    }),
  ],
  [
    'RFC 8037, A.1',
    named('EdDSA', {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
    }),
  ],
])('the key of %s is refused, because everybody has it', (_, jwk) => {
  expect(problemsOf(jwk)).toEqual(['it is a published sample key']);
});
