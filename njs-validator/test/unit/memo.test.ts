/** What the gate remembers of a verified token: for whom, how long, and that no verdict depends on it. */
import { describe, expect, test } from '@jest/globals';
import type { GateConfig } from '../../../shared/gate-config.js';
import { gateConfigFor, goodClaims, mint, testKeys } from '../../../shared/test/token-maker.js';
import { authorize } from '../../authorize.js';
import type { Memo } from '../../gate-request.js';
import { fakeRequest } from './support/fake-request.js';
import { gateFileOf } from './support/gate-file.js';

const NOW = 1_790_000_000;
const [key] = testKeys(1);
const config = gateConfigFor([key!]);
const token = mint(key!, goodClaims(NOW));
const admin = mint(key!, { ...goodClaims(NOW), preferred_username: 'ada', group_id: 0 });

/** A memo that counts what was found in it. */
function memoOf(entries: Record<string, string> = {}) {
  const held = new Map(Object.entries(entries));
  let hits = 0;
  const memo: Memo = {
    get: (name) => {
      const found = held.get(name);
      hits += found === undefined ? 0 : 1;
      return found;
    },
    set: (name, value) => held.set(name, value),
  };
  return { memo, held, hits: () => hits };
}

type Asked = Readonly<{ threshold?: number; now?: number; gate?: GateConfig }>;

/** Status, reason, and who it was. */
function verdict(cookie: string, memo: Memo | undefined, asked: Asked = {}) {
  const uri = `/_usher/${String(asked.threshold ?? 4)}`;
  // What nginx makes of the header: the first of that name in any letter case, up to a semicolon or comma.
  const first = /(?:^|[;,] ?)__secure-usher *= *([^;,]*)/i.exec(cookie)?.[1];
  const variables = { http_cookie: cookie, 'cookie___Secure-usher': first };
  const r = fakeRequest({ uri, variables });
  void authorize(r, gateFileOf(asked.gate ?? config), { usher_memo: memo }, asked.now ?? NOW);
  return [r.answers[0]?.status, r.variables.usher_reason, r.variables.usher_user];
}

const own = (value: string) => `__Secure-usher=${value}`;

describe('a token that was verified', () => {
  test('is remembered, and found by the next request', () => {
    const { memo, held, hits } = memoOf();
    expect(verdict(own(token), memo)).toEqual([204, 'allowed', 'zoe']);
    expect([...held.keys()]).toEqual([token]);
    expect(verdict(own(token), memo)).toEqual([204, 'allowed', 'zoe']);
    expect(hits()).toBe(1);
  });

  test('is held against each threshold', () => {
    const { memo, hits } = memoOf();
    const thresholds = [4, 3, 0, 998, 999];
    expect(thresholds.map((threshold) => verdict(own(token), memo, { threshold }))).toEqual(
      thresholds.map((threshold) => verdict(own(token), undefined, { threshold })),
    );
    expect(hits()).toBe(4);
  });

  test('is remembered behind cookies of the apps, too', () => {
    const { memo, hits } = memoOf();
    verdict(`a=b; ${own(token)}; c=d`, memo);
    expect(verdict(`other=1; ${own(token)}; more`, memo)).toEqual([204, 'allowed', 'zoe']);
    expect(hits()).toBe(1);
  });

  test.each([
    ['at its end', NOW + 3600 + 29, 204],
    ['after it', NOW + 3600 + 30, 401],
    ['on a clock that has no time', NaN, 401],
  ])('is good no longer than it would be anyway: %s', (_when, now, status) => {
    const { memo } = memoOf();
    verdict(own(token), memo);
    expect(verdict(own(token), memo, { now })[0]).toBe(status);
  });

  test('is forgotten with the configuration: a key that was taken away opens nothing', () => {
    const { memo } = memoOf();
    verdict(own(token), memo);
    const [, other] = testKeys(2);
    const gate = { ...gateConfigFor([other!]), generation: 'another' };
    expect(verdict(own(token), memo, { gate })).toEqual([401, 'key_unknown', '']);
  });
});

describe('the verdict is the same with a memo that', () => {
  const cookies = [
    own(token),
    own(`${token},x`),
    own(` ${token}`),
    own(`${token} `),
    own(`"${token}"`),
    `__secure-usher=${token}`,
    `__SECURE-USHER=${token}; ${own(admin)}`,
    `x${own(token)}`,
    `x;${own(token)}`,
    `x, ${own(token)}`,
    `a=${own(token)}; b=c`,
    `${own('scrap')}; ${own(token)}`,
    `${own(token)}; ${own(admin)}`,
    `${own(admin)}, ${own(token)}`,
    `${own(mint(key!, { ...goodClaims(NOW), exp: NOW - 60 }))}; ${own(token)}`,
    own(''),
    '',
    own(mint({ ...key!, secret: Buffer.alloc(32, 9).toString('base64url') }, goodClaims(NOW))),
  ];
  const knowing = () => {
    const known = memoOf();
    [token, admin].forEach((one) => verdict(own(one), known.memo));
    return known.memo;
  };
  const broken: Memo = {
    get: () => undefined,
    set: () => {
      throw new Error('no memory');
    },
  };
  test.each([
    ['is empty', memoOf().memo],
    ['knows everybody', knowing()],
    ['takes nothing', broken],
    ['holds something else', memoOf({ [token]: 'x', [admin]: '\n\n\n\n\n\n\n' }).memo],
    ['has just been made', memoOf({ [token]: '', [admin]: '' }).memo],
  ])('%s', (_what, memo) => {
    expect(cookies.map((cookie) => [cookie, ...verdict(cookie, memo)])).toEqual(
      cookies.map((cookie) => [cookie, ...verdict(cookie, undefined)]),
    );
  });
});

test('nothing is remembered that did not verify, nor by one cookie of several', () => {
  const { memo, held } = memoOf();
  for (const cookie of [
    own(`${token}x`),
    own(mint(key!, { ...goodClaims(NOW), exp: NOW - 60 })),
    `${own('scrap')}; ${own(token)}`,
    '',
  ]) {
    verdict(cookie, memo);
  }
  expect([...held.keys()]).toEqual([]);
});
