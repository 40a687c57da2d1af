/** The owner takes a share away at Plex, and somebody's open tab is refused within the time that scripts/up names. */
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { runIn } from '../../../issuer/test/unit/commands/run.js';
import { RECHECK_SECONDS, UNSHARED_SECONDS } from '../../../scripts/up-config.js';
import { chooseProfile, goToPlex, pickAtPlex } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

/** With one pause alone: where those who lose access are few among all who are signed in. */
const ONE_LOOK_SECONDS = 1.1 * RECHECK_SECONDS + 1;
const PATIENCE_MS = 90_000;

async function openApp(page: Page, person: string, profile?: string): Promise<void> {
  await page.goto(`${stage.site}/overseerr/`);
  await goToPlex(page);
  await pickAtPlex(page, person);
  if (profile !== undefined) {
    await chooseProfile(page, profile);
  }
  await page.waitForURL(`${stage.site}/overseerr/`);
  // Whoever signs in within the second of a look is left alone by it: tokens know whole seconds.
  await page.waitForTimeout(1000 - (Date.now() % 1000));
}

/** Presses a button at the row of somebody on the page that plays the owner's settings at Plex. */
async function press(owner: Page, person: string, button: string): Promise<void> {
  await owner.goto(`${stage.system.addresses.plex}/people`);
  await owner.locator(`#${person}`).getByRole('button', { name: button, exact: true }).click();
  await owner.getByRole('status').waitFor();
}

/** Reloads an open tab again and again. @returns seconds until it is refused */
async function secondsUntilRefused(tab: Page, limit: number): Promise<number> {
  const begun = performance.now();
  const passed = () => (performance.now() - begun) / 1000;
  while (passed() < limit + 5) {
    await tab.reload();
    if (new URL(tab.url()).pathname === '/auth/login') {
      return passed();
    }
    await tab.waitForTimeout(100);
  }
  throw new Error(`still let in after ${passed().toFixed(1)} s`);
}

function explain(person: string) {
  const { folder, config } = stage.system;
  const now = () => Math.floor(Date.now() / 1000);
  return runIn(folder, ['explain', person, '--config', config], { now });
}

test(
  'the friend’s open tab is refused in time, and opens again after another share and sign-in',
  async () => {
    const friend = (await stage.visitor()).page;
    const owner = (await stage.visitor()).page;
    await openApp(friend, 'friend');
    await press(owner, 'friend', 'Unshare');
    const seconds = await secondsUntilRefused(friend, UNSHARED_SECONDS);
    console.info(`alone: refused after ${seconds.toFixed(1)} s of ${String(UNSHARED_SECONDS)} s`);
    expect(seconds).toBeLessThanOrEqual(UNSHARED_SECONDS);

    // Coming back by oneself is no way in either.
    await goToPlex(friend);
    await pickAtPlex(friend, 'friend');
    await friend.getByRole('heading', { name: 'No access' }).waitFor();
    const { exitCode, stdout } = await explain('friend');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^now +Refused: .*no server is shared with them$/m);
    expect(stdout).toMatch(/^last seen .*: not_a_member$/m);

    await press(owner, 'friend', 'Share again');
    await openApp(friend, 'friend');
    expect((await explain('friend')).exitCode).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'one of many is refused at the first look, and nobody else; the page for admins says why',
  async () => {
    const friend = (await stage.visitor()).page;
    const plex = (await stage.visitor()).page;
    const admin = (await stage.visitor()).page;
    await openApp(admin, 'owner', 'Olive Owner');
    const others: Page[] = [admin];
    for (const person of ['moviefriend', 'google', 'careful']) {
      const { page } = await stage.visitor();
      await openApp(page, person);
      others.push(page);
    }
    await openApp(friend, 'friend');
    await press(plex, 'friend', 'Unshare');
    const seconds = await secondsUntilRefused(friend, ONE_LOOK_SECONDS);
    console.info(`of five: refused after ${seconds.toFixed(1)} s of ${String(ONE_LOOK_SECONDS)} s`);
    expect(seconds).toBeLessThanOrEqual(ONE_LOOK_SECONDS);

    for (const page of others) {
      await page.reload();
      expect(page.url()).toBe(`${stage.site}/overseerr/`);
    }
    await admin.goto(`${stage.portal}/admin`);
    const changes = admin.getByRole('region', { name: 'Last changes' });
    expect(await changes.getByRole('listitem').first().innerText()).toMatch(
      /^Access is gone\s+Frankie/,
    );
  },
  PATIENCE_MS,
);
