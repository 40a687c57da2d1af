import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accentOf, contrastOf } from '../../../branding/accent.js';
import { GROUNDS, USUAL_TONES, type ThemeTones } from '../../../views/colours.js';

function expectReadable(tones: ThemeTones): void {
  for (const theme of ['light', 'dark'] as const) {
    const { accent, accentHover, accentEdge, onAccent, link } = tones[theme];
    const { card, ground } = GROUNDS[theme];
    expect(contrastOf(onAccent, accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(onAccent, accentHover)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(link, card)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(link, ground)).toBeGreaterThanOrEqual(4.5);
    const edge = accentEdge === 'transparent' ? accent : accentEdge;
    expect(contrastOf(edge, card)).toBeGreaterThanOrEqual(3);
  }
}

test('the usual colours are readable in both themes', () => {
  expectReadable(USUAL_TONES);
});

test('whatever the accent colour, text on it and links are readable in both themes, and a button has an edge', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
      const colour = `#${number.toString(16).padStart(6, '0')}`;
      const accent = accentOf(colour)!;
      expect(accent.tones.light.accent).toBe(colour);
      expect(accent.tones.dark.accent).toBe(colour);
      expectReadable(accent.tones);
    }),
    { numRuns: 2000 },
  );
});

test.each(['#000000', '#ffffff', '#fff', '#777777', '#757575', '#FFD400', '#0f766e'])(
  '%s is readable in both themes',
  (colour) => {
    expectReadable(accentOf(colour)!.tones);
  },
);

test.each([
  ['#FfD400', '#ffd400'],
  ['#0aF', '#00aaff'],
])('%s is the colour %s', (text, colour) => {
  expect(accentOf(text)?.colour).toBe(colour);
});

describe('is no colour:', () => {
  test.each([
    '',
    'red',
    '#12345',
    '#1234567',
    '#12345g',
    'rgb(1,2,3)',
    '#fff;}',
    ' #ffffff',
    '#ffffff\n',
  ])('%j', (text) => {
    expect(accentOf(text)).toBeUndefined();
  });
});

test('black on white has the largest contrast there is', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});
