import { describe, expect, test } from '@jest/globals';
import { pictureOf } from '../../../branding/picture-file.js';
import { ICON_NAMES, iconNameFor, iconSvg, isIconName } from '../../../icons/built-in-icon.js';
import file from '../../../icons/built-in-icons.json' with { type: 'json' };
import { SYMBOLS_BY_APP } from '../../../icons/symbols-by-app.js';

describe('the icon of an app is found by its name:', () => {
  test.each([
    ['Sonarr', 'sonarr'],
    ['sonarr', 'sonarr'],
    ['Sonarr (4K)', 'sonarr'],
    ['My Radarr', 'radarr'],
    ['Calibre-Web', 'calibreweb'],
    ['Home Assistant', 'homeassistant'],
    ['Nginx Proxy Manager', 'nginxproxymanager'],
    ['NPM', undefined],
    ['Overseerr', 'popcorn'],
    ['Tautulli', 'chart-line'],
    ['Kids TV', 'baby'],
    ['Uptime Kuma', 'uptimekuma'],
    ['Plex', undefined],
    ['Our own thing', undefined],
    ['__proto__', undefined],
    ['constructor', undefined],
    ['映画', undefined],
    ['', undefined],
  ])('%s: %s', (name, icon) => {
    expect(iconNameFor(name)).toBe(icon);
  });
});

test('every symbol that an app is given is there', () => {
  expect([...SYMBOLS_BY_APP.values()].filter((name) => !isIconName(name))).toEqual([]);
});

test('every icon is an SVG that the portal would take as a file, too', () => {
  for (const name of ICON_NAMES) {
    expect(pictureOf(Buffer.from(iconSvg(name, 'An app')))).toHaveProperty('type', 'svg');
  }
});

test('where they come from is said, and none of them is Plex’s', () => {
  expect(file.licence.join(' ')).toMatch(/CC0 1\.0.*trademarks.*ISC License.*The MIT License/s);
  expect(ICON_NAMES).not.toContain('plex');
});
