/** What is said about a configuration: problems and warnings, all at once. */
import { describe, expect, test } from '@jest/globals';
import { GOOD_YAML, SERVER, changed, goodConfig, load, problemsOf } from './sample-config.js';

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
    const yaml = `x-rule: &r { when: { plex: owner }, group: -1 }\n${changed(/rules:[^]*/, 'rules: [*r]\n')}`;
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
    const [problem, ...others] = problemsOf(changed('plex:\n', `plex:\n  ${line}\n`));
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
    ['{ plex: home }', '{}', 'rules[1].when is empty', undefined],
    ['{ plex: home }', '{ plex: [] }', 'rules[1].when.plex is an empty list', undefined],
    [
      '{ plex: home }',
      '{ plexId: bob }',
      'rules[1].when.plexId must be a numeric Plex account id',
      'user names are for username',
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
    const problems = problemsOf(changed(from, to));
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
      problemsOf(changed(SERVER, secret)),
      problemsOf(changed('https://auth.example.com', `https://me:${secret}@auth.example.com`)),
      problemsOf(changed('ownerId: 12345', `ownerId: ${secret}`)),
      problemsOf(changed('ownerId: 12345', `token: ${secret}`)),
      problemsOf(changed('plex: home', `plex: ${secret}`)),
      problemsOf(changed('domain: example.com', `domain: "${secret} x"`)),
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
    const { warnings } = goodConfig(changed('  ownerId: 12345\n', ''));
    expect(warnings).toMatchObject([{ path: 'plex.ownerId', line: 5 }]);
  });

  test('come with problems too', () => {
    const outcome = load(changed('  ownerId: 12345\n', '  timeout: 1h\n'));
    expect(outcome).toMatchObject({
      kind: 'problems',
      problems: [{ path: 'plex.timeout' }],
      warnings: [{ path: 'plex.ownerId' }],
    });
  });

  test.each([
    ['{ plex: home }', '{ plex: owner }', 'rules[1]', 'takes everybody'],
    ['{ plex: home }', '{ plex: [owner] , plexId: 12345 }', 'rules[1]', 'takes everybody'],
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
    const warnings = warningsOf(changed(from, to));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ path });
    expect(warnings[0]?.message).toContain(message);
  });

  test('do not follow from a cookie.domain that is wrong itself', () => {
    expect(warningsOf(changed('domain: example.com', 'domain: com'))).toEqual([]);
  });

  test.each([
    ['{ plex: home }', '{ plex: [owner, home] }'],
    ['{ plex: home }', '{ plexId: 4 }'],
    ['{ plex: home }, group: 3', '{ plexId: 4, plex: home }, group: 0'],
    ['apps:', 'groups: { 4: Friends, 5: User }\napps:'],
  ])('%j -> %j gives none', (from, to) => {
    expect(warningsOf(changed(from, to))).toEqual([]);
  });
});
