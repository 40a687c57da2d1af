/** The two routes to membership over HTTP: what a sign-in comes to while one of them, or both, are in trouble. */
import { describe, expect, test } from '@jest/globals';
import { OWNER_ID, SERVER_ID } from '../../../examples/plex-stand-in/people.js';
import type { Endpoint } from '../../../examples/plex-stand-in/world.js';
import type { PlexClient } from '../../plex/plex-client.js';
import { gateSays, signIn, withLinkedPortal } from './owner-linked.js';
import { startPortal, type PortalOptions, type RunningPortal } from './running-portal.js';

const LISTS: readonly Endpoint[] = ['users', 'shared_servers', 'home_users'];
const FRIEND = 'plex:21000004';
const MUSIC = 5;

const RULES = `
  - { when: { plex: owner }, group: 0 }
  - { when: { profile: teen }, group: 6 }
  - { when: { plex: managed }, group: 5 }
  - { when: { plex: home }, group: 3 }
  - { when: { plex: friend, libraries: all }, group: 2 }
  - { when: { plex: friend, libraries: [Movies] }, group: 4 }
  - { when: { plex: friend }, group: 7 }`;

/** The sign-in's outcome by the log's name for it, and the group. */
async function outcome(portal: RunningPortal, person: string) {
  await signIn(portal, person);
  const line = portal.log().findLast((each) => 'reason' in each);
  return [line?.['reason'], line?.['groupId']];
}

const linked = (use: (portal: RunningPortal) => Promise<void>, options: PortalOptions = {}) =>
  withLinkedPortal({ rules: RULES, ...options }, use);

describe('with the owner’s account attached', () => {
  test('rules know which libraries are shared', async () => {
    await linked(async (portal) => {
      expect(await outcome(portal, 'friend')).toEqual(['signed_in', 2]);
      expect(await outcome(portal, 'moviefriend')).toEqual(['signed_in', 4]);
      expect(await outcome(portal, 'neighbour')).toEqual(['signed_in', 7]);
      expect(portal.state.person('plex:21000017')).toMatchObject({
        groupId: 4,
        facts: { servers: [{ server: SERVER_ID, libraries: [{ key: 1 }, { key: 5 }] }] },
        decidedBy: {
          kind: 'rule',
          index: 5,
          because: [
            { fact: 'friend', serverName: 'Sample Server' },
            { fact: 'library', title: 'Movies' },
          ],
        },
      });
    });
  });

  test('everybody is who they were without', async () => {
    await linked(async (portal) => {
      expect(await outcome(portal, 'owner')).toEqual(['signed_in', 0]);
      expect(await outcome(portal, 'home')).toEqual(['signed_in', 3]);
      expect(await outcome(portal, 'child')).toEqual(['signed_in', 5]);
      expect(await outcome(portal, 'teen')).toEqual(['signed_in', 6]);
    });
  });

  test.each([
    'pending',
    'lender',
    'stranger',
    'cabinfriend',
    'neighbourkid',
    'impostor',
    'servertwin',
    'twinfriend',
    'playertwin',
    'homeguest',
  ])('%s is no member', async (person) => {
    await linked(async (portal) => {
      expect(await outcome(portal, person)).toEqual(['not_a_member', undefined]);
      const known = portal.state.people();
      expect(known).toMatchObject([{ refused: 'not_a_member', facts: { servers: [] } }]);
    });
  });

  test('an invitation that was accepted a minute ago counts, though the lists are remembered', async () => {
    await linked(async (portal) => {
      await portal.look();
      expect(await outcome(portal, 'pending')).toEqual(['not_a_member', undefined]);
      portal.clock.now += 60;
      portal.plex.share('pending', { state: 'accepted', libraries: [MUSIC] });
      expect(await outcome(portal, 'pending')).toEqual(['signed_in', 7]);
    });
  });

  test('those whom remembered lists name are not asked about again', async () => {
    await linked(async (portal) => {
      await portal.look();
      const asked = portal.plex.calls('users').length;
      expect(await outcome(portal, 'moviefriend')).toEqual(['signed_in', 4]);
      expect(portal.plex.calls('users')).toHaveLength(asked);
    });
  });

  test('the owner’s lists are asked under the link’s own client identifier', async () => {
    await linked(async (portal) => {
      await portal.look();
      const [call] = portal.plex.calls('users');
      expect(call?.headers['x-plex-client-identifier']).toBe('owner-link');
    });
  });

  test('a share that the owner’s complete lists do not have is none, whatever the visitor’s own say', async () => {
    const empty: Partial<PlexClient> = {
      users: () => Promise.resolve({ kind: 'users', users: [] }),
      shares: () => Promise.resolve({ kind: 'shares', shares: [] }),
    };
    await linked(
      async (portal) => {
        expect(await outcome(portal, 'friend')).toEqual(['not_a_member', undefined]);
      },
      { client: empty },
    );
  });
});

describe('one route that is down', () => {
  test.each([
    'server_error',
    'rate_limited',
    'html',
    'disconnect',
    'half_list',
    'truncated',
  ] as const)('the owner’s (%s): the visitor’s is enough, without libraries', async (fault) => {
    await linked(async (portal) => {
      LISTS.forEach((endpoint) => {
        portal.plex.fault(endpoint, fault);
      });
      expect(await outcome(portal, 'moviefriend')).toEqual(['signed_in', 7]);
      expect(await outcome(portal, 'stranger')).toEqual(['not_a_member', undefined]);
      expect(portal.state.ownerLink()?.problem).toMatch(/^plex_/);
    });
  });

  test('the owner’s token is refused: the same, and the operator learns of it', async () => {
    await linked(async (portal) => {
      portal.plex.revoke('owner');
      expect(await outcome(portal, 'moviefriend')).toEqual(['signed_in', 7]);
      expect(portal.state.ownerLink()?.problem).toBe('owner_link_refused');
      expect(portal.log()).toContainEqual(
        expect.objectContaining({ level: 'warn', reason: 'owner_link_refused' }),
      );
      expect(portal.logText().match(/owner_link_refused/g)).toHaveLength(1);
    });
  });

  test('a token that cannot be decrypted: the same', async () => {
    await linked(async (portal) => {
      const link = portal.state.ownerLink()!;
      portal.state.setOwnerLink({ ...link, sealedToken: 'x' });
      expect(await outcome(portal, 'moviefriend')).toEqual(['signed_in', 7]);
      expect(portal.state.ownerLink()?.problem).toBe('owner_link_unreadable');
    });
  });

  test('one list of the owner’s: the other proves access', async () => {
    await linked(async (portal) => {
      portal.plex.fault('users', 'server_error');
      portal.plex.fault('resources', 'server_error');
      expect(await outcome(portal, 'moviefriend')).toEqual(['signed_in', 4]);
      expect(await outcome(portal, 'stranger')).toEqual(['plex_status', undefined]);
    });
  });

  test('the visitor’s: the owner’s lists are enough, for a yes and for a no', async () => {
    await linked(async (portal) => {
      portal.plex.fault('resources', 'server_error');
      expect(await outcome(portal, 'moviefriend')).toEqual(['signed_in', 4]);
      expect(await outcome(portal, 'child')).toEqual(['signed_in', 5]);
      expect(await outcome(portal, 'stranger')).toEqual(['not_a_member', undefined]);
      expect(await outcome(portal, 'pending')).toEqual(['not_a_member', undefined]);
      expect(await outcome(portal, 'homeguest')).toEqual(['not_a_member', undefined]);
    });
  });

  test('both: nobody is let in, and nobody called a stranger', async () => {
    await linked(async (portal) => {
      ['resources' as const, ...LISTS].forEach((endpoint) => {
        portal.plex.fault(endpoint, 'server_error');
      });
      expect(await outcome(portal, 'friend')).toEqual(['plex_status', undefined]);
      expect(await outcome(portal, 'stranger')).toEqual(['plex_status', undefined]);
      expect(portal.state.people()).toEqual([]);
    });
  });

  test('the visitor’s, with nobody attached: the same', async () => {
    const portal = await startPortal({ rules: RULES });
    try {
      portal.plex.fault('resources', 'server_error');
      expect(await outcome(portal, 'friend')).toEqual(['plex_status', undefined]);
    } finally {
      await portal.close();
    }
  });

  test('who it is cannot be told by the owner’s lists', async () => {
    await linked(async (portal) => {
      portal.plex.fault('user', 'server_error');
      expect(await outcome(portal, 'friend')).toEqual(['plex_status', undefined]);
    });
  });
});

describe('the owner', () => {
  const NOBODY = `
  - { when: { plex: friend }, group: 4 }`;

  test('signs in without a rule, with an override that refuses, and with everything but the account down', async () => {
    await linked(
      async (portal) => {
        portal.state.setOverride({
          subject: `plex:${String(OWNER_ID)}`,
          group: 'refused',
          note: '',
          setAt: portal.clock.now,
          setBy: 'command line',
        });
        portal.plex.revoke('owner');
        ['resources' as const, ...LISTS].forEach((endpoint) => {
          portal.plex.fault(endpoint, 'server_error');
        });
        expect(await outcome(portal, 'owner')).toEqual(['signed_in', 0]);
        expect(portal.state.person(`plex:${String(OWNER_ID)}`)?.decidedBy).toEqual({
          kind: 'owner',
        });
      },
      { rules: NOBODY },
    );
  });

  test('is who has attached the account, where usher.yaml does not say', async () => {
    await linked(
      async (portal) => {
        expect(await outcome(portal, 'owner')).toEqual(['signed_in', 0]);
        expect(await outcome(portal, 'friend')).toEqual(['signed_in', 4]);
        expect(await outcome(portal, 'servertwin')).toEqual(['not_a_member', undefined]);
      },
      { rules: NOBODY, serversOfLink: true },
    );
  });
});

describe('overrides', () => {
  test('count before the rules, and make no member of a stranger', async () => {
    await linked(async (portal) => {
      const override = { group: 1, note: '', setAt: portal.clock.now, setBy: 'command line' };
      portal.state.setOverride({ ...override, subject: FRIEND });
      portal.state.setOverride({ ...override, subject: 'plex:21000009' });
      portal.state.setOverride({ ...override, subject: 'plex:21000017', group: 'refused' });
      expect(await outcome(portal, 'friend')).toEqual(['signed_in', 1]);
      expect(await outcome(portal, 'stranger')).toEqual(['not_a_member', undefined]);
      expect(await outcome(portal, 'moviefriend')).toEqual(['override_refuses', undefined]);
    });
  });

  test('that end take the token with them', async () => {
    await linked(async (portal) => {
      portal.state.setOverride({
        subject: FRIEND,
        group: 1,
        note: '',
        until: portal.clock.now + 600,
        setAt: portal.clock.now,
        setBy: 'command line',
      });
      const browser = await signIn(portal, 'friend');
      expect(await gateSays(portal, browser, 1)).toBe('allowed');
      portal.clock.now += 599;
      await browser.get('/renew');
      expect(portal.reason()).toBe('renewal_over');
      expect(await gateSays(portal, browser, 1)).toBe('allowed');
      portal.clock.now += 60;
      expect(await gateSays(portal, browser, 1)).toBe('expired');
      expect(await outcome(portal, 'friend')).toEqual(['signed_in', 2]);
    });
  });
});
