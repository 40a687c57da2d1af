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
  await administers(walk);
  await walk.page.getByRole('link', { name: 'Frankie' }).click();
  await walk.heading('Frankie').waitFor();
}

export const ADMIN_STATES: readonly PageState[] = [
  { name: 'admin', heading: 'Administration', open: administers },
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
      await walk.page.locator('form[action$="/override"] button').click();
      await walk.page.getByRole('status').waitFor();
    },
  },
  {
    name: 'admin-person-mistake',
    heading: 'Frankie',
    open: async (walk) => {
      await looksAtFrankie(walk);
      await walk.page.locator('#until').fill('2020-01-01');
      await walk.page.locator('form[action$="/override"] button').click();
      await walk.page.getByRole('alert').waitFor();
    },
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
      await administers(walk);
      await walk.page.locator('a[href$="/admin/revoke-all"]').click();
    },
  },
];
