/** Guest passes: making them, opening them, taking them back. */
import type { Walk } from '../page-walk.js';
import type { PageState } from './page-state.js';

async function administersPasses(walk: Walk, path = ''): Promise<void> {
  await walk.becomes('owner', 'Olive Owner');
  await walk.open(`/admin/passes${path}`);
}

/** For one of the apps. */
async function makesPass(walk: Walk, name: string): Promise<void> {
  await administersPasses(walk, '/new');
  await fills(walk, name);
  await submits(walk);
}

async function fills({ page }: Walk, name: string): Promise<void> {
  await page.locator('#name').fill(name);
  await page.locator('#scope-apps').check();
  await page.locator('input[name="app"][value="Overseerr"]').check();
  await page.locator('#uses').fill('2');
}

async function submits({ page }: Walk): Promise<void> {
  await page.locator('form[action$="/passes"] button').click();
  await page.waitForURL(/\/made/);
}

/** Of a pass that somebody else has made just now. */
async function opensPass(walk: Walk, name: string): Promise<void> {
  const owner = await walk.another();
  await makesPass(owner, name);
  await walk.page.goto(await owner.page.locator('#link').inputValue());
}

export const PASS_STATES: readonly PageState[] = [
  { name: 'passes-none', heading: 'Guest passes', open: (walk) => administersPasses(walk) },
  { name: 'pass-new', heading: 'New guest pass', open: (walk) => administersPasses(walk, '/new') },
  {
    name: 'pass-mistake',
    heading: 'New guest pass',
    open: async (walk) => {
      await administersPasses(walk, '/new');
      await walk.page.locator('#name').fill('Nothing to open');
      await walk.page.locator('#scope-apps').check();
      await walk.page.locator('form[action$="/passes"] button').click();
      await walk.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'pass-made',
    heading: 'Pass for Grandma’s tablet',
    open: (walk) => makesPass(walk, 'Grandma’s tablet'),
  },
  { name: 'pass-open', heading: 'Sample Server', open: (walk) => opensPass(walk, 'Film night') },
  {
    name: 'pass-without-a-group-for-an-address',
    heading: 'New guest pass',
    open: async (walk) => {
      await administersPasses(walk, '/new');
      await fills(walk, 'Holidays');
      await walk.page.locator('#addresses').fill('localhost/photos/');
      await walk.page.locator('form[action$="/passes"] button').click();
      await walk.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'pass-open-while-signed-in',
    heading: 'Sample Server',
    open: async (walk) => {
      const owner = await walk.another();
      await administersPasses(owner, '/new');
      await fills(owner, 'Holidays');
      await owner.page.locator('#addresses').fill('localhost/photos/of-the-summer/');
      await owner.page.locator('#group').selectOption('4');
      await submits(owner);
      await walk.becomes('moviefriend');
      await walk.page.goto(await owner.page.locator('#link').inputValue());
    },
  },
  {
    name: 'pass-used',
    heading: 'Sample Server',
    open: async (walk) => {
      await opensPass(walk, 'Neighbours');
      await walk.page.locator('form[action$="/guest"] button').click();
      // It leads to the app, where there is but one.
      await walk.page.waitForURL((url) => !url.pathname.includes('/guest'));
      await walk.open('/');
    },
  },
  {
    name: 'account-of-a-guest',
    heading: 'Aunt “<i>” & uncle',
    open: async (walk) => {
      await opensPass(walk, 'Aunt “<i>” & uncle');
      await walk.page.locator('form[action$="/guest"] button').click();
      await walk.page.waitForURL((url) => !url.pathname.includes('/guest'));
      await walk.open('/account');
    },
  },
  {
    name: 'pass-gone',
    heading: 'This link opens nothing',
    open: (walk) => walk.open(`/guest/${'a'.repeat(43)}`),
  },
  { name: 'passes', heading: 'Guest passes', open: (walk) => administersPasses(walk) },
  {
    name: 'pass-revoking',
    heading: 'Take back Neighbours?',
    open: async (walk) => {
      await administersPasses(walk);
      await walk.page
        .getByRole('listitem')
        .filter({ hasText: 'Neighbours' })
        .locator('a[href$="/revoke"]')
        .click();
    },
  },
];
