/** Guests of people of Plex: they have no more than whoever let them in, wherever that person is now. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { attachOwner } from './owner-linked.js';
import { startPortal, SUBDOMAINS, type Browser, type RunningPortal } from './running-portal.js';

const DAY = 86_400;
const SESSION = '__Secure-usher;Domain=example.com';
const NOBODY = 'e30.e30.';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal({ ...SUBDOMAINS, more: 'guestPasses: { makers: 4 }' });
});
afterEach(async () => {
  await portal.close();
});

async function makePass(maker: Browser, place = 'account'): Promise<string> {
  const until = new Date((portal.clock.now + 300 * DAY) * 1000).toISOString().slice(0, 10);
  const form = { name: 'Grandma', group: 'least', scope: 'apps', app: 'Overseerr', until };
  await maker.post(`/${place}/passes`, { ...form, addresses: '', uses: '9' });
  const { text } = await maker.get(`/${place}/passes/made`);
  return /https:\/\/auth\.example\.com\/guest\/([\w-]{32})"/.exec(text)?.[1] ?? '';
}

test('a maker who is unshared takes the guests along, also one who is signed in nowhere', async () => {
  await attachOwner(portal);
  const maker = portal.browser();
  await maker.signIn('friend');
  const secret = await makePass(maker);
  const guest = portal.browser();
  expect((await guest.post('/guest', { pass: secret })).status).toBe(303);
  await maker.post('/logout');
  portal.plex.unshare('friend');
  for (let look = 0; look < 3; look += 1) {
    portal.clock.now += 3600;
    await portal.look();
  }
  const again = await portal.browser().post('/guest', { pass: secret });
  expect([again.status, portal.reason()]).toEqual([404, 'guest_pass_maker_gone']);
});

test('guests of who has not been here for a week are out, while nobody could tell whether they were unshared', async () => {
  const maker = portal.browser();
  await maker.signIn('friend');
  const secret = await makePass(maker);
  await maker.post('/logout');
  portal.plex.unshare('friend');
  const enter = async () => {
    const guest = portal.browser();
    await guest.post('/guest', { pass: secret });
    return [portal.reason(), decodeJwt(guest.jar.get(SESSION) ?? NOBODY).exp];
  };
  const unseenFrom = portal.clock.now + 7 * DAY;
  portal.clock.now = unseenFrom - 60;
  expect(await enter()).toEqual(['signed_in', unseenFrom]);
  portal.clock.now += 60;
  expect(await enter()).toEqual(['guest_pass_maker_gone', undefined]);
});

test('guests of the owner are not out for it', async () => {
  const owner = portal.browser();
  await owner.signIn('owner');
  const secret = await makePass(owner, 'admin');
  portal.clock.now += 60 * DAY;
  expect((await portal.browser().post('/guest', { pass: secret })).status).toBe(303);
});

test('a guest lets nobody else in, and makes no tokens, whatever the group may', async () => {
  const maker = portal.browser();
  await maker.signIn('friend');
  const secret = await makePass(maker);
  const guest = portal.browser();
  await guest.post('/guest', { pass: secret });
  expect(decodeJwt(guest.jar.get(SESSION) ?? NOBODY)).toMatchObject({
    group_id: 4,
    resources: ['overseerr.example.com/'],
  });
  expect((await guest.get('/account/passes')).status).toBe(404);
  expect(await makePass(guest)).toBe('');
  expect((await guest.get('/account')).text).not.toContain('/account/tokens');
  await guest.get('/account/tokens');
  expect((await guest.post('/account/tokens', { name: 'x', group: '4' })).status).not.toBe(303);
  expect((await guest.get('/admin')).status).toBe(403);
});
