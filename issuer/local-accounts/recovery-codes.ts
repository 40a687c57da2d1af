/**
 * Codes for whoever has lost their authenticator; each is good once. Pure but for chance.
 */
import { createHash, randomBytes } from 'node:crypto';

export const RECOVERY_CODES = 10;

/** 80 bits: so many that a plain hash of them gives nothing away. */
const CODE_BYTES = 10;

/** Crockford's: none of its characters is taken for another. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten new ones, as they are shown: `1a2b-3c4d-5e6f-7g8h` */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const bits = [...randomBytes(CODE_BYTES)].map((byte) => byte.toString(2).padStart(8, '0'));
    const code = bits.join('').replace(/[01]{5}/g, (five) => ALPHABET.charAt(parseInt(five, 2)));
    return code.replace(/(.{4})(?=.)/g, '$1-');
  });
}

/**
 * What is kept of a code.
 * @param name of the account
 * @param code as typed
 * @returns undefined for what is no code
 */
export function hashOfRecoveryCode(name: string, code: string): string | undefined {
  const plain = code.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
  return /^[0-9a-hjkmnp-tv-z]{16}$/.test(plain)
    ? createHash('sha256').update(`${name}:${plain}`).digest('base64url')
    : undefined;
}

/** What is kept of codes that were just made. */
export function hashesOf(name: string, codes: readonly string[]): readonly string[] {
  return codes.flatMap((code) => hashOfRecoveryCode(name, code) ?? []);
}
