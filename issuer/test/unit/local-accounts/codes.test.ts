import { describe, expect, test } from '@jest/globals';
import { TOTP, Secret } from 'otpauth';
import {
  hashesOf,
  hashOfRecoveryCode,
  newRecoveryCodes,
} from '../../../local-accounts/recovery-codes.js';
import {
  createTotpBox,
  newTotpSecret,
  stepOfCode,
  totpKeyOf,
} from '../../../local-accounts/totp.js';

/** RFC 6238, appendix B: the secret of SHA-1, and the last six digits of its codes. */
const SECRET = Secret.fromUTF8('12345678901234567890').base32;

describe('a code of an authenticator', () => {
  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ])('is the one of RFC 6238 at %d', (now, code) => {
    expect(stepOfCode(SECRET, code, now)).toBe(Math.floor(now / 30));
  });

  test('is taken half a minute early and late, and no longer', () => {
    const steps = [-61, -31, -30, 0, 29, 30, 59, 60].map((away) =>
      stepOfCode(SECRET, '005924', 1234567890 + away),
    );
    const step = 1234567890 / 30;
    expect(steps).toEqual([undefined, undefined, step, step, step, step, step, undefined]);
  });

  test.each(['', '12345', '1234567', 'abcdef', '٠٠٥٩٢٤', ' 05924', '-05924'])(
    'is not %j',
    (code) => {
      expect(stepOfCode(SECRET, code, 1234567890)).toBeUndefined();
    },
  );

  test('comes from an address that authenticators read', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const { uri } = totpKeyOf(secret, 'Söckchen & Co: TV', 'anna');
    expect(uri).toMatch(/^otpauth:\/\/totp\//);
    expect(new URL(uri).searchParams.get('secret')).toBe(secret);
    expect(new URL(uri).searchParams.get('issuer')).toBe('Söckchen & Co: TV');
  });

  test('has a secret that only this portal opens, and only for this account', async () => {
    const box = createTotpBox(new Uint8Array(32).fill(1));
    const sealed = await box.seal('anna', SECRET);
    expect(sealed).not.toContain(SECRET);
    expect(await box.open('anna', sealed)).toBe(SECRET);
    expect(await box.open('ben', sealed)).toBeUndefined();
    expect(await box.open('anna', `${sealed}x`)).toBeUndefined();
    expect(await createTotpBox(new Uint8Array(32)).open('anna', sealed)).toBeUndefined();
  });
});

describe('recovery codes', () => {
  test('are ten, all different, and can be told apart', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    }
    expect(new Set(hashesOf('anna', codes)).size).toBe(10);
  });

  test('are known however they are typed', () => {
    const kept = hashOfRecoveryCode('anna', '01ab-cd01-jk10-0111');
    for (const typed of ['01ABCD01JK100111', ' o1ab cdol jkIo o1l1 ']) {
      expect(hashOfRecoveryCode('anna', typed)).toBe(kept);
    }
    expect(hashOfRecoveryCode('ben', '01ab-cd01-jk10-0111')).not.toBe(kept);
  });

  test.each(['', '123456', '01ab-cd01-jk10-011', '01ab-cd01-jk10-01111', 'u1ab-cd01-jk10-0111'])(
    'are not %j',
    (typed) => {
      expect(hashOfRecoveryCode('anna', typed)).toBeUndefined();
    },
  );
});

test('otpauth itself agrees on the code of this moment', () => {
  const secret = newTotpSecret();
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: 1_000_000 });
  expect(stepOfCode(secret, code, 1000)).toBe(33);
});
