/** The sample people of the stand-in, signed in and admitted over HTTP: the whole way but the portal. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPlexStandIn } from '../../../../examples/plex-stand-in/app.js';
import { OWNER_ID, SERVER_ID } from '../../../../examples/plex-stand-in/people.js';
import { admit } from '../../../membership/admit.js';
import type { Policy } from '../../../membership/policy.js';
import { createPlexClient } from '../../../plex/plex-client.js';
import type { PlexClient } from '../../../plex/plex-client.js';
import { admitDeps, POLICY } from './admitting.js';

const { app, control } = createPlexStandIn();
let server: Server;
let client: PlexClient;
let policy: Policy;

beforeAll(async () => {
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const plex = {
    apiUrl: `http://127.0.0.1:${String(port)}`,
    authUrl: `http://127.0.0.1:${String(port)}/auth`,
    product: 'Usher',
    timeoutSeconds: 10,
  };
  policy = {
    ...POLICY,
    servers: [SERVER_ID],
    ownerId: OWNER_ID,
    rules: [
      { when: { plex: ['owner'] }, group: 0 },
      { when: { plex: ['managed'] }, group: 5 },
      { when: { plex: ['home'] }, group: 3 },
      { when: { plex: ['friend'] }, group: 4 },
    ],
  };
  client = createPlexClient({ ...plex, clientIdentifier: 'client-1', version: '0.1.0' });
});

afterAll(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

/** A token by way of a PIN, as the Plex button gets it. */
async function tokenOf(person: string): Promise<string> {
  const pin = await client.createPin();
  if (pin.kind !== 'pin') {
    throw new Error(pin.kind);
  }
  expect(await client.checkPin(pin.id)).toEqual({ kind: 'pending' });
  control.claim(pin.code, person);
  const claimed = await client.checkPin(pin.id);
  if (claimed.kind !== 'claimed') {
    throw new Error(claimed.kind);
  }
  return claimed.token;
}

const admitted = (token: string) => admit(token, admitDeps(client, { policy: () => policy }));

describe('the sample people', () => {
  test.each([
    ['owner', 'admitted', 0],
    ['home', 'admitted', 3],
    ['child', 'admitted', 5],
    ['friend', 'admitted', 4],
    ['careful', 'admitted', 4],
    ['google', 'admitted', 4],
    ['mailonly', 'admitted', 4],
    ['pending', 'not_a_member', undefined],
    ['stranger', 'not_a_member', undefined],
    ['impostor', 'not_a_member', undefined],
    ['servertwin', 'not_a_member', undefined],
    ['twinfriend', 'not_a_member', undefined],
    ['playertwin', 'not_a_member', undefined],
    ['homeguest', 'not_a_member', undefined],
  ])('%s: %s', async (person, kind, groupId) => {
    const admission = await admitted(await tokenOf(person));
    expect(admission.kind).toBe(kind);
    expect(admission.kind === 'admitted' ? admission.groupId : undefined).toBe(groupId);
  });

  test('a revoked token is refused, whichever status plex.tv says it with', async () => {
    for (const revokedStatus of [401, 422] as const) {
      const token = await tokenOf('friend');
      control.set({ revokedStatus });
      control.revoke('friend');
      expect(await admitted(token)).toEqual({ kind: 'token_refused' });
    }
  });

  test('sign in with a password, and with a code where one is wanted', async () => {
    const careful = { login: 'careful', password: 'careful-password' };
    expect(await client.signIn({ ...careful, password: 'wrong' })).toEqual({
      kind: 'bad_credentials',
    });
    expect(await client.signIn(careful)).toEqual({ kind: 'verification_code_required' });
    expect(await client.signIn({ ...careful, verificationCode: '1' })).toEqual({
      kind: 'verification_code_wrong',
    });
    const signedIn = await client.signIn({ ...careful, verificationCode: '246810' });
    expect(signedIn).toMatchObject({ kind: 'signed_in' });
    expect(await client.signIn({ login: 'mailonly', password: 'mailonly-password' })).toEqual({
      kind: 'email_required',
    });
  });
});
