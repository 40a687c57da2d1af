/**
 * State that a browser keeps for us between two requests and can neither read nor change: JWE in a cookie (RFC 7516).
 */

import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';

/** Longer ones are neither made nor read. Browsers keep 4096 bytes per cookie, name and attributes included. */
export const MAX_SEALED_CHARS = 3500;

/** Seals and unseals for one purpose; what was sealed for one cannot be used for another. */
export type Sealer = Readonly<{
  /**
   * @param payload what JSON can carry
   * @param ttlSeconds how long it can be unsealed
   * @param now NumericDate, seconds
   * @returns text for a cookie's value, or undefined if it would be longer than MAX_SEALED_CHARS
   */
  seal: (payload: object, ttlSeconds: number, now: number) => Promise<string | undefined>;
  /**
   * @param text a cookie's value: anything
   * @param now NumericDate, seconds
   * @returns what was sealed (its shape is still to be checked), or undefined if it was not sealed by us, for
   * this purpose, and in time
   */
  unseal: (text: string, now: number) => Promise<unknown>;
}>;

/** RFC 7518, 4.5 and 5.3: the derived key encrypts directly. */
const HEADER = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * What every sealed text begins with: our header's one spelling, and no encrypted key. Whatever else a sender may name
 * in a header (compression, a costly password derivation, another algorithm) is refused before anything is computed.
 */
const PREFIX = `${Buffer.from(JSON.stringify(HEADER)).toString('base64url')}..`;

/**
 * Each purpose has a key of its own (HKDF, RFC 5869), so what was sealed for one cannot be opened for another.
 * @param purpose short name of what the cookie is for
 * @param sealingKey 32 random bytes of the data folder
 */
export function createSealer(purpose: string, sealingKey: Uint8Array): Sealer {
  const key = new Uint8Array(
    hkdfSync('sha256', sealingKey, new Uint8Array(0), `usher sealed cookie: ${purpose}`, 32),
  );
  return {
    async seal(payload, ttlSeconds, now) {
      const text = await new EncryptJWT({ payload })
        .setProtectedHeader(HEADER)
        .setExpirationTime(Math.floor(now) + ttlSeconds)
        .encrypt(key);
      return text.length > MAX_SEALED_CHARS ? undefined : text;
    },
    async unseal(text, now) {
      if (text.length > MAX_SEALED_CHARS || !text.startsWith(PREFIX)) {
        return undefined;
      }
      try {
        const { payload } = await jwtDecrypt(text, key, {
          keyManagementAlgorithms: [HEADER.alg],
          contentEncryptionAlgorithms: [HEADER.enc],
          requiredClaims: ['exp', 'payload'],
          currentDate: new Date(now * 1000),
        });
        return payload['payload'];
      } catch {
        // Whatever is wrong with it, it is not what we sealed.
        return undefined;
      }
    },
  };
}
