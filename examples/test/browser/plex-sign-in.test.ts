/** Signing in on Plex's own page. */
import { describe, expect, test } from '@jest/globals';
import { chooseProfile, goToPlex, pickAtPlex } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

/** Changes a setting of the stand-in for plex.tv. */
async function setPlex(settings: object): Promise<void> {
  const response = await fetch(`${stage.system.addresses.plex}/_stand-in/settings`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(settings),
  });
  expect(response.status).toBe(200);
}

describe('the big button', () => {
  test.each([
    ['friend', 'friend', '4'],
    ['google', 'google', '4'],
    ['owner', 'owner', '0'],
  ])('leads to Plex, and %s back to the deep link', async (person, user, group) => {
    const link = `${stage.site}/overseerr/K%C3%BCche?q=a%26b&page=2#part`;
    const { page, cookieNames } = await stage.visitor();
    await page.goto(link);
    await goToPlex(page);
    expect(new URL(page.url()).origin).toBe(stage.system.addresses.plex);
    expect(await page.locator('#product').innerText()).toBe('Usher');

    await pickAtPlex(page, person);
    if (person === 'owner') {
      await chooseProfile(page, 'Olive Owner');
    }
    // The fragment never leaves the browser, so nobody could bring it back.
    await page.waitForURL(link.replace('#part', ''));
    expect(await page.getByRole('row', { name: 'Remote-User' }).innerText()).toContain(user);
    expect(await page.getByRole('row', { name: 'Remote-Group-Id' }).innerText()).toContain(group);
    expect(await cookieNames(stage.portal)).toEqual(['usher']);
  });

  test('waits while plex.tv does not show the consent yet', async () => {
    await setPlex({ claimDelayMs: 1500 });
    try {
      const { page } = await stage.visitor();
      await page.goto(`${stage.site}/overseerr/`);
      await goToPlex(page);
      await pickAtPlex(page, 'friend');
      await page.waitForURL(`${stage.site}/overseerr/`);
    } finally {
      await setPlex({ claimDelayMs: 0 });
    }
  });
});

test('a sign-in that another browser started does not sign this one in', async () => {
  const attacker = await stage.visitor();
  await attacker.page.goto(`${stage.site}/overseerr/`);
  await goToPlex(attacker.page);

  const victim = await stage.visitor();
  await victim.page.goto(attacker.page.url());
  await pickAtPlex(victim.page, 'owner');
  await victim.page.getByRole('heading', { name: 'Please start again' }).waitFor();
  expect(victim.page.url()).toContain(`${stage.portal}/login/plex/return?flow=`);
  expect(await victim.cookieNames(stage.portal)).toEqual(['usher-probe']);
  await victim.page.goto(`${stage.site}/overseerr/`);
  expect(new URL(victim.page.url()).pathname).toBe('/auth/login');
});

test('two tabs sign in at the same time, each back to its own page', async () => {
  const { page: one, newTab, cookieNames } = await stage.visitor();
  const two = await newTab();
  await one.goto(`${stage.site}/overseerr/one?n=1`);
  await two.goto(`${stage.site}/overseerr/two?n=2`);
  await goToPlex(one);
  await goToPlex(two);

  await pickAtPlex(two, 'friend');
  await two.waitForURL(`${stage.site}/overseerr/two?n=2`);
  await pickAtPlex(one, 'friend');
  await one.waitForURL(`${stage.site}/overseerr/one?n=1`);
  expect(await cookieNames(stage.portal)).toEqual(['usher']);
});

test('the address that Plex leads back to works once', async () => {
  const { page } = await stage.visitor();
  await page.goto(`${stage.site}/overseerr/`);
  await goToPlex(page);
  const back = page.waitForRequest(/\/login\/plex\/return\?/);
  await pickAtPlex(page, 'friend');
  await page.waitForURL(`${stage.site}/overseerr/`);
  await page.goto((await back).url());
  await page.getByRole('heading', { name: 'You are signed in already' }).waitFor();
  // Who is signed in stays that.
  await page.goto(`${stage.site}/overseerr/`);
  expect(page.url()).toBe(`${stage.site}/overseerr/`);
});
