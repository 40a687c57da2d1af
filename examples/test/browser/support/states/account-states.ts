/** What somebody sees who is signed in. */
import { randomUUID } from 'node:crypto';
import type { Walk } from '../page-walk.js';
import type { PageState } from './page-state.js';

/** What Frankie sees who is put into group 1 while they are signed in; what comes after has them in their old one. */
async function whileBetter(walk: Walk, look: () => Promise<unknown>): Promise<void> {
  await walk.becomes('friend');
  await walk.usher(['override', FRIEND, '--group', '1']);
  await look();
  await walk.usher(['override', FRIEND, '--remove']);
}

const FRIEND = 'plex:21000004';

export const ACCOUNT_STATES: readonly PageState[] = [
  {
    name: 'launcher',
    heading: 'Sample Server',
    open: (walk) => walk.becomes('owner', 'Olive Owner'),
  },
  {
    name: 'launcher-of-a-child',
    heading: 'Sample Server',
    open: (walk) => walk.becomes('owner', 'Kim'),
  },
  {
    name: 'refused',
    heading: 'Sonarr is not open to you',
    open: async (walk) => {
      await walk.becomes('friend');
      await walk.page.goto(`${walk.site}/sonarr/`);
    },
  },
  {
    name: 'refused-in-a-better-group-by-now',
    heading: 'Sonarr is not open to you',
    open: (walk) => whileBetter(walk, () => walk.page.goto(`${walk.site}/sonarr/`)),
  },
  {
    name: 'launcher-in-a-better-group-by-now',
    heading: 'Sample Server',
    open: (walk) => whileBetter(walk, () => walk.open('/')),
  },
  {
    name: 'account-in-a-better-group-by-now',
    heading: 'Frankie',
    open: (walk) => whileBetter(walk, () => walk.open('/account')),
  },
  {
    name: 'refused-by-itself',
    heading: 'This page is not open to you',
    open: async (walk) => {
      await walk.becomes('friend');
      await walk.open('/refused');
    },
  },
  {
    name: 'refused-by-the-gate-alone',
    heading: 'This page is not open to you',
    isEnglish: true,
    open: async (walk) => {
      await walk.becomes('friend');
      await makeToken(walk, unheardOf());
      const token = await walk.page.locator('#token').inputValue();
      await walk.context.clearCookies();
      // The portal knows nobody without a cookie, and leaves the answer to the gate.
      await walk.context.setExtraHTTPHeaders({ Authorization: `Bearer ${token}` });
      await walk.page.goto(`${walk.site}/sonarr/`);
    },
  },
  {
    name: 'account',
    heading: 'Harper Home',
    open: async (walk) => {
      await walk.becomes('home', 'Harper Home');
      await walk.open('/account');
    },
  },
  {
    name: 'account-with-other-sessions',
    heading: 'Frankie',
    open: async (walk) => {
      await walk.becomes('friend');
      const elsewhere = await walk.another();
      await elsewhere.signsIn('friend');
      await walk.open('/account');
      await walk.page.locator('form[action$="/account/end-session"]').first().waitFor();
    },
  },
  {
    name: 'tokens',
    heading: 'Tokens for programs',
    open: async (walk) => {
      await walk.becomes('owner', 'Olive Owner');
      await makeToken(walk, unheardOf());
      await walk.open('/account/tokens');
    },
  },
  {
    name: 'token-made',
    heading: 'Your new token',
    open: async (walk) => {
      await walk.becomes('owner', 'Olive Owner');
      await makeToken(walk, unheardOf());
    },
  },
  {
    name: 'token-of-a-name-that-is-taken',
    heading: 'Tokens for programs',
    open: async (walk) => {
      await walk.becomes('owner', 'Olive Owner');
      const name = unheardOf();
      await makeToken(walk, name);
      await makeToken(walk, name);
    },
  },
  {
    name: 'tokens-after-another-sign-in',
    heading: 'Tokens for programs',
    open: async (walk) => {
      await walk.becomes('friend');
      await walk.context.clearCookies({ name: 'usher-account' });
      await walk.open('/account/tokens');
    },
  },
  {
    name: 'sign-out-everywhere',
    heading: 'Sign out everywhere?',
    open: async (walk) => {
      await walk.becomes('moviefriend');
      await walk.open('/account/sign-out-everywhere');
    },
  },
  {
    name: 'signed-out-everywhere',
    heading: 'You are signed out everywhere',
    open: async (walk) => {
      await walk.becomes('moviefriend');
      await walk.open('/account');
      await walk.page.locator('a[href$="/sign-out-everywhere"]').click();
      await walk.page.locator('form[action$="/sign-out-everywhere"] button').click();
    },
  },
];

async function makeToken(walk: Walk, name: string): Promise<void> {
  await walk.open('/account/tokens');
  await walk.page.locator('#name').fill(name);
  await walk.page.locator('form[action$="/account/tokens"] button').click();
  await walk.page.waitForLoadState();
}

/** People have no two tokens of one name, and one system serves all walks. */
function unheardOf(): string {
  return `nzb360 ${randomUUID().slice(0, 8)}`;
}
