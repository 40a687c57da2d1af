/**
 * The icons that the portal carries: known by name, or guessed from what an app is called. Pure.
 */
import { toneOf } from '../views/tones.js';
import file from './built-in-icons.json' with { type: 'json' };
import { SYMBOLS_BY_APP } from './symbols-by-app.js';

/** A logo in the colour of its brand, or a symbol of lines. */
type Icon = Readonly<{ colour: string; path: string }> | Readonly<{ lines: string }>;

const ICONS = file.icons as Readonly<Record<string, Icon>>;

export const ICON_NAMES: readonly string[] = Object.keys(ICONS);

/** Words around the name of an app tell which one of several it is. */
const MAX_WORDS = 4;

export function isIconName(name: string): boolean {
  return Object.hasOwn(ICONS, name);
}

/**
 * The icon for an app of that name: `Sonarr (4K)` gets Sonarr's, `Calibre-Web` gets that of calibreweb.
 * @returns undefined if the name says nothing
 */
export function iconNameFor(appName: string): string | undefined {
  const words = appName
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .slice(0, 16);
  for (let length = Math.min(words.length, MAX_WORDS); length > 0; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const name = words.slice(start, start + length).join('');
      const icon = isIconName(name) ? name : SYMBOLS_BY_APP.get(name);
      if (icon !== undefined) {
        return icon;
      }
    }
  }
  return undefined;
}

/**
 * A whole SVG: the icon on a square of its colour.
 * @param name one of {@link ICON_NAMES}
 * @param appName symbols have the colour that its first letter would have
 */
export function iconSvg(name: string, appName: string): string {
  const icon = ICONS[name];
  if (icon === undefined) {
    throw new Error(`no icon "${name}"`);
  }
  const ground = 'colour' in icon ? icon.colour : toneOf(appName).colour;
  const ink = isPale(ground) ? '#14161f' : '#ffffff';
  const shape =
    'colour' in icon
      ? `<path fill="${ink}" transform="translate(9 9) scale(1.0833)" d="${icon.path}"/>`
      : `<g fill="none" stroke="${ink}" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" transform="translate(8.8 8.8) scale(1.1)">${icon.lines}</g>`;
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44">' +
    `<rect x=".5" y=".5" width="43" height="43" rx="10" fill="${ground}" stroke="#80808a" stroke-opacity=".45"/>${shape}</svg>\n`
  );
}

/** Whether white would hardly show on it. */
function isPale(colour: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    parseInt(colour.slice(at, at + 2), 16),
  );
  return 0.299 * red + 0.587 * green + 0.114 * blue > 170;
}
