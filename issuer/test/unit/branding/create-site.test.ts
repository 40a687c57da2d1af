import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createSite } from '../../../branding/create-site.js';
import { MARK_ASSET, STYLESHEET_ASSET } from '../../../views/assets.js';
import { changed, GOOD_YAML, goodConfig } from '../config/sample-config.js';

test('without any wishes the portal has its usual looks, and an app the icon that its name suggests', () => {
  const { config } = goodConfig(changed('https://auth.example.com', 'https://example.com/auth'));
  const { site, assets, icons } = createSite(config);
  expect(site).toEqual({
    base: '/auth',
    serverName: 'this server',
    branding: { stylesheet: STYLESHEET_ASSET.name, mark: MARK_ASSET.name, isLogo: false },
  });
  const name = icons.get(config.apps[0]!);
  expect(name).toMatch(/^sonarr-/);
  expect(assets.get(name!)?.content).toContain('<svg');
});

test('names of files change with what they hold', () => {
  const stylesheetWith = (accent: string) =>
    createSite(goodConfig(`${GOOD_YAML}branding: { accent: "${accent}" }\n`).config).site.branding
      ?.stylesheet;
  expect(stylesheetWith('#0f766e')).toMatch(/^portal-[\w-]{12}\.css$/);
  expect(stylesheetWith('#0f766e')).toBe(stylesheetWith('#0F766E'));
  expect(stylesheetWith('#0f766e')).not.toBe(stylesheetWith('#0f766f'));
});

test('pictures that are gone since the configuration was read are done without', () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-site-'));
  const file = join(folder, 'x.svg');
  writeFileSync(file, '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const { config } = goodConfig(
    `${changed('group: 1 }', `group: 1, icon: ${file} }`)}branding: { logo: ${file} }\n`,
  );
  expect(createSite(config).site.branding?.isLogo).toBe(true);
  expect(createSite(config).icons.size).toBe(1);
  rmSync(folder, { recursive: true });
  expect(createSite(config).site.branding).toEqual({
    stylesheet: STYLESHEET_ASSET.name,
    mark: MARK_ASSET.name,
    isLogo: false,
  });
  expect(createSite(config).icons.size).toBe(0);
});
