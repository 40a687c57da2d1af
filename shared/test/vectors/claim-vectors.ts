/** Tokens with a right signature and a right header, of which a claim is tried out. */
import {
  AUDIENCE,
  ISSUER,
  SKEW_SECONDS,
  goodClaims,
  mint,
  withRaw,
  without,
} from '../token-maker.js';
import type { DenyReason } from '../../deny-reason.js';
import type { Making, Row } from './token-vector.js';

const GROUPS = 'jose does not know groups';
const SUBJECT = 'jose asks for a subject, but not of which type and length';
const LIFETIME = 'jose has no upper limit for exp';
const RESOURCES = 'jose does not know of resources';
const ISSUED = 'jose looks at iat only where a maximum age is asked for';

/** JSON texts of the wrong type for any claim that should be a number. */
const NOT_NUMBERS = [
  '"4"',
  '"0"',
  '""',
  '" 4 "',
  '"0x4"',
  'null',
  '[]',
  '[4]',
  '{}',
  'true',
  'false',
];

/** JSON texts of values that are no lists. */
const NOT_LISTS = [
  'null',
  'true',
  'false',
  '0',
  '""',
  '"127.0.0.1/"',
  '{}',
  '{"0":"127.0.0.1/","length":1}',
];

export function claimVectors(making: Making): Row[] {
  return [
    ...groupVectors(making),
    ...expiryVectors(making),
    ...notBeforeVectors(making),
    ...issuedAtVectors(making),
    ...textClaimVectors(making),
    ...audienceVectors(making),
    ...resourceVectors(making),
  ];
}

/** The tests ask for /4/, or the threshold that a vector has, at 127.0.0.1. */
function resourceVectors({ nowSeconds, key }: Making): Row[] {
  const claims = goodClaims(nowSeconds);
  const resources = (json: string, expect: Row['expect'], threshold = 4): Row => ({
    name: `resources ${json.length < 60 ? json : `${json.slice(0, 40)}… (${json.length})`} at threshold ${threshold}`,
    token: mint(key, withRaw(claims, 'resources', json)),
    threshold,
    expect,
    ...(expect === 'allowed' || expect === 'guest' ? {} : { stricter: RESOURCES }),
  });
  const listed = (expect: Row['expect'], ...entries: readonly string[]): Row =>
    resources(JSON.stringify(entries), expect);
  const other = (index: number): string => `app${index}.example.com/`;
  return [
    listed('allowed', '127.0.0.1/'),
    listed('allowed', '127.0.0.1/4/'),
    listed('allowed', '127.0.0.1/4'),
    listed('allowed', 'other.example.com/', '127.0.0.1/5/', '127.0.0.1/4/'),
    listed('allowed', ...Array.from({ length: 15 }, (_, index) => other(index)), '127.0.0.1/4'),
    listed('resource_not_allowed', '127.0.0.1/4/x'),
    listed('resource_not_allowed', '127.0.0.1/40/'),
    listed('resource_not_allowed', '127.0.0.1/x', 'other.example.com/4/'),
    listed('resource_not_allowed', '27.0.0.1/'),
    listed('resource_not_allowed', '127.0.0.1./'),
    listed('resource_not_allowed', '[::1]/'),
    listed('resource_not_allowed', `a/${'x'.repeat(253)}`),
    resources('["127.0.0.1/"]', 'group_above_threshold', 3),
    resources('["other.example.com/"]', 'group_above_threshold', 3),
    resources('["127.0.0.1/"]', 'allowed', 999),
    resources('["other.example.com/"]', 'guest', 999),
    resources('["127.0.0.1"]', 'guest', 999),
    listed('resources_malformed'),
    listed('resources_malformed', ...Array.from({ length: 17 }, () => '127.0.0.1/')),
    listed('resources_malformed', '127.0.0.1/', ''),
    listed('resources_malformed', '127.0.0.1/', '/'),
    listed('resources_malformed', '127.0.0.1'),
    listed('resources_malformed', '127.0.0.1:443/'),
    listed('resources_malformed', '*.example.com/'),
    listed('resources_malformed', 'Example.com/'),
    listed('resources_malformed', 'https://127.0.0.1/'),
    listed('resources_malformed', '127.0.0.1//'),
    listed('resources_malformed', '127.0.0.1/a/../4/'),
    listed('resources_malformed', '127.0.0.1/.'),
    listed('resources_malformed', '127.0.0.1/..'),
    listed('resources_malformed', '127.0.0.1/%34/'),
    listed('resources_malformed', '127.0.0.1/4/?a=b'),
    listed('resources_malformed', '127.0.0.1/4/#a'),
    listed('resources_malformed', '127.0.0.1/4;a/'),
    listed('resources_malformed', '127.0.0.1/4\\'),
    listed('resources_malformed', '127.0.0.1/4/ '),
    listed('resources_malformed', '127.0.0.1/\n'),
    listed('resources_malformed', '127.0.0.1\n/'),
    listed('resources_malformed', '127.0.0.1/é'),
    listed('resources_malformed', `a/${'x'.repeat(254)}`),
    ...NOT_LISTS.map((json) => resources(json, 'resources_malformed')),
    resources('["127.0.0.1/", 4]', 'resources_malformed'),
    resources('["127.0.0.1/", null]', 'resources_malformed'),
    resources('[["127.0.0.1/"]]', 'resources_malformed'),
  ];
}

function groupVectors({ nowSeconds, key }: Making): Row[] {
  const claims = goodClaims(nowSeconds);
  const group = (json: string, threshold: number, expect: Row['expect']): Row => ({
    name: `group_id ${json} at threshold ${threshold}`,
    token: mint(key, withRaw(claims, 'group_id', json)),
    threshold,
    expect,
    ...(expect === 'allowed' || expect === 'guest' ? {} : { stricter: GROUPS }),
  });
  return [
    group('0', 4, 'allowed'),
    group('3', 4, 'allowed'),
    group('4', 4, 'allowed'),
    group('5', 4, 'group_above_threshold'),
    group('998', 4, 'group_above_threshold'),
    group('999', 4, 'group_above_threshold'),
    group('0', 0, 'allowed'),
    group('1', 0, 'group_above_threshold'),
    group('998', 998, 'allowed'),
    group('999', 998, 'group_above_threshold'),
    group('999', 999, 'allowed'),
    group('4e0', 4, 'allowed'),
    group('4.0', 4, 'allowed'),
    group('-1', 4, 'group_out_of_range'),
    group('1000', 4, 'group_out_of_range'),
    group('1000', 998, 'group_out_of_range'),
    group('-999', 0, 'group_out_of_range'),
    group('1e21', 4, 'group_out_of_range'),
    group('9007199254740993', 4, 'group_out_of_range'),
    group('-0', 4, 'group_negative_zero'),
    group('-0.0', 0, 'group_negative_zero'),
    group('-1e-400', 0, 'group_negative_zero'),
    group('0.5', 4, 'group_not_integer'),
    group('4.5', 998, 'group_not_integer'),
    group('3.9999999999999996', 4, 'group_not_integer'),
    group('1e400', 4, 'group_not_integer'),
    group('-1e400', 4, 'group_not_integer'),
    ...NOT_NUMBERS.map((json) => group(json, 4, 'group_not_number')),
    group('"4"', 999, 'guest'),
    group('1000', 999, 'guest'),
    {
      name: 'group_id left out',
      token: mint(key, without(claims, 'group_id')),
      expect: 'group_missing',
      stricter: GROUPS,
    },
    {
      name: 'group_id spelt groupId',
      token: mint(key, { ...without(claims, 'group_id'), groupId: 0 }),
      expect: 'group_missing',
      stricter: GROUPS,
    },
    {
      name: 'group_id only inside __proto__',
      token: mint(
        key,
        withRaw(without(claims, 'group_id'), '__proto', '0').replace(
          '"__proto":0',
          '"__proto__":{"group_id":0}',
        ),
      ),
      expect: 'group_missing',
      stricter: GROUPS,
    },
    {
      name: '__proto__ beside a group that is too high',
      token: mint(
        key,
        `{"__proto__":{"group_id":0},${JSON.stringify({ ...claims, group_id: 5 }).slice(1)}`,
      ),
      expect: 'group_above_threshold',
      stricter: GROUPS,
    },
    {
      name: 'group_id twice, the last one too high',
      token: mint(key, `{"group_id":0,${JSON.stringify({ ...claims, group_id: 5 }).slice(1)}`),
      expect: 'group_above_threshold',
      stricter: GROUPS,
    },
    {
      name: 'group_id twice, the last one low enough',
      token: mint(key, `{"group_id":5,${JSON.stringify(claims).slice(1)}`),
      expect: 'allowed',
    },
    {
      name: 'group_id with an escaped name',
      token: mint(key, JSON.stringify(claims).replace('group_id', 'group\\u005fid')),
      expect: 'allowed',
    },
  ];
}

/** Rows for one claim, each `[JSON text, expected, why jose is laxer]`; undefined leaves the claim out. */
type Case = readonly [json: string, expect: Row['expect'], stricter?: string, exactClock?: 'exact'];

function claimCases({ nowSeconds, key }: Making, claim: string, cases: readonly Case[]): Row[] {
  return cases.map(([json, expect, stricter, exactClock]) => ({
    // The clock is no part of the name: names stay the same from run to run.
    name: `${claim} ${relative(json, nowSeconds)}`,
    token: mint(key, withRaw(goodClaims(nowSeconds), claim, json)),
    expect,
    ...(stricter === undefined || stricter === '' ? {} : { stricter }),
    ...(exactClock === undefined ? {} : { exactClock: true }),
  }));
}

/** Times as seen from now. */
function relative(json: string, nowSeconds: number): string {
  return json.substring(0, 40).replace(/\d{10,13}(\.\d+)?/, (time) => {
    const unit = Number(time) > 1e12 ? 1000 : 1;
    const away = Number(time) / unit - nowSeconds;
    return `now${away < 0 ? '' : '+'}${away}${unit === 1 ? '' : ' in ms'}`;
  });
}

function notNumbers(nowSeconds: number, reason: DenyReason): Case[] {
  return [...NOT_NUMBERS, `"${nowSeconds + 3600}"`, `[${nowSeconds + 3600}]`].map((json) => [
    json,
    reason,
  ]);
}

function expiryVectors(making: Making): Row[] {
  const { nowSeconds: now, key } = making;
  const edge = now - SKEW_SECONDS;
  const longest = now - 60 + 400 * 86400;
  return [
    ...claimCases(making, 'exp', [
      ...notNumbers(now, 'exp_not_number'),
      ['1e400', 'exp_not_number', LIFETIME],
      ['-1e400', 'exp_not_number'],
      ['0', 'expired'],
      ['-0', 'expired'],
      ['-1', 'expired'],
      [`-${now + 3600}`, 'expired'],
      [String(edge - 1), 'expired'],
      [String(edge), 'expired'],
      [String(edge + 0.5), 'allowed', '', 'exact'],
      [String(edge + 1), 'allowed', '', 'exact'],
      [String(now + 3600.5), 'allowed'],
      [String(longest), 'allowed'],
      [String(longest + 1), 'lifetime_too_long', LIFETIME],
      [String((now + 3600) * 1000), 'lifetime_too_long', LIFETIME],
      ['1e308', 'lifetime_too_long', LIFETIME],
    ]),
    {
      name: 'exp left out',
      token: mint(key, without(goodClaims(now), 'exp')),
      expect: 'exp_not_number',
    },
    {
      name: 'expired at threshold 999',
      token: mint(key, { ...goodClaims(now), exp: now - 3600 }),
      threshold: 999,
      expect: 'guest',
    },
  ];
}

function notBeforeVectors(making: Making): Row[] {
  const { nowSeconds: now } = making;
  const edge = now + SKEW_SECONDS;
  return claimCases(making, 'nbf', [
    ...notNumbers(now, 'nbf_not_number'),
    ['-1e400', 'nbf_not_number', 'jose takes minus infinity for a date'],
    ['1e400', 'nbf_not_number'],
    ['0', 'allowed'],
    ['-1', 'allowed'],
    [String(now), 'allowed'],
    [String(now + 0.5), 'allowed'],
    [String(edge), 'allowed'],
    [String(edge + 0.5), 'not_yet_valid', '', 'exact'],
    [String(edge + 1), 'not_yet_valid', '', 'exact'],
    [String(now + 3600), 'not_yet_valid'],
    [String(now * 1000), 'not_yet_valid'],
  ]);
}

function issuedAtVectors(making: Making): Row[] {
  const { nowSeconds: now, key } = making;
  const edge = now + SKEW_SECONDS;
  return [
    ...claimCases(making, 'iat', [
      ...notNumbers(now, 'iat_not_number'),
      ['1e400', 'iat_not_number', ISSUED],
      ['-1e400', 'iat_not_number', ISSUED],
      [String(now), 'allowed'],
      [String(now - 0.25), 'allowed'],
      [String(edge), 'allowed'],
      [String(edge + 0.5), 'issued_in_future', ISSUED, 'exact'],
      [String(edge + 1), 'issued_in_future', ISSUED, 'exact'],
      [String(now + 3600), 'issued_in_future', ISSUED],
      [String(now * 1000), 'issued_in_future', ISSUED],
      ['0', 'lifetime_too_long', LIFETIME],
      ['-1e308', 'lifetime_too_long', LIFETIME],
    ]),
    {
      name: 'iat left out',
      token: mint(key, without(goodClaims(now), 'iat')),
      expect: 'iat_not_number',
    },
  ];
}

function textClaimVectors(making: Making): Row[] {
  const { nowSeconds: now, key } = making;
  return [
    ...claimCases(making, 'iss', [
      [JSON.stringify(`${ISSUER}/`), 'iss_mismatch'],
      [JSON.stringify(ISSUER.toUpperCase()), 'iss_mismatch'],
      [JSON.stringify(`${ISSUER}\u0000`), 'iss_mismatch'],
      [JSON.stringify([ISSUER]), 'iss_mismatch'],
      ['""', 'iss_mismatch'],
      ['null', 'iss_mismatch'],
      ['true', 'iss_mismatch'],
      ['0', 'iss_mismatch'],
      ['"Organizr"', 'iss_mismatch'],
    ]),
    {
      name: 'iss left out',
      token: mint(key, without(goodClaims(now), 'iss')),
      expect: 'iss_mismatch',
    },
    ...claimCases(making, 'sub', [
      ['"guest:8f14e45f"', 'allowed'],
      [`"${'s'.repeat(255)}"`, 'allowed'],
      [`"${'t'.repeat(256)}"`, 'sub_malformed', SUBJECT],
      ['""', 'sub_malformed', SUBJECT],
      ['1234567', 'sub_malformed', SUBJECT],
      ['null', 'sub_malformed', SUBJECT],
      ['["plex:1234567"]', 'sub_malformed', SUBJECT],
      ['{}', 'sub_malformed', SUBJECT],
    ]),
    {
      name: 'sub left out',
      token: mint(key, without(goodClaims(now), 'sub')),
      expect: 'sub_malformed',
    },
    ...claimCases(making, 'name', [
      ['null', 'allowed'],
      ['42', 'allowed'],
      ['["a"]', 'allowed'],
      ['"\\r\\nRemote-User: admin"', 'allowed'],
      ['"\\ud83d"', 'allowed'],
      // njs 0.7 is at odds with texts that are not ASCII and a multiple of 32 characters long.
      [`"${'é'.repeat(32)}"`, 'allowed'],
      [`"${'😀'.repeat(32)}"`, 'allowed'],
    ]),
  ];
}

function audienceVectors(making: Making): Row[] {
  const { nowSeconds: now, key } = making;
  return [
    ...claimCases(making, 'aud', [
      [JSON.stringify([AUDIENCE]), 'allowed'],
      [JSON.stringify(['other.example', AUDIENCE]), 'allowed'],
      [JSON.stringify([AUDIENCE, AUDIENCE]), 'allowed'],
      [
        JSON.stringify([AUDIENCE, 7]),
        'aud_mismatch',
        'jose does not look at the other members of the list',
      ],
      [
        JSON.stringify([null, AUDIENCE]),
        'aud_mismatch',
        'jose does not look at the other members of the list',
      ],
      [JSON.stringify([[AUDIENCE]]), 'aud_mismatch'],
      ['[]', 'aud_mismatch'],
      ['""', 'aud_mismatch'],
      ['"other.example"', 'aud_mismatch'],
      ['"example.com.evil.example"', 'aud_mismatch'],
      ['"notexample.com"', 'aud_mismatch'],
      ['"Example.com"', 'aud_mismatch'],
      ['null', 'aud_mismatch'],
      ['7', 'aud_mismatch'],
      [JSON.stringify({ 0: AUDIENCE, length: 1 }), 'aud_mismatch'],
    ]),
    {
      name: 'aud left out',
      token: mint(key, without(goodClaims(now), 'aud')),
      expect: 'aud_mismatch',
    },
  ];
}
