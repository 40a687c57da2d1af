/** The colours of what has no picture: the same for the same name, on every page. Pure. */

/** White text is readable on each (WCAG 2.2, 1.4.3). */
const TONES = ['#4450c9', '#0f766e', '#9d3a76', '#8a5a12', '#2f6aa8', '#5f6b2b'] as const;

export function toneOf(name: string): Readonly<{ className: string; colour: string }> {
  const at = Buffer.from(name).reduce((total, byte) => total + byte, 0) % TONES.length;
  return { className: `tone-${String(at)}`, colour: TONES[at] ?? TONES[0] };
}

export const TONE_STYLES = TONES.map(
  (colour, at) => `.tone-${String(at)} { background: ${colour}; }\n`,
).join('');
