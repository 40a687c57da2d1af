/** What somebody sees who is signed in. */
import type { PageState } from './page-state.js';

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
    heading: 'This page is not open to you',
    open: async (walk) => {
      await walk.becomes('friend');
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
      await elsewhere.becomes('friend');
      await walk.open('/account');
      await walk.page.locator('form[action$="/account/end-session"]').first().waitFor();
    },
  },
  {
    name: 'signed-out-everywhere',
    heading: 'You are signed out everywhere',
    open: async (walk) => {
      await walk.becomes('moviefriend');
      await walk.open('/account');
      await walk.page.locator('form[action$="/sign-out-everywhere"] button').click();
    },
  },
];
