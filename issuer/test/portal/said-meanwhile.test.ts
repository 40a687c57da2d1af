/** What an operator says while plex.tv is being asked, or after it was, counts for the token that comes of it. */
import { afterEach, expect, test } from '@jest/globals';
import { startPortal, type RunningPortal } from './running-portal.js';

const FRIEND = 'plex:21000004';
const BY_OPERATOR = { subject: FRIEND, note: '', setAt: 1, setBy: 'command line' } as const;

let portal: RunningPortal;
afterEach(async () => {
  await portal.close();
});

test('whom an override refuses while plex.tv is asked about their Home is not signed in', async () => {
  portal = await startPortal({
    homePicker: true,
    client: {
      homeUsers: () => {
        portal.state.setOverride({ ...BY_OPERATOR, group: 'refused' });
        const only = {
          id: 21000004,
          uuid: (21000004).toString(16).padStart(16, 'd'),
          title: 'Frankie',
          username: null,
          thumb: null,
          admin: true,
          guest: false,
          restricted: false,
          restrictionProfile: null,
          protected: false,
        };
        return Promise.resolve({ kind: 'home_users' as const, users: [only] });
      },
    },
  });
  portal.plex.change('friend', { home: 'adult' });
  const browser = portal.browser();
  const page = await browser.signIn('friend');
  expect([page.status, portal.verdict(browser).status]).toEqual([403, 401]);
  expect(portal.reason()).toBe('override_refuses');
  expect(portal.state.sessions(portal.clock.now)).toEqual([]);
});
