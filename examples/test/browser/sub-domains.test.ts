/** Each app on a host of its own, as in examples/nginx/subdomain: one sign-in counts for all of them. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { fetchFrom } from './support/scripts.js';
import { chooseProfile, goToPlex, pickAtPlex, signIn } from './support/sign-in.js';
import { startVisitors, type Visitor, type Visitors } from './support/stage.js';
import { startSubDomains, type SubDomains } from './support/sub-domains.js';

let visitors: Visitors | undefined;
beforeAll(async () => {
  visitors = await startVisitors('*.example.test');
});
afterEach(async () => {
  expect((await visitors?.leave()) ?? []).toEqual([]);
});
afterAll(() => visitors?.stop());

/** Over plain http browsers send no Sec-Fetch headers, and some other headers count for nothing. */
describe.each(['https', 'http'] as const)('over %s', (scheme) => {
  let site: SubDomains;
  beforeAll(async () => {
    site = await startSubDomains(scheme);
  });
  afterAll(() => site.stop());

  const sessionCookie = scheme === 'https' ? '__Secure-usher' : 'usher';

  function visitor(): Promise<Visitor> {
    // The certificate is nobody's.
    return visitors!.visitor({ ignoreHTTPSErrors: true });
  }

  test('one sign-in opens every host that the group may see', async () => {
    const link = `${site.origin('sonarr')}/calendar?a=1&b=%2F&c=%C3%BC`;
    const { page, context } = await visitor();
    await page.goto(link);
    expect(page.url()).toBe(`${site.origin('auth')}/login?rd=${encodeURIComponent(link)}`);
    await signIn(page, 'owner');
    await chooseProfile(page, 'Olive Owner');
    await page.waitForURL(link);
    expect(await page.getByRole('code').innerText()).toBe('/calendar?a=1&b=%2F&c=%C3%BC');
    for (const host of ['requests', 'tautulli', 'status', 'sonarr']) {
      await page.goto(`${site.origin(host)}/`);
      expect(page.url()).toBe(`${site.origin(host)}/`);
      expect(await page.getByRole('row', { name: 'Remote-User' }).innerText()).toContain('owner');
    }
    const attributes = {
      domain: '.example.test',
      httpOnly: true,
      sameSite: 'Lax',
      secure: scheme === 'https',
    };
    expect((await context.cookies()).sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      expect.objectContaining({ name: sessionCookie, path: '/', ...attributes }),
      expect.objectContaining({
        name: `${sessionCookie}-refresh`,
        path: '/_usher/',
        ...attributes,
      }),
      expect.objectContaining({
        ...attributes,
        name: `${sessionCookie}-account`,
        path: '/account',
        domain: 'auth.example.test',
      }),
      expect.objectContaining({
        ...attributes,
        name: `${sessionCookie}-admin`,
        path: '/admin',
        domain: 'auth.example.test',
      }),
      expect.objectContaining({
        ...attributes,
        name: `${sessionCookie}-home`,
        path: '/login/home',
        domain: 'auth.example.test',
      }),
    ]);
  });

  test('a friend comes in where friends may, is refused at the admin host, and can switch there', async () => {
    const { page } = await visitor();
    await page.goto(`${site.origin('requests')}/`);
    await goToPlex(page);
    await pickAtPlex(page, 'friend');
    await page.waitForURL(`${site.origin('requests')}/`);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Overseerr');

    const response = await page.goto(`${site.origin('tautulli')}/home?x=1`);
    expect(response?.status()).toBe(403);
    expect(await page.getByRole('main').innerText()).toContain('0 (Admin)');
    await page.getByRole('link', { name: 'Use another account' }).click();
    await signIn(page, 'owner');
    await chooseProfile(page, 'Olive Owner');
    await page.waitForURL(`${site.origin('tautulli')}/home?x=1`);
  });

  test('a script without a session gets its 401 in JSON', async () => {
    const { page, context } = await visitor();
    await page.goto(`${site.origin('requests')}/`);
    await signIn(page, 'friend');
    await page.waitForURL(`${site.origin('requests')}/`);
    await context.clearCookies();
    for (const address of ['/api/status', '/discover']) {
      expect(await fetchFrom(page, address)).toMatchObject({
        status: 401,
        redirected: false,
        body: { error: 'not_signed_in' },
      });
    }
  });

  test('a sign-out at the portal counts for every host', async () => {
    const { page, context } = await visitor();
    await page.goto(`${site.origin('requests')}/`);
    await signIn(page, 'friend');
    await page.waitForURL(`${site.origin('requests')}/`);
    await page.goto(`${site.origin('auth')}/logout`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(await context.cookies()).toEqual([]);
    await page.goto(`${site.origin('requests')}/`);
    expect(new URL(page.url()).origin).toBe(site.origin('auth'));
    await page.goto(`${site.origin('status')}/`);
    expect(await page.getByRole('row', { name: 'Remote-User' }).innerText()).toContain('–');
  });
});
