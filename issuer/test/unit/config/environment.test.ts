import { describe, expect, test } from '@jest/globals';
import { SETTINGS } from '../../../config/settings.js';
import { GOOD_YAML, SERVER, goodConfig, load, problemsOf } from './sample-config.js';

const OTHER = SERVER.replace('a', 'b');

describe('environment variables', () => {
  test.each(['USHER_ISSUER_DATA_DIR', 'USHER_ISSUER_DATADIR', 'USHER_ISSUERDATADIR'])(
    '%s overrides issuer.dataDir',
    (name) => {
      expect(goodConfig(GOOD_YAML, { [name]: 'state' }).config.issuer.dataDir).toBe(
        '/etc/usher/state',
      );
    },
  );

  test.each([
    [`[${OTHER}]`, [OTHER]],
    [`- ${OTHER}\n- ${SERVER}`, [OTHER, SERVER]],
    [OTHER, [OTHER]],
    [`${OTHER}, ${SERVER},`, [OTHER, SERVER]],
    // All digits: a number in YAML, an identifier here.
    ['1234567890123456789012345678901234567890', ['1234567890123456789012345678901234567890']],
  ])('a list of texts may be YAML or have commas: %j', (text, servers) => {
    expect(goodConfig(GOOD_YAML, { USHER_PLEX_SERVERS: text }).config.plex.servers).toEqual(
      servers,
    );
  });

  test('numbers, truth values, lists and tables are YAML', () => {
    const { config } = goodConfig(GOOD_YAML, {
      USHER_PLEX_OWNER_ID: '7',
      USHER_PLEX_PASSWORD_SIGN_IN: 'false',
      USHER_RULES: '[{ when: { plex: owner }, group: 1 }]',
      USHER_GROUPS: '{ 3: Family }',
      USHER_APPS: '[]',
    });
    expect(config.plex).toMatchObject({ ownerId: 7, passwordSignIn: false });
    expect(config.rules).toEqual([{ when: { plex: ['owner'] }, group: 1 }]);
    expect(config.groupNames[3]).toBe('Family');
    expect(config.apps).toEqual([]);
  });

  test('texts are taken as they are', () => {
    expect(goodConfig(GOOD_YAML, { USHER_PLEX_SERVER_NAME: '7: up' }).config.plex.serverName).toBe(
      '7: up',
    );
  });

  test('can give a section that the file lacks', () => {
    const yaml = GOOD_YAML.replace(/cookie:\n.*\n/, '');
    expect(goodConfig(yaml, { USHER_COOKIE_DOMAIN: 'example.com' }).config.cookie.domain).toBe(
      'example.com',
    );
  });

  test('do not hide that a section of the file is none', () => {
    expect(
      problemsOf(GOOD_YAML.replace('cookie:\n  domain: example.com', 'cookie: 5'), {
        USHER_COOKIE_DOMAIN: 'example.com',
      }),
    ).toMatchObject([{ path: 'cookie', line: 3 }]);
  });

  test('…_FILE reads the value from a file, without the newline at its end', () => {
    const outcome = load(
      GOOD_YAML,
      { USHER_PLEX_SERVER_NAME_FILE: '/run/secrets/name' },
      { '/run/secrets/name': 'Kino\n' },
    );
    expect(outcome).toMatchObject({ kind: 'config', config: { plex: { serverName: 'Kino' } } });
  });

  test('…_FILE of a file that is not there is a problem', () => {
    expect(problemsOf(GOOD_YAML, { USHER_PLEX_SERVERS_FILE: '/nope' })).toEqual([
      {
        path: 'plex.servers',
        source: 'USHER_PLEX_SERVERS_FILE',
        message: 'the file that USHER_PLEX_SERVERS_FILE names cannot be read (ENOENT)',
      },
    ]);
  });

  test.each([
    [{ USHER_PLEX_SERVERS: OTHER, USHER_PLEX_SERVERS_FILE: '/f' }],
    [{ USHER_PLEX_SERVERS: OTHER, USHER_PLEXSERVERS: OTHER }],
  ])('two for one setting are a problem: %j', (env) => {
    expect(problemsOf(GOOD_YAML, env, { '/f': OTHER })).toMatchObject([
      { path: 'plex.servers', message: 'plex.servers is also given by USHER_PLEX_SERVERS' },
    ]);
  });

  test.each([
    ['USHER_PLEX_SERVER', 'did you mean USHER_PLEX_SERVERS?'],
    ['USHER_PLEX_SERVRES_FILE', 'did you mean USHER_PLEX_SERVERS_FILE?'],
    ['USHER_ISSUER_PORT', 'did you mean'],
    ['USHER_SOMETHING_ELSE', 'unset it, or see the list of settings'],
  ])('%s is unknown, which is a problem', (name, suggestion) => {
    const problems = problemsOf(GOOD_YAML, { [name]: '1' });
    expect(problems).toMatchObject([{ source: name }]);
    expect(problems[0]?.suggestion ?? '').toMatch(
      name === 'USHER_ISSUER_PORT' ? /./ : new RegExp(suggestion.replace('?', '\\?')),
    );
  });

  test.each([
    ['USHER_CONFIG', '/etc/usher/usher.yaml'],
    ['USHER_PLEX_TIMEOUT', ''],
    ['USHERETTE', 'x'],
    ['USHER_SERVICE_HOST', '10.0.0.1'],
    ['USHER_SERVICE_PORT_HTTP', '9190'],
    ['USHER_PORT', 'tcp://10.0.0.1:9190'],
    ['USHER_PORT_9190_TCP', 'tcp://10.0.0.1:9190'],
    ['USHER_PORT_9190_TCP_ADDR', '10.0.0.1'],
  ])(
    '%s=%s is none of ours: empty, elsewhere, or what Kubernetes tells about a service',
    (name, value) => {
      expect(load(GOOD_YAML, { [name]: value }).kind).toBe('config');
    },
  );

  test('exist for every setting, under a name of its own', () => {
    const variables = SETTINGS.map(({ variable }) => variable);
    expect(variables).toEqual(expect.arrayContaining(['USHER_ISSUER_DATA_DIR', 'USHER_RULES']));
    expect(new Set(variables.map((name) => name.replaceAll('_', ''))).size).toBe(SETTINGS.length);
    expect(SETTINGS.every(({ type }) => typeof type === 'string')).toBe(true);
    // One that names a file has no twin that …_FILE could be meant for.
    const named = variables.filter((name) => name.endsWith('_FILE'));
    expect(named.filter((name) => variables.includes(name.slice(0, -5)))).toEqual([]);
  });
});
