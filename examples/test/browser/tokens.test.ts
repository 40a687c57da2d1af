/** A token that somebody makes on their account page, at nginx's door: with the page's script and without. */
import { expect, test } from '@jest/globals';
import { signIn } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

/** What nginx answers to a program that has no cookies. */
async function opens(path: string, token: string): Promise<number> {
  const headers = { Authorization: `Bearer ${token}` };
  const { status } = await fetch(`${stage.site}${path}`, { headers, redirect: 'manual' });
  return status;
}

test.each([true, false])(
  'opens what its person may open, until they revoke it (scripts: %s)',
  async (javaScriptEnabled) => {
    const { page } = await stage.visitor({ javaScriptEnabled });
    await page.goto(`${stage.portal}/account`);
    await signIn(page, 'friend');
    await page.getByRole('link', { name: 'Tokens for programs' }).click();
    await page.getByLabel('What it is for').fill('nzb360');
    await page.getByRole('button', { name: 'Make the token' }).click();
    await page.getByRole('heading', { name: 'Your new token' }).waitFor();
    const token = await page.getByLabel('The token').inputValue();
    expect(await opens('/overseerr/', token)).toBe(200);
    expect(await opens('/sonarr/', token)).toBe(403);
    expect(await opens('/overseerr/', `${token.slice(0, -8)}AAAAAAAA`)).toBe(401);

    await page.getByRole('link', { name: 'I have copied it' }).click();
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Revoke nzb360' }).click();
    await page.getByRole('button', { name: 'Revoke nzb360' }).waitFor({ state: 'detached' });
    expect(await opens('/overseerr/', token)).toBe(401);
  },
);

test('is copied by a button, which says so', async () => {
  const { page, context } = await stage.visitor();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${stage.portal}/account/tokens`);
  await signIn(page, 'moviefriend');
  await page.getByLabel('What it is for').fill('a calendar');
  await page.getByRole('button', { name: 'Make the token' }).click();
  await page.getByRole('button', { name: 'Copy the token' }).click();
  await page.getByText('Copied.').waitFor();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(copied).toBe(await page.getByLabel('The token').inputValue());
});
