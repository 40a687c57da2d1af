/**
 * The files as the built command writes them, in an nginx.conf by hand, and tokens that something else has made with plain
 * jose from the same keys.json: the contract between the parts is on paper, not in shared code.
 */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT, importJWK, type JWK, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { headerOf } from './support/app.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { makeInstallation } from './support/installation.js';
import { AS_API, AS_PAGE, visit } from './support/visit.js';

describe('a token that was minted elsewhere', () => {
  const { folder, nginxDir, usher, keysOnDisk, remove } = makeInstallation();
  let gate: Gate;

  beforeAll(async () => {
    usher('nginx', '--config', 'usher.yaml', '--out', nginxDir);
    gate = await startGate({
      http: server(guarded('/sonarr/', 4)),
      replace: { __GATE__: nginxDir },
    });
  });
  afterAll(async () => {
    // First, because there is no gate to stop where the start failed, and the folder holds keys.
    remove();
    await gate.stop();
  });

  /** What the contract says of a token, without any of our own code. */
  async function mint(
    jwk: JWK,
    claims: JWTPayload = {},
    header: JWTHeaderParameters = { alg: 'HS256', typ: 'JWT', kid: jwk.kid! },
  ): Promise<{ Cookie: string }> {
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({
      iss: 'https://auth.example.com',
      aud: 'example.com',
      sub: 'plex:1234567',
      iat: now,
      exp: now + 3600,
      name: 'Zoë',
      preferred_username: 'zoe',
      group: 'User',
      group_id: 4,
      ...claims,
    })
      .setProtectedHeader(header)
      .sign(await importJWK(jwk, 'HS256'));
    return { Cookie: `__Secure-usher=${token}` };
  }

  const open = async (cookie: { Cookie: string }) =>
    visit(gate, '/sonarr/', { headers: { ...AS_API, ...cookie } });

  test('passes, and the app hears who it is', async () => {
    const seen = await open(await mint(keysOnDisk()[0]!));
    expect(seen).toMatchObject({ status: 200, reason: 'allowed', user: 'zoe', groupId: '4' });
    expect(headerOf(seen.reached[0]!, 'remote-user')).toBe('zoe');
    expect(headerOf(seen.reached[0]!, 'remote-groups')).toBe('User');
  });

  test.each<[string, JWTPayload, (kid: string) => JWTHeaderParameters]>([
    ['whose header is in another order', {}, (kid) => ({ kid, alg: 'HS256', typ: 'JWT' })],
    ['without typ', {}, (kid) => ({ alg: 'HS256', kid })],
    ['without kid, as there is one key', {}, () => ({ alg: 'HS256' })],
    [
      'for several audiences',
      { aud: ['other.example', 'example.com'] },
      (kid) => ({ alg: 'HS256', kid }),
    ],
    ['with claims of its own', { nonce: 'x', scope: ['a'] }, (kid) => ({ alg: 'HS256', kid })],
  ])('passes %s', async (_, claims, headerFor) => {
    const [jwk] = keysOnDisk() as [JWK];
    const seen = await open(await mint(jwk, claims, headerFor(jwk.kid!)));
    expect(seen).toMatchObject({ status: 200, reason: 'allowed' });
    expect(seen.reached).toHaveLength(1);
  });

  test('is refused with another key, under whatever name', async () => {
    const [jwk] = keysOnDisk() as [JWK];
    const other = { ...jwk, k: randomBytes(32).toString('base64url') };
    expect(await open(await mint(other))).toMatchObject({
      status: 401,
      reason: 'signature_mismatch',
      reached: [],
    });
    expect(await open(await mint({ ...other, kid: 'elsewhere' }))).toMatchObject({
      status: 401,
      reason: 'key_unknown',
      reached: [],
    });
  });

  test.each<[string, JWTPayload, number, string]>([
    ['of a group that is too high', { group_id: 5 }, 403, 'group_above_threshold'],
    ['without a group', { group_id: undefined }, 401, 'group_missing'],
    ['for another audience', { aud: 'example.org' }, 401, 'aud_mismatch'],
    ['of another issuer', { iss: 'https://auth.example.org' }, 401, 'iss_mismatch'],
    ['that has ended', { exp: 1_700_000_000, iat: 1_600_000_000 }, 401, 'expired'],
  ])('is refused %s', async (_, claims, status, reason) => {
    expect(await open(await mint(keysOnDisk()[0]!, claims))).toMatchObject({
      status,
      reason,
      reached: [],
    });
  });

  test('nobody without one gets in; a browser is sent to the sign-in', async () => {
    const seen = await visit(gate, '/sonarr/', { headers: AS_PAGE });
    expect(seen).toMatchObject({ status: 302, reason: 'no_token', reached: [] });
    expect(seen.answer.headers.location).toMatch(/^https:\/\/auth\.example\.com\/login\?rd=/);
  });

  test('passes with a second key too, once the files are written anew and nginx reloads', async () => {
    usher('keys', 'generate', '--config', 'usher.yaml', '--add');
    const [first, second] = keysOnDisk() as [JWK, JWK];
    expect(await open(await mint(second))).toMatchObject({ status: 401, reached: [] });
    usher('nginx', '--config', 'usher.yaml', '--out', nginxDir);
    expect(await gate.nginx.reload()).toBe(true);
    for (const jwk of [first, second]) {
      expect(await open(await mint(jwk))).toMatchObject({ status: 200, reason: 'allowed' });
    }
    // With two keys, a token must say which.
    expect(await open(await mint(first, {}, { alg: 'HS256' }))).toMatchObject({
      status: 401,
      reason: 'key_unknown',
    });
  });

  test('needs keys that nobody but their owner can read', () => {
    for (const file of ['data/keys.json', 'nginx/usher.config.js']) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    }
  });
});
