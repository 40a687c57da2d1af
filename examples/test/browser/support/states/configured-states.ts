/** What people see where whoever runs the portal has configured more than the sample system does. */
import { fileURLToPath } from 'node:url';
import type { Walk } from '../page-walk.js';
import type { PageState } from './page-state.js';

const LOGO = fileURLToPath(new URL('../logo.svg', import.meta.url));

/** Goes behind the sample configuration, whose last section are the apps. */
export const MORE_CONFIGURATION = `  - { name: House rules, url: 'http://localhost:9/rules', group: 999, icon: book, description: For everybody }
  - { name: Radarr, url: 'http://localhost:9/radarr', group: 1 }
launcher: { outOfReach: grey }
guestPasses: { makers: 4 }
branding:
  name: Casa de Anna
  accent: '#0f766e'
  logo: ${JSON.stringify(LOGO)}
  footer: { text: Help, url: https://example.com/help }
`;

/** Of a friend: admins have more of it. */
async function opensPasses(walk: Walk, path = ''): Promise<void> {
  await walk.becomes('friend');
  await walk.open(`/account/passes${path}`);
}

export const CONFIGURED_STATES: readonly PageState[] = [
  { name: 'launcher-for-everybody', heading: 'Casa de Anna', open: (walk) => walk.open('/') },
  {
    name: 'branded-sign-in',
    heading: 'Sign in to Casa de Anna',
    open: (walk) => walk.open('/login'),
  },
  {
    name: 'launcher-with-more-than-is-open',
    heading: 'Casa de Anna',
    open: (walk) => walk.becomes('friend'),
  },
  {
    name: 'branded-refusal',
    heading: 'Sonarr is not open to you',
    open: async (walk) => {
      await walk.becomes('friend');
      await walk.page.goto(`${walk.site}/sonarr/`);
    },
  },
  {
    name: 'branded-account',
    heading: 'Frankie',
    open: async (walk) => {
      await walk.becomes('friend');
      await walk.open('/account');
    },
  },
  {
    name: 'own-passes-none',
    heading: 'Guest passes',
    open: (walk) => opensPasses(walk),
  },
  {
    name: 'own-pass-new',
    heading: 'New guest pass',
    open: (walk) => opensPasses(walk, '/new'),
  },
  {
    name: 'own-passes',
    heading: 'Guest passes',
    open: async (walk) => {
      await opensPasses(walk, '/new');
      const { page } = walk;
      await page.locator('#name').fill('Babysitter');
      await page.locator('#scope-apps').check();
      await page.locator('input[name="app"][value="Overseerr"]').check();
      await page.locator('form[action$="/passes"] button').click();
      await page.waitForURL(/\/made/);
      await walk.open('/account/passes');
    },
  },
];
