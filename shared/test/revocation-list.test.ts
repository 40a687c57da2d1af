/** What the gate makes of a signed list of revocations. */
import { describe, expect, test } from '@jest/globals';
import {
  readRevocations,
  REVOCATION_LIST_TYPE,
  verifyRevocationList,
  type ListNews,
} from '../revocation-list.js';
import { revocationFileName } from '../revocation.js';
import { MAX_REVOCATION_LIST_CHARS } from '../token-profile.js';
import { mintWith, sampleKeyPair } from './public-key-maker.js';
import { ISSUER, mint, segment, testKeys } from './token-maker.js';

const NOW = 1_790_000_000;
const [key, other] = testKeys(2) as [
  ReturnType<typeof testKeys>[0],
  ReturnType<typeof testKeys>[0],
];
const pair = sampleKeyPair('ES256');
const SUBJECTS = { 'plex:1': { nbf: NOW - 5, sids: [] }, 'plex:2': { nbf: 0, sids: ['a', 'b'] } };
const LIST = { iss: ISSUER, iat: NOW, epoch: 7, subjects: SUBJECTS };
const header = (kid: string, alg = 'HS256', typ = REVOCATION_LIST_TYPE) => ({ alg, typ, kid });
const signed = (payload: object | string = LIST, head: object = header(key.kid)) =>
  mint(key, payload, head);
const verify = (text: string, changes: object = {}) =>
  verifyRevocationList(text, {
    keys: [key, pair.key],
    issuer: ISSUER,
    heldIat: 0,
    nowSeconds: NOW,
    ...changes,
  });

describe('a list', () => {
  test.each([
    ['HS256', signed()],
    ['ES256', mintWith(pair, LIST, header(pair.key.kid, 'ES256'))],
  ])('of the issuer is taken, whatever key signed it: %s', async (_alg, text) => {
    const news = (await verify(text)) as ListNews;
    expect(news).toEqual({
      iat: NOW,
      rest: JSON.stringify({ epoch: 7, subjects: SUBJECTS }),
      fingerprint: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(readRevocations(news.rest)).toEqual({
      epoch: 7,
      entries: [
        [revocationFileName('plex:1'), { notBefore: NOW - 5, endedSessions: [] }],
        [revocationFileName('plex:2'), { notBefore: 0, endedSessions: ['a', 'b'] }],
      ],
    });
  });

  test('that says the same at another time has the same fingerprint, and else another', async () => {
    const printOf = async (changes: object) =>
      ((await verify(signed({ ...LIST, ...changes }))) as ListNews).fingerprint;
    const first = await printOf({});
    expect(await printOf({ iat: NOW - 3 })).toBe(first);
    expect(await printOf({ epoch: 8 })).not.toBe(first);
  });

  test.each([
    ['of the same second as the last one', NOW, {}],
    ['a little ahead', NOW + 30, {}],
    ['after a clock has been put right', NOW - 5, { heldIat: NOW + 31 }],
  ])('%s is taken', async (_what, iat, changes) => {
    const news = await verify(signed({ ...LIST, iat }), { heldIat: NOW, ...changes });
    expect(news).toHaveProperty('iat', iat);
  });

  const good = signed();
  const [head, payload, signature] = good.split('.') as [string, string, string];
  const es256 = mintWith(pair, LIST, header(pair.key.kid, 'ES256'));
  test.each<[string, string, RegExp]>([
    ['too large', 'x'.repeat(MAX_REVOCATION_LIST_CHARS + 1), /too large/],
    ['a page', '<!doctype html>', /no signed list/],
    ['empty', '', /no signed list/],
    ['of two segments', `${head}.${payload}`, /no signed list/],
    ['of four segments', `${good}.x`, /no signed list/],
    ['a session', mint(key, LIST), /no key/],
    ['of another type', signed(LIST, header(key.kid, 'HS256', 'JWT')), /no key/],
    ['of a key that nobody knows', mint(other, LIST, header(other.kid)), /no key/],
    ['of an alg that is not the key’s', signed(LIST, header(key.kid, 'none')), /no key/],
    ['with a header of more members', signed(LIST, { ...header(key.kid), jku: 'x' }), /no key/],
    ['with a header that is none', `%.${payload}.${signature}`, /no key/],
    ['forged', mint({ ...other, kid: key.kid }, LIST, header(key.kid)), /signature/],
    ['unsigned', `${head}.${payload}.`, /signature/],
    ['changed', `${head}.${segment({ ...LIST, epoch: 0 })}.${signature}`, /signature/],
    ['of a key pair, cut', es256.slice(0, -1), /signature/],
    ['of a key pair, forged', `${es256.slice(0, -6)}AAAAAA`, /signature/],
    ['of no JSON', signed('x'), /malformed/],
    ['of bytes', mint(key, Uint8Array.of(255), header(key.kid)), /malformed/],
    ['of null', signed('null'), /malformed/],
    ['without a time', signed({ iss: ISSUER, epoch: 0, subjects: {} }), /malformed/],
    ['of the year 1970', signed({ ...LIST, iat: 0 }), /malformed/],
    [
      'of members in another order',
      signed({ epoch: 0, subjects: {}, iss: ISSUER, iat: NOW }),
      /malformed/,
    ],
    ['of another issuer', signed({ ...LIST, iss: 'https://elsewhere.example' }), /issuer/],
    ['of the future', signed({ ...LIST, iat: NOW + 31 }), /future/],
    ['older than the last', signed({ ...LIST, iat: NOW - 101 }), /older/],
  ])('that is %s is refused', async (_what, text, problem) => {
    const heldIat = NOW - 100;
    expect(await verify(text, { heldIat })).toEqual({ problem: expect.stringMatching(problem) });
  });

  test('a text in the issuer’s name cannot pass for the end of the head', async () => {
    const iss = `x","iat":1,"epoch":`;
    expect(await verify(signed({ ...LIST, iss }), { issuer: iss })).toHaveProperty('iat', NOW);
  });
});

describe('what a list says is refused where', () => {
  const entry = { nbf: 1, sids: [] };
  test.each<[string, unknown]>([
    ['it is no JSON', '{'],
    ['it is null', null],
    ['the epoch is a text', { epoch: '0', subjects: {} }],
    ['the epoch is before 1970', { epoch: -1, subjects: {} }],
    ['the epoch is endless', '{"epoch":1e999,"subjects":{}}'],
    ['there are no subjects', { epoch: 0 }],
    ['subjects are a list', { epoch: 0, subjects: [] }],
    ['a subject is null', { epoch: 0, subjects: { a: null } }],
    ['a subject is too long', { epoch: 0, subjects: { ['a'.repeat(256)]: entry } }],
    ['a subject has no time', { epoch: 0, subjects: { a: { sids: [] } } }],
    ['a subject has no sessions', { epoch: 0, subjects: { a: { nbf: 1 } } }],
    ['a session is a number', { epoch: 0, subjects: { a: { nbf: 1, sids: [1] } } }],
    ['a session has two lines', { epoch: 0, subjects: { a: { nbf: 1, sids: ['a\nb'] } } }],
    [
      'sessions are beyond all bounds',
      { epoch: 0, subjects: { a: { nbf: 1, sids: ['x'.repeat(65_537)] } } },
    ],
    [
      'subjects are',
      {
        epoch: 0,
        subjects: Object.fromEntries(Array.from({ length: 20_001 }, (_, at) => [at, entry])),
      },
    ],
  ])('%s', (_what, list) => {
    expect(readRevocations(typeof list === 'string' ? list : JSON.stringify(list))).toBeUndefined();
  });

  test('and a name that every table inherits is a name like others', () => {
    expect(readRevocations('{"epoch":0,"subjects":{"__proto__":{"nbf":5,"sids":[]}}}')).toEqual({
      epoch: 0,
      entries: [[revocationFileName('__proto__'), { notBefore: 5, endedSessions: [] }]],
    });
  });
});
