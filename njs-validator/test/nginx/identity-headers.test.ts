/** What the app is told about who asks, and that nobody but the gate can tell it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { headerOf, type Reached } from './support/app.js';
import { server, startGate, type Gate } from './support/gate.js';
import { askRaw } from './support/request.js';
import { lastVisit, session, visit } from './support/visit.js';

const NAMES = ['Remote-User', 'Remote-Name', 'Remote-Email', 'Remote-Groups', 'Remote-Group-Id'];

/** Every header the app got that CGI would call REMOTE_SOMETHING. */
function identityOf({ rawHeaders }: Reached): Record<string, string> {
  const found: Record<string, string> = {};
  rawHeaders.forEach((name, index) => {
    if (index % 2 === 0 && /^remote[-_]/i.test(name)) {
      expect(found).not.toHaveProperty(name);
      found[name] = rawHeaders[index + 1]!;
    }
  });
  return found;
}

describe('identity headers', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(`
        server_name app.example.com;
        underscores_in_headers on;
        proxy_set_header X-Outer outer;
        location /whole/ {
          auth_request /_usher/4;
          include __GATE__/location.conf;
          proxy_pass http://__APP__;
        }
        location /identity/ {
          auth_request /_usher/4;
          include __GATE__/identity.conf;
          proxy_set_header Host own.example.com;
          proxy_pass http://__APP__;
        }`),
    });
  });
  afterAll(() => gate.stop());

  describe.each(['/whole/', '/identity/'])('in %s', (path) => {
    test('say who it is', async () => {
      const { reached } = await visit(gate, path, { headers: session() });
      expect(identityOf(reached[0]!)).toEqual({
        'Remote-User': 'zoe',
        'Remote-Name': 'Zo%C3%AB %C3%85ngstr%C3%B6m',
        'Remote-Email': 'zoe@example.com',
        'Remote-Groups': 'friends',
        'Remote-Group-Id': '4',
      });
    });

    test.each([
      ['as they are', (name: string) => name],
      ['in lower case', (name: string) => name.toLowerCase()],
      ['with underscores', (name: string) => name.replaceAll('-', '_')],
      ['with underscores, in capitals', (name: string) => name.replaceAll('-', '_').toUpperCase()],
      ['with the first an underscore', (name: string) => name.replace('-', '_')],
      ['with the last an underscore', (name: string) => name.replace(/-(?!.*-)/, '_')],
    ])('replace what the client sent, its names %s', async (_, spelt) => {
      const evil = Object.fromEntries(NAMES.map((name) => [spelt(name), 'evil']));
      const { reached, status } = await visit(gate, path, { headers: { ...session(), ...evil } });
      expect(status).toBe(200);
      expect(Object.values(identityOf(reached[0]!))).not.toContain('evil');
      expect(headerOf(reached[0]!, 'remote-user')).toBe('zoe');
    });

    test('replace what the client sent twice', async () => {
      const { reached } = await visit(gate, path, {
        headers: { ...session(), 'Remote-User': ['evil', 'zoe'] },
      });
      expect(identityOf(reached[0]!)['Remote-User']).toBe('zoe');
    });

    test('are not sent where the token says nothing, whatever the client says', async () => {
      const { reached } = await visit(gate, path, {
        headers: {
          ...session({ name: undefined, email: null, group: 7, preferred_username: undefined }),
          'Remote-Name': 'evil',
          'Remote-Email': 'evil',
          'Remote-Groups': 'admins',
        },
      });
      expect(identityOf(reached[0]!)).toEqual({
        'Remote-User': 'plex:1234567',
        'Remote-Group-Id': '4',
      });
    });

    test.each([
      ['a line end', 'a\r\nRemote-Groups: admins', 'a%0D%0ARemote-Groups: admins'],
      ['a line feed alone', 'a\nX-Evil: 1', 'a%0AX-Evil: 1'],
      ['NUL', 'a\0b', 'a%00b'],
      ['a right-to-left mark', '\u202ebob', '%E2%80%AEbob'],
      ['a picture', '😀', '%F0%9F%98%80'],
      ['percent signs', '50%0A', '50%250A'],
      ['32 letters that are not ASCII', 'ö'.repeat(32), '%C3%B6'.repeat(32)],
    ])('are one line of ASCII for a name with %s', async (_, name, expected) => {
      const { reached } = await visit(gate, path, {
        headers: session({ name, preferred_username: name, email: name, group: name }),
      });
      expect(identityOf(reached[0]!)).toEqual({
        'Remote-User': expected,
        'Remote-Name': expected,
        'Remote-Email': expected,
        'Remote-Groups': expected,
        'Remote-Group-Id': '4',
      });
      expect(headerOf(reached[0]!, 'x-evil')).toBeUndefined();
    });
  });

  test('location.conf brings the usual proxy headers', async () => {
    const { reached } = await visit(gate, '/whole/', {
      headers: { ...session(), Host: 'app.example.com:8443', 'X-Forwarded-For': '192.0.2.7' },
    });
    const got = (name: string) => headerOf(reached[0]!, name);
    expect(got('host')).toBe('app.example.com:8443');
    expect(got('x-real-ip')).toBe('127.0.0.1');
    expect(got('x-forwarded-for')).toBe('192.0.2.7, 127.0.0.1');
    expect(got('x-forwarded-host')).toBe('app.example.com:8443');
    expect(got('x-forwarded-proto')).toBe('http');
    expect(got('upgrade')).toBeUndefined();
    expect(got('connection')).toBeUndefined();
  });

  test('identity.conf leaves the other headers to the location', async () => {
    const { reached } = await visit(gate, '/identity/', { headers: session() });
    expect(headerOf(reached[0]!, 'host')).toBe('own.example.com');
    expect(headerOf(reached[0]!, 'x-forwarded-proto')).toBeUndefined();
  });

  test('a request without a Host header gets one for the app', async () => {
    await askRaw(gate.nginx.port, `GET /whole/ HTTP/1.0\r\nCookie: ${session().Cookie}\r\n\r\n`);
    const { reached } = await lastVisit(gate);
    expect(reached).toHaveLength(1);
    expect(headerOf(reached[0]!, 'host')).toBe('app.example.com');
  });
});

describe('what the client says of itself does not get through', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: server(`
        location /app/ {
          auth_request /_usher/4;
          include __GATE__/location.conf;
          proxy_pass http://__APP__;
          location ~ \\.css$ {
            include __GATE__/identity.conf;
            proxy_set_header X-Own own;
            proxy_pass http://__APP__;
          }
          location /app/api/ {
            auth_request off;
            include __GATE__/location.conf;
            proxy_pass http://__APP__;
          }
        }
        location /files/ {
          auth_request /_usher/999;
          include __GATE__/identity.conf;
          root __FOLDER__/none;
          try_files $uri @app;
        }
        location @app {
          include __GATE__/location.conf;
          proxy_pass http://__APP__;
        }`),
    });
  });
  afterAll(() => gate.stop());

  const CLAIM = { 'Remote-User': 'boss', 'Remote-Group-Id': '0' };

  test.each(['/app/api/', '/files/some'])('to %s, open to guests', async (path) => {
    const { status, reached } = await visit(gate, path, { headers: CLAIM });
    expect(status).toBe(200);
    expect(identityOf(reached[0]!)).toEqual({});
  });

  test.each(['/app/some.css', '/files/some'])('to %s, where the gate says it', async (path) => {
    const { reached } = await visit(gate, path, { headers: { ...CLAIM, ...session() } });
    expect(identityOf(reached[0]!)).toMatchObject({ 'Remote-User': 'zoe', 'Remote-Group-Id': '4' });
  });

  test('several requests on one connection, with a session and without', async () => {
    const lines = (more: string) =>
      `GET /app/ HTTP/1.1\r\nHost: app.example.com\r\nAccept: application/json\r\n${more}\r\n`;
    const signedIn = `Cookie: ${session().Cookie}\r\n`;
    const answers = await askRaw(
      gate.nginx.port,
      lines(signedIn) + lines('') + lines(`${signedIn}Connection: close\r\n`),
    );
    const statuses = [...answers.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status);
    expect(statuses).toEqual(['200', '401', '200']);
  });
});
