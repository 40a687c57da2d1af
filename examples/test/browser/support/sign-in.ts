/** What people do on the pages of the portal, and on those of Plex. */
import type { Page } from 'playwright-core';

/** Types name and password of one of the sample people; the browser ends wherever that leads. */
export async function signIn(
  page: Page,
  person: string,
  password = `${person}-password`,
): Promise<void> {
  await page.getByLabel('E-mail or user name').fill(person);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Presses the big button; the browser ends on Plex's page. */
export async function goToPlex(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in with Plex' }).click();
  await page.getByRole('heading', { name: 'Sign in (stand-in for plex.tv)' }).waitFor();
}

/** Says which profile of the Plex Home it is; the browser ends wherever that leads. */
export async function chooseProfile(page: Page, name: string, pin?: string): Promise<void> {
  await page.getByRole('heading', { name: 'Who is this?' }).waitFor();
  await page.getByRole(pin === undefined ? 'button' : 'link', { name }).click();
  if (pin !== undefined) {
    await typePin(page, pin);
  }
}

export async function typePin(page: Page, pin: string): Promise<void> {
  await page.getByLabel('PIN').fill(pin);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Picks who to be on Plex's page; '' goes back without allowing it. */
export async function pickAtPlex(page: Page, person: string): Promise<void> {
  await page.locator(`button[name="person"][value="${person}"]`).click();
}
