import { describe, expect, test } from '@jest/globals';
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clearedSessionCookies, sessionCookie } from '../../../token/session-cookie.js';

const CONFIG = {
  issuer: {
    url: 'https://auth.example.com/portal',
    listenHost: '127.0.0.1',
    listenPort: 0,
    dataDir: '/data',
    trustedProxies: [],
    logLevel: 'info',
  },
  cookie: { domain: 'example.com' },
  session: { lifetimeSeconds: 3600, renewal: true, renewForSeconds: 36_000 },
} as const;

const PLAIN_HTTP = {
  ...CONFIG,
  issuer: { ...CONFIG.issuer, url: 'http://localhost:8080/auth' },
  cookie: {},
};

const ATTRIBUTES = { httpOnly: true, sameSite: 'lax', path: '/' };

describe('the session cookie', () => {
  test('over https, for a domain', () => {
    expect(sessionCookie('tok', CONFIG, 3600)).toEqual({
      name: '__Secure-usher',
      value: 'tok',
      options: { ...ATTRIBUTES, secure: true, maxAge: 3_600_000, domain: 'example.com' },
    });
  });

  test('over plain http, for one host', () => {
    expect(sessionCookie('tok', PLAIN_HTTP, 3600)).toEqual({
      name: 'usher',
      value: 'tok',
      options: { ...ATTRIBUTES, secure: false, maxAge: 3_600_000 },
    });
  });

  test('is removed from the domain and from the host', () => {
    const removed = { ...ATTRIBUTES, secure: true, maxAge: 0 };
    const refresh = { ...removed, path: '/_usher/' };
    expect(clearedSessionCookies(CONFIG)).toEqual([
      { name: '__Secure-usher', value: '', options: { ...removed, domain: 'example.com' } },
      { name: '__Secure-usher-refresh', value: '', options: { ...refresh, domain: 'example.com' } },
      { name: '__Secure-usher', value: '', options: removed },
      { name: '__Secure-usher-refresh', value: '', options: refresh },
    ]);
  });

  test('is removed from the host alone where there is no domain', () => {
    const removed = { ...ATTRIBUTES, secure: false, maxAge: 0 };
    expect(clearedSessionCookies(PLAIN_HTTP)).toEqual([
      { name: 'usher', value: '', options: removed },
      { name: 'usher-refresh', value: '', options: { ...removed, path: '/_usher/' } },
    ]);
  });

  test('Express sends just that', async () => {
    const app = express();
    app.get('/', (_req, res) => {
      for (const { name, value, options } of [
        sessionCookie('a.b-c_d', CONFIG, 3600),
        ...clearedSessionCookies(CONFIG),
      ]) {
        res.cookie(name, value, options);
      }
      res.end();
    });
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${String(port)}/`);
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    const cookies = response.headers
      .getSetCookie()
      .map((each) => each.replace(/ Expires=[^;]*;/, ''));
    expect(cookies).toEqual([
      '__Secure-usher=a.b-c_d; Max-Age=3600; Domain=example.com; Path=/; HttpOnly; Secure; SameSite=Lax',
      '__Secure-usher=; Max-Age=0; Domain=example.com; Path=/; HttpOnly; Secure; SameSite=Lax',
      '__Secure-usher-refresh=; Max-Age=0; Domain=example.com; Path=/_usher/; HttpOnly; Secure; SameSite=Lax',
      '__Secure-usher=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
      '__Secure-usher-refresh=; Max-Age=0; Path=/_usher/; HttpOnly; Secure; SameSite=Lax',
    ]);
  });
});
