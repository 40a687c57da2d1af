/** On the way in and out. */
import { HOME_PINS } from '../../../../plex-stand-in/people.js';
import type { Walk } from '../page-walk.js';
import type { PageState } from './page-state.js';

function notThePin(pin: string): string {
  return pin === '0000' ? '1111' : '0000';
}

/** Picks who to be on Plex's page; '' goes back without allowing it. */
async function comesFromPlex({ page }: Walk, person: string): Promise<void> {
  await page.locator(`button[name="person"][value="${person}"]`).click();
}

async function startsAtPlex({ page, portal }: Walk): Promise<void> {
  await page.goto(`${portal}/login`);
  await page.locator('form[action$="/login/plex"] button').click();
  await page.waitForURL((url) => !url.href.startsWith(portal));
}

async function failsByPassword(walk: Walk, person: string): Promise<void> {
  await walk.provesToBe(person, 'wrong');
  await walk.page.getByRole('alert').waitFor();
}

async function signsInLocally({ open, page }: Walk, name: string, password: string): Promise<void> {
  await open('/login/local');
  await page.locator('#login').fill(name);
  await page.locator('#password').fill(password);
  await page.locator('form[action$="/login/local"] button').click();
}

export const SIGN_IN_STATES: readonly PageState[] = [
  {
    name: 'sign-in',
    heading: 'Sign in to Sample Server',
    open: ({ page, site }) => page.goto(`${site}/overseerr/?q=1`),
  },
  {
    name: 'sign-in-while-signed-in',
    heading: 'Sign in to Sample Server',
    open: async (walk) => {
      await walk.becomes('friend');
      await walk.open('/login');
    },
  },
  {
    name: 'sign-in-to-what-is-closed',
    heading: 'Sign in to Sample Server',
    open: async (walk) => {
      await walk.becomes('friend');
      await walk.open(`/login?rd=${encodeURIComponent(`${walk.site}/sonarr/`)}`);
      await walk.link('Go there all the same').waitFor();
    },
  },
  {
    name: 'sign-in-while-plex-is-broken',
    heading: 'Sign in to Sample Server',
    open: async (walk) => {
      await walk.breakPlex('signin', 'html');
      await walk.provesToBe('friend');
      await walk.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'code',
    heading: 'Verification code',
    open: (walk) => walk.provesToBe('careful'),
  },
  {
    name: 'wrong-code',
    heading: 'Verification code',
    open: async (walk) => {
      await walk.provesToBe('careful');
      await walk.page.locator('#code').fill('000000');
      await walk.page.locator('form[action$="/login/code"] button').click();
      await walk.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'no-access',
    heading: 'No access',
    open: (walk) => walk.provesToBe('stranger'),
  },
  {
    name: 'waiting-for-plex',
    heading: 'Waiting for Plex',
    open: async (walk) => {
      await startsAtPlex(walk);
      await comesFromPlex(walk, '');
      await walk.heading('Waiting for Plex').waitFor();
      // It would load itself again while it is looked at.
      await walk.page.route('**', (route) => route.fulfill({ status: 204 }));
    },
  },
  {
    name: 'plex-is-broken-after-its-page',
    heading: 'Cannot reach Plex right now',
    open: async (walk) => {
      await startsAtPlex(walk);
      await walk.breakPlex('pins_check', 'server_error');
      await comesFromPlex(walk, 'friend');
    },
  },
  {
    name: 'start-again',
    heading: 'Please start again',
    open: (walk) => walk.open('/login/plex/return?flow=x'),
  },
  {
    name: 'sign-in-with-plex-expired',
    heading: 'This sign-in has expired',
    open: async (walk) => {
      await startsAtPlex(walk);
      const cookies = await walk.context.cookies(`${walk.portal}/login`);
      await walk.context.addCookies(
        cookies
          .filter(({ name }) => name.includes('-pin-'))
          .map((cookie) => ({ ...cookie, value: 'x' })),
      );
      await comesFromPlex(walk, 'friend');
    },
  },
  {
    name: 'sign-in-with-plex-again',
    heading: 'You are signed in already',
    open: async (walk) => {
      await startsAtPlex(walk);
      const back = walk.page.waitForRequest(/\/login\/plex\/return\?/);
      const before = await walk.context.cookies(`${walk.portal}/login`);
      await comesFromPlex(walk, 'friend');
      await walk.page.waitForURL(`${walk.portal}/`);
      // As in a second tab, which was slower.
      await walk.context.addCookies(before.filter(({ name }) => name.includes('-pin-')));
      await walk.page.goto((await back).url());
    },
  },
  {
    name: 'cookies-are-blocked',
    heading: 'Cookies are blocked',
    open: async (walk) => {
      await walk.open('/login');
      await walk.context.clearCookies();
      await walk.page.locator('form[action$="/login/plex"] button').click();
    },
  },
  {
    name: 'sent-back-while-signed-in',
    heading: 'Sign in to Sample Server',
    open: async (walk) => {
      await walk.becomes('friend');
      await walk.open(`/login?rd=${encodeURIComponent(`${walk.site}/overseerr/`)}`);
    },
  },
  {
    name: 'profiles',
    heading: 'Who is this?',
    open: (walk) => walk.provesToBe('owner'),
  },
  {
    name: 'profiles-again',
    heading: 'Who is this?',
    open: async (walk) => {
      await walk.becomes('owner', 'Kim');
      await walk.open('/account');
      await walk.link('Switch profile').click();
    },
  },
  {
    name: 'pin',
    heading: 'Tess "T" <3',
    open: async (walk) => {
      await walk.provesToBe('owner');
      await walk.page.getByRole('link', { name: 'Tess' }).click();
    },
  },
  {
    name: 'wrong-pin',
    heading: 'Harper Home',
    open: async (walk) => {
      await walk.provesToBe('owner');
      await walk.choosesProfile('Harper Home', notThePin(HOME_PINS.home));
      await walk.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'profiles-that-plex-does-not-tell',
    heading: 'Cannot reach Plex right now',
    open: async (walk) => {
      await walk.provesToBe('owner');
      await walk.heading('Who is this?').waitFor();
      await walk.breakPlex('home_users', 'server_error');
      await walk.page.reload();
    },
  },
  {
    name: 'sign-out',
    heading: 'Sign out?',
    open: async (walk) => {
      await walk.becomes('friend');
      await walk.open('/logout');
    },
  },
  {
    name: 'signed-out',
    heading: 'You are signed out',
    open: async (walk) => {
      await walk.open('/logout');
      await walk.page.locator('form[action$="/logout"] button').click();
    },
  },
  {
    name: 'session-has-ended',
    heading: 'Sign in to Sample Server',
    open: async (walk) => {
      const context = walk.page.context();
      await walk.becomes('moviefriend');
      const copied = await context.cookies();
      await walk.open('/logout');
      await walk.page.locator('form[action$="/logout"] button').click();
      await walk.page.waitForLoadState();
      await context.addCookies(copied);
      await walk.open('/login');
      await walk.page.getByRole('status').waitFor();
    },
  },
  {
    name: 'local-sign-in',
    heading: 'Sign in to Sample Server',
    open: async (walk) => {
      await walk.usher(['user', 'add', 'anna', '--group', '4'], 'four rivers by anna\n');
      await walk.open('/login');
      await walk.page.locator('a[href*="/login/local"]').click();
    },
  },
  {
    name: 'launcher-of-a-local-account',
    heading: 'Sample Server',
    open: (walk) => signsInLocally(walk, 'anna', 'four rivers by anna'),
  },
  {
    name: 'account-of-a-local-account',
    heading: 'anna',
    open: async (walk) => {
      await signsInLocally(walk, 'anna', 'four rivers by anna');
      await walk.page.waitForURL(`${walk.portal}/`);
      await walk.open('/account');
    },
  },
  {
    name: 'from-another-site',
    heading: 'This came from another page',
    open: async ({ page, portal }) => {
      await page.route('**/elsewhere', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<form method="post" action="${portal}/logout"><button>Send</button></form>`,
        }),
      );
      await page.goto(`${portal.replace('//localhost', '//127.0.0.1')}/elsewhere`);
      await page.locator('button').click();
    },
  },
  {
    name: 'not-found',
    heading: 'Nothing here',
    open: (walk) => walk.open('/nowhere'),
  },
];

/** The last ones: nobody of this address can try again for a while. */
export const SPENT_STATES: readonly PageState[] = [
  {
    name: 'local-sign-in-wrong-password',
    heading: 'Sign in to Sample Server',
    open: async (walk) => {
      await signsInLocally(walk, 'anna', 'wrong');
      await walk.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'wrong-password',
    heading: 'Sign in to Sample Server',
    open: (walk) => failsByPassword(walk, 'friend'),
  },
  {
    name: 'too-many-attempts',
    heading: 'Too many attempts',
    open: async (walk) => {
      const over = walk.heading('Too many attempts');
      for (let attempt = 0; attempt < 6 && !(await over.isVisible()); attempt++) {
        await walk.provesToBe('home', 'wrong');
        await over.or(walk.page.getByRole('alert')).first().waitFor();
      }
    },
  },
];
