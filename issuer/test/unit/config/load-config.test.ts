import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../config/load-config.js';
import { GOOD_YAML, SERVER, changed, goodConfig, problemsOf } from './sample-config.js';

describe('a configuration that is fine', () => {
  test('is complete, with the defaults of the schema', () => {
    const { config, warnings } = goodConfig(GOOD_YAML);
    expect(warnings).toEqual([]);
    expect(config).toEqual({
      settings: expect.any(Array),
      issuer: {
        url: 'https://auth.example.com',
        listenHost: '127.0.0.1',
        listenPort: 9190,
        dataDir: '/etc/usher/data',
        trustedProxies: ['loopback'],
        logLevel: 'info',
      },
      cookie: { domain: 'example.com' },
      session: { lifetimeSeconds: 86400, renewal: true, renewForSeconds: 30 * 86400 },
      revocation: { dir: '/etc/usher/data/revocations', whenStale: 'keep' },
      nginx: { issuerAddress: '127.0.0.1:9190' },
      gate: { sources: { bearer: true, basic: false, header: '', query: '' } },
      plex: {
        apiUrl: 'https://plex.tv',
        authUrl: 'https://app.plex.tv/auth',
        servers: [SERVER],
        serverName: 'this server',
        product: 'Usher',
        ownerId: 12345,
        passwordSignIn: true,
        homePicker: true,
        recheckSeconds: 300,
        timeoutSeconds: 10,
      },
      rules: [
        { when: { plex: ['owner'] }, group: 0 },
        { when: { plex: ['home'] }, group: 3 },
        { when: { plex: ['friend'] }, group: 4 },
      ],
      apiTokens: { makers: 998, maxLifetimeSeconds: 90 * 24 * 60 * 60 },
      guestPasses: { makers: 0 },
      groupNames: {
        0: 'Admin',
        1: 'Co-Admin',
        2: 'Super User',
        3: 'Power User',
        4: 'User',
        998: 'Signed In',
        999: 'Guest',
      },
      apps: [{ name: 'Sonarr', url: 'https://sonarr.example.com', group: 1 }],
      launcher: { outOfReach: 'hide' },
      branding: {},
    });
  });

  test('is frozen to the bottom', () => {
    const { config } = goodConfig(GOOD_YAML);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.plex.servers)).toBe(true);
    expect(Object.isFrozen(config.rules[0]?.when.plex)).toBe(true);
  });

  test('takes every setting that there is', () => {
    const { config } = goodConfig(`
issuer:
  url: https://example.com/auth/
  listen: "[::1]:0"
  dataDir: /var/lib/usher
  trustedProxies: [10.0.0.0/8, "fd00::/8", uniquelocal]
  logLevel: silent
session: { lifetime: 7d, renewal: false, renewFor: 90d }
revocation: { dir: /run/usher/revocations, maxAge: 15m, whenStale: refuse }
nginx: { issuerAddress: "portal:9190" }
plex:
  servers: [${SERVER.toUpperCase()}]
  ownerId: 1
  serverName: Kino
  product: Kino door
  passwordSignIn: false
  homePicker: false
  recheckEvery: 30s
  timeout: 5s
  apiUrl: http://127.0.0.1:4000/
  authUrl: http://127.0.0.1:4000/auth
rules:
  - { when: { plexId: [7, 8] }, group: 0 }
  - { when: { plex: [managed, home], plexId: 9 }, group: 5 }
groups: { 3: Family, 997: Others }
apps:
  - { name: Sonarr, url: https://example.com/sonarr/, group: 5, description: Series }
`);
    expect(config.issuer).toEqual({
      url: 'https://example.com/auth',
      listenHost: '::1',
      listenPort: 0,
      dataDir: '/var/lib/usher',
      trustedProxies: ['10.0.0.0/8', 'fd00::/8', 'uniquelocal'],
      logLevel: 'silent',
    });
    expect(config.cookie).toEqual({});
    expect(config.session).toEqual({
      lifetimeSeconds: 7 * 86400,
      renewal: false,
      renewForSeconds: 90 * 86400,
    });
    expect(config.revocation).toEqual({
      dir: '/run/usher/revocations',
      maxAgeSeconds: 900,
      whenStale: 'refuse',
    });
    expect(config.nginx).toEqual({ issuerAddress: 'portal:9190' });
    expect(config.plex).toEqual({
      servers: [SERVER],
      ownerId: 1,
      serverName: 'Kino',
      product: 'Kino door',
      passwordSignIn: false,
      homePicker: false,
      recheckSeconds: 30,
      timeoutSeconds: 5,
      apiUrl: 'http://127.0.0.1:4000',
      authUrl: 'http://127.0.0.1:4000/auth',
    });
    expect(config.rules).toEqual([
      { when: { plexId: [7, 8] }, group: 0 },
      { when: { plex: ['managed', 'home'], plexId: [9] }, group: 5 },
    ]);
    expect(config.groupNames).toMatchObject({ 0: 'Admin', 3: 'Family', 997: 'Others' });
    expect(config.apps).toEqual([
      { name: 'Sonarr', url: 'https://example.com/sonarr/', group: 5, description: 'Series' },
    ]);
  });

  test('may have names without a value, which count as not there', () => {
    const { config } = goodConfig(
      changed('  domain: example.com', '  domain:').replace(/apps:[^]*/, 'apps:\n'),
    );
    expect(config.cookie).toEqual({});
    expect(config.apps).toEqual([]);
  });
});

describe('a file that cannot be used', () => {
  test.each([
    ['ENOENT', 'there is no such file'],
    ['EACCES', 'this user may not read it'],
    ['EISDIR', 'this is a folder'],
    ['EIO', 'EIO'],
  ])('%s is said in words', (code, message) => {
    const readFile = () => {
      throw Object.assign(new Error('secret in the message'), { code });
    };
    expect(loadConfig({ file: 'x.yaml', env: {}, readFile, now: 0 })).toEqual({
      kind: 'unreadable',
      file: 'x.yaml',
      message,
    });
  });

  test.each([
    ['a: 1\na: 2\n', 2, 'this name stands here twice'],
    ['a:\n\t- b\n', 2, 'YAML is indented with blanks, not with tabs'],
    ['a: 1\n---\nb: 2\n', 2, 'expected one YAML document, found several'],
    ['a: "b\n', 2, 'a closing quote or bracket'],
    ['a: @hunter2\n', 1, 'this text needs quotes'],
    ['a: *hunter2\n', 1, 'an alias (*name) that cannot be resolved'],
    ['a: 1\nhunter2\nb: 2\n', 2, 'a name and its value must be separated'],
    ['a: ]hunter2\n', 1, 'not valid YAML'],
  ])('%j has line %d and own words', (yaml, line, message) => {
    const [first] = problemsOf(yaml);
    expect(first).toMatchObject({ source: '/etc/usher/usher.yaml', line });
    expect(first?.message).toContain(message);
    expect(JSON.stringify(problemsOf(yaml))).not.toContain('hunter2');
  });

  test('too large to be a configuration', () => {
    expect(problemsOf('#'.repeat(1024 * 1024 + 1))[0]?.message).toContain('larger than 1 MB');
  });

  test('aliases that multiply without end', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++) {
      const below = `*a${level - 1}`;
      bomb.push(`a${level}: &a${level} [${Array(9).fill(below).join(', ')}]`);
    }
    expect(problemsOf(bomb.join('\n'))[0]?.message).toContain('cannot be resolved');
  });

  test.each(['just a text', '- a list', '42'])('%j is no table of settings', (yaml) => {
    expect(problemsOf(yaml)).toMatchObject([
      { path: '', message: 'the configuration must be a table of settings (name: value)' },
    ]);
  });

  test('an empty file lacks what is needed', () => {
    expect(problemsOf('').map(({ path }) => path)).toEqual(['issuer.url', 'rules']);
  });
});
