import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CompactEncrypt, EncryptJWT, SignJWT } from 'jose';
import { hkdfSync } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { createSealer, MAX_SEALED_CHARS } from '../../../token/sealed-cookie.js';

const NOW = 1_800_000_000;
const KEY = new Uint8Array(32).fill(7);
const OTHER_KEY = new Uint8Array(32).fill(8);
const PAYLOAD = { login: 'olive', password: 'pä"ss', nested: [1, null, { a: true }] };

const sealer = createSealer('pending sign-in', KEY);

async function sealed(payload: object = PAYLOAD, ttlSeconds = 300): Promise<string> {
  const text = await sealer.seal(payload, ttlSeconds, NOW);
  expect(text).toBeDefined();
  return text ?? '';
}

/** The key that a sealer derives: what somebody had who could read the data folder. */
function derivedKey(purpose: string): Uint8Array {
  return new Uint8Array(
    hkdfSync('sha256', KEY, new Uint8Array(0), `usher sealed cookie: ${purpose}`, 32),
  );
}

function segment(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('what was sealed', () => {
  test('comes back as it was', async () => {
    expect(await sealer.unseal(await sealed(), NOW)).toEqual(PAYLOAD);
  });

  test('comes back from another sealer of the same key and purpose', async () => {
    const same = createSealer('pending sign-in', KEY.slice());
    expect(await same.unseal(await sealed(), NOW)).toEqual(PAYLOAD);
  });

  test('may have members that mean something in a token', async () => {
    const payload = { exp: 'never', iss: 7, aud: [], nbf: NOW + 999 };
    expect(await sealer.unseal(await sealed(payload), NOW)).toEqual(payload);
  });

  test('cannot be read, is a cookie’s value as it stands, and never the same twice', async () => {
    const text = await sealed();
    expect(text).toMatch(/^[A-Za-z0-9._-]+$/);
    expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('olive');
    expect(await sealed()).not.toBe(text);
  });

  test('ends with its time', async () => {
    const text = await sealed(PAYLOAD, 300);
    expect(await sealer.unseal(text, NOW + 299)).toEqual(PAYLOAD);
    expect(await sealer.unseal(text, NOW + 300)).toBeUndefined();
    expect(await sealer.unseal(text, NOW + 10_000_000)).toBeUndefined();
  });

  test('is for one purpose and one key', async () => {
    const text = await sealed();
    expect(await createSealer('PIN', KEY).unseal(text, NOW)).toBeUndefined();
    expect(await createSealer('pending sign-in', OTHER_KEY).unseal(text, NOW)).toBeUndefined();
  });

  test('is not made if it would be too long', async () => {
    const length = (await sealed({ a: '' })).length;
    const room = Math.floor(((MAX_SEALED_CHARS - length) * 3) / 4);
    expect(await sealer.seal({ a: 'x'.repeat(room + 4) }, 300, NOW)).toBeUndefined();
    const longest = await sealed({ a: 'x'.repeat(room - 4) });
    expect(longest.length).toBeLessThanOrEqual(MAX_SEALED_CHARS);
    expect(await sealer.unseal(longest, NOW)).toEqual({ a: 'x'.repeat(room - 4) });
  });
});

describe('what was not', () => {
  test('any bit changed, in any part', async () => {
    const segments = (await sealed({ a: 1 })).split('.');
    for (const part of [0, 2, 3, 4]) {
      const bytes = Buffer.from(segments[part] ?? '', 'base64url');
      expect(bytes.length).toBeGreaterThan(11);
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const forged = Buffer.from(bytes);
        forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const text = segments.with(part, forged.toString('base64url')).join('.');
        expect(await sealer.unseal(text, NOW)).toBeUndefined();
      }
    }
  });

  test('any part cut off', async () => {
    const text = await sealed({ a: 1 });
    for (let length = 0; length < text.length; length++) {
      expect(await sealer.unseal(text.slice(0, length), NOW)).toBeUndefined();
    }
  });

  test('anything at all', async () => {
    const prefix = `${segment({ alg: 'dir', enc: 'A256GCM' })}..`;
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), fc.boolean(), async (text, known) => {
        expect(await sealer.unseal(known ? prefix + text : text, NOW)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test.each(['', '.', '....', '.....', `${segment({ alg: 'dir', enc: 'A256GCM' })}....`])(
    'the text "%s"',
    async (text) => {
      expect(await sealer.unseal(text, NOW)).toBeUndefined();
    },
  );

  test('a session token', async () => {
    const jws = await new SignJWT({ payload: PAYLOAD })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(NOW + 300)
      .sign(derivedKey('pending sign-in'));
    expect(await sealer.unseal(jws, NOW)).toBeUndefined();
  });

  test('an unsigned token', async () => {
    const none = `${segment({ alg: 'none' })}.${segment({ payload: PAYLOAD, exp: NOW + 300 })}.`;
    expect(await sealer.unseal(none, NOW)).toBeUndefined();
  });

  test('the right key with another content encryption', async () => {
    const key = derivedKey('pending sign-in');
    const text = await new EncryptJWT({ payload: PAYLOAD })
      .setProtectedHeader({ alg: 'dir', enc: 'A128CBC-HS256' })
      .setExpirationTime(NOW + 300)
      .encrypt(key);
    expect(await sealer.unseal(text, NOW)).toBeUndefined();
  });

  test('the right key with a header of other members', async () => {
    const key = derivedKey('pending sign-in');
    const text = await new EncryptJWT({ payload: PAYLOAD })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'JWT' })
      .setExpirationTime(NOW + 300)
      .encrypt(key);
    expect(await sealer.unseal(text, NOW)).toBeUndefined();
  });

  test('the right key without an end', async () => {
    const text = await new EncryptJWT({ payload: PAYLOAD })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(derivedKey('pending sign-in'));
    expect(await sealer.unseal(text, NOW)).toBeUndefined();
  });

  test('the right key around something that is no claims set', async () => {
    const text = await new CompactEncrypt(new TextEncoder().encode('not JSON'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(derivedKey('pending sign-in'));
    expect(await sealer.unseal(text, NOW)).toBeUndefined();
  });

  test.each([
    [
      'a password derivation that takes minutes',
      { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 2 ** 31 - 1, p2s: segment('salt') },
    ],
    ['compression', { alg: 'dir', enc: 'A256GCM', zip: 'DEF' }],
    ['a critical extension', { alg: 'dir', enc: 'A256GCM', crit: ['exp'], exp: 1 }],
    ['an RSA key', { alg: 'RSA-OAEP', enc: 'A256GCM' }],
  ])('%s is refused before anything is computed', async (_name, header) => {
    const packed = deflateRawSync(Buffer.alloc(1_000_000, ' ')).toString('base64url');
    const text = [segment(header), segment('key'), segment('iv'), packed, segment('tag')].join('.');
    const start = performance.now();
    expect(await sealer.unseal(text, NOW)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('megabytes are not looked at', async () => {
    const text = await sealed();
    const start = performance.now();
    expect(await sealer.unseal(text + 'A'.repeat(20_000_000), NOW)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
