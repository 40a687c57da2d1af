/** Accounts of the portal's own, for tests: they know their password, and what their authenticator shows. */
import { Secret, TOTP } from 'otpauth';
import type { LocalAccount } from '../../local-accounts/account-store.js';
import { createPasswordHasher } from '../../local-accounts/password-hash.js';
import { hashesOf, newRecoveryCodes } from '../../local-accounts/recovery-codes.js';
import { createTotpBox, newTotpSecret } from '../../local-accounts/totp.js';
import { SEALING_KEY, type Browser, type Page, type RunningPortal } from './running-portal.js';

export const PASSWORD = 'correct horse battery';

/** It takes a while, so all have the same. */
const passwordHash = createPasswordHasher().hash(PASSWORD);

export async function addAccount(
  { state, clock }: RunningPortal,
  account: Partial<LocalAccount> = {},
): Promise<void> {
  state.addLocalAccount({
    name: 'anna',
    displayName: 'Anna Local',
    groupId: 4,
    passwordHash: (await passwordHash) ?? '',
    madeAt: clock.now - 60,
    ...account,
  });
}

/** @returns what its app shows, and the codes for recovery */
export async function addAuthenticator({ state, clock }: RunningPortal, name = 'anna') {
  const secret = newTotpSecret();
  const codes = newRecoveryCodes();
  const sealed = await createTotpBox(SEALING_KEY).seal(name, secret);
  state.setTotp(name, { sealed, step: 0, codeHashes: hashesOf(name, codes) });
  return { codes, show: () => codeOf(secret, clock.now) };
}

export function codeOf(secret: string, now: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now * 1000 });
}

export function signInLocally(
  browser: Browser,
  form: Readonly<Record<string, string>> = {},
): Promise<Page> {
  return browser.post('/login/local', { login: 'anna', password: PASSWORD, ...form });
}
