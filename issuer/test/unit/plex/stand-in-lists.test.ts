/** The owner's lists and the Plex Home, asked of the stand-in: the people whom everything else is tried with. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPlexStandIn } from '../../../../examples/plex-stand-in/app.js';
import { FAULTS } from '../../../../examples/plex-stand-in/faults.js';
import type { Fault } from '../../../../examples/plex-stand-in/faults.js';
import { HOME_PINS, SERVER_ID } from '../../../../examples/plex-stand-in/people.js';
import type { HomeUser } from '../../../plex/owner-lists.js';
import { createPlexClient } from '../../../plex/plex-client.js';
import type { PlexClient } from '../../../plex/plex-client.js';

const { app, control } = createPlexStandIn();
let server: Server;
let client: PlexClient;
/** Does not wait long, for plex.tv in trouble. */
let hasty: PlexClient;

beforeAll(async () => {
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  [client, hasty] = [10, 0.7].map((timeoutSeconds) =>
    createPlexClient({
      apiUrl: `http://127.0.0.1:${String(port)}`,
      authUrl: 'https://app.plex.tv/auth',
      product: 'Usher',
      clientIdentifier: 'client-1',
      version: '0.1.0',
      timeoutSeconds,
    }),
  ) as [PlexClient, PlexClient];
});

beforeEach(() => {
  control.reset();
});

afterAll(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

/** Nobody could tell that there ought to be more. */
const UNNOTICED_FAULTS: readonly Fault[] = ['quiet_half_list', 'no_rows'];
/** These change nothing of what is no list. */
const LIST_FAULTS: readonly Fault[] = [...UNNOTICED_FAULTS, 'half_list'];

async function teenOf(token: string): Promise<HomeUser> {
  const outcome = await client.homeUsers(token);
  const users = outcome.kind === 'home_users' ? outcome.users : [];
  const teen = users.find(({ restrictionProfile }) => restrictionProfile === 'teen');
  if (teen === undefined) {
    throw new Error(`${outcome.kind} has no teen`);
  }
  return teen;
}

describe('the lists of the owner', () => {
  test('are the same however small their pages are', async () => {
    const token = control.token('owner');
    const users = await client.users(token);
    const shares = await client.shares(token, SERVER_ID);
    expect(users).toMatchObject({ kind: 'users' });
    expect(shares).toMatchObject({ kind: 'shares' });
    for (const pageSizeLimit of [1, 3, 7]) {
      control.set({ pageSizeLimit });
      expect(await client.users(token)).toEqual(users);
      expect(await client.shares(token, SERVER_ID)).toEqual(shares);
    }
  });

  test('tell whom the server is shared with, and of what', async () => {
    const outcome = await client.shares(control.token('owner'), SERVER_ID);
    const shares = outcome.kind === 'shares' ? outcome.shares : [];
    expect(shares.filter(({ allLibraries }) => allLibraries).length).toBeGreaterThan(0);
    expect(shares.filter(({ accepted }) => !accepted).length).toBeGreaterThan(0);
    expect(shares).toContainEqual(
      expect.objectContaining({ libraries: [expect.objectContaining({ key: 4, title: 'Kids' })] }),
    );
  });

  test('are not for friends', async () => {
    expect(await client.shares(control.token('friend'), SERVER_ID)).toEqual({ kind: 'not_owned' });
    expect(await client.shares(control.token('owner'), 'no-such-server')).toEqual({
      kind: 'not_owned',
    });
  });

  test.each([401, 422] as const)('are refused with a dead token (%d)', async (revokedStatus) => {
    control.set({ revokedStatus });
    const token = control.token('owner');
    control.revoke(token);
    expect(await client.users(token)).toEqual({ kind: 'token_refused' });
    expect(await client.homeUsers(token)).toEqual({ kind: 'token_refused' });
  });

  test.each(FAULTS.filter((fault) => !UNNOTICED_FAULTS.includes(fault)))(
    'are whole or none while plex.tv has the fault %s',
    async (fault) => {
      const token = control.token('owner');
      const ask = (by: PlexClient) => Promise.all([by.users(token), by.shares(token, SERVER_ID)]);
      const whole = await ask(client);
      control.fault('users', fault);
      control.fault('shared_servers', fault);
      (await ask(hasty)).forEach((outcome, index) => {
        if (outcome.kind !== 'plex_unavailable' && outcome.kind !== 'rate_limited') {
          // Half of a list, and then half of the rest, and so on.
          expect(fault).toBe('half_list');
          expect(outcome).toEqual(whole[index]);
        }
      });
    },
  );
});

describe('the Plex Home', () => {
  test('is known to all who are in it', async () => {
    const owners = await client.homeUsers(control.token('owner'));
    expect(owners).toMatchObject({ kind: 'home_users' });
    expect(await client.homeUsers(control.token('home'))).toEqual(owners);
  });

  test.each([
    ['empty', []],
    ['not_found', []],
    ['alone', [{ title: expect.any(String) }]],
  ] as const)('of who is in none may be %s', async (homelessAnswer, users) => {
    control.set({ homelessAnswer });
    expect(await client.homeUsers(control.token('friend'))).toMatchObject({
      kind: 'home_users',
      users,
    });
  });

  test('a profile is become with its PIN, and the token is its own', async () => {
    const token = control.token('home');
    const { id, uuid, ...teen } = await teenOf(token);
    expect(teen).toMatchObject({ protected: true, restricted: true });
    expect(await client.switchHomeUser(token, uuid)).toEqual({ kind: 'pin_refused' });
    expect(await client.switchHomeUser(token, uuid, '0000')).toEqual({ kind: 'pin_refused' });
    const switched = await client.switchHomeUser(token, uuid, HOME_PINS.teen);
    const account = await client.account(switched.kind === 'switched' ? switched.token : '');
    expect(account).toMatchObject({
      account: { id, uuid, restricted: true, restrictionProfile: 'teen' },
    });
  });

  test('too many changes are asked to slow down', async () => {
    control.set({ switchLimit: 1 });
    const token = control.token('home');
    const outcomes = [];
    for (let i = 0; i < 3; i++) {
      outcomes.push((await client.switchHomeUser(token, 'ffffffffffffffff', '0000')).kind);
    }
    expect(outcomes.at(-1)).toBe('rate_limited');
  });

  test.each(FAULTS.filter((fault) => !LIST_FAULTS.includes(fault)))(
    'while plex.tv has the fault %s, nobody becomes anybody',
    async (fault) => {
      const token = control.token('home');
      const { uuid } = await teenOf(token);
      control.fault('home_switch', fault);
      const { kind } = await hasty.switchHomeUser(token, uuid, HOME_PINS.teen);
      expect(['plex_unavailable', 'rate_limited']).toContain(kind);
      expect(control.calls('home_switch')).toHaveLength(1);
    },
  );
});
