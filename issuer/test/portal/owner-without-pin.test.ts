/** The page for admins says that everybody in the owner's Plex Home can choose the owner's profile. */
import { expect, test } from '@jest/globals';
import { OWNER_ID } from '../../../examples/plex-stand-in/people.js';
import { withLinkedPortal } from './owner-linked.js';
import type { Browser, RunningPortal } from './running-portal.js';

const WARNING = 'profile in the Plex Home has no PIN';

/** A browser that the owner has signed in with. */
async function ownersBrowser(portal: RunningPortal): Promise<Browser> {
  const browser = portal.browser();
  const { location } = await browser.signIn('owner');
  if (location === '/auth/login/home') {
    await browser.post('/login/home', { profile: OWNER_ID.toString(16).padStart(16, 'd') });
  }
  return browser;
}

/** What it says once the owner's lists have been asked for. */
async function adminPage(portal: RunningPortal, browser: Browser): Promise<string> {
  await portal.look();
  const page = await browser.get('/admin');
  expect(page.status).toBe(200);
  return page.text;
}

test('until it has a PIN', async () => {
  await withLinkedPortal({ homePicker: true }, async (portal) => {
    const browser = await ownersBrowser(portal);
    const before = await adminPage(portal, browser);
    expect(before).toContain(WARNING);
    expect(before).toMatch(/account<\/h2>\s*<span class="state bad">Needs you/);
    portal.plex.change('owner', { pin: '4711' });
    const after = await adminPage(portal, browser);
    expect(after).not.toContain(WARNING);
    expect(after).toMatch(/account<\/h2>\s*<span class="state good">Works/);
  });
});

test('unless profiles cannot be chosen here', async () => {
  await withLinkedPortal({ homePicker: false }, async (portal) => {
    const browser = await ownersBrowser(portal);
    expect(await adminPage(portal, browser)).not.toContain(WARNING);
  });
});
