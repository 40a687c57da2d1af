import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../config/load-config.js';
import { GOOD_YAML, SERVER, goodConfig, load, problemsOf } from './sample-config.js';

const change = (from: string | RegExp, to: string) => {
  const changed = GOOD_YAML.replace(from, to);
  expect(changed).not.toBe(GOOD_YAML);
  return changed;
};

describe('a configuration that is fine', () => {
  test('is complete, with the defaults of the schema', () => {
    const { config, warnings } = goodConfig(GOOD_YAML);
    expect(warnings).toEqual([]);
    expect(config).toEqual({
      issuer: {
        url: 'https://auth.example.com',
        listenHost: '127.0.0.1',
        listenPort: 9190,
        dataDir: '/etc/usher/data',
        trustedProxies: ['loopback'],
        logLevel: 'info',
      },
      cookie: { domain: 'example.com' },
      session: { lifetimeSeconds: 86400 },
      plex: {
        apiUrl: 'https://plex.tv',
        authUrl: 'https://app.plex.tv/auth',
        servers: [SERVER],
        serverName: 'this server',
        product: 'Usher',
        ownerId: 12345,
        passwordSignIn: true,
        timeoutSeconds: 10,
      },
      rules: [
        { when: { plex: ['owner'] }, group: 0 },
        { when: { plex: ['home'] }, group: 3 },
        { when: { plex: ['friend'] }, group: 4 },
      ],
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
session: { lifetime: 7d }
plex:
  servers: [${SERVER.toUpperCase()}]
  ownerId: 1
  serverName: Kino
  product: Kino door
  passwordSignIn: false
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
    expect(config.session.lifetimeSeconds).toBe(7 * 86400);
    expect(config.plex).toEqual({
      servers: [SERVER],
      ownerId: 1,
      serverName: 'Kino',
      product: 'Kino door',
      passwordSignIn: false,
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
      change('  domain: example.com', '  domain:').replace(/apps:[^]*/, 'apps:\n'),
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
    expect(loadConfig({ file: 'x.yaml', env: {}, readFile })).toEqual({
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
    expect(problemsOf('').map(({ path }) => path)).toEqual(['issuer.url', 'plex.servers', 'rules']);
  });
});

describe('problems', () => {
  test('come all at once, in the order of the file, each with its place', () => {
    const yaml = `issuer:
  url: auth.example.com
  lisen: 127.0.0.1:1
plex:
  servers: [short]
rules:
  - { when: { plex: ownr }, group: 1000 }
apps: {}
`;
    expect(problemsOf(yaml, { USHER_PLEX_TIMEOUT: 'soon' })).toMatchObject([
      { path: 'issuer.url', line: 2, column: 3 },
      { path: 'issuer.lisen', line: 3, column: 3, suggestion: 'did you mean "listen"?' },
      { path: 'plex.servers[0]', line: 5, column: 13 },
      { path: 'rules[0].when.plex', line: 7, column: 15, suggestion: 'did you mean "owner"?' },
      { path: 'rules[0].group', line: 7, column: 29 },
      { path: 'apps', line: 8, column: 1 },
      { path: 'plex.timeout', source: 'USHER_PLEX_TIMEOUT' },
    ]);
  });

  test('point through an alias to where the value is written', () => {
    const yaml = `x-rule: &r { when: { plex: owner }, group: -1 }\n${change(/rules:[^]*/, 'rules: [*r]\n')}`;
    expect(problemsOf(yaml)).toContainEqual(
      expect.objectContaining({ path: 'rules[0].group', line: 1, column: 37 }),
    );
  });

  test.each([
    ['servrs: [x]', 'did you mean "servers"?', 'plex'],
    ['owner_id: 5', 'did you mean "ownerId"?', 'plex'],
    ['dataDir: x', '"dataDir" belongs below "issuer:"', 'plex'],
    ['zzz: x', 'known here: servers, serverName', 'plex'],
  ])('suggest the likely key for %j', (line, suggestion) => {
    const [problem, ...others] = problemsOf(change('plex:\n', `plex:\n  ${line}\n`));
    expect(others).toEqual([]);
    expect(problem?.suggestion).toContain(suggestion);
  });

  test.each([
    [
      '  ownerId: 12345',
      '  ownerId: "12345"',
      'plex.ownerId must be a whole number',
      'write it without quotes',
    ],
    ['  ownerId: 12345', '  ownerId: 0', 'plex.ownerId must be at least 1', undefined],
    ['  ownerId: 12345', '  product: "caf\u00e9"', 'plex.product contains a character', undefined],
    [
      '  ownerId: 12345',
      '  passwordSignIn: no',
      'plex.passwordSignIn must be true or false',
      'without quotes; yes and no are texts',
    ],
    ['  ownerId: 12345', '  timeout: 10', 'plex.timeout must have a unit', 'for example'],
    ['  ownerId: 12345', '  serverName: 7', 'plex.serverName must be a text', 'put it in quotes'],
    [`[${SERVER}]`, SERVER, 'plex.servers must be a list', 'put it in brackets'],
    [`[${SERVER}]`, '[]', 'no Plex server is given', 'machine identifiers'],
    [/plex:\n[^]*rules/, 'rules', 'no Plex server is given', 'machine identifiers'],
    ['{ plex: home }', '{}', 'rules[1].when is empty', undefined],
    ['{ plex: home }', '{ plex: [] }', 'rules[1].when.plex is an empty list', undefined],
    [
      '{ plex: home }',
      '{ plexId: bob }',
      'rules[1].when.plexId must be a numeric Plex account id',
      'change hands',
    ],
    [', group: 3', '', 'rules[1].group is missing', undefined],
    [', group: 3', ', group: 3.5', 'rules[1].group must be a whole number', undefined],
    [', group: 3', ', group: 1000', 'rules[1].group must be at most 999', undefined],
    [', group: 3', ', group: -1', 'rules[1].group must be at least 0', undefined],
    [/rules:[^]*apps/, 'rules: []\napps', 'no rules', 'begin with'],
    ['name: Sonarr', 'name: ""', 'apps[0].name is empty', undefined],
    [
      'name: Sonarr',
      `name: ${'x'.repeat(101)}`,
      'apps[0].name is longer than 100 characters',
      undefined,
    ],
    ['apps:', 'groups: { 1000: x }\napps:', 'this is not the id of a group', 'from 0 to 999'],
    ['apps:', 'groups: { 5: "a,b" }\napps:', 'groups.5 contains a character', undefined],
    ['apps:', 'groups: { 5: "a\\ud800" }\napps:', 'groups.5 contains a character', undefined],
    ['apps:', 'groups: { 5: " " }\napps:', 'may not be blank', undefined],
    [
      '  domain',
      '  logLevel: info\n  domain',
      'there is no setting "logLevel" in cookie',
      'belongs below "issuer:"',
    ],
    [
      '  url: https://auth.example.com\n',
      '  url: https://auth.example.com\n  logLevel: warning\n',
      'issuer.logLevel must be one of',
      'did you mean "warn"?',
    ],
  ])('%j -> %j: %s', (from, to, message, suggestion) => {
    const problems = problemsOf(change(from, to));
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
    if (suggestion === undefined) {
      expect(problems[0]?.suggestion).toBeUndefined();
    } else {
      expect(problems[0]?.suggestion).toContain(suggestion);
    }
  });

  test('never quote a value: it may be a secret that went astray', () => {
    const secret = 'hunter2-hunter2';
    const text = JSON.stringify([
      problemsOf(change(SERVER, secret)),
      problemsOf(change('https://auth.example.com', `https://me:${secret}@auth.example.com`)),
      problemsOf(change('ownerId: 12345', `ownerId: ${secret}`)),
      problemsOf(change('ownerId: 12345', `token: ${secret}`)),
      problemsOf(change('plex: home', `plex: ${secret}`)),
      problemsOf(change('domain: example.com', `domain: "${secret} x"`)),
      problemsOf(GOOD_YAML, { USHER_PLEX_TOKEN: secret, USHER_SESSION_LIFETIME: secret }),
      problemsOf(GOOD_YAML, { USHER_RULES: `[${secret}` }),
      problemsOf(GOOD_YAML, { USHER_PLEX_TIMEOUT_FILE: '/s' }, { '/s': secret }),
    ]);
    expect(text).toContain('plex.servers[0]');
    expect(text).not.toContain('hunter2');
  });
});

describe('warnings', () => {
  const warningsOf = (yaml: string) => {
    const outcome = load(yaml);
    return outcome.kind === 'unreadable' ? [] : outcome.warnings;
  };

  test('do not keep a configuration from being used', () => {
    const { warnings } = goodConfig(change('  ownerId: 12345\n', ''));
    expect(warnings).toMatchObject([{ path: 'plex.ownerId', line: 5 }]);
  });

  test('come with problems too', () => {
    const outcome = load(change('  ownerId: 12345\n', '  timeout: 1h\n'));
    expect(outcome).toMatchObject({
      kind: 'problems',
      problems: [{ path: 'plex.timeout' }],
      warnings: [{ path: 'plex.ownerId' }],
    });
  });

  test.each([
    ['{ plex: home }', '{ plex: owner }', 'rules[1]', 'takes everybody'],
    ['{ plex: home }', '{ plex: [owner] , plexId: 4 }', 'rules[1]', 'takes everybody'],
    ['plex: friend', 'plex: managed', 'rules[2]', 'takes everybody'],
    ['group: 3', 'group: 0', 'rules[1]', 'makes people admin'],
    [SERVER, `${SERVER}, ${SERVER}`, 'plex.servers[1]', 'in the list already'],
    ['apps:', 'groups: { 7: User }\napps:', 'groups.7', 'group 4 is also called "User"'],
    [
      'https://sonarr.example.com',
      'https://sonarr.example.org',
      'apps[0].url',
      'never reaches sonarr.example.org',
    ],
    ['https://sonarr.example.com', 'http://sonarr.example.com', 'apps[0].url', 'over https only'],
    [
      'apps:',
      'apps:\n  - { name: Sonarr, url: https://example.com, group: 1 }',
      'apps[1].name',
      'another app',
    ],
    ['{ plex: owner }, group: 0', '{ plex: owner }, group: 2', 'apps[0]', 'nobody can open Sonarr'],
    [/cookie:\n.*\n/, '', 'apps[0].url', 'sent to auth.example.com alone'],
  ])('%j -> %j: %s %s', (from, to, path, message) => {
    const warnings = warningsOf(change(from, to));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ path });
    expect(warnings[0]?.message).toContain(message);
  });

  test('do not follow from a cookie.domain that is wrong itself', () => {
    expect(warningsOf(change('domain: example.com', 'domain: com'))).toEqual([]);
  });

  test.each([
    ['{ plex: home }', '{ plex: [owner, home] }'],
    ['{ plex: home }', '{ plexId: 4 }'],
    ['{ plex: home }, group: 3', '{ plexId: 4, plex: home }, group: 0'],
    ['apps:', 'groups: { 4: Friends, 5: User }\napps:'],
  ])('%j -> %j gives none', (from, to) => {
    expect(warningsOf(change(from, to))).toEqual([]);
  });
});
