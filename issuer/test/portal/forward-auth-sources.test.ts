/** The verdict for other proxies, on tokens that are elsewhere than in the session cookie. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { headerOf, startApp } from '../../../njs-validator/test/nginx/support/app.js';
import { startNginx } from '../../../njs-validator/test/nginx/support/nginx.js';
import { ask } from '../../../njs-validator/test/nginx/support/request.js';
import type { SharedKey } from '../../../shared/gate-config.js';
import {
  claimsSince2022,
  ORGANIZR_COOKIE,
  ORGANIZR_SECRET,
  organizrToken,
} from '../../../shared/test/organizr-tokens.js';
import { goodClaims, mint } from '../../../shared/test/token-maker.js';
import { gateConfigOf } from '../../keys/gate-config.js';
import { RING, startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

const PAGE = { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' };
const SIGN_IN = 'https://auth.example.com/login';
const IN_A_MONTH = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

function tokenFor(portal: RunningPortal, claims: object = {}): string {
  const { issuer, audience, keys } = gateConfigOf(portal.config, RING);
  return mint(keys[0] as SharedKey, {
    ...goodClaims(portal.clock.now),
    iss: issuer,
    aud: audience,
    ...claims,
  });
}

const basic = (password: string) => `Basic ${Buffer.from(`any:${password}`).toString('base64')}`;
const forwarded = (uri: string) => ({
  'X-Forwarded-Method': 'GET',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'sonarr.example.com',
  'X-Forwarded-Uri': uri,
});

describe('with all of them on', () => {
  let portal: RunningPortal;
  beforeAll(async () => {
    portal = await startPortal({
      ...SUBDOMAINS,
      gate: `{ basic: true, header: X-Usher-Token, query: token, organizr: { cookie: ${ORGANIZR_COOKIE}, secretFile: /s, until: ${IN_A_MONTH} } }`,
      files: { '/s': ORGANIZR_SECRET },
    });
  });
  afterAll(() => portal.close());

  const verdict = (headers: Record<string, string | string[]>, threshold = 4) =>
    ask(`${portal.address}/auth/${String(threshold)}`, { headers });

  test.each<[string, (token: string) => Record<string, string>]>([
    ['bearer', (token) => ({ Authorization: `Bearer ${token}` })],
    ['header', (token) => ({ 'X-Usher-Token': token })],
    ['basic', (token) => ({ Authorization: basic(token) })],
    ['query', (token) => forwarded(`/api?a=1&token=${token}`)],
    ['query', (token) => ({ 'X-Original-URL': `https://sonarr.example.com/?token=${token}` })],
  ])('a token passes by way of %s, and the proxy hears which way', async (source, headers) => {
    const answer = await verdict(headers(tokenFor(portal)));
    expect([answer.status, portal.reason()]).toEqual([204, 'allowed']);
    expect(answer.headers).toMatchObject({ 'remote-user': 'zoe', 'usher-source': source });
    expect((await verdict(headers(tokenFor(portal)), 3)).status).toBe(403);
    const refused = await verdict(headers(tokenFor(portal, { exp: portal.clock.now - 3600 })));
    expect([401, 302]).toContain(refused.status);
    expect(portal.reason()).toBe('expired');
    expect(refused.headers).not.toHaveProperty('usher-source');
  });

  test("Organizr's cookie passes, under its own name only", async () => {
    const token = organizrToken(claimsSince2022(portal.clock.now));
    const answer = await verdict({ Cookie: `${ORGANIZR_COOKIE}=${token}` });
    expect([answer.status, answer.headers['remote-user'], answer.headers['usher-source']]).toEqual([
      204,
      'zoe',
      'organizr',
    ]);
    expect((await verdict({ Cookie: `__Secure-usher=${token}` })).status).toBe(401);
    expect((await verdict({ Authorization: `Bearer ${token}` })).status).toBe(401);
  });

  test('a good cookie comes first, and no source is named', async () => {
    const answer = await verdict({
      Cookie: `__Secure-usher=${tokenFor(portal)}`,
      Authorization: `Bearer ${tokenFor(portal, { preferred_username: 'other' })}`,
    });
    expect(answer.headers).toMatchObject({ 'remote-user': 'zoe' });
    expect(answer.headers).not.toHaveProperty('usher-source');
  });

  test('of a header that comes twice, none is taken', async () => {
    const good = tokenFor(portal);
    expect((await verdict({ 'X-Usher-Token': [good, good] })).status).toBe(401);
    expect((await verdict({ Authorization: [`Bearer ${good}`, `Bearer ${good}`] })).status).toBe(
      401,
    );
  });

  test("an app's own credentials are nobody's token", async () => {
    for (const Authorization of ['Bearer key-of-the-app', basic('secret'), 'Digest a="b"']) {
      expect((await verdict({ Authorization })).status).toBe(401);
      expect(portal.reason()).toBe('no_token');
      expect((await verdict({ Authorization }, 999)).status).toBe(204);
    }
  });

  test('a token that is not good enough does not travel to the sign-in', async () => {
    const expired = tokenFor(portal, { exp: portal.clock.now - 3600 });
    const answer = await verdict({ ...PAGE, ...forwarded(`/x?a=1&token=${expired}&b=2`) });
    expect([answer.status, answer.headers.location]).toEqual([
      302,
      `${SIGN_IN}?rd=${encodeURIComponent('https://sonarr.example.com/x?a=1&b=2')}`,
    ]);
    const page = await verdict({ ...PAGE, ...forwarded(`/x?token=${tokenFor(portal)}`) }, 0);
    expect(page.status).toBe(403);
    expect(page.body).toContain(encodeURIComponent('https://sonarr.example.com/x'));
    expect(page.body).not.toContain('token');
  });

  test('no token is in the log', () => {
    expect(portal.logText()).not.toMatch(/eyJ/);
  });
});

test('without a word in the configuration: Bearer, and nothing else', async () => {
  const portal = await startPortal(SUBDOMAINS);
  try {
    const token = tokenFor(portal);
    const statusOf = async (headers: Record<string, string>) =>
      (await ask(`${portal.address}/auth/4`, { headers: { Accept: '*/*', ...headers } })).status;
    expect(await statusOf({ Authorization: `Bearer ${token}` })).toBe(204);
    expect(await statusOf({ Authorization: basic(token) })).toBe(401);
    expect(await statusOf({ 'X-Usher-Token': token })).toBe(401);
    expect(await statusOf({ 'X-Original-URL': `https://a.example.com/?token=${token}` })).toBe(401);
    const organizr = organizrToken(claimsSince2022(portal.clock.now));
    expect(await statusOf({ Cookie: `${ORGANIZR_COOKIE}=${organizr}` })).toBe(401);
  } finally {
    await portal.close();
  }
});

test('the pages of the portal itself know nobody by such a token', async () => {
  const portal = await startPortal({ ...SUBDOMAINS, gate: '{ header: X-Usher-Token }' });
  try {
    const token = tokenFor(portal);
    const headers = { ...PAGE, Authorization: `Bearer ${token}`, 'X-Usher-Token': token };
    const answer = await ask(`${portal.address}/`, { headers });
    expect(answer.body).not.toContain('Zoë');
    expect([302, 303]).toContain(answer.status);
  } finally {
    await portal.close();
  }
});

describe('nginx without njs, as the documentation has it', () => {
  const block = (file: string) =>
    /^```nginx\n([^]*?)^```$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  const [, MAP = '', SET = '', HEADER = ''] =
    /(map [^]*?\n\})[^]*?(auth_request_set .*)[^]*?(proxy_set_header .*)/.exec(
      block('docs/api-clients.md').replaceAll(/^ *#.*\n/gm, ''),
    ) ?? [];
  const LOGGED = ['reason', 'user', 'group_id', 'threshold']
    .map((name) => `map $host $usher_${name} { default -; }`)
    .join(' ');

  test('keeps a token from the app, and leaves it its own credentials', async () => {
    const portal = await startPortal({ ...SUBDOMAINS, gate: '{ basic: true }' });
    const app = await startApp();
    const nginx = await startNginx({
      http: `${LOGGED} ${MAP} server { listen __LISTEN__; ${block('docs/forward-auth.md')
        .replace('auth_request /usher-verdict/1;', `auth_request /usher-verdict/4; ${SET}`)
        .replace('proxy_set_header Remote-User', `${HEADER}\n  proxy_set_header Remote-User`)} }`,
      replace: {
        'http://127.0.0.1:9190': portal.address,
        'http://127.0.0.1:8989': `http://${app.address}`,
      },
    });
    try {
      const token = tokenFor(portal);
      const authorizationAt = async (headers: Record<string, string>) => {
        const { status } = await ask(`${nginx.origin}/`, { headers });
        return [status, ...app.reached().map((reached) => headerOf(reached, 'authorization'))];
      };
      const Cookie = `__Secure-usher=${token}`;
      expect(await authorizationAt({ Authorization: `Bearer ${token}` })).toEqual([200, undefined]);
      expect(await authorizationAt({ Authorization: basic(token) })).toEqual([200, undefined]);
      expect(await authorizationAt({ Cookie, Authorization: 'Bearer own' })).toEqual([
        200,
        'Bearer own',
      ]);
      expect(await authorizationAt({ Cookie })).toEqual([200, undefined]);
      expect(await authorizationAt({ Authorization: 'Bearer own' })).toEqual([401]);
    } finally {
      await nginx.stop();
      await app.stop();
      await portal.close();
    }
  });
});
