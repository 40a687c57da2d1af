/** What somebody sees who has an account of the portal's own: signing in, and how they sign in. */
import { dirname, join } from 'node:path';
import { TOTP } from 'otpauth';
import { openState } from '../../../../../issuer/state/sqlite-state.js';
import type { Stage } from '../stage.js';
import type { Walk } from '../page-walk.js';
import type { PageState } from './page-state.js';

/** Of each stage: who has an authenticator. */
const WITH_AUTHENTICATOR = new WeakMap<Stage, Set<string>>();

/** Makes the account if it is the first walk that needs it: each state may be the only one that is looked at. */
async function account(walk: Walk, name: string): Promise<void> {
  if (!(await walk.usher(['user', 'list'])).includes(name)) {
    await walk.usher(['user', 'add', name, '--group', '4'], `four rivers by ${name}\n`);
  }
}

async function signsInLocally({ open, page }: Walk, name: string): Promise<void> {
  await open('/login/local');
  await page.locator('#login').fill(name);
  await page.locator('#password').fill(`four rivers by ${name}`);
  await page.locator('form[action$="/login/local"] button').click();
}

/** On the page about passwords, authenticators and passkeys, as far as the password is asked for. */
async function asksForAccount(walk: Walk, name: string): Promise<void> {
  await account(walk, name);
  await signsInLocally(walk, name);
  await walk.page.waitForURL(`${walk.portal}/`);
  await walk.open('/account/local');
}

async function opensAccount(walk: Walk, name: string): Promise<void> {
  await asksForAccount(walk, name);
  await walk.page.locator('#password').fill(`four rivers by ${name}`);
  await walk.page.locator('form[action$="/proof"] button').click();
  await walk.page.locator('#totp').waitFor();
}

async function startsAuthenticator(walk: Walk, name: string): Promise<void> {
  await opensAccount(walk, name);
  await walk.page.locator('form[action$="/totp/start"] button').click();
  await walk.page.locator('#secret').waitFor();
}

/** Ends on the page with the recovery codes. */
async function setsUpAuthenticator(walk: Walk, name: string): Promise<void> {
  await startsAuthenticator(walk, name);
  const secret = (await walk.page.locator('#secret').inputValue()).replaceAll(/\s/g, '');
  await walk.page.locator('#code').fill(new TOTP({ secret }).generate());
  await walk.page.locator('form[action$="/totp"] button').click();
  await walk.page.waitForURL(/\/recovery-codes$/);
}

/** As far as the code is asked for. */
async function isAskedForCode(walk: Walk, name: string): Promise<void> {
  const known = WITH_AUTHENTICATOR.get(walk.stage) ?? new Set<string>();
  WITH_AUTHENTICATOR.set(walk.stage, known);
  if (!known.has(name)) {
    await setsUpAuthenticator(await walk.another(), name);
    known.add(name);
  }
  await signsInLocally(walk, name);
  await walk.page.locator('#code').waitFor();
}

/** As if their sessions had been ended tomorrow, and the clock been put back since. */
function hasBeenSignedOutTomorrow({ stage }: Walk, name: string): void {
  const state = openState(join(dirname(stage.system.config), 'data'));
  try {
    state.revokeSubject(`local:${name}`, Date.now() / 1000 + 86_400);
  } finally {
    state.close();
  }
}

export const LOCAL_STATES: readonly PageState[] = [
  {
    name: 'sign-in-with-plex-or-without',
    heading: 'Sign in to Sample Server',
    open: async (walk) => {
      await account(walk, 'anna');
      await walk.open('/login');
      await walk.page.locator('a[href*="/login/local"]').waitFor();
    },
  },
  {
    name: 'local-account-asks-for-the-password',
    heading: 'Password and passkeys',
    open: (walk) => asksForAccount(walk, 'anna'),
  },
  {
    name: 'local-account',
    heading: 'Password and passkeys',
    open: (walk) => opensAccount(walk, 'anna'),
  },
  {
    name: 'local-account-passwords-differ',
    heading: 'Password and passkeys',
    open: async (walk) => {
      await opensAccount(walk, 'anna');
      await walk.page.locator('#password').fill('a better password');
      await walk.page.locator('#again').fill('a better passwort');
      await walk.page.locator('form[action$="/local/password"] button').click();
      await walk.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'authenticator',
    heading: 'Set up an authenticator',
    open: (walk) => startsAuthenticator(walk, 'anna'),
  },
  {
    name: 'authenticator-wrong-code',
    heading: 'Set up an authenticator',
    open: async (walk) => {
      await startsAuthenticator(walk, 'anna');
      await walk.page.locator('#code').fill('no code');
      await walk.page.locator('form[action$="/totp"] button').click();
      await walk.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'recovery-codes',
    heading: 'Your recovery codes',
    open: (walk) => setsUpAuthenticator(walk, 'berta'),
  },
  {
    name: 'local-account-with-authenticator',
    heading: 'Password and passkeys',
    open: async (walk) => {
      await setsUpAuthenticator(walk, 'clara');
      await walk.page.locator('main a.button.main').click();
      await walk.page.locator('a[href$="/totp/remove"]').waitFor();
    },
  },
  {
    name: 'local-code',
    heading: 'Verification code',
    open: (walk) => isAskedForCode(walk, 'dora'),
  },
  {
    name: 'local-wrong-code',
    heading: 'Verification code',
    open: async (walk) => {
      await isAskedForCode(walk, 'dora');
      await walk.page.locator('#code').fill('no code');
      await walk.page.locator('form[action$="/login/local/code"] button').click();
      await walk.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'authenticator-removing',
    heading: 'Remove the authenticator?',
    open: async (walk) => {
      await setsUpAuthenticator(walk, 'erna');
      await walk.open('/account/local/totp/remove');
    },
  },
  {
    name: 'clock-wrong',
    heading: 'Nobody can tell what time it is here',
    open: async (walk) => {
      await account(walk, 'frieda');
      hasBeenSignedOutTomorrow(walk, 'frieda');
      await signsInLocally(walk, 'frieda');
    },
  },
];
