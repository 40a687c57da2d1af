/** Who was put into a worse group keeps nothing better by signing in again. */
import { expect, test } from '@jest/globals';
import { startPortal, type RunningPortal } from './running-portal.js';
import { gateSays, signIn, withLinkedPortal } from './owner-linked.js';

const FRIEND = 'plex:21000004';
const putInto = (portal: RunningPortal, group: number) => {
  portal.state.setOverride({ subject: FRIEND, group, note: '', setAt: 1, setBy: 'x' });
};

test('a sign-in in a worse group ends the sessions in a better one, and is good at once', async () => {
  const portal = await startPortal();
  try {
    const laptop = await signIn(portal, 'friend');
    putInto(portal, 900);
    const phone = await signIn(portal, 'friend');
    expect(await gateSays(portal, laptop)).toBe('revoked');
    expect(await gateSays(portal, phone)).toBe('allowed');
    expect(portal.verdict(phone).claims).toMatchObject({ group_id: 900 });
    expect(portal.state.audit(10)).toMatchObject([
      {
        actor: 'portal',
        action: 'demoted',
        subject: FRIEND,
        detail: expect.stringContaining('to 900'),
      },
    ]);
  } finally {
    await portal.close();
  }
});

test('one in the same or a better group ends nothing', async () => {
  const portal = await startPortal();
  try {
    const laptop = await signIn(portal, 'friend');
    const tablet = await signIn(portal, 'friend');
    putInto(portal, 1);
    await signIn(portal, 'friend');
    for (const browser of [laptop, tablet]) {
      expect(await gateSays(portal, browser)).toBe('allowed');
    }
    expect(portal.state.audit(10)).toEqual([]);
  } finally {
    await portal.close();
  }
});

test('nor does one in a worse group because the owner’s lists do not come', async () => {
  const rules = `
  - { when: { plex: friend, libraries: all }, group: 3 }
  - { when: { plex: friend, libraries: [Movies] }, group: 3 }
  - { when: { plex: friend }, group: 7 }`;
  await withLinkedPortal({ rules }, async (portal) => {
    const laptop = await signIn(portal, 'friend');
    portal.restart();
    for (const endpoint of ['users', 'shared_servers', 'home_users'] as const) {
      portal.plex.fault(endpoint, 'server_error');
    }
    const phone = await signIn(portal, 'friend');
    expect(portal.verdict(phone).claims).toMatchObject({ group_id: 7 });
    expect(portal.verdict(laptop).claims).toMatchObject({ group_id: 3 });
    expect(await gateSays(portal, laptop)).toBe('allowed');
  });
});
