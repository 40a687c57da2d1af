import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isGroupId, meetsThreshold, parseThreshold } from '../group.js';

describe('a group id', () => {
  test.each([0, 1, 4, 997, 998, 999])('%p is one', (value) => {
    expect(isGroupId(value)).toBe(true);
  });

  test.each([
    -1,
    1000,
    4.5,
    -0,
    NaN,
    Infinity,
    -Infinity,
    '4',
    '',
    null,
    undefined,
    true,
    [],
    [4],
    {},
  ])('%p is none', (value) => {
    expect(isGroupId(value)).toBe(false);
  });
});

describe('the comparison', () => {
  test.each([
    [0, 0, true],
    [1, 0, false],
    [3, 4, true],
    [4, 4, true],
    [5, 4, false],
    [998, 998, true],
    [999, 998, false],
    [999, 999, true],
    [0, NaN, false],
  ])('group %d at threshold %d: %p', (groupId, threshold, passes) => {
    expect(meetsThreshold(groupId, threshold)).toBe(passes);
  });
});

describe('a threshold as text', () => {
  test('is every number from 0 to 999 in its plain spelling', () => {
    for (let threshold = 0; threshold <= 999; threshold++) {
      expect(parseThreshold(String(threshold))).toBe(threshold);
    }
  });

  test.each([
    ...[
      '',
      ' ',
      '-1',
      '-0',
      '+4',
      '1000',
      '04',
      '00',
      '4.0',
      '4.',
      '.4',
      '4e0',
      '0x4',
      '0b1',
      '0o7',
      '1_0',
    ],
    ...[
      ' 4',
      '4 ',
      '4\n',
      '\t4',
      '4\u0000',
      '\u00a04',
      '\ufeff4',
      '٤',
      '４',
      '4/',
      '/4',
      '4?',
      '4,5',
      '4;',
    ],
    ...[
      'NaN',
      'Infinity',
      'null',
      'undefined',
      'true',
      'admin',
      '[]',
      '1e21',
      '99999999999999999999',
    ],
  ])('%j is none', (text) => {
    expect(parseThreshold(text)).toBeUndefined();
  });

  test('is nothing that chance writes, but for the plain spelling', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.string({ unit: fc.constantFrom(...'0123456789-+.exX _'.split('')), maxLength: 5 }),
      fc.integer().map(String),
      fc.double().map(String),
    );
    fc.assert(
      fc.property(texts, (text) => {
        // The grammar as an operator would put it.
        const isPlain = /^(0|[1-9][0-9]{0,2})$/.test(text);
        expect(parseThreshold(text)).toBe(isPlain ? parseInt(text, 10) : undefined);
      }),
      { numRuns: 5000 },
    );
  });
});
