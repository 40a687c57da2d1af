/** Organizr's own cookie in front of the gate, while people move from there. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  claimsSince2022,
  ORGANIZR_COOKIE,
  organizrFor,
  organizrShapes,
  organizrToken,
} from '../../../shared/test/organizr-tokens.js';
import {
  gateConfigFor,
  goodClaims,
  mint,
  testKeys,
  without,
} from '../../../shared/test/token-maker.js';
import type { GateConfig } from '../../../shared/gate-config.js';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_API, AS_PAGE, session, visit, visitRaw } from './support/visit.js';

const keys = testKeys(1);
const now = () => Math.floor(Date.now() / 1000);
const IN_A_DAY = now() + 86_400;

const tokenOf = (claims: object = {}) => organizrToken({ ...claimsSince2022(now()), ...claims });
const cookieOf = (token: string) => ({ Cookie: `${ORGANIZR_COOKIE}=${token}` });

const OLD_LINES = `
  location /old/ {
    auth_request /auth-4;
    include __GATE__/location.conf;
    proxy_pass http://__APP__;
  }
  location /older/ {
    auth_request /organizr-auth/4;
    include __GATE__/location.conf;
    proxy_pass http://__APP__;
  }`;

function start(config: Partial<GateConfig>): Promise<Gate> {
  const locations = [0, 4, 998, 999].map((threshold) =>
    guarded(`/${String(threshold)}/`, threshold),
  );
  return startGate({
    gateConfig: { ...gateConfigFor(keys), ...config },
    organizr: true,
    http: server(locations.join('') + OLD_LINES),
  });
}

describe("Organizr's cookie", () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await start({
      sources: { bearer: true, basic: true, header: 'x_usher_token', query: 'token' },
      organizr: organizrFor(IN_A_DAY),
    });
  });
  afterAll(() => gate.stop());

  const go = (path: string, headers: Readonly<Record<string, string>>) =>
    visit(gate, path, { headers: { ...AS_API, ...headers } });

  test.each(['/4/', '/998/', '/999/', '/old/', '/older/'])('lets in at %s', async (path) => {
    const seen = await go(path, cookieOf(tokenOf()));
    expect(seen).toMatchObject({ status: 200, reason: 'allowed', user: 'zoe', groupId: '4' });
    expect(seen.reached).toHaveLength(1);
    expect(headerOf(seen.reached[0]!, 'remote-user')).toBe('zoe');
    expect(headerOf(seen.reached[0]!, 'remote-email')).toBe('zoe@example.com');
    expect(headerOf(seen.reached[0]!, 'remote-groups')).toBe('User');
  });

  test.each([0, 4, 5, 998, 999])('group %d counts, again and again', async (groupID) => {
    const cookie = cookieOf(tokenOf({ groupID }));
    for (const threshold of [4, 0, 998, 4]) {
      const passes = groupID <= threshold;
      const seen = await go(`/${String(threshold)}/`, cookie);
      expect(seen).toMatchObject({
        status: passes ? 200 : 403,
        reason: passes ? 'allowed' : 'group_above_threshold',
      });
      expect(seen.reached).toHaveLength(passes ? 1 : 0);
    }
  });

  test.each(organizrShapes(now()))('$period', async ({ header, claims }) => {
    const cookie = cookieOf(organizrToken(claims, header));
    const seen = await go('/4/', cookie);
    if ('groupID' in claims) {
      expect(seen).toMatchObject({ status: 200, user: 'zoe', groupId: '4' });
      return;
    }
    expect(seen).toMatchObject({ status: 401, reason: 'group_missing', reached: [] });
    expect(await go('/998/', cookie)).toMatchObject({ status: 401, reached: [] });
    expect(await go('/999/', cookie)).toMatchObject({ status: 200, reason: 'guest', user: '' });
  });

  const JOSE = { typ: 'JWT', alg: 'HS256' };
  const good = () => claimsSince2022(now());
  const [, payload = ''] = tokenOf().split('.');
  const segment = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

  test.each<[string, string, () => string]>([
    ['alg none', 'signature_malformed', () => `${segment({ alg: 'none' })}.${payload}.`],
    ['alg none, signed', 'alg_mismatch', () => organizrToken(good(), { ...JOSE, alg: 'none' })],
    ['alg HS512', 'alg_mismatch', () => organizrToken(good(), { ...JOSE, alg: 'HS512' })],
    ['crit', 'header_forbidden', () => organizrToken(good(), { ...JOSE, crit: ['exp'] })],
    ['the secret of another', 'signature_mismatch', () => organizrToken(good(), JOSE, 'guess')],
    ['no secret', 'signature_mismatch', () => organizrToken(good(), JOSE, '')],
    ['no group', 'group_missing', () => organizrToken(without(good(), 'groupID'))],
    ['a group as text', 'group_not_number', () => tokenOf({ groupID: '0' })],
    ['a group of null', 'group_not_number', () => tokenOf({ groupID: null })],
    ['a negative group', 'group_out_of_range', () => tokenOf({ groupID: -1 })],
    ['a group with a fraction', 'group_not_integer', () => tokenOf({ groupID: 0.5 })],
    ['another iss', 'iss_mismatch', () => tokenOf({ iss: 'Somebody' })],
    ['another aud', 'aud_mismatch', () => tokenOf({ aud: 'example.com' })],
    ['an end a fraction ago', 'expired', () => tokenOf({ exp: now() - 30.5 })],
    ['no end', 'exp_not_number', () => organizrToken(without(good(), 'exp'))],
    ['a beginning in the future', 'not_yet_valid', () => tokenOf({ nbf: now() + 90.5 })],
    ['no account', 'sub_malformed', () => tokenOf({ userID: null })],
    ['a payload of null', 'payload_not_json', () => organizrToken('null')],
    ['a token of ours', 'signature_mismatch', () => session().Cookie.split('=')[1] ?? ''],
    ['scrap', 'not_three_segments', () => 'scrap'],
  ])('%s: %s', async (_, reason, token) => {
    const text = token();
    expect(await go('/998/', cookieOf(text))).toMatchObject({
      status: 401,
      reason,
      user: '',
      reached: [],
    });
    expect(await go('/999/', cookieOf(text))).toMatchObject({ status: 200, reason: 'guest' });
  });

  test.each<[string, (token: string) => Readonly<Record<string, string>>]>([
    ["Usher's name", (token) => ({ Cookie: `__Secure-usher=${token}` })],
    ['the name of another Organizr', (token) => ({ Cookie: `organizr_token_1=${token}` })],
    ['its name in capitals', (token) => ({ Cookie: `${ORGANIZR_COOKIE.toUpperCase()}=${token}` })],
    ['Bearer', (token) => ({ Authorization: `Bearer ${token}` })],
    ['the header', (token) => ({ 'X-Usher-Token': token })],
    [
      'a password',
      (token) => ({ Authorization: `Basic ${Buffer.from(`a:${token}`).toString('base64')}` }),
    ],
  ])('its token under %s lets nobody in', async (_, headers) => {
    expect(await go('/998/', headers(tokenOf({ groupID: 0 })))).toMatchObject({
      status: 401,
      user: '',
      reached: [],
    });
  });

  test("Usher's own cookie comes first, and a bad one does not stand in the way", async () => {
    const both = (ours: string) => ({
      Cookie: `${cookieOf(tokenOf({ groupID: 0 })).Cookie}; ${ours}`,
    });
    expect(await go('/0/', both(session().Cookie))).toMatchObject({ status: 403, groupId: '4' });
    expect(await go('/0/', both('__Secure-usher=scrap'))).toMatchObject({
      status: 200,
      groupId: '0',
    });
  });

  test('it may come twice, as Organizr sets it, and in two lines', async () => {
    const line = `Cookie: ${cookieOf(tokenOf()).Cookie}`;
    const scrap = `Cookie: ${ORGANIZR_COOKIE}=scrap`;
    expect(await visitRaw(gate, '/4/', [scrap, line])).toMatchObject({ status: 200, user: 'zoe' });
    expect(await visitRaw(gate, '/4/', [line, scrap])).toMatchObject({ status: 200, user: 'zoe' });
  });

  test('a page for somebody whose token has ended leads to the sign-in', async () => {
    const headers = { ...AS_PAGE, ...cookieOf(tokenOf({ exp: now() - 3600 })) };
    expect(await visit(gate, '/4/', { headers })).toMatchObject({
      status: 302,
      reason: 'expired',
      reached: [],
    });
  });
});

test.each<[string, Partial<GateConfig>, string]>([
  ['its day has come', { organizr: organizrFor(now()) }, 'expired'],
  ['it is not configured', {}, 'no_token'],
])('nobody gets in by it when %s', async (_, config, reason) => {
  const gate = await start(config);
  try {
    const headers = { ...AS_API, ...cookieOf(tokenOf({ groupID: 0 })) };
    for (const path of ['/998/', '/old/', '/older/']) {
      expect(await visit(gate, path, { headers })).toMatchObject({
        status: 401,
        reason,
        user: '',
        reached: [],
      });
    }
  } finally {
    await gate.stop();
  }
});

test('a secret that both share makes no token good for the other', async () => {
  const secret = Buffer.alloc(32, 1);
  const gate = await start({ organizr: { ...organizrFor(IN_A_DAY), secret: keys[0]!.secret } });
  try {
    const theirs = organizrToken(claimsSince2022(now()), undefined, secret);
    const ours = mint(keys[0]!, goodClaims(now()));
    const statusOf = async (Cookie: string) =>
      (await visit(gate, '/998/', { headers: { ...AS_API, Cookie } })).status;
    expect(await statusOf(`${ORGANIZR_COOKIE}=${theirs}`)).toBe(200);
    expect(await statusOf(`__Secure-usher=${theirs}`)).toBe(401);
    expect(await statusOf(`__Secure-usher=${ours}`)).toBe(200);
    expect(await statusOf(`${ORGANIZR_COOKIE}=${ours}`)).toBe(401);
  } finally {
    await gate.stop();
  }
});
