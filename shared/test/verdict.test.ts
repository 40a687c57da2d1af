/** What the vectors cannot show: a configuration that is broken, and statuses. In doubt nobody gets in. */
import { describe, expect, test } from '@jest/globals';
import { decodeBase64UrlText } from '../base64url.js';
import { denyReasons, statusOf } from '../deny-reason.js';
import type { SharedKey, SharedKeyGateConfig } from '../gate-config.js';
import { decide } from '../verdict.js';
import { verifyToken } from '../verify-token.js';
import {
  gateConfigFor,
  goodClaims,
  joseHeader,
  mint,
  segment,
  testKeys,
  verifierOf,
} from './token-maker.js';

const NOW = 1_790_000_000;
const keys = testKeys(2);
const [key, second] = keys as [(typeof keys)[0], (typeof keys)[0]];
const config = gateConfigFor(keys);
const good = mint(key, goodClaims(NOW));

describe('the status of a refusal', () => {
  test.each(denyReasons())('%s', (reason) => {
    const special: Partial<Record<string, number>> = {
      group_above_threshold: 403,
      resource_not_allowed: 403,
      threshold_malformed: 500,
      revocations_stale: 500,
      gate_error: 500,
    };
    expect(statusOf(reason)).toBe(special[reason] ?? 401);
  });

  test('no reason is listed twice', () => {
    expect(new Set(denyReasons()).size).toBe(denyReasons().length);
  });
});

describe('a broken configuration lets nobody in', () => {
  const broken = (change: Readonly<Record<string, unknown>>) =>
    ({ ...config, ...change }) as unknown as SharedKeyGateConfig;
  /** A token as it would have to look to fit what is missing. */
  const fitting = (claims: object) => mint(key, { ...goodClaims(NOW), ...claims });

  test.each([
    ['no issuer', broken({ issuer: undefined }), fitting({ iss: undefined }), 'iss_mismatch'],
    ['issuer null', broken({ issuer: null }), fitting({ iss: null }), 'iss_mismatch'],
    ['no audience', broken({ audience: undefined }), fitting({ aud: undefined }), 'aud_mismatch'],
    ['no audience, list', broken({ audience: undefined }), fitting({ aud: [] }), 'aud_mismatch'],
    ['audience null', broken({ audience: null }), fitting({ aud: null }), 'aud_mismatch'],
    ['no skew', broken({ clockSkewSeconds: undefined }), good, 'expired'],
    ['skew not a number', broken({ clockSkewSeconds: 'soon' }), good, 'expired'],
    ['an empty ring', broken({ keys: [], headers: {} }), good, 'key_unknown'],
    [
      'a header that points nowhere',
      broken({ keys: [], headers: { [segment(joseHeader(key))]: 7 } }),
      good,
      'key_unknown',
    ],
    [
      'a header that points to the other key',
      broken({ headers: { [segment(joseHeader(key))]: keys[1] } }),
      good,
      'signature_mismatch',
    ],
  ])('%s: %s', (_what, gateConfig, token, reason) => {
    expect(verifyToken(token, gateConfig, NOW)).toBe(reason);
    expect(decide([token], verifierOf(gateConfig), NOW, 4).status).toBe(401);
  });

  test.each(['', 'c2hvcnQ', Buffer.alloc(31, 1).toString('base64url')])(
    'a key that is too short (%j) throws, which the gate answers with 500',
    (secret) => {
      const weak = { ...key, secret };
      expect(() =>
        decide([mint(weak, goodClaims(NOW))], verifierOf(gateConfigFor([weak])), NOW, 4),
      ).toThrow('too short');
    },
  );

  test('a key that is not there throws', () => {
    const { kid, alg } = key;
    expect(() =>
      decide([good], verifierOf(gateConfigFor([{ kid, alg } as SharedKey])), NOW, 4),
    ).toThrow();
  });

  test('headers need not be listed: they are read then', () => {
    expect(decide([good], verifierOf(broken({ headers: {} })), NOW, 4).reason).toBe('allowed');
  });

  test.each([NaN, undefined as unknown as number])(
    'a clock that says %p lets nobody in',
    (clock) => {
      expect(decide([good], verifierOf(config), clock, 4).reason).toBe('expired');
      expect(verifyToken(fitting({ nbf: NOW }), config, clock)).toBe('expired');
    },
  );

  test('a threshold that is no number lets nobody in', () => {
    expect(decide([good], verifierOf(config), NOW, NaN)).toMatchObject({ status: 403 });
    expect(decide([], verifierOf(config), NOW, NaN)).toEqual({ status: 401, reason: 'no_token' });
  });
});

describe('several candidates', () => {
  const expired = mint(second, { ...goodClaims(NOW), exp: NOW - 3600 });
  const forged = `${good.slice(0, -43)}${'A'.repeat(43)}`;

  test('the verdict is about the first that verifies', () => {
    const other = mint(key, { ...goodClaims(NOW), sub: 'plex:2', group_id: 0 });
    expect(decide([expired, good, other], verifierOf(config), NOW, 4).claims).toMatchObject({
      sub: 'plex:1234567',
    });
  });

  test.each([
    [[forged, expired, 'scrap']],
    [[expired, forged, 'scrap']],
    [['scrap', forged, expired]],
  ])('the reason that came furthest is reported, in any order', (candidates) => {
    expect(decide(candidates, verifierOf(config), NOW, 4)).toEqual({
      status: 401,
      reason: 'expired',
    });
  });

  test('the verdict does not depend on what was judged before', () => {
    const admin = mint(key, { ...goodClaims(NOW), group_id: 0 });
    const expected = [good, expired, forged, admin].map((token) =>
      decide([token], verifierOf(config), NOW, 3),
    );
    for (let turn = 0; turn < 50; turn++) {
      expect(
        [good, expired, forged, admin].map((token) => decide([token], verifierOf(config), NOW, 3)),
      ).toEqual(expected);
    }
    expect(expected.map((verdict) => verdict.status)).toEqual([403, 401, 401, 204]);
  });
});

describe('base64url text', () => {
  test.each([
    ['', undefined],
    ['Zm9v', 'foo'],
    ['Zm8', 'fo'],
    ['Zg', 'f'],
    ['Zh', undefined],
    ['Zg==', undefined],
    ['Z', undefined],
    ['Zm9vZ', undefined],
    ['Zm 9v', undefined],
    ['Zm9v\n', undefined],
    ['-_-_', undefined],
    ['w7_Dvg', 'ÿþ'],
    ['w7/Dvg', undefined],
    ['77-9', '\ufffd'],
    ['_w', undefined],
    ['7aCA', undefined],
    ['77u_e30', '\ufeff{}'],
  ])('%j is %j', (text, decoded) => {
    expect(decodeBase64UrlText(text)).toBe(decoded);
  });
});
