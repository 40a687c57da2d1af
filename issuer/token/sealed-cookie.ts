/**
 * State that a browser keeps for us between two requests and can neither read nor change.
 */
import { createSealedBox } from './sealed-box.js';

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

/**
 * @param purpose short name of what the cookie is for
 * @param sealingKey 32 random bytes of the data folder
 */
export function createSealer(purpose: string, sealingKey: Uint8Array): Sealer {
  const box = createSealedBox(`usher sealed cookie: ${purpose}`, sealingKey);
  return {
    async seal(payload, ttlSeconds, now) {
      const text = await box.seal(payload, Math.floor(now) + ttlSeconds);
      return text.length > MAX_SEALED_CHARS ? undefined : text;
    },
    unseal: (text, now) =>
      text.length > MAX_SEALED_CHARS ? Promise.resolve(undefined) : box.open(text, now),
  };
}
