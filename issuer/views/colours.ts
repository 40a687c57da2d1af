/**
 * The colours of the pages, as custom properties, for light and dark: as the device has it, unless somebody chose. Constants
 * and pure functions.
 */

/** What an accent colour makes of the pages in one of the themes. */
export type AccentTones = Readonly<{
  /** Ground of the big button. */
  accent: string;
  accentHover: string;
  /** Its edge, where it hardly stands out from the page; or `transparent`. */
  accentEdge: string;
  /** Text on it. */
  onAccent: string;
  /** Links, and the ring around what has the focus. */
  link: string;
  /** Light at the top of the page. */
  glow: string;
}>;

export type ThemeTones = Readonly<{ light: AccentTones; dark: AccentTones }>;

export const USUAL_TONES: ThemeTones = {
  light: {
    accent: '#3d46c2',
    accentHover: '#333ba8',
    accentEdge: 'transparent',
    onAccent: '#ffffff',
    link: '#3540b8',
    glow: '#dfe3f7',
  },
  dark: {
    accent: '#5560e6',
    accentHover: '#4a55dd',
    accentEdge: 'transparent',
    onAccent: '#ffffff',
    link: '#a5adff',
    glow: '#1c2038',
  },
};

/** What text and links lie on. */
export const GROUNDS = {
  light: { card: '#ffffff', ground: '#eef0f6' },
  dark: { card: '#1a1d29', ground: '#10121a' },
} as const;

const LIGHT = `
  --ground: ${GROUNDS.light.ground};
  --card: ${GROUNDS.light.card};
  --edge: #d9dce8;
  --field: #ffffff;
  --field-edge: #8b90a6;
  --text: #1b1e2b;
  --quiet: #585d73;
  --alert: #9c1c2e;
  --alert-ground: #fdeef0;
  --alert-edge: #eeb9c1;
  --good: #1c6b41;
  --shadow: 0 1px 2px rgb(27 30 43 / 6%), 0 12px 32px rgb(27 30 43 / 9%);`;

const DARK = `
  --ground: ${GROUNDS.dark.ground};
  --card: ${GROUNDS.dark.card};
  --edge: #2e3344;
  --field: #12141d;
  --field-edge: #6d7389;
  --text: #eceef6;
  --quiet: #a4a9bd;
  --alert: #ffb3bd;
  --alert-ground: #33191f;
  --alert-edge: #6e2c38;
  --good: #7fd6a5;
  --shadow: 0 1px 2px rgb(0 0 0 / 30%), 0 16px 40px rgb(0 0 0 / 35%);`;

/** @param tones of the accent colour */
export function colourStyles({ light, dark }: ThemeTones): string {
  const darkColours = `{ color-scheme: dark;${DARK}${tonesText(dark)}\n}`;
  return `
:root { color-scheme: light;${LIGHT}${tonesText(light)}
}
:root[data-theme="dark"] ${darkColours}
@media (prefers-color-scheme: dark) {
:root[data-theme="auto"] ${darkColours}
}
`;
}

function tonesText({ accent, accentHover, accentEdge, onAccent, link, glow }: AccentTones): string {
  return `
  --accent: ${accent};
  --accent-hover: ${accentHover};
  --accent-edge: ${accentEdge};
  --on-accent: ${onAccent};
  --link: ${link};
  --glow: ${glow};`;
}
