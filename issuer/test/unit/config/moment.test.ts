import { describe, expect, test } from '@jest/globals';
import { formatInstant, formatMoment, parseMoment } from '../../../config/moment.js';

const at = (iso: string) => Date.parse(iso) / 1000;

describe('a date', () => {
  test.each([
    ['2026-12-31', '2026-12-31T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['2028-02-29', '2028-02-29T00:00:00Z', '2028-03-01T00:00:00Z'],
  ])('%s is from its beginning, or through its end, in UTC', (text, from, until) => {
    expect(parseMoment(text, 'from')).toBe(at(from));
    expect(parseMoment(text, 'until')).toBe(at(until));
  });

  test.each([
    ['2026-12-31T18:00', '2026-12-31T18:00:00Z'],
    ['2026-12-31 18:00', '2026-12-31T18:00:00Z'],
    ['2026-12-31T18:00:30Z', '2026-12-31T18:00:30Z'],
    ['2026-12-31t18:00z', '2026-12-31T18:00:00Z'],
    ['2026-12-31T18:00+01:00', '2026-12-31T17:00:00Z'],
    ['2026-12-31 18:00 -05:30', '2026-12-31T23:30:00Z'],
  ])('%s is the same moment from and until', (text, iso) => {
    expect(parseMoment(text, 'from')).toBe(at(iso));
    expect(parseMoment(text, 'until')).toBe(at(iso));
  });

  test.each([
    '',
    '2027-02-29',
    '2027-02-31T10:00',
    '2027-13-01',
    '2027-1-1',
    '1999-12-31',
    '20270101',
    '31.12.2027',
    '2027-01-01T24:00',
    '2027-01-01T10:60',
    '2027-01-01T10',
    '2027-01-01T10:00+15:00',
    '2027-01-01T10:00 Europe/Berlin',
    '2027-01-01+01:00',
    ' 2027-01-01',
    '2027-01-01\n',
    'tomorrow',
  ])('%j is none', (text) => {
    expect(parseMoment(text, 'from')).toBeUndefined();
    expect(parseMoment(text, 'until')).toBeUndefined();
  });

  test('is shown in UTC, with seconds only where there are any', () => {
    expect(formatMoment(at('2026-12-31T18:00:00Z'))).toBe('2026-12-31 18:00 UTC');
    expect(formatMoment(at('2026-12-31T18:00:07Z'))).toBe('2026-12-31 18:00:07 UTC');
    expect(formatInstant(at('2026-12-31T18:00:00Z'))).toBe('2026-12-31 18:00:00 UTC');
  });
});
