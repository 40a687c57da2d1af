/** Cookie headers of any kind: which values are candidates, and that the first good one is who asks. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { findCookies } from '../../cookie-candidates.js';
import { denyReasons } from '../../deny-reason.js';
import type { DenyReason } from '../../deny-reason.js';
import { decide } from '../../verdict.js';
import { goodClaims, mint, testKeys, verifierOf } from '../token-maker.js';
import { CONFIGS, NOW, compare } from './compare.js';
import { fuzzing } from './fuzz.js';
import type { Outcome } from './fuzz.js';
import { respelling, scrap } from './mutations.js';

const config = CONFIGS[1]!;
const [key, second] = testKeys(2) as [
  ReturnType<typeof testKeys>[0],
  ReturnType<typeof testKeys>[0],
];
const COOKIE = config.cookieName;
const claims = goodClaims(NOW);

const good = [
  mint(key, claims),
  mint(second, { ...claims, sub: 'plex:2', group_id: 998 }),
  mint(key, { ...claims, sub: 'plex:1', group_id: 0 }),
];
const bad = [
  mint(key, { ...claims, exp: NOW - 3600 }),
  mint(key, { ...claims, iat: NOW + 3600, exp: NOW + 7200 }),
  mint(second, claims, { alg: 'HS256', kid: key.kid }),
  `${good[0]!.slice(0, -43)}${'A'.repeat(43)}`,
  mint(key, { ...claims, group_id: '0' }),
  mint(key, { ...claims, pad: 'p'.repeat(4096) }),
  'scrap',
  'undefined',
  '',
];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...good) },
  { weight: 4, arbitrary: fc.constantFrom(...bad) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...good), respelling)
      .map(([token, change]) => change(token)),
  },
  { weight: 1, arbitrary: fc.constantFrom(...good).map((token) => `"${token}"`) },
  { weight: 1, arbitrary: fc.constantFrom(...good).map((token) => `${token} `) },
  { weight: 1, arbitrary: scrap },
);
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constant(COOKIE) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      `x${COOKIE}`,
      `${COOKIE}x`,
      COOKIE.toLowerCase(),
      COOKIE.toUpperCase(),
      COOKIE.slice(0, -1),
      'usher',
      `${COOKIE} `,
      `a ${COOKIE}`,
      `a,${COOKIE}`,
      `a=${COOKIE}`,
      `=${COOKIE}`,
      `"${COOKIE}"`,
      `\u00a0${COOKIE}`,
      `\ufeff${COOKIE}`,
      `\n${COOKIE}`,
      `\u0000${COOKIE}`,
      '',
      'theme',
    ),
  },
);
const equals = fc.constantFrom('=', '=', '=', '=', '=', '==', ' =', '= ', '', '%3D');
const between = fc.constantFrom(
  '; ',
  '; ',
  '; ',
  ';',
  ';;',
  ' ; ',
  ';\t',
  ', ',
  ',',
  ' ',
  '\n',
  '&',
);

const header = fc
  .tuple(
    fc.constantFrom('', '', ' ', ';', '\t ; '),
    fc.array(fc.tuple(name, equals, value, between), { maxLength: 12, size: 'max' }),
  )
  .map(([start, pairs]) => start + pairs.map((pair) => pair.join('')).join(''));

/** RFC 6265, 5.4 read backwards: what stands between semicolons, its name up to the first equals sign. */
function candidatesOf(text: string): string[] {
  return text
    .split(';')
    .map((pair) => /^[ \t]*([^=]*)=([^]+)$/.exec(pair))
    .filter((match) => match !== null && match[1] === COOKIE)
    .map((match) => match![2]!)
    .slice(0, 8);
}

const order: readonly DenyReason[] = denyReasons();

/** Candidates one after the other, until one is good. */
async function expectedOf(
  candidates: readonly string[],
  threshold: number,
): Promise<{ status: number; reason: Outcome; sub: string | undefined }> {
  let furthest = order.indexOf('no_token');
  for (const candidate of candidates) {
    const verified = await compare(candidate, config);
    if (typeof verified === 'object') {
      const mayPass = verified.group_id <= threshold;
      return mayPass
        ? { status: 204, reason: 'allowed', sub: verified.sub }
        : { status: 403, reason: 'group_above_threshold', sub: verified.sub };
    }
    furthest = Math.max(furthest, order.indexOf(verified));
  }
  return threshold === 999
    ? { status: 204, reason: 'guest', sub: undefined }
    : { status: 401, reason: order[furthest]!, sub: undefined };
}

fuzzing('cookies', 0.1, (property) => {
  property(
    'any cookies',
    1,
    fc.record({ header, threshold: fc.constantFrom(0, 4, 998, 999) }),
    async (one) => {
      const found = findCookies(one.header, COOKIE);
      const candidates = candidatesOf(one.header);
      if (!isDeepStrictEqual(found, candidates)) {
        throw new Error(`found ${JSON.stringify(found)}, not ${JSON.stringify(candidates)}`);
      }
      const {
        status,
        reason,
        claims: whose,
      } = decide(found, verifierOf(config), NOW, one.threshold);
      const verdict = { status, reason, sub: whose?.sub };
      const expected = await expectedOf(candidates, one.threshold);
      if (!isDeepStrictEqual(verdict, expected)) {
        throw new Error(`${JSON.stringify(verdict)}, not ${JSON.stringify(expected)}`);
      }
      return reason;
    },
  );
});
