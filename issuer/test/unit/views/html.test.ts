/** Templates against hostile texts. */
import { describe, expect, test } from '@jest/globals';
import { renderCodePage } from '../../../views/code-page.js';
import { message } from '../../../languages/message.js';
import { html, type Fragment } from '../../../views/html.js';
import { renderLauncherPage } from '../../../views/launcher-page.js';
import { renderLoginPage } from '../../../views/login-page.js';
import { renderLogoutPage } from '../../../views/logout-page.js';
import { renderMessagePage } from '../../../views/message-page.js';
import { samplePortal } from './sample-portal.js';

describe('the template tag', () => {
  test.each([
    ['<script>', '&lt;script&gt;'],
    ['"><svg onload=x>', '&quot;&gt;&lt;svg onload=x&gt;'],
    ["' onx='", '&#39; onx=&#39;'],
    ['`x`', '&#96;x&#96;'],
    ['&amp;', '&amp;amp;'],
    ['\u2028é😀', '\u2028é😀'],
  ])('escapes %s', (text, escaped) => {
    expect(html`<p title="${text}">${text}</p>`.markup).toBe(
      `<p title="${escaped}">${escaped}</p>`,
    );
  });

  test('leaves markup of its own alone, in lists too', () => {
    const items: Fragment = ['<', html`<b>${'>'}</b>`, ['&']];
    expect(html`${items}${0}${false}${undefined}`.markup).toBe('&lt;<b>&gt;</b>&amp;0');
  });

  test('takes nothing else for markup', () => {
    const forged = { markup: '<script>' } as unknown as Fragment;
    expect(() => html`${forged}`).toThrow();
  });
});

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>\`&lt;\r\n`;
const PORTAL = samplePortal({ base: '/auth', serverName: HOSTILE });

test.each([
  [
    'sign-in',
    renderLoginPage(PORTAL, {
      rd: HOSTILE,
      destination: HOSTILE,
      visitor: { name: HOSTILE, continueUrl: HOSTILE, isOfPlex: true },
      problem: {
        message: message('login.destination', { app: HOSTILE }),
        hint: message('login.destination', { app: HOSTILE }),
        ofPassword: true,
        wait: { seconds: 5, until: 1_800_000_000, then: HOSTILE },
      },
      login: HOSTILE,
      isOver: true,
      passwordSignIn: true,
      plexHost: HOSTILE,
    }),
  ],
  ['code', renderCodePage(PORTAL, { login: HOSTILE, problem: { message: 'code.missing' } })],
  [
    'message',
    renderMessagePage(PORTAL, {
      title: HOSTILE,
      message: [HOSTILE],
      signIn: { label: HOSTILE, rd: HOSTILE },
      links: [
        { label: HOSTILE, href: HOSTILE },
        { label: HOSTILE, href: HOSTILE, main: true },
      ],
      waiting: { refreshSeconds: 2 },
    }),
  ],
  [
    'launcher',
    renderLauncherPage(PORTAL, {
      person: { name: HOSTILE, groupName: HOSTILE, isAdmin: false },
      apps: [{ name: HOSTILE, url: 'https://x.test/', description: HOSTILE }],
    }),
  ],
  ['sign-out', renderLogoutPage(PORTAL, HOSTILE)],
])('the %s page shows a hostile text as text', (_name, page) => {
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toContain('<script>');
  expect(page).not.toContain('<img src=x');
  expect(page).not.toMatch(/"'>/);
});

test('a tile has the app’s first character, whatever it is', () => {
  const page = (name: string) =>
    renderLauncherPage(PORTAL, {
      person: { name: 'x', groupName: 'x', isAdmin: false },
      apps: [{ name, url: 'https://x.test/' }],
    });
  expect(page('😀 Films')).toContain('>😀</span');
  expect(page('éclair')).toContain('>É</span');
  expect(page('x')).toMatch(/<small\s*>x\.test<\/small/);
});
