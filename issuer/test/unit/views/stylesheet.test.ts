import { describe, expect, test } from '@jest/globals';
import { ASSETS } from '../../../views/assets.js';

const SHEETS = ASSETS.filter(({ type }) => type === 'css').map(
  ({ name, content }) => [name.replace(/-.{12}\.css$/, ''), String(content)] as const,
);

test('there are stylesheets', () => {
  expect(SHEETS.length).toBeGreaterThan(0);
});

test('what is hidden does not show on any page, a button neither', () => {
  const [, portal] = SHEETS.find(([name]) => name === 'portal') ?? [];
  expect(portal).toMatch(/\[hidden\] \{ display: none; \}/);
});

describe.each(SHEETS)('the stylesheet %s', (_name, css) => {
  test('names no side of the page, so that it fits languages written from right to left', () => {
    const sides =
      /(margin|padding|border|inset)-(left|right)|(text-align|float|clear): *(left|right)|[;{\s](left|right):/g;
    expect(css.match(sides)).toBeNull();
  });

  test('loads nothing from elsewhere', () => {
    expect(css).not.toMatch(/@import|url\((?!["']?data:)/);
  });

  test('uses no colour that nobody has defined', () => {
    const [, portal = ''] = SHEETS.find(([name]) => name === 'portal') ?? [];
    const defined = new Set(
      [...`${portal}${css}`.matchAll(/(--[\w-]+):/g)].map(([, name]) => name),
    );
    const used = [...css.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name);
    expect(used.filter((name) => !defined.has(name))).toEqual([]);
  });

  test('closes what it opens', () => {
    expect(css.split('{').length).toBe(css.split('}').length);
  });
});
