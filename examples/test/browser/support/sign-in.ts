/** What people do on the pages of the portal. */
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
