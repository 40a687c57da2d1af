/** The vectors have the single cases; here the scanner meets a reference that is slow and plain. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findCookies } from '../cookie-candidates.js';
import { MAX_COOKIE_CANDIDATES } from '../token-profile.js';

/** RFC 6265, 5.4 read backwards: pairs between semicolons, the name up to the first equals sign. */
function naively(header: string, name: string): string[] {
  return header
    .split(';')
    .map((pair) => pair.replace(/^[ \t]+/, ''))
    .filter((pair) => pair.includes('=') && pair.slice(0, pair.indexOf('=')) === name)
    .map((pair) => pair.slice(pair.indexOf('=') + 1))
    .filter((value) => value !== '')
    .slice(0, MAX_COOKIE_CANDIDATES);
}

test.each(['usher', '__Secure-usher', 'organizr_token_1f-2', 'a', 'aa'])(
  'finds the same cookies named %s as the plain reading does',
  (name) => {
    const piece = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          name,
          `${name}=`,
          '; ',
          ';',
          '=',
          ' ',
          '\t',
          ',',
          '"',
          name.slice(0, -1),
        ),
      },
      { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '\u00a0',
          '\u2000',
          '\ufeff',
          '\n',
          '\u0000',
          name.toUpperCase(),
        ),
      },
    );
    let found = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const header = pieces.join('');
        const cookies = findCookies(header, name);
        found += cookies.length;
        expect(cookies).toEqual(naively(header, name));
      }),
      { numRuns: 3000 },
    );
    expect(found).toBeGreaterThan(100);
  },
);

test.each([
  ['blanks', `usher=${' '.repeat(32_000)}`],
  ['semicolons', ';'.repeat(32_000)],
  ['blanks and semicolons', ' ;'.repeat(16_000)],
  ['the name again and again', 'usher='.repeat(5_000)],
  ['the name after blanks', `${' '.repeat(6)}usher`.repeat(3_000)],
  ['empty cookies', 'usher=;'.repeat(4_500)],
  ['blanks before every name', `;${' '.repeat(20)}x usher=`.repeat(1_000)],
])('reads 32 kB of %s in no time', (_what, header) => {
  const before = process.cpuUsage();
  for (let turn = 0; turn < 5; turn++) {
    findCookies(header, 'usher');
  }
  // Our own CPU time, so that a busy machine makes no difference; a scan that is quadratic takes seconds.
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(200);
});
