/**
 * Codes of an authenticator app (TOTP, RFC 6238), and its secret as it is kept.
 */
import { Secret, TOTP } from 'otpauth';
import { createSealedBox } from '../token/sealed-box.js';

/** RFC 4226, 4: as long as a hash of SHA-1, which is what every authenticator takes. */
const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
const DIGITS = 6;
/** Clocks of phones are seldom half a minute wrong; one step before and one after (RFC 6238, 5.2). */
const WINDOW_STEPS = 1;

export type TotpKey = Readonly<{
  /** Base32: a secret, to be typed where no picture can be scanned. */
  secret: string;
  /** otpauth: address, for the picture. */
  uri: string;
}>;

export type TotpBox = Readonly<{
  seal: (name: string, secret: string) => Promise<string>;
  /** @returns undefined for what was sealed with another key, or for another account */
  open: (name: string, sealed: string) => Promise<string | undefined>;
}>;

/** @param sealingKey of the data folder */
export function createTotpBox(sealingKey: Uint8Array): TotpBox {
  const box = createSealedBox('usher local account: authenticator', sealingKey);
  return {
    seal: (name, secret) => box.seal({ name, secret }),
    async open(name, sealed) {
      const opened = await box.open(sealed);
      return isKept(opened) && opened.name === name ? opened.secret : undefined;
    },
  };
}

function isKept(value: unknown): value is Readonly<{ name: string; secret: string }> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'secret' in value &&
    typeof value.secret === 'string'
  );
}

/** A new one. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/**
 * @param serverName what the authenticator is to list it under
 * @param name of the account
 */
export function totpKeyOf(secret: string, serverName: string, name: string): TotpKey {
  return { secret, uri: totpOf(secret, { issuer: serverName, label: name }).toString() };
}

/**
 * @param now NumericDate, seconds
 * @returns the time step that the code is of; undefined for a wrong one. Whether it was used is still to be looked at
 */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) {
    return undefined;
  }
  const delta = totpOf(secret).validate({
    token: code,
    timestamp: now * 1000,
    window: WINDOW_STEPS,
  });
  return delta === null ? undefined : Math.floor(now / PERIOD_SECONDS) + delta;
}

function totpOf(secret: string, label: Readonly<{ issuer?: string; label?: string }> = {}): TOTP {
  return new TOTP({
    ...label,
    algorithm: 'SHA1',
    digits: DIGITS,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}
