/** What an operator says while plex.tv is being asked, or after it was, counts for the token that comes of it. */
import { afterEach, expect, test } from '@jest/globals';
import { createPlexClient, type PlexClient } from '../../plex/plex-client.js';
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

test('a renewal by an answer that came before does not outlive the override that it was given by', async () => {
  let hanging = Promise.resolve();
  let release: () => void = () => undefined;
  const real: { account?: PlexClient['account'] } = {};
  portal = await startPortal({
    session: '{ lifetime: 1h }',
    recheckPatienceMs: 50,
    client: {
      account: async (token) => {
        await hanging;
        return real.account?.(token) ?? { kind: 'token_refused' };
      },
    },
  });
  const client = { ...portal.config.plex, clientIdentifier: 'portal-tests', version: '0' };
  real.account = createPlexClient(client).account;
  const browser = portal.browser();
  await browser.signIn('friend');
  portal.state.setOverride({ ...BY_OPERATOR, group: 0 });
  portal.clock.now += 1900;
  const cookies = new Map(browser.jar);
  hanging = new Promise((resolve) => (release = resolve));
  // Too late for this renewal, the answer waits for the next.
  await browser.get('/renew');
  expect(portal.reason()).toBe('renewed_unasked');
  release();
  const recorded = () => portal.state.person(FRIEND)?.groupId;
  for (const end = Date.now() + 30_000; recorded() !== 0 && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(recorded()).toBe(0);
  portal.state.removeOverride(FRIEND);
  portal.clock.now += 20;
  browser.jar.clear();
  cookies.forEach((value, name) => browser.jar.set(name, value));
  await browser.get('/renew');
  expect(portal.reason()).toBe('renewed');
  expect(portal.verdict(browser).claims).toMatchObject({ group_id: 4 });
});
