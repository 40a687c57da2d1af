/** Access that ends while people are signed in: by the look of every few minutes, and by a renewal. */
import { describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { SERVER_ID } from '../../../examples/plex-stand-in/people.js';
import type { Endpoint } from '../../../examples/plex-stand-in/world.js';
import { gateSays, signIn, withLinkedPortal } from './owner-linked.js';
import {
  startPortal,
  type Browser,
  type PortalOptions,
  type RunningPortal,
} from './running-portal.js';

const HOUR = 3600;
/** Past the half of the default life. */
const LATER = 13 * HOUR;
const LISTS: readonly Endpoint[] = ['users', 'shared_servers', 'home_users'];
const VISITORS: readonly Endpoint[] = ['user', 'resources'];

const RULES = `
  - { when: { plex: owner }, group: 0 }
  - { when: { profile: little_kid }, group: 8 }
  - { when: { plex: managed }, group: 5 }
  - { when: { plex: home }, group: 3 }
  - { when: { plex: friend, libraries: all }, group: 2 }
  - { when: { plex: friend, libraries: [Movies] }, group: 4 }
  - { when: { plex: friend }, group: 7 }`;

const linked = (use: (portal: RunningPortal) => Promise<void>, options: PortalOptions = {}) =>
  withLinkedPortal({ rules: RULES, ...options }, use);

type Browsers = Readonly<Record<string, Browser>>;

/** Several people, and a minute that passes. */
async function signedIn(portal: RunningPortal, ...people: readonly string[]): Promise<Browsers> {
  const browsers: Record<string, Browser> = {};
  for (const person of people) {
    browsers[person] = await signIn(portal, person);
  }
  portal.clock.now += 60;
  return browsers;
}

/** Enough of them that one who is lost is not many. */
const CROWD = ['owner', 'home', 'child', 'friend', 'moviefriend', 'careful', 'google'] as const;

async function look(portal: RunningPortal): Promise<void> {
  await portal.look();
  portal.clock.now += 60;
}

async function saysToAll(portal: RunningPortal, browsers: Browsers) {
  const said: Record<string, unknown> = {};
  for (const [person, browser] of Object.entries(browsers)) {
    said[person] = await gateSays(portal, browser);
  }
  return said;
}

const everybody = (people: readonly string[], reason: string) =>
  Object.fromEntries(people.map((person) => [person, reason]));

function setFaults(
  portal: RunningPortal,
  endpoints: readonly Endpoint[],
  fault: Parameters<RunningPortal['plex']['fault']>[1],
) {
  endpoints.forEach((endpoint) => {
    portal.plex.fault(endpoint, fault);
  });
}

const groupOf = (browser: Browser | undefined) =>
  decodeJwt(browser?.jar.get('usher;') ?? '')['group_id'];

describe('a look with the owner’s link', () => {
  test('ends the sessions of who was unshared, and nobody else’s', async () => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      await look(portal);
      expect(await saysToAll(portal, browsers)).toEqual(everybody(CROWD, 'allowed'));
      portal.plex.unshare('moviefriend');
      await look(portal);
      expect(await saysToAll(portal, browsers)).toEqual({
        ...everybody(CROWD, 'allowed'),
        moviefriend: 'revoked',
      });
      expect(portal.log()).toContainEqual(
        expect.objectContaining({ level: 'info', reason: 'access_lost', subject: 'plex:21000017' }),
      );
      expect(portal.state.audit(1)).toMatchObject([
        {
          actor: 'portal',
          action: 'access_lost',
          subject: 'plex:21000017',
          detail: 'not_a_member',
        },
      ]);
      expect(portal.state.person('plex:21000017')).toMatchObject({
        facts: { username: 'moviefriend' },
        refused: 'not_a_member',
      });
    });
  });

  test('of who left the Home, with all of their sessions', async () => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      const second = await signIn(portal, 'home');
      portal.clock.now += 60;
      portal.plex.change('home', { home: null });
      portal.plex.unshare('home');
      await look(portal);
      expect(await gateSays(portal, browsers['home']!)).toBe('revoked');
      expect(await gateSays(portal, second)).toBe('revoked');
    });
  });

  test.each<readonly [string, string, (portal: RunningPortal) => void, string]>([
    [
      'fewer libraries',
      'friend',
      (portal) => {
        portal.plex.share('friend', { libraries: [1] });
      },
      'group 2 to 4',
    ],
    [
      'out of the Home, and a friend still',
      'home',
      (portal) => {
        portal.plex.change('home', { home: null });
        portal.plex.share('home', { libraries: [2] });
      },
      'group 3 to 7',
    ],
    [
      'a restriction profile',
      'child',
      (portal) => {
        portal.plex.change('child', { restrictionProfile: 'little_kid' });
      },
      'group 5 to 8',
    ],
    [
      'an override',
      'google',
      (portal) => {
        const setAt = portal.clock.now;
        portal.state.setOverride({
          subject: 'plex:21000006',
          group: 9,
          note: '',
          setAt,
          setBy: '',
        });
      },
      'group 2 to 9',
    ],
  ])('ends those of who is in a worse group by %s', async (_name, person, change, detail) => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      change(portal);
      await look(portal);
      expect(await saysToAll(portal, browsers)).toEqual({
        ...everybody(CROWD, 'allowed'),
        [person]: 'revoked',
      });
      expect(portal.state.audit(1)).toMatchObject([{ action: 'demoted', detail }]);
      expect(groupOf(await signIn(portal, person))).toBe(Number(detail.split(' ').at(-1)));
    });
  });

  test('leaves alone who is promoted or renamed; the next renewal sees to it', async () => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      portal.plex.share('moviefriend', { libraries: 'all' });
      portal.plex.change('moviefriend', { username: 'mo2', friendlyName: 'Mo the Second' });
      await look(portal);
      const browser = browsers['moviefriend']!;
      expect([await gateSays(portal, browser), groupOf(browser)]).toEqual(['allowed', 4]);
      portal.clock.now += LATER;
      await browser.get('/renew');
      expect([portal.reason(), groupOf(browser)]).toEqual(['renewed', 2]);
      expect(decodeJwt(browser.jar.get('usher;') ?? '')).toMatchObject({
        name: 'Mo the Second',
        preferred_username: 'mo2',
      });
    });
  });

  test('leaves alone who signed in after the lists were asked for', async () => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      const late = await signIn(portal, 'mailonly');
      portal.plex.unshare('mailonly');
      await look(portal);
      expect(await gateSays(portal, late)).toBe('allowed');
      await look(portal);
      expect(await gateSays(portal, late)).toBe('revoked');
      expect(await saysToAll(portal, browsers)).toEqual(everybody(CROWD, 'allowed'));
    });
  });

  test('ends the API tokens of who was unshared', async () => {
    await linked(async (portal) => {
      await signedIn(portal, ...CROWD);
      const now = portal.clock.now;
      const token = {
        subject: 'plex:21000009',
        groupId: 1,
        issuedAt: now - 60,
        expiresAt: now + HOUR,
      };
      portal.state.addApiToken({ ...token, sid: 'a', name: 'of a stranger' }, now);
      portal.state.addApiToken({ ...token, sid: 'b', subject: 'local:x', name: 'of nobody' }, now);
      await look(portal);
      const revoked = portal.state.apiTokens().filter(({ revokedAt }) => revokedAt !== undefined);
      expect(revoked.map(({ sid }) => sid)).toEqual(['a']);
    });
  });

  test.each([
    'server_error',
    'rate_limited',
    'html',
    'truncated',
    'half_list',
    'disconnect',
    'empty',
  ] as const)('takes nothing from anybody while the lists do not come (%s)', async (fault) => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      setFaults(portal, LISTS, fault);
      CROWD.slice(1).forEach((person) => {
        portal.plex.unshare(person);
      });
      await look(portal);
      await look(portal);
      expect(await saysToAll(portal, browsers)).toEqual(everybody(CROWD, 'allowed'));
      expect(portal.state.ownerLink()?.problem).not.toBe('');
    });
  });

  test.each(LISTS)('goes by the lists that come, if not %s', async (endpoint) => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      portal.plex.fault(endpoint, 'server_error');
      portal.plex.unshare('moviefriend');
      await look(portal);
      // That somebody is gone takes both, the users and the shares; nobody is demoted by half of the facts.
      const lost = endpoint === 'home_users' ? 'revoked' : 'allowed';
      expect(await saysToAll(portal, browsers)).toEqual({
        ...everybody(CROWD, 'allowed'),
        moviefriend: lost,
      });
    });
  });

  test('does nothing once nobody is attached', async () => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      portal.plex.unshare('moviefriend');
      portal.state.removeOwnerLink();
      await look(portal);
      expect(await gateSays(portal, browsers['moviefriend']!)).toBe('allowed');
      expect(portal.plex.calls('users')).toHaveLength(1);
    });
  });
});

describe('many who seem to have lost access at once', () => {
  const LOST = ['moviefriend', 'careful', 'google'];

  test('keep it until a second look, and longer if that looks better', async () => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      setFaults(portal, ['users', 'shared_servers'], 'no_rows');
      await look(portal);
      expect(await saysToAll(portal, browsers)).toEqual(everybody(CROWD, 'allowed'));
      expect(portal.log()).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          reason: 'mass_loss_suspected',
          lost: 6,
          people: 7,
        }),
      );
      expect(portal.state.audit(1)).toMatchObject([
        { action: 'mass_loss_suspected', detail: '6 of 7' },
      ]);
      setFaults(portal, ['users', 'shared_servers'], null);
      await look(portal);
      expect(await saysToAll(portal, browsers)).toEqual(everybody(CROWD, 'allowed'));
    });
  });

  test('lose it with the second look if they are still lost', async () => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      LOST.forEach((person) => {
        portal.plex.unshare(person);
      });
      await look(portal);
      expect(await saysToAll(portal, browsers)).toEqual(everybody(CROWD, 'allowed'));
      portal.plex.share('google');
      await look(portal);
      expect(await saysToAll(portal, browsers)).toEqual({
        ...everybody(CROWD, 'allowed'),
        moviefriend: 'revoked',
        careful: 'revoked',
      });
      expect(
        portal.state.audit(9).filter(({ action }) => action === 'mass_loss_suspected'),
      ).toHaveLength(1);
    });
  });

  test('are not refused at a sign-in or a renewal meanwhile, as long as their own word is good', async () => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      portal.clock.now += LATER;
      setFaults(portal, ['users', 'shared_servers'], 'no_rows');
      await look(portal);
      await browsers['friend']!.get('/renew');
      expect([portal.reason(), groupOf(browsers['friend'])]).toEqual(['renewed', 2]);
      expect(groupOf(await signIn(portal, 'moviefriend'))).toBe(7);
    });
  });
});

describe('a renewal', () => {
  test.each<readonly [string, string, (portal: RunningPortal) => void]>([
    [
      'not_a_member',
      'friend',
      (portal) => {
        portal.plex.unshare('friend');
      },
    ],
    [
      'override_refuses',
      'friend',
      (portal) => {
        const setAt = portal.clock.now;
        portal.state.setOverride({
          subject: 'plex:21000004',
          group: 'refused',
          note: '',
          setAt,
          setBy: '',
        });
      },
    ],
    [
      'demoted',
      'friend',
      (portal) => {
        portal.plex.share('friend', { libraries: [1] });
      },
    ],
  ])('ends all sessions of who has lost access (%s)', async (reason, person, change) => {
    await linked(async (portal) => {
      const { [person]: browser } = await signedIn(portal, person);
      const other = await signIn(portal, person);
      portal.clock.now += LATER;
      change(portal);
      const page = await browser!.get('/renew');
      expect([page.status, portal.reason(), page.setCookies]).toEqual([204, reason, []]);
      expect(await gateSays(portal, browser!)).toBe('revoked');
      expect(await gateSays(portal, other)).toBe('revoked');
      expect(portal.state.audit(1)).toMatchObject([
        { actor: 'portal', action: reason === 'demoted' ? 'demoted' : 'access_lost' },
      ]);
    });
  });

  test('goes by the owner’s lists alone while plex.tv does not answer the visitor’s token', async () => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, 'friend', 'moviefriend');
      portal.clock.now += LATER;
      setFaults(portal, VISITORS, 'server_error');
      await browsers['friend']!.get('/renew');
      expect([portal.reason(), groupOf(browsers['friend'])]).toEqual(['renewed', 2]);
      portal.plex.unshare('moviefriend');
      // Lists that are remembered prove a yes for ten minutes.
      portal.clock.now += 11 * 60;
      await browsers['moviefriend']!.get('/renew');
      expect(portal.reason()).toBe('not_a_member');
      expect(await gateSays(portal, browsers['moviefriend']!)).toBe('revoked');
    });
  });

  test('goes by them too while plex.tv hangs over the visitor’s token', async () => {
    await linked(
      async (portal) => {
        const browsers = await signedIn(portal, 'friend');
        portal.clock.now += LATER;
        setFaults(portal, VISITORS, 'hang');
        await browsers['friend']!.get('/renew');
        expect([portal.reason(), groupOf(browsers['friend'])]).toEqual(['renewed', 2]);
      },
      { recheckPatienceMs: 600 },
    );
  });

  test('goes on as before while both routes are down, within the bounds', async () => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, 'moviefriend', 'friend', 'google', 'careful');
      portal.clock.now += LATER;
      setFaults(portal, [...VISITORS, ...LISTS], 'server_error');
      await browsers['moviefriend']!.get('/renew');
      expect([portal.reason(), groupOf(browsers['moviefriend'])]).toEqual(['renewed_unasked', 4]);
      const setAt = portal.clock.now;
      const override = { note: '', setAt, setBy: '' };
      // Better is for later, worse is for now, and what ends takes the token with it.
      portal.state.setOverride({
        ...override,
        subject: 'plex:21000004',
        group: 1,
        until: setAt + 15 * HOUR,
      });
      await browsers['friend']!.get('/renew');
      expect([portal.reason(), groupOf(browsers['friend'])]).toEqual(['renewed_unasked', 2]);
      expect(decodeJwt(browsers['friend']!.jar.get('usher;') ?? '').exp).toBe(setAt + 15 * HOUR);
      portal.state.setOverride({ ...override, subject: 'plex:21000006', group: 9 });
      await browsers['google']!.get('/renew');
      expect(portal.reason()).toBe('demoted');
      portal.state.setOverride({ ...override, subject: 'plex:21000005', group: 'refused' });
      await browsers['careful']!.get('/renew');
      expect(portal.reason()).toBe('override_refuses');
      expect(await gateSays(portal, browsers['careful']!)).toBe('revoked');
    });
  });

  test.each<readonly [string, readonly Endpoint[]]>([
    ['the owner’s route', LISTS],
    ['the shares', ['shared_servers']],
    ['the Home', ['home_users']],
  ])('demotes nobody while %s is down', async (_name, endpoints) => {
    await linked(async (portal) => {
      const browsers = await signedIn(portal, 'owner', 'friend', 'moviefriend', 'child');
      const before = Object.values(browsers).map(groupOf);
      portal.clock.now += LATER;
      setFaults(portal, endpoints, 'server_error');
      for (const browser of Object.values(browsers)) {
        await browser.get('/renew');
        expect(portal.reason()).toBe('renewed');
      }
      expect(Object.values(browsers).map(groupOf)).toEqual(before);
    });
  });

  test('promotes nobody by facts that the lists do not tell, but by an override', async () => {
    const rules = `
  - { when: { plex: owner }, group: 0 }
  - { when: { libraries: [Kids] }, group: 8 }
  - { when: { plex: [home, friend] }, group: 4 }`;
    await linked(
      async (portal) => {
        const { child } = await signedIn(portal, 'child');
        expect(groupOf(child)).toBe(8);
        portal.clock.now += LATER;
        setFaults(portal, ['shared_servers'], 'server_error');
        await child!.get('/renew');
        expect([portal.reason(), groupOf(child)]).toEqual(['renewed', 8]);
        const setAt = portal.clock.now;
        const override = { subject: 'plex:21000003', group: 2, note: '', setAt, setBy: '' };
        portal.state.setOverride(override);
        portal.clock.now += LATER;
        await child!.get('/renew');
        expect([portal.reason(), groupOf(child)]).toEqual(['renewed', 2]);
      },
      { rules },
    );
  });

  test('while the link that named the servers is gone, goes on as before', async () => {
    await linked(
      async (portal) => {
        const { friend } = await signedIn(portal, 'friend');
        portal.clock.now += LATER;
        portal.state.removeOwnerLink();
        await friend!.get('/renew');
        expect([portal.reason(), groupOf(friend)]).toEqual(['renewed_unasked', 2]);
        expect((await portal.browser().signIn('moviefriend')).status).toBe(503);
      },
      { serversOfLink: true },
    );
  });

  test('without anybody attached promotes and demotes by the visitor’s own word', async () => {
    const portal = await startPortal({ rules: RULES });
    try {
      const { friend, home } = await signedIn(portal, 'friend', 'home');
      portal.clock.now += LATER;
      portal.plex.change('friend', { home: 'adult' });
      portal.plex.change('home', { home: null });
      await friend!.get('/renew');
      expect([portal.reason(), groupOf(friend)]).toEqual(['renewed', 3]);
      await home!.get('/renew');
      expect(portal.reason()).toBe('demoted');
      expect(await gateSays(portal, home!)).toBe('revoked');
    } finally {
      await portal.close();
    }
  });
});

test('a server that is not the owner’s, any more or ever, keeps nobody in', async () => {
  const gone = 'c0ffee00a1b2c3d4e5f60718293a4b5c6d7e8f90';
  await linked(
    async (portal) => {
      const browsers = await signedIn(portal, ...CROWD);
      portal.plex.unshare('friend');
      await look(portal);
      expect(portal.state.ownerLink()?.problem).toBe('owner_link_not_owner');
      expect(await saysToAll(portal, browsers)).toEqual({
        ...everybody(CROWD, 'allowed'),
        friend: 'revoked',
      });
    },
    { serversOfLink: true, plex: `  servers: [${SERVER_ID}, ${gone}]\n  ownerId: 21000001` },
  );
});
