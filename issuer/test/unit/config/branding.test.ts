import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { GOOD_YAML, changed, goodConfig, load, problemsOf } from './sample-config.js';

const folder = mkdtempSync(join(tmpdir(), 'usher-looks-'));
const svg = join(folder, 'logo.svg');
const active = join(folder, 'active.svg');
writeFileSync(svg, '<svg xmlns="http://www.w3.org/2000/svg"/>');
writeFileSync(active, '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const withIcon = (icon: string) => changed('group: 1 }\n', `group: 1, icon: "${icon}" }\n`);

test('how the portal looks is up to its owner', () => {
  const { config, warnings } = goodConfig(`${withIcon('Sonarr')}
launcher: { outOfReach: grey }
branding:
  name: Casa de Anna
  accent: "#FD0"
  logo: ${svg}
  footer: { text: Help, url: "mailto:anna@example.com" }
`);
  expect(warnings).toEqual([]);
  expect(config.launcher).toEqual({ outOfReach: 'grey' });
  expect(config.apps[0]?.icon).toEqual({ name: 'sonarr' });
  expect(config.branding).toEqual({
    name: 'Casa de Anna',
    accent: '#ffdd00',
    logo: svg,
    footer: { text: 'Help', url: 'mailto:anna@example.com' },
  });
});

test('it may come from variables', () => {
  const { config } = goodConfig(GOOD_YAML, {
    USHER_BRANDING_ACCENT: '#0f766e',
    USHER_BRANDING_FOOTER_TEXT: 'Help',
    USHER_BRANDING_FOOTER_URL: 'https://example.com/help',
    USHER_LAUNCHER_OUT_OF_REACH: 'grey',
  });
  expect(config.branding).toEqual({
    accent: '#0f766e',
    footer: { text: 'Help', url: 'https://example.com/help' },
  });
  expect(config.launcher.outOfReach).toBe('grey');
});

test('an icon may be a file', () => {
  expect(goodConfig(withIcon(svg)).config.apps[0]?.icon).toEqual({ file: svg });
});

describe('a picture that is none is done without, and that is said:', () => {
  test.each([
    ['icons/missing.svg', 'there is no such file'],
    [active, 'it holds an element "script"'],
    [folder, 'this is a folder'],
  ])('%s', (icon, why) => {
    const outcome = load(withIcon(icon));
    expect(outcome).toMatchObject({
      kind: 'config',
      warnings: [{ path: 'apps[0].icon', message: expect.stringContaining('is not shown') }],
    });
    expect(JSON.stringify(outcome)).toContain(JSON.stringify(why).slice(1, -1));
    expect(goodConfig(withIcon(icon)).config.apps[0]).not.toHaveProperty('icon');
  });

  test('a logo', () => {
    expect(load(`${GOOD_YAML}branding: { logo: ${active} }\n`)).toMatchObject({
      kind: 'config',
      config: { branding: {} },
      warnings: [{ path: 'branding.logo', line: 14 }],
    });
  });
});

describe('is a problem:', () => {
  test.each([
    ['accent: blue', 'branding.accent', 'must be a colour', '#0f766e'],
    ['accent: "#12"', 'branding.accent', 'must be a colour', '#0f766e'],
    ['footer: { text: Help }', 'branding.footer.url', 'is missing', undefined],
    ['footer: { text: x, url: /help }', 'branding.footer.url', 'must be an address', 'https://'],
    [
      'footer: { text: x, url: "javascript:alert(1)" }',
      'branding.footer.url',
      'must be an address',
      'https://',
    ],
    [
      'footer: { text: x, url: "data:text/html,x" }',
      'branding.footer.url',
      'must be an address',
      'https://',
    ],
    ['name: "a\\nb"', 'branding.name', 'a character that is not allowed', undefined],
    ['colour: red', 'branding.colour', 'no setting "colour"', undefined],
  ])('%s', (line, path, message, suggestion) => {
    const problems = problemsOf(`${GOOD_YAML}branding:\n  ${line}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.path).toBe(path);
    expect(problems[0]?.message).toContain(message);
    if (suggestion !== undefined) {
      expect(problems[0]?.suggestion).toContain(suggestion);
    }
  });

  test.each([
    ['sonar', 'did you mean "sonarr"?'],
    ['something-else', 'name a file'],
    ['__proto__', 'name a file'],
  ])('an icon called %s', (icon, suggestion) => {
    expect(problemsOf(withIcon(icon))).toEqual([
      expect.objectContaining({
        path: 'apps[0].icon',
        message: `there is no icon "${icon}"`,
        suggestion: expect.stringContaining(suggestion),
      }),
    ]);
  });

  test('another way with apps that are out of reach', () => {
    expect(problemsOf(`${GOOD_YAML}launcher: { outOfReach: gray }\n`)).toEqual([
      expect.objectContaining({ path: 'launcher.outOfReach', suggestion: 'did you mean "grey"?' }),
    ]);
  });
});
