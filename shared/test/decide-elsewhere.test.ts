import { describe, expect, test } from '@jest/globals';
import { findCookies } from '../cookie-candidates.js';
import { decideElsewhere, type SourcedVerdict } from '../decide-elsewhere.js';
import type { DenyReason } from '../deny-reason.js';
import type { GateConfig } from '../gate-config.js';
import { MAX_COOKIE_CANDIDATES } from '../token-profile.js';
import { decide, type Verifier } from '../verdict.js';
import {
  claimsSince2022,
  ORGANIZR_COOKIE,
  organizrFor,
  organizrShapes,
  organizrToken,
} from './organizr-tokens.js';
import { anyGateConfigFor, mintWith, sampleKeyPair } from './public-key-maker.js';
import { gateConfigFor, goodClaims, mint, testKeys } from './token-maker.js';

const NOW = 1_800_000_000;
const keys = testKeys(2);
const CONFIG: GateConfig = {
  ...gateConfigFor(keys),
  sources: { bearer: true, basic: true, header: 'x_usher_token', query: 'token' },
  organizr: organizrFor(NOW + 3600),
};

const token = (claims: object = {}) => mint(keys[0]!, { ...goodClaims(NOW), ...claims });
const expired = token({ exp: NOW - 3600 });
const scrap = 'a.b.c';
const bearer = (text: string) => ({ http_authorization: `Bearer ${text}` });
const basic = (text: string) => ({
  http_authorization: `Basic ${Buffer.from(`:${text}`).toString('base64')}`,
});
const header = (text: string) => ({ http_x_usher_token: text });
const query = (text: string) => ({ request_uri: `/?token=${text}` });
const cookie = (...values: string[]) => ({
  http_cookie: values.map((value) => `__Secure-usher=${value}`).join('; '),
});
const organizr = (text: string) => ({ http_cookie: `${ORGANIZR_COOKIE}=${text}` });
const organizrGood = (claims: object = {}) => organizrToken({ ...claimsSince2022(NOW), ...claims });

/** As the gate asks: cookies first, and nowhere else where they give somebody. */
async function verdictOn(
  variables: Readonly<Record<string, string>>,
  threshold = 4,
  verifier: Verifier = { config: CONFIG, revocationOf: () => undefined },
): Promise<SourcedVerdict> {
  const cookies = findCookies(variables['http_cookie'] ?? '', verifier.config.cookieName);
  const onCookies = await decide(cookies, verifier, NOW, threshold);
  return onCookies.claims
    ? onCookies
    : decideElsewhere(onCookies, verifier, {
        variable: (name) => variables[name],
        cookiesTried: cookies.length,
        nowSeconds: NOW,
        threshold,
      });
}

describe('a good token', () => {
  test.each([
    ['bearer', bearer],
    ['header', header],
    ['basic', basic],
    ['query', query],
  ])('lets in by way of %s', async (source, place) => {
    expect(await verdictOn(place(token()))).toMatchObject({
      status: 204,
      reason: 'allowed',
      source,
      claims: { sub: 'plex:1234567' },
    });
    expect(await verdictOn(place(token()), 3)).toMatchObject({
      status: 403,
      reason: 'group_above_threshold',
      source,
    });
    expect(await verdictOn(place(token()), 999)).toMatchObject({ status: 204, source });
  });

  test('lets in by a cookie first, and then nothing is said of other places', async () => {
    const verdict = await verdictOn({ ...cookie(token()), ...bearer(token({ group_id: 0 })) }, 0);
    expect(verdict).toMatchObject({ status: 403, claims: { group_id: 4 } });
    expect(verdict).not.toHaveProperty('source');
  });

  test('is found behind bad ones in places that come before', async () => {
    const all = { ...cookie(scrap, expired), ...bearer(scrap), ...header(expired) };
    expect(await verdictOn({ ...all, ...query(token()) })).toMatchObject({
      status: 204,
      source: 'query',
    });
    expect(await verdictOn({ ...all, ...header(token()) })).toMatchObject({ source: 'header' });
  });

  test('of two that differ, the first is who asks', async () => {
    const variables = { ...bearer(token({ group_id: 9 })), ...header(token({ group_id: 0 })) };
    expect(await verdictOn(variables, 4)).toMatchObject({
      status: 403,
      source: 'bearer',
      claims: { group_id: 9 },
    });
  });

  test('is not looked at when the cookies have used up all tries', async () => {
    const cookies = Array<string>(MAX_COOKIE_CANDIDATES).fill(scrap);
    expect(await verdictOn({ ...cookie(...cookies), ...bearer(token()) })).toMatchObject({
      status: 401,
    });
    expect(await verdictOn({ ...cookie(...cookies.slice(1)), ...bearer(token()) })).toMatchObject({
      status: 204,
    });
  });
});

describe('a bad token', () => {
  const reasonOf = async (variables: Readonly<Record<string, string>>) => {
    const verdict = await verdictOn(variables);
    expect(verdict).toMatchObject({ status: 401 });
    expect(verdict).not.toHaveProperty('source');
    return verdict.reason;
  };

  test('has a reason', async () => {
    expect(await reasonOf(bearer(expired))).toBe('expired');
    expect(await reasonOf({})).toBe('no_token');
    expect(await reasonOf(bearer('a-key-of-the-app'))).toBe('no_token');
  });

  test.each<[string, Readonly<Record<string, string>>, DenyReason]>([
    ['a cookie before', { ...cookie(expired), ...bearer(scrap) }, 'expired'],
    ['a token after', { ...cookie(scrap), ...bearer(scrap), ...query(expired) }, 'expired'],
    ['a token in between', { ...bearer(scrap), ...header(expired), ...query(scrap) }, 'expired'],
  ])('does not hide the reason of one that came further: %s', async (_, variables, reason) => {
    expect(await reasonOf(variables)).toBe(reason);
  });

  test('is a guest at threshold 999', async () => {
    const variables = { ...cookie(scrap), ...bearer(expired) };
    expect(await verdictOn(variables, 999)).toEqual({ status: 204, reason: 'guest' });
  });
});

describe('what is revoked', () => {
  const revoking = (subject: string, reason: DenyReason): Verifier => ({
    config: CONFIG,
    revocationOf: ({ sub }) => (sub === subject ? reason : undefined),
  });

  test('is revoked wherever it comes from', async () => {
    const mine = revoking('plex:1234567', 'session_ended');
    expect(await verdictOn(bearer(token()), 4, mine)).toMatchObject({
      status: 401,
      reason: 'session_ended',
    });
    expect(
      await verdictOn({ ...bearer(token()), ...header(token({ sub: 'plex:2' })) }, 4, mine),
    ).toMatchObject({ status: 204, claims: { sub: 'plex:2' } });
    expect(
      await verdictOn(organizr(organizrGood()), 4, revoking('organizr:7', 'revoked')),
    ).toMatchObject({ status: 401, reason: 'revoked' });
  });

  test('a list that is too old is a fault of the gate', async () => {
    const stale = revoking('organizr:7', 'revocations_stale');
    expect(await verdictOn(organizr(organizrGood()), 4, stale)).toMatchObject({
      status: 500,
      reason: 'revocations_stale',
    });
  });
});

describe("Organizr's cookie", () => {
  test('lets in, and comes last', async () => {
    expect(await verdictOn(organizr(organizrGood()))).toMatchObject({
      status: 204,
      source: 'organizr',
      claims: { sub: 'organizr:7', group_id: 4 },
    });
    expect(await verdictOn(organizr(organizrGood({ groupID: 5 })))).toMatchObject({
      status: 403,
      source: 'organizr',
    });
    expect(
      await verdictOn({ ...organizr(organizrGood({ groupID: 0 })), ...query(token()) }, 0),
    ).toMatchObject({ status: 403, source: 'query' });
  });

  test('may come twice, the first of them a bad one', async () => {
    const both = {
      http_cookie: `${ORGANIZR_COOKIE}=scrap; ${ORGANIZR_COOKIE}=${organizrGood()}`,
    };
    expect(await verdictOn(both)).toMatchObject({ status: 204, source: 'organizr' });
  });

  test.each(
    organizrShapes(NOW).map(({ period, header: jose, claims }) => ({
      period,
      text: organizrToken(claims, jose),
      passes: 'groupID' in claims,
    })),
  )('$period: passes $passes', async ({ text, passes }) => {
    expect(await verdictOn(organizr(text))).toMatchObject(
      passes ? { status: 204, source: 'organizr' } : { status: 401, reason: 'group_missing' },
    );
    expect(await verdictOn(organizr(text), 998)).toMatchObject({ status: passes ? 204 : 401 });
    // Without a group one is a guest like any other.
    expect(await verdictOn(organizr(text), 999)).toMatchObject(
      passes ? { source: 'organizr' } : { status: 204, reason: 'guest' },
    );
  });

  const name = (cookieName: string, text: string) => ({ http_cookie: `${cookieName}=${text}` });

  test.each([
    ['its token under our name', name('__Secure-usher', organizrGood())],
    ['our token under its name', organizr(token())],
    ['its token under the name of another Organizr', name('organizr_token_1', organizrGood())],
    ['its token under its name in capitals', name(ORGANIZR_COOKIE.toUpperCase(), organizrGood())],
    ['its token as Bearer', bearer(organizrGood())],
    ['its token in the header', header(organizrGood())],
    ['its token as password', basic(organizrGood())],
    ['its token in the query', query(organizrGood())],
    ['one of another secret', organizr(organizrToken(claimsSince2022(NOW), undefined, 'guess'))],
  ])('%s lets nobody in', async (_, variables) => {
    expect(await verdictOn(variables)).toMatchObject({ status: 401 });
    expect(await verdictOn(variables, 999)).toMatchObject({ status: 204, reason: 'guest' });
  });

  test.each([
    ['after its day', { ...CONFIG, organizr: organizrFor(NOW) }, 'expired'],
    ['where none is configured', gateConfigFor(keys), 'no_token'],
  ])('lets nobody in %s', async (_, config, reason) => {
    const verifier = { config, revocationOf: () => undefined };
    expect(await verdictOn(organizr(organizrGood()), 4, verifier)).toMatchObject({
      status: 401,
      reason,
    });
  });

  test('is one of the tries that there are in all', async () => {
    const planted = Array<string>(MAX_COOKIE_CANDIDATES).fill('__Secure-usher=scrap').join('; ');
    expect(
      await verdictOn({ http_cookie: `${planted}; ${ORGANIZR_COOKIE}=${organizrGood()}` }),
    ).toMatchObject({ status: 401 });
  });
});

describe('with a public key', () => {
  const pair = sampleKeyPair('ES256');
  const config: GateConfig = {
    ...CONFIG,
    ...anyGateConfigFor([pair.key]),
    sources: CONFIG.sources,
  };
  const verifier: Verifier = { config, revocationOf: () => undefined };
  const signed = (claims: object = {}) => mintWith(pair, { ...goodClaims(NOW), ...claims });

  test('a token passes from any place, behind bad ones too', async () => {
    expect(await verdictOn(bearer(signed()), 4, verifier)).toMatchObject({
      status: 204,
      source: 'bearer',
    });
    const before = { ...cookie(scrap), ...bearer(signed({ exp: 2, iat: 1 })) };
    expect(await verdictOn(before, 4, verifier)).toMatchObject({ status: 401, reason: 'expired' });
    expect(await verdictOn({ ...before, ...query(signed()) }, 4, verifier)).toMatchObject({
      status: 204,
      source: 'query',
    });
    expect(await verdictOn({ ...before, ...organizr(organizrGood()) }, 4, verifier)).toMatchObject({
      status: 204,
      source: 'organizr',
    });
  });
});
