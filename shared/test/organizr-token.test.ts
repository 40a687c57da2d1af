import { describe, expect, test } from '@jest/globals';
import { verifyOrganizrToken } from '../organizr-token.js';
import { MAX_TOKEN_CHARS } from '../token-profile.js';
import {
  claimsSince2022,
  ORGANIZR_SECRET,
  organizrFor,
  organizrShapes,
  organizrToken,
} from './organizr-tokens.js';
import { goodClaims, mint, testKeys, without, withRaw } from './token-maker.js';

const NOW = 1_800_000_000;
const UNTIL = NOW + 30 * 24 * 60 * 60;
const SKEW = 30;
const GOOD = claimsSince2022(NOW);

const verify = (token: string, now = NOW, organizr = organizrFor(UNTIL)) =>
  verifyOrganizrToken(token, organizr, SKEW, now);
const verifyClaims = (claims: object | string) => verify(organizrToken(claims));

describe("a token of Organizr's", () => {
  const usable = organizrShapes(NOW).filter(({ claims }) => 'groupID' in claims);
  const groupless = organizrShapes(NOW).filter(({ claims }) => !('groupID' in claims));

  test.each(usable)('$period: says who it is', ({ header, claims }) => {
    expect(verify(organizrToken(claims, header))).toMatchObject({
      sub: 'organizr:7',
      name: 'zoe',
      preferred_username: 'zoe',
      group: 'User',
      group_id: 4,
    });
  });

  test.each(groupless)(
    '$period: says nothing about a group, and is nobody',
    ({ header, claims }) => {
      expect(verify(organizrToken(claims, header))).toBe('group_missing');
    },
  );

  test('says e-mail address and picture, and when it was made', () => {
    expect(verifyClaims(GOOD)).toMatchObject({
      email: 'zoe@example.com',
      picture: GOOD.image,
      iat: GOOD.iat,
      exp: GOOD.exp,
      iss: 'Organizr',
    });
  });

  test.each([0, 1, 4, 17, 998, 999])('of group %d is one of group %d', (groupID) => {
    expect(verifyClaims({ ...GOOD, groupID })).toMatchObject({ group_id: groupID });
  });

  test('claims of ours in it mean nothing', () => {
    const claims = { ...GOOD, sub: 'plex:1', group_id: 0, sid: 'x', preferred_username: 'admin' };
    expect(verifyClaims(claims)).toMatchObject({
      sub: 'organizr:7',
      group_id: 4,
      preferred_username: 'zoe',
    });
    expect(verifyClaims(claims)).not.toHaveProperty('sid');
    expect(verifyClaims(without({ ...claims }, 'groupID'))).toBe('group_missing');
  });
});

describe('its times', () => {
  test('of this very moment are not in the future', () => {
    expect(verifyClaims({ ...GOOD, iat: NOW + 0.99, nbf: NOW + 0.99 })).toMatchObject({
      group_id: 4,
    });
  });

  test.each([
    ['a fraction before its end', GOOD.exp + SKEW - 0.01, 'object'],
    ['at its end', GOOD.exp + SKEW, 'expired'],
    ['a day later', GOOD.exp + 86_400, 'expired'],
    ['before it was made', GOOD.iat - SKEW - 0.01, 'not_yet_valid'],
  ])('are obeyed: %s', (_, now, outcome) => {
    const verified = verify(organizrToken(GOOD), now);
    expect(typeof verified === 'object' ? 'object' : verified).toBe(outcome);
  });

  test.each([
    ['no end (Organizr takes that for never)', without(GOOD, 'exp'), 'exp_not_number'],
    ['an end that is a text', { ...GOOD, exp: String(GOOD.exp) }, 'exp_not_number'],
    ['no beginning', without(GOOD, 'iat'), 'iat_not_number'],
    ['a beginning that is no number', { ...GOOD, nbf: null }, 'nbf_not_number'],
    ['made in the future', { ...GOOD, nbf: NOW, iat: NOW + 60 }, 'issued_in_future'],
    ['more than 400 days', { ...GOOD, exp: NOW + 401 * 86_400 }, 'lifetime_too_long'],
    ['milliseconds', { ...GOOD, exp: GOOD.exp * 1000 }, 'lifetime_too_long'],
    ['an end at infinity', withRaw(GOOD, 'exp', '1e400'), 'exp_not_number'],
  ])('%s: refused', (_, claims, reason) => {
    expect(verifyClaims(claims)).toBe(reason);
  });

  test('the operator’s own end is obeyed', () => {
    const token = organizrToken(GOOD);
    expect(verify(token, NOW, organizrFor(NOW + 0.5))).toMatchObject({ group_id: 4 });
    expect(verify(token, NOW, organizrFor(NOW))).toBe('expired');
    expect(verify(token, NOW, organizrFor(NOW - 1))).toBe('expired');
    expect(verify(token, NOW, organizrFor(NaN))).toBe('expired');
  });
});

describe('a forged one is refused', () => {
  const [header = '', payload = ''] = organizrToken(GOOD).split('.');
  const unsigned = (alg: string) =>
    `${Buffer.from(JSON.stringify({ typ: 'JWT', alg })).toString('base64url')}.${payload}`;

  test.each([
    ['alg none without a signature', `${unsigned('none')}.`, 'signature_malformed'],
    [
      'alg none with the old signature',
      unsigned('none') + organizrToken(GOOD).slice(-44),
      'signature_mismatch',
    ],
    ['alg none, signed', organizrToken(GOOD, { typ: 'JWT', alg: 'none' }), 'alg_mismatch'],
    ['alg HS512 in name', organizrToken(GOOD, { typ: 'JWT', alg: 'HS512' }), 'alg_mismatch'],
    ['alg RS256 in name', organizrToken(GOOD, { typ: 'JWT', alg: 'RS256' }), 'alg_mismatch'],
    ['alg in small letters', organizrToken(GOOD, { typ: 'JWT', alg: 'hs256' }), 'alg_mismatch'],
    ['no alg', organizrToken(GOOD, { typ: 'JWT' }), 'alg_mismatch'],
    ['another kid', organizrToken(GOOD, { typ: 'JWT', alg: 'HS256', kid: 'x' }), 'kid_mismatch'],
    ['another typ', organizrToken(GOOD, { typ: 'at+jwt', alg: 'HS256' }), 'typ_mismatch'],
    ['crit', organizrToken(GOOD, { typ: 'JWT', alg: 'HS256', crit: ['x'] }), 'header_forbidden'],
    ['a header that is no JSON', organizrToken(GOOD, '{'), 'header_not_json'],
    ['a header that is a list', organizrToken(GOOD, '[]'), 'header_not_json'],
    ['no header', organizrToken(GOOD, ''), 'header_encoding'],
    ['another secret', organizrToken(GOOD, undefined, 'Tür-zu 4ever'), 'signature_mismatch'],
    ['no secret', organizrToken(GOOD, undefined, ''), 'signature_mismatch'],
    [
      'a longer secret',
      organizrToken(GOOD, undefined, `${ORGANIZR_SECRET}x`),
      'signature_mismatch',
    ],
    ['two segments', `${header}.${payload}`, 'not_three_segments'],
    ['four segments', `${organizrToken(GOOD)}.x`, 'not_three_segments'],
    ['nothing', '', 'not_three_segments'],
    ['padding', `${organizrToken(GOOD)}=`, 'signature_malformed'],
    ['more than a token may have', 'a'.repeat(MAX_TOKEN_CHARS + 1), 'token_too_large'],
    ['a payload that is no JSON', organizrToken('{'), 'payload_not_json'],
    ['a payload that is null', organizrToken('null'), 'payload_not_json'],
    ['a payload that is a list', organizrToken('[]'), 'payload_not_json'],
    ['a payload that is a number', organizrToken('4'), 'payload_not_json'],
    ['an empty payload', organizrToken(''), 'payload_encoding'],
    ['a token of ours', mint(testKeys(1)[0]!, goodClaims(NOW)), 'signature_mismatch'],
  ])('%s', (_, token, reason) => {
    expect(verify(token)).toBe(reason);
  });

  test('a token of ours that was signed with its secret', () => {
    expect(verifyClaims(goodClaims(NOW))).toBe('iss_mismatch');
  });

  test.each([
    ['another iss', { ...GOOD, iss: 'organizr' }, 'iss_mismatch'],
    ['no iss', without(GOOD, 'iss'), 'iss_mismatch'],
    ['another aud', { ...GOOD, aud: 'https://auth.example.com' }, 'aud_mismatch'],
    ['no aud', without(GOOD, 'aud'), 'aud_mismatch'],
    ['no group', without(GOOD, 'groupID'), 'group_missing'],
    ['a group of null', { ...GOOD, groupID: null }, 'group_not_number'],
    ['a group as a text', { ...GOOD, groupID: '0' }, 'group_not_number'],
    ['a group as a list', { ...GOOD, groupID: [0] }, 'group_not_number'],
    ['a group of true', { ...GOOD, groupID: true }, 'group_not_number'],
    ['a negative group', { ...GOOD, groupID: -1 }, 'group_out_of_range'],
    ['a group of 1000', { ...GOOD, groupID: 1000 }, 'group_out_of_range'],
    ['a group with a fraction', { ...GOOD, groupID: 0.5 }, 'group_not_integer'],
    ['a group of -0', withRaw(GOOD, 'groupID', '-0'), 'group_negative_zero'],
    ['a group in another spelling', { ...without(GOOD, 'groupID'), groupId: 0 }, 'group_missing'],
    ['no account', without(GOOD, 'userID'), 'sub_malformed'],
    ['an account as a text', { ...GOOD, userID: '7' }, 'sub_malformed'],
    ['account 0', { ...GOOD, userID: 0 }, 'sub_malformed'],
    ['a negative account', { ...GOOD, userID: -7 }, 'sub_malformed'],
    ['an account with a fraction', { ...GOOD, userID: 7.5 }, 'sub_malformed'],
    ['an account that is no end', withRaw(GOOD, 'userID', '1e400'), 'sub_malformed'],
    [
      'a prototype with a group',
      withRaw(without(GOOD, 'groupID'), '__proto__', '{"groupID":0}'),
      'group_missing',
    ],
  ])('%s, with the right signature', (_, claims, reason) => {
    expect(verifyClaims(claims)).toBe(reason);
  });

  test('every single changed character', () => {
    const token = organizrToken(GOOD);
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(typeof verify(token.slice(0, at) + other + token.slice(at + 1))).toBe('string');
    }
  });
});

describe('its secret', () => {
  test.each([
    ['3 characters', 'abc'],
    ['30 characters', 'a-secret-of-thirty-characters!'],
    ['31 bytes', 'x'.repeat(31)],
    ['32 bytes', 'x'.repeat(32)],
    ['64 bytes', 'x'.repeat(64)],
    ['more than a block of SHA-256', 'x'.repeat(100)],
  ])('may have %s', (_, secret) => {
    const token = organizrToken(GOOD, undefined, secret);
    expect(verify(token, NOW, organizrFor(UNTIL, secret))).toMatchObject({ group_id: 4 });
    expect(verify(token, NOW, organizrFor(UNTIL, `${secret}x`))).toBe('signature_mismatch');
  });
});
