/**
 * Text that nobody but us can read or change: JWE (RFC 7516) with a key for each purpose.
 */
import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';

/** Seals and opens for one purpose; what was sealed for one cannot be used for another. */
export type SealedBox = Readonly<{
  /**
   * @param payload what JSON can carry
   * @param expiresAt NumericDate: until then it can be opened; undefined: for good
   */
  seal: (payload: object, expiresAt?: number) => Promise<string>;
  /**
   * @param text anything
   * @param now NumericDate, seconds: what has no end, or is over, is not opened; undefined: for what was sealed for good
   * @returns what was sealed (its shape is still to be checked), or undefined if it was not sealed by us, for this
   * purpose, and in time
   */
  open: (text: string, now?: number) => Promise<unknown>;
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
 * @param purpose what the text is for
 * @param sealingKey 32 random bytes of the data folder
 */
export function createSealedBox(purpose: string, sealingKey: Uint8Array): SealedBox {
  const key = new Uint8Array(hkdfSync('sha256', sealingKey, new Uint8Array(0), purpose, 32));
  return {
    seal(payload, expiresAt) {
      const jwt = new EncryptJWT({ payload }).setProtectedHeader(HEADER);
      return (expiresAt === undefined ? jwt : jwt.setExpirationTime(expiresAt)).encrypt(key);
    },
    async open(text, now) {
      if (!text.startsWith(PREFIX)) {
        return undefined;
      }
      try {
        const { payload } = await jwtDecrypt(text, key, {
          keyManagementAlgorithms: [HEADER.alg],
          contentEncryptionAlgorithms: [HEADER.enc],
          requiredClaims: now === undefined ? ['payload'] : ['exp', 'payload'],
          ...(now !== undefined && { currentDate: new Date(now * 1000) }),
        });
        return payload['payload'];
      } catch {
        // Whatever is wrong with it, it is not what we sealed.
        return undefined;
      }
    },
  };
}
