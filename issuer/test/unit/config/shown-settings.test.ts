/** The configuration in force, as admins may read it. */
import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../config/load-config.js';
import { MASK, shownSettings, type ShownSetting } from '../../../config/shown-settings.js';
import { parseYaml, type YamlText } from '../../../config/yaml-text.js';

const FILE = `issuer:
  url: https://auth.example.com
cookie: { domain: example.com }
plex:
  servers: [5123456789abcdef0123456789abcdef01234567]
  serverName: Living room
rules:
  - { when: { plex: owner }, group: 0 }
  - { when: { plex: friend }, group: 4 }
`;

function settings(
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, ShownSetting> {
  const outcome = loadConfig({
    file: 'usher.yaml',
    env,
    readFile: (path) => files[path] ?? FILE,
    now: 0,
  });
  if (outcome.kind !== 'config') {
    throw new Error(JSON.stringify(outcome));
  }
  return new Map(outcome.config.settings.map((setting) => [setting.path, setting]));
}

/** Of any document, be it one that the schema would refuse. */
function shownIn(text: string, path: string): ShownSetting | undefined {
  const yaml = parseYaml(text, 'usher.yaml') as YamlText;
  return shownSettings(yaml.value, { yaml, overrides: [] }).find((each) => each.path === path);
}

describe('where a setting comes from', () => {
  test('a line of the file', () => {
    expect(settings().get('plex.serverName')).toEqual({
      path: 'plex.serverName',
      value: 'Living room',
      isMasked: false,
      from: { kind: 'file', line: 6 },
    });
  });

  test('nobody has given it: what counts then', () => {
    expect(settings().get('session.lifetime')).toMatchObject({
      value: '24h',
      from: { kind: 'default' },
    });
    expect(settings().get('plex.ownerId')).toMatchObject({ value: '', from: { kind: 'default' } });
  });

  test('a variable, which counts before the file', () => {
    expect(settings({ USHER_PLEX_SERVER_NAME: 'Attic' }).get('plex.serverName')).toMatchObject({
      value: 'Attic',
      from: { kind: 'variable', name: 'USHER_PLEX_SERVER_NAME' },
    });
  });

  test('a file that a variable names', () => {
    const shown = settings(
      { USHER_PLEX_SERVER_NAME_FILE: '/run/name' },
      { '/run/name': 'Attic\n' },
    );
    expect(shown.get('plex.serverName')).toMatchObject({
      value: 'Attic',
      from: { kind: 'variable', name: 'USHER_PLEX_SERVER_NAME_FILE' },
    });
  });
});

test('lists are shown as YAML', () => {
  expect(settings().get('rules')).toMatchObject({
    value: [
      '- when:',
      '    plex: owner',
      '  group: 0',
      '- when:',
      '    plex: friend',
      '  group: 4',
    ].join('\n'),
    from: { kind: 'file', line: 7 },
  });
});

describe('secrets are not shown', () => {
  test.each([
    ['a password in an address', 'plex: { apiUrl: "https://me:hunter2@plex.example/x" }'],
    ['a name alone in an address', 'plex: { apiUrl: "https://hunter2@plex.example/x" }'],
  ])('%s', (_name, text) => {
    expect(shownIn(text, 'plex.apiUrl')).toMatchObject({
      value: `https://${MASK}@plex.example/x`,
      isMasked: true,
    });
  });

  test.each(['secret', 'clientSecret', 'password', 'apiKey', 'token'])(
    'whatever is called %s, deep inside',
    (name) => {
      const shown = shownIn(`apps:\n  - { name: x, ${name}: hunter2 }\n`, 'apps');
      expect(shown?.value).not.toContain('hunter2');
      expect(shown?.value).toContain('name: x');
      expect(shown?.isMasked).toBe(true);
    },
  );

  test('nor what stands in a list under such a name', () => {
    expect(shownIn('apps: [{ tokens: [hunter2] }]', 'apps')?.value).not.toContain('hunter2');
  });

  test('the path of a file that holds one is none', () => {
    const text = 'gate: { organizr: { secretFile: /etc/usher/organizr } }';
    expect(shownIn(text, 'gate.organizr.secretFile')).toMatchObject({
      value: '/etc/usher/organizr',
      isMasked: false,
    });
  });
});
