/** What whoever runs the portal sees, and others in its place. */
import { pickAtPlex } from '../sign-in.js';
import type { Walk } from '../page-walk.js';
import type { PageState } from './page-state.js';

async function administers(walk: Walk, path = '/admin'): Promise<void> {
  await walk.becomes('owner', 'Olive Owner');
  await walk.open(path);
}

/** To the page about Frankie. */
async function looksAtFrankie(walk: Walk): Promise<void> {
  await administers(walk, '/admin/people');
  await walk.page.getByRole('link', { name: 'Frankie' }).click();
  await walk.heading('Frankie').waitFor();
}

/** A token that somebody has made for a program of theirs, on the page that asks whether to void it. */
async function voidsToken(walk: Walk): Promise<void> {
  const friend = await walk.another();
  await friend.becomes('friend');
  await friend.open('/account/tokens');
  await friend.page.locator('#name').fill('Calendar “<b>” on the phone');
  await friend.page.locator('main form button.main').click();
  await friend.page.locator('#token').waitFor();
  await administers(walk, '/admin/tokens');
  await walk.page.locator('main li a[href$="/revoke"]').first().click();
}

export const ADMIN_STATES: readonly PageState[] = [
  { name: 'admin', heading: 'Administration', open: (walk) => administers(walk) },
  {
    name: 'admin-for-others',
    heading: 'This page is not open to you',
    open: async (walk) => {
      await walk.becomes('friend');
      await walk.open('/admin');
    },
  },
  {
    name: 'admin-with-a-copied-session',
    heading: 'Please sign in once more',
    open: async (walk) => {
      await administers(walk);
      await walk.context.clearCookies({ name: 'usher-admin' });
      await walk.page.reload();
    },
  },
  {
    name: 'admin-person',
    heading: 'Frankie',
    open: async (walk) => {
      await looksAtFrankie(walk);
      await walk.page.locator('#group').selectOption('2');
      await walk.page.locator('form[action$="/override"] button').first().click();
      await walk.page.getByRole('status').waitFor();
    },
  },
  {
    name: 'admin-person-mistake',
    heading: 'Frankie',
    open: async (walk) => {
      await looksAtFrankie(walk);
      await walk.page.locator('#until').fill('2020-01-01');
      await walk.page.locator('form[action$="/override"] button').first().click();
      await walk.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'admin-person-refusing',
    heading: 'Refuse Frankie?',
    open: async (walk) => {
      await looksAtFrankie(walk);
      await walk.page.locator('#group').selectOption('refused');
      await walk.page.locator('form[action$="/override"] button').first().click();
    },
  },
  {
    name: 'admin-person-signing-out',
    heading: 'Sign Frankie out everywhere?',
    open: async (walk) => {
      await looksAtFrankie(walk);
      await walk.page.locator('a[href$="/revoke"]').first().click();
    },
  },
  {
    name: 'admin-person-oneself',
    heading: 'Remove your own override?',
    open: async (walk) => {
      await administers(walk, '/admin/people/plex%3A21000001');
      await walk.page.locator('#group').selectOption('0');
      await walk.page.locator('form[action$="/override"] button').first().click();
      await walk.page.getByRole('status').waitFor();
      await walk.page.locator('button[formaction$="/override/remove"]').click();
    },
  },
  {
    name: 'admin-people',
    heading: 'People',
    open: async (walk) => {
      await (await walk.another()).provesToBe('stranger');
      await administers(walk, '/admin/people');
    },
  },
  {
    name: 'admin-people-nobody',
    heading: 'People',
    open: (walk) => administers(walk, '/admin/people?q=plex%3A4&who=refused'),
  },
  {
    name: 'admin-sessions',
    heading: 'Sessions',
    open: async (walk) => {
      await (await walk.another()).signsIn('friend');
      await administers(walk, '/admin/sessions');
    },
  },
  {
    name: 'admin-tokens-voiding',
    heading: 'Revoke the API token Calendar “<b>” on the phone?',
    open: voidsToken,
  },
  {
    name: 'admin-tokens',
    heading: 'API tokens',
    open: async (walk) => {
      await administers(walk, '/admin/tokens');
      await walk.page.locator('main li a[href$="/revoke"]').first().click();
      await walk.page.locator('main form button').click();
      await walk.page.getByRole('status').waitFor();
    },
  },
  { name: 'admin-audit', heading: 'Audit log', open: (walk) => administers(walk, '/admin/audit') },
  {
    name: 'admin-audit-mistake',
    heading: 'Audit log',
    open: (walk) => administers(walk, '/admin/audit?person=nobody&action=revoked'),
  },
  {
    name: 'admin-configuration',
    heading: 'Configuration',
    open: (walk) => administers(walk, '/admin/configuration?show=all'),
  },
  {
    name: 'admin-detaching',
    heading: 'Detach the owner’s account?',
    open: async (walk) => {
      await administers(walk);
      await walk.page.locator('a[href$="/admin/link/remove"]').click();
    },
  },
  {
    name: 'admin-attaching-somebody-else',
    heading: 'Not the owner',
    open: async (walk) => {
      await administers(walk);
      await walk.page.locator('form[action$="/admin/link"] button').click();
      await pickAtPlex(walk.page, 'neighbour');
    },
  },
  {
    name: 'admin-signing-everybody-out',
    heading: 'Sign everybody out?',
    open: async (walk) => {
      await administers(walk, '/admin/sessions');
      await walk.page.locator('a[href$="/admin/revoke-all"]').click();
    },
  },
];
