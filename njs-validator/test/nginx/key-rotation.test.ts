/** `usher keys rotate` by the built command, the files written anew, and what nginx makes of tokens of all keys. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT, importJWK, type JWK } from 'jose';
import { engineUnderTest } from './support/engine.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { makeInstallation } from './support/installation.js';
import { AS_API, visit } from './support/visit.js';

describe('a key that takes over', () => {
  const { nginxDir, usher, keysOnDisk, remove } = makeInstallation();
  let njs: string;
  let gate: Gate;

  const writeFiles = () => {
    usher('nginx', '--out', nginxDir, '--njs', njs);
  };

  beforeAll(async () => {
    [njs = ''] = (await engineUnderTest()).split(' ');
    writeFiles();
    gate = await startGate({ http: server(guarded('/', 4)), replace: { __GATE__: nginxDir } });
  });
  afterAll(async () => {
    remove();
    await gate.stop();
  });

  async function tokenOf(jwk: JWK): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ sub: 'plex:1', group_id: 4, preferred_username: jwk.kid })
      .setProtectedHeader({ alg: jwk.alg!, typ: 'JWT', kid: jwk.kid! })
      .setIssuer('https://auth.example.com')
      .setAudience('example.com')
      .setIssuedAt(now)
      .setExpirationTime(now + 3600)
      .sign(await importJWK(jwk, jwk.alg));
  }

  async function reasonOf(token: string): Promise<string> {
    const headers = { ...AS_API, Cookie: `__Secure-usher=${token}` };
    // Twice: the second time it may be remembered.
    const first = await visit(gate, '/', { headers });
    const second = await visit(gate, '/', { headers });
    const passes = first.status === 200;
    expect([first.reached.length, second.reason]).toEqual([passes ? 1 : 0, first.reason]);
    expect(second.reached).toHaveLength(passes ? 1 : 0);
    return first.reason;
  }

  test('is unknown until the files are written; then old and new tokens pass', async () => {
    const old = await tokenOf(keysOnDisk()[0]!);
    expect(await reasonOf(old)).toBe('allowed');
    usher('keys', 'rotate', '--alg', 'ES256', '--lead', '1s');
    const fresh = await tokenOf(keysOnDisk()[0]!);
    // A gate with HS256 keys alone needs no look at the header to see that.
    expect([await reasonOf(old), await reasonOf(fresh)]).toEqual([
      'allowed',
      'signature_malformed',
    ]);
    writeFiles();
    expect(await gate.nginx.reload()).toBe(true);
    expect([await reasonOf(old), await reasonOf(fresh)]).toEqual(['allowed', 'allowed']);
    const { d } = keysOnDisk()[0]!;
    expect(readFileSync(join(nginxDir, 'usher.config.js'), 'utf8')).not.toContain(d!);
  });

  test('in an emergency leaves nothing of the old ones, remembered or not', async () => {
    const tokens = await Promise.all(keysOnDisk().map(tokenOf));
    expect(await reasonOf(tokens[0]!)).toBe('allowed');
    expect(await reasonOf(tokens[1]!)).toBe('allowed');
    usher('keys', 'rotate', '--now', '--alg', 'RS256');
    writeFiles();
    expect(await gate.nginx.reload()).toBe(true);
    for (const token of tokens) {
      expect(await reasonOf(token)).toBe('key_unknown');
    }
    expect(await reasonOf(await tokenOf(keysOnDisk()[0]!))).toBe('allowed');
  });
});
