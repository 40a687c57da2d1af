import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { generateKey, privateJwkOf } from '../../../keys/generate-key.js';
import { publicJwksOf } from '../../../keys/jwks.js';
import { joseHeaderOf, keyRingOf, parseKeys, ringAt } from '../../../keys/key-ring.js';

const jwk = (change: object = {}) => ({ ...privateJwkOf(generateKey(1_700_000_000)), ...change });
const parse = (...keys: readonly unknown[]) => parseKeys(JSON.stringify({ keys }));
const problemsOf = (outcome: ReturnType<typeof parseKeys>) =>
  outcome.kind === 'problems' ? outcome.problems : [];

describe('a JWK Set', () => {
  test('gives its keys in order', () => {
    const keys = [generateKey(1), generateKey(2)];
    const outcome = parse(...keys.map(privateJwkOf));
    expect(outcome).toEqual({ kind: 'keys', keys });
  });

  test('may have members that we do not know, and lack the time', () => {
    const { iat, ...without } = jwk({ key_ops: ['sign'], 'x-note': 'mine' });
    const outcome = parse(without);
    expect(iat).toBe(1_700_000_000);
    expect(outcome).toMatchObject({ kind: 'keys', keys: [{ alg: 'HS256' }] });
    expect(outcome.kind === 'keys' && 'createdAt' in outcome.keys[0]!).toBe(false);
  });

  test.each([
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['[]', 'not a JWK Set'],
    ['null', 'not a JWK Set'],
    ['{"keys":{}}', 'not a JWK Set'],
    [JSON.stringify(jwk()), 'not a JWK Set'],
    ['{"keys":[]}', 'empty'],
    [JSON.stringify({ keys: Array(33).fill(0) }), 'more than 32 keys'],
  ])('is not %j', (text, problem) => {
    expect(problemsOf(parseKeys(text))).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    ['no object', 'key', 'not a JSON object'],
    ['no kid', jwk({ kid: undefined }), 'kid must be'],
    ['an empty kid', jwk({ kid: '' }), 'kid must be'],
    ['a kid with a quote', jwk({ kid: 'a"b' }), 'kid must be'],
    ['a kid with a newline at its end', jwk({ kid: 'ab\n' }), 'kid must be'],
    ['a long kid', jwk({ kid: 'a'.repeat(65) }), 'kid must be'],
    ['a number as kid', jwk({ kid: 7 }), 'kid must be'],
    ['HS512', jwk({ alg: 'HS512' }), 'alg must be one of HS256, ES256, EdDSA, RS256'],
    ['none', jwk({ alg: 'none' }), 'alg must be one of'],
    ['no alg', jwk({ alg: undefined }), 'alg must be one of'],
    ['the name of an inherited property', jwk({ alg: 'constructor' }), 'alg must be one of'],
    ['an operation that is not signing', jwk({ key_ops: ['verify'] }), 'key_ops'],
    ['operations that are no list', jwk({ key_ops: 'sign' }), 'key_ops'],
    ['a time to sign in words', jwk({ signs_from: 'now' }), 'signs_from must be'],
    ['a negative end', jwk({ dropped_after: -1 }), 'dropped_after must be'],
    ['RSA', jwk({ kty: 'RSA' }), 'kty must be "oct"'],
    ['encryption', jwk({ use: 'enc' }), 'use must be "sig"'],
    ['no use', jwk({ use: undefined }), 'use must be "sig"'],
    ['a time in words', jwk({ iat: 'today' }), 'iat must be'],
    ['a time that no calendar has', jwk({ iat: 1e15 }), 'iat must be'],
    ['no secret', jwk({ k: undefined }), 'k (the secret) is missing'],
    ['an empty secret', jwk({ k: '' }), 'k (the secret) is missing'],
    ['padding', jwk({ k: `${randomBytes(32).toString('base64url')}=` }), 'canonical base64url'],
    ['the other alphabet', jwk({ k: `${'A'.repeat(42)}+` }), 'canonical base64url'],
    [
      'stray bits',
      jwk({ k: `${randomBytes(32).toString('base64url').slice(0, -1)}B` }),
      'canonical base64url',
    ],
    ['31 bytes', jwk({ k: randomBytes(31).toString('base64url') }), '31 bytes'],
    ['513 bytes', jwk({ k: randomBytes(513).toString('base64url') }), 'more than 512 bytes'],
  ])('refuses a key with %s', (_, key, problem) => {
    expect(problemsOf(parse(key))).toEqual([expect.stringContaining(problem)]);
  });

  test.each([32, 33, 512])('takes a key of %d random bytes', (bytes) => {
    expect(parse(jwk({ k: randomBytes(bytes).toString('base64url') })).kind).toBe('keys');
  });

  test.each([
    ['nothing but zeros', Buffer.alloc(32)],
    ['one byte over and over', Buffer.alloc(64, 0xa7)],
    ['a few bytes over and over', Buffer.alloc(45, 'ab12!')],
    ['16 bytes twice', Buffer.alloc(32, randomBytes(16))],
    ['bytes that count up', Buffer.from(Array.from({ length: 32 }, (_, at) => at))],
    ['bytes that count down', Buffer.from(Array.from({ length: 32 }, (_, at) => 255 - at * 2))],
    ['a sample text', Buffer.from('your-256-bit-Secret-goes-in-here')],
    ['a row of digits', Buffer.from('0123456789abcdefFEDCBA9876543210')],
    [
      'the key of RFC 7515',
      Buffer.from(
        'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
        'base64url',
      ),
    ],
    [
      'the key of RFC 7520',
      Buffer.from('hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg', 'base64url'),
    ],
  ])('refuses %s as a secret, without showing it', (_, secret) => {
    const k = secret.toString('base64url');
    const problems = problemsOf(parse(jwk({ k })));
    expect(problems).toEqual([expect.stringMatching(/pattern|sample/)]);
    expect(problems.join()).not.toContain(k);
  });

  test('names all problems at once, by kid where there is one', () => {
    const good = jwk({ kid: 'good' });
    const problems = problemsOf(
      parse(good, good, jwk({ kid: 'bad', use: 'enc', k: 'AAAA' }), jwk({ kid: '/' })),
    );
    expect(problems).toEqual([
      'key good: an earlier key has the same kid',
      'key bad: use must be "sig"',
      expect.stringContaining('key bad: k has 3 bytes'),
      expect.stringContaining('key 4: kid must be'),
    ]);
  });

  test('is read without showing anything of it in a problem', () => {
    expect(problemsOf(parseKeys('{"keys":[{"k":"hunter2",}]}')).join()).not.toContain('hunter2');
  });
});

describe('the ring at a time', () => {
  const [a, b, c] = [generateKey(1), generateKey(2), generateKey(3)];
  const at = (keys: Parameters<typeof ringAt>[0], now: number) => {
    const ring = ringAt(keys, now);
    return [ring.signing.kid, ring.keys.map(({ kid }) => kid)];
  };

  test('is that of the file where no key has a time', () => {
    expect(at([a, b], 0)).toEqual([a.kid, [a.kid, b.kid]]);
  });

  test('has a first key that signs only when its time has come', () => {
    const keys = [{ ...a, signsFrom: 100 }, b];
    expect(at(keys, 99)).toEqual([b.kid, [a.kid, b.kid]]);
    expect(at(keys, 99.9)).toEqual([b.kid, [a.kid, b.kid]]);
    expect(at(keys, 100)).toEqual([a.kid, [a.kid, b.kid]]);
  });

  test('loses a key after its end, and not in that second', () => {
    const keys = [a, { ...b, droppedAfter: 100 }];
    expect(at(keys, 100)).toEqual([a.kid, [a.kid, b.kid]]);
    expect(at(keys, 101)).toEqual([a.kid, [a.kid]]);
  });

  test('has somebody to sign even where no time has come', () => {
    const keys = [
      { ...a, signsFrom: 300 },
      { ...b, signsFrom: 200 },
      { ...c, signsFrom: 400 },
    ];
    expect(at(keys, 100)).toEqual([b.kid, [a.kid, b.kid, c.kid]]);
  });

  test('passes over a key that signs and was dropped', () => {
    expect(at([{ ...a, droppedAfter: 50 }, { ...b, signsFrom: 100 }, c], 60)).toEqual([
      c.kid,
      [b.kid, c.kid],
    ]);
  });

  test('cannot be without a key: a file in which every key has an end is refused', () => {
    const ending = { ...privateJwkOf(a), dropped_after: 9e9 };
    expect(problemsOf(parse(ending))).toEqual([expect.stringContaining('one has to stay')]);
    expect(parse(ending, privateJwkOf(b)).kind).toBe('keys');
    expect(() => ringAt([{ ...a, droppedAfter: 1 }], 2)).toThrow(RangeError);
  });
});

test('a ring needs a key', () => {
  expect(() => keyRingOf([])).toThrow(RangeError);
});

test('a new key is 32 random bytes with a random kid', () => {
  const keys = Array.from({ length: 20 }, () => generateKey(1_700_000_000.9));
  expect(keys.every(({ secret }) => secret.length === 32)).toBe(true);
  expect(new Set(keys.map(({ secret }) => Buffer.from(secret).toString('hex'))).size).toBe(20);
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(20);
  expect(keys[0]).toMatchObject({ alg: 'HS256', createdAt: 1_700_000_000 });
  expect(keys[0]?.kid).toMatch(/^[0-9a-f]{16}$/);
});

test('the JOSE header has its members in the order of the contract', () => {
  const key = { ...generateKey(0), kid: 'k1' };
  expect(JSON.stringify(joseHeaderOf(key))).toBe('{"alg":"HS256","typ":"JWT","kid":"k1"}');
});

test.each(['ES256', 'EdDSA', 'RS256'] as const)('a key for %s survives its file', (alg) => {
  const key = { ...generateKey(1_700_000_000, alg), signsFrom: 1, droppedAfter: 2 };
  const outcome = parse(privateJwkOf(key), jwk());
  expect(outcome).toMatchObject({ kind: 'keys' });
  const [read] = outcome.kind === 'keys' ? outcome.keys : [];
  expect(read && privateJwkOf(read)).toEqual(privateJwkOf(key));
});

test('the public key set never has an HS256 key', () => {
  expect(publicJwksOf(keyRingOf([generateKey(1), generateKey(2)]))).toEqual({ keys: [] });
});
