import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPortal, SUBDIRECTORY, SUBDOMAINS, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeAll(async () => {
  portal = await startPortal(SUBDIRECTORY);
});
afterAll(() => portal.close());

test('what is chosen at the foot of a page holds from then on, and leads back to that page', async () => {
  const browser = portal.browser();
  const before = await browser.get('/login?rd=/sonarr');
  expect(before.text).toContain('data-theme="auto"');
  expect(before.text).toContain('name="back" value="/auth/login?rd=/sonarr"');

  const chosen = await browser.post('/look', {
    language: 'de',
    theme: 'dark',
    back: '/auth/login?rd=/sonarr',
  });
  expect(chosen.status).toBe(303);
  expect(chosen.location).toBe('/auth/login?rd=/sonarr');
  expect(chosen.setCookies).toEqual([
    expect.stringMatching(
      /^usher-look=de\.dark; Max-Age=31536000; Path=\/; .*HttpOnly; SameSite=Lax$/,
    ),
  ]);

  const after = await browser.get('/login');
  expect(after.text).toContain('<html lang="de" dir="ltr" data-theme="dark">');
  expect(after.text).toMatch(/<option value="de"\s+lang="de" selected>Deutsch/);
  expect(after.text).toContain('<meta name="color-scheme" content="dark">');

  await browser.post('/look', { language: '', theme: 'auto' });
  const again = await browser.get('/login', { headers: { 'Accept-Language': 'fr' } });
  expect(again.text).toContain('<html lang="fr" dir="ltr" data-theme="auto">');
});

test('the answer to a form leads back to the page that the form was on', async () => {
  const wrong = await portal.browser().post(
    '/login/password',
    { login: 'nobody', password: 'wrong' },
    {
      headers: {
        Origin: 'http://localhost:8080',
        Referer: 'http://localhost:8080/auth/login?rd=/x',
      },
    },
  );
  expect(wrong.status).toBe(401);
  expect(wrong.text).toContain('name="back" value="/auth/login?rd=/x"');
});

test('the answer to a second try leads back to the sign-in page, and on to where somebody wanted', async () => {
  const wrong = await portal.browser().post(
    '/login/password',
    { login: 'nobody', password: 'wrong', rd: '/sonarr' },
    {
      headers: {
        Origin: 'http://localhost:8080',
        Referer: 'http://localhost:8080/auth/login/password',
      },
    },
  );
  expect(wrong.text).toContain(
    'name="back" value="/auth/login?rd=http%3A%2F%2Flocalhost%3A8080%2Fsonarr"',
  );
});

test.each([
  [{ language: 'tlh', theme: 'dark' }],
  [{ language: 'de', theme: 'blue' }],
  [{ language: 'de' }],
  [{ language: 'de', theme: 'dark', extra: '1' }],
  ['language=de&language=fr&theme=dark'],
])('a form with %j is refused, and nothing is kept', async (form) => {
  const answer = await portal.browser().post('/look', form);
  expect(answer.status).toBe(400);
  expect(answer.setCookies).toEqual([]);
});

test('another site chooses nothing', async () => {
  const answer = await portal
    .browser()
    .post(
      '/look',
      { language: 'de', theme: 'dark' },
      { headers: { Origin: 'https://evil.example' } },
    );
  expect(answer.status).toBe(403);
  expect(answer.setCookies).toEqual([]);
});

test('with a domain, the choice holds for what is shown at the addresses of its apps', async () => {
  const other = await startPortal(SUBDOMAINS);
  const { setCookies } = await other.browser().post('/look', { language: 'de', theme: 'dark' });
  await other.close();
  expect(setCookies[0]).toMatch(
    /; Domain=example\.com; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/,
  );
});
