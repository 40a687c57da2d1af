import { SignJWT } from 'jose';
import { describe, expect, test } from '@jest/globals';
import { verifierOf } from '../../../../shared/test/token-maker.js';
import { decide } from '../../../../shared/verdict.js';
import { gateConfigOf } from '../../../keys/gate-config.js';
import { generateKey } from '../../../keys/generate-key.js';
import { joseHeaderOf, keyRingOf, type SharedSigningKey } from '../../../keys/key-ring.js';
import { GOOD_YAML, goodConfig } from '../config/sample-config.js';

const NOW = 1_700_000_000;
const ring = keyRingOf([generateKey(NOW), generateKey(NOW)]);
const { config } = goodConfig(GOOD_YAML);

const mint = (key: SharedSigningKey, audience: string, issuer: string) =>
  new SignJWT({ group_id: 4 })
    .setProtectedHeader(joseHeaderOf(key))
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('plex:1')
    .setIssuedAt(NOW)
    .setExpirationTime(NOW + 60)
    .sign(key.secret);

describe('what a verifier is told', () => {
  test('is taken from configuration and ring', () => {
    expect(gateConfigOf(config, ring)).toMatchObject({
      issuer: 'https://auth.example.com',
      audience: 'example.com',
      signInUrl: 'https://auth.example.com/login',
      cookieName: '__Secure-usher',
      clockSkewSeconds: 30,
      keys: ring.keys.map(({ kid, secret }) => ({
        kid,
        alg: 'HS256',
        secret: Buffer.from(secret).toString('base64url'),
      })),
    });
  });

  test.each([
    ['http://localhost:8080/auth', 'localhost', 'usher'],
    ['https://example.com:8443/auth', 'example.com', '__Secure-usher'],
    ['http://[::1]:8080', '[::1]', 'usher'],
  ])('without cookie.domain, %s: audience %s, cookie %s', (url, audience, cookieName) => {
    const hostOnly = { ...config, issuer: { ...config.issuer, url }, cookie: {} };
    expect(gateConfigOf(hostOnly, ring)).toMatchObject({
      audience,
      cookieName,
      signInUrl: `${url}/login`,
    });
  });

  test.each([0, 1])('lets a token pass that jose signs with key %d', async (index) => {
    const gateConfig = gateConfigOf(config, ring);
    const key = ring.keys[index]!;
    const token = await mint(key, gateConfig.audience, gateConfig.issuer);
    expect(gateConfig.headers[token.split('.')[0]!]?.kid).toBe(key.kid);
    expect(decide([token], verifierOf(gateConfig), NOW, 4)).toMatchObject({
      status: 204,
      reason: 'allowed',
    });
    expect(decide([token], verifierOf(gateConfig), NOW, 3)).toMatchObject({ status: 403 });
  });

  test('refuses a token of a key that is not in the ring, under any kid', async () => {
    const gateConfig = gateConfigOf(config, ring);
    const stranger = { ...generateKey(NOW), kid: ring.signing.kid };
    const token = await mint(stranger, gateConfig.audience, gateConfig.issuer);
    expect(decide([token], verifierOf(gateConfig), NOW, 4)).toMatchObject({
      status: 401,
      reason: 'signature_mismatch',
    });
  });
});
