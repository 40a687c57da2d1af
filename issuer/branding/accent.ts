/**
 * What an accent colour makes of the pages: text on it, an edge around it, links and light. Whatever the colour, all of it
 * can be read and told apart in both themes (WCAG 2.2, 1.4.3 and 1.4.11). Pure.
 */
import { GROUNDS, type AccentTones, type ThemeTones } from '../views/colours.js';

type Theme = 'light' | 'dark';

export type Accent = Readonly<{
  /** `#rrggbb` */
  colour: string;
  tones: ThemeTones;
}>;

type Rgb = readonly [number, number, number];

const TEXT_CONTRAST = 4.5;
const SHAPE_CONTRAST = 3;
/** In so many steps from a colour to white or black. */
const STEPS = 50;

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/**
 * @param text `#rrggbb` or `#rgb`
 * @returns undefined if it is neither
 */
export function accentOf(text: string): Accent | undefined {
  const colour = parseColour(text);
  if (colour === undefined) {
    return undefined;
  }
  return {
    colour: hexOf(colour),
    tones: { light: tonesIn('light', colour), dark: tonesIn('dark', colour) },
  };
}

function tonesIn(theme: Theme, colour: Rgb): AccentTones {
  const card = rgbOf(GROUNDS[theme].card);
  const ground = rgbOf(GROUNDS[theme].ground);
  const away = theme === 'light' ? BLACK : WHITE;
  const onAccent = contrast(colour, WHITE) >= TEXT_CONTRAST ? WHITE : BLACK;
  return {
    accent: hexOf(colour),
    // Away from the text on it, which stays readable.
    accentHover: hexOf(mix(colour, onAccent === WHITE ? BLACK : WHITE, 0.14)),
    accentEdge:
      contrast(colour, card) >= SHAPE_CONTRAST
        ? 'transparent'
        : hexOf(until(colour, away, (one) => contrast(one, card) >= SHAPE_CONTRAST)),
    onAccent: hexOf(onAccent),
    link: hexOf(
      until(colour, away, (one) =>
        [card, ground].every((under) => contrast(one, under) >= TEXT_CONTRAST),
      ),
    ),
    glow: hexOf(mix(ground, colour, theme === 'light' ? 0.12 : 0.16)),
  };
}

/** The first colour on the way that is good; the end of the way is. */
function until(from: Rgb, to: Rgb, isGood: (colour: Rgb) => boolean): Rgb {
  for (let step = 0; step < STEPS; step += 1) {
    const colour = mix(from, to, step / STEPS);
    if (isGood(colour)) {
      return colour;
    }
  }
  return to;
}

function parseColour(text: string): Rgb | undefined {
  const [, short, long] = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(text) ?? [];
  const digits = long ?? short?.replace(/./g, '$&$&');
  return digits === undefined ? undefined : rgbOf(`#${digits}`);
}

function rgbOf(hex: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

function hexOf(colour: Rgb): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  return one.map((part, at) => Math.round(part + ((other[at] ?? 0) - part) * share)) as [
    number,
    number,
    number,
  ];
}

/** WCAG 2.2, "contrast ratio": 1 to 21. */
export function contrastOf(one: string, other: string): number {
  return contrast(rgbOf(one), rgbOf(other));
}

function contrast(one: Rgb, other: Rgb): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [
    number,
    number,
  ];
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
