import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mintSession } from '../../token/mint-session.js';
import { RING, startPortal, SUBDIRECTORY, type RunningPortal } from './running-portal.js';

const folder = mkdtempSync(join(tmpdir(), 'usher-icons-'));
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>';
writeFileSync(join(folder, 'own.svg'), SVG);
writeFileSync(join(folder, 'logo.png'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));

const APPS = `
  - { name: Radarr, url: "http://localhost:8080/radarr/", group: 1, description: Films }
  - { name: Wiki, url: "http://localhost:8080/wiki/", group: 999, icon: book }
  - { name: Mine, url: "http://localhost:8080/mine/", group: 4, icon: ${join(folder, 'own.svg')} }
  - { name: Ours, url: "http://localhost:8080/ours/", group: 4 }
`;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Names and addresses of the tiles that can be opened. */
const tilesOf = (page: string) =>
  [...page.matchAll(/<a class="app" href="([^"]+)"/g)].map(([, href]) => href);
const greyOf = (page: string) => [...page.matchAll(/<span class="app off"/g)].length;

describe('the launcher', () => {
  let portal: RunningPortal;
  beforeAll(async () => {
    portal = await startPortal({
      ...SUBDIRECTORY,
      apps: APPS,
      more: `
launcher: { outOfReach: grey }
branding:
  name: Casa de Anna
  accent: "#0f766e"
  logo: ${join(folder, 'logo.png')}
  footer: { text: House rules, url: "https://example.com/?a=1&b=2" }
`,
    });
  });
  afterAll(() => portal.close());

  test('shows a guest what is open to everybody, and the way in', async () => {
    const page = await portal.browser().get('/');
    expect(page.status).toBe(200);
    expect(tilesOf(page.text)).toEqual(['http://localhost:8080/wiki/']);
    expect(greyOf(page.text)).toBe(0);
    expect(page.text).not.toContain('Radarr');
    expect(page.text).toContain('href="/auth/login"');
  });

  test('shows somebody what they may open, and the rest without a way in', async () => {
    const browser = portal.browser();
    await browser.signIn('friend');
    const { text } = await browser.get('/');
    expect(tilesOf(text)).toEqual([
      'http://localhost:8080/wiki/',
      'http://localhost:8080/mine/',
      'http://localhost:8080/ours/',
    ]);
    expect(greyOf(text)).toBe(1);
    expect(text).toContain('Not open to your group');
    expect(text).not.toContain('http://localhost:8080/radarr/');
  });

  test('shows somebody who came for a few apps those, and says nothing of the others', async () => {
    const browser = portal.browser();
    const { config, state, clock } = portal;
    const { token } = await mintSession(
      {
        person: { subject: 'guest:7', name: 'A guest' },
        groupId: 4,
        groupName: 'Friends',
        amr: ['guest_pass'],
        from: { device: '', address: '' },
        resources: ['localhost/ours', 'other.example/mine/'],
      },
      { config, ring: RING, state, now: clock.now },
    );
    browser.jar.set('usher;', token);
    const { text } = await browser.get('/');
    expect(tilesOf(text)).toEqual(['http://localhost:8080/wiki/', 'http://localhost:8080/ours/']);
    expect(greyOf(text)).toBe(0);
    expect(text).not.toContain('Radarr');
  });

  test('has icons: the portal’s own by name, files, or the first letter', async () => {
    const browser = portal.browser();
    await browser.signIn('owner');
    const { text } = await browser.get('/');
    expect([...text.matchAll(/<img class="icon" src="([^"]+)"/g)].map(([, src]) => src)).toEqual([
      expect.stringMatching(/^\/auth\/assets\/radarr-[\w-]{12}\.svg$/),
      expect.stringMatching(/^\/auth\/assets\/book-[\w-]{12}\.svg$/),
      expect.stringMatching(/^\/auth\/assets\/icon-[\w-]{12}\.svg$/),
    ]);
    expect(text).toMatch(/aria-hidden="true"\s*>O<\/span/);
  });

  test('has the name, the colour, the logo and the link that its owner wants', async () => {
    const { text } = await portal.browser().get('/');
    expect(text).toMatch(/<h1>Casa de Anna<\/h1>/);
    expect(text).toContain('<a href="https://example.com/?a=1&amp;b=2">House rules</a>');
    expect(text).toMatch(/<img\s+class="mark logo"\s+src="\/auth\/assets\/logo-[\w-]{12}\.png"/);
    const [, stylesheet = ''] = /href="\/auth(\/assets\/portal-[^"]+\.css)"/.exec(text) ?? [];
    const css = await portal.browser().get(stylesheet);
    expect(css.status).toBe(200);
    expect(css.text).toContain('--accent: #0f766e;');
  });

  test('serves a picture so that it can do nothing where it is opened by itself', async () => {
    const browser = portal.browser();
    await browser.signIn('owner');
    const [, own = ''] =
      /src="\/auth(\/assets\/icon-[^"]+)"/.exec((await browser.get('/')).text) ?? [];
    const { status, headers, text } = await portal.browser().get(own);
    expect(status).toBe(200);
    expect(text).toBe(SVG);
    expect(headers.get('Content-Type')).toMatch(/^image\/svg\+xml/);
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'; sandbox",
    );
    expect(headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
  });

  test.each(['/assets/..%2f..%2fkeys.json', '/assets/own.svg', '/assets/__proto__', '/assets/'])(
    'serves nothing under %s',
    async (path) => {
      expect((await portal.browser().get(path)).status).toBe(404);
    },
  );

  test('sends texts compressed to who takes that', async () => {
    const { text } = await portal.browser().get('/');
    const [, path = ''] = /href="(\/auth\/assets\/portal-[^"]+\.css)"/.exec(text) ?? [];
    const [plain, gzip, br] = await Promise.all(
      ['identity', 'gzip, deflate', 'gzip, deflate, br'].map((accept) =>
        rawGet(portal.address + path, accept),
      ),
    );
    expect(plain!.encoding).toBeUndefined();
    expect(gzip!.encoding).toBe('gzip');
    expect(br!.encoding).toBe('br');
    expect(gunzipSync(gzip!.body)).toEqual(plain!.body);
    expect(brotliDecompressSync(br!.body)).toEqual(plain!.body);
    expect(gzip!.body.length).toBeLessThan(plain!.body.length / 2);
    expect(br!.vary).toContain('Accept-Encoding');
  });
});

test('where nothing is open to everybody, who is not signed in goes to the sign-in page', async () => {
  const portal = await startPortal(SUBDIRECTORY);
  const page = await portal.browser().get('/');
  await portal.close();
  expect([page.status, page.location]).toEqual([302, '/auth/login']);
});

function rawGet(address: string, accept: string) {
  return new Promise<Readonly<{ encoding?: string; vary?: string; body: Buffer }>>(
    (resolve, reject) => {
      request(address, { headers: { 'Accept-Encoding': accept } }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const { 'content-encoding': encoding, vary } = response.headers;
          resolve({
            ...(encoding !== undefined && { encoding }),
            ...(vary !== undefined && { vary }),
            body: Buffer.concat(parts),
          });
        });
      })
        .on('error', reject)
        .end();
    },
  );
}
