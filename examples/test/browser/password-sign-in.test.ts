/** Signing in with a Plex password, as people do it in a browser. */
import { describe, expect, test } from '@jest/globals';
import { signIn } from './support/sign-in.js';
import { useStage } from './support/stage.js';

const stage = useStage();

describe('a deep link', () => {
  test.each([
    ['a query', '/overseerr/discover?page=2&sort=title&empty='],
    ['encoded characters', '/overseerr/a%20b%2Fc%26d?q=50%25%20%2B%3F%23&x=%22%3C%3E'],
    ['characters outside of ASCII', '/overseerr/K%C3%BCche/%E6%98%A0%E7%94%BB?q=%C3%A9t%C3%A9'],
    ['an address in its query', '/overseerr/login?rd=https%3A%2F%2Fevil.test%2F&next=/a'],
  ])('with %s comes back intact after the sign-in', async (_, path) => {
    const { page } = await stage.visitor();
    await page.goto(stage.site + path);
    expect(new URL(page.url()).pathname).toBe('/auth/login');
    await signIn(page, 'friend');
    await page.waitForURL(stage.site + path);
    expect(page.url()).toBe(stage.site + path);
    expect(await page.getByRole('code').innerText()).toBe(path);
    expect(await page.getByRole('row', { name: 'Remote-User' }).innerText()).toContain('friend');
  });
});
